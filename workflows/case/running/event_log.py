"""The events of a case that its run holds, and how far they are on record. Pure."""

from collections.abc import Iterable, Sequence

from models.case.events import Event, NoticeSent


class EventLog:
    """Events in a row without gaps, the last of them `head`; up to `recorded` they are on record."""

    def __init__(self, head: int, events: Iterable[Event] = (), recorded: int = 0) -> None:
        self.head = head
        self.recorded = recorded
        self._events = list(events)
        self._sizes = dict[int, int]()
        """What events take as JSON, by their number: each is weighed once, and many times asked for."""

    @property
    def events(self) -> Sequence[Event]:
        """The events held here, oldest first; after continue-as-new the last of them."""
        return self._events

    @property
    def known_from(self) -> int:
        """The number of the first event that is held here."""
        return self._events[0].seq if self._events else self.head + 1

    def append(self, events: Sequence[Event]) -> None:
        """Take the events that follow the last one."""
        self._events.extend(events)
        if events:
            self.head = events[-1].seq

    def after(self, seq: int) -> list[Event]:
        """The events with a higher number than `seq`, as far as they are held here."""
        return self._events[max(seq + 1 - self.known_from, 0) :]

    def unrecorded(self, upto: int) -> tuple[Event, ...]:
        """The events to be written, up to a number."""
        return tuple(event for event in self.after(self.recorded) if event.seq <= upto)

    def lost(self, head: int) -> None:
        """Mark the events after `head` as unrecorded: an older copy of the records was restored."""
        self.recorded = min(head, self.recorded)

    def has_unwritten(self, *, ending: bool) -> bool:
        """Whether events are to be written now.

        That a notice went out is written with what comes next, at the latest with the end: the table of notices has it
        at once.
        """
        news = self.after(self.recorded)
        return bool(news) and (ending or any(not isinstance(event.body, NoticeSent) for event in news))

    def waiting_bytes(self) -> int:
        """The size of what is not on record, as JSON."""
        return sum(map(self._size, self.after(self.recorded)))

    def kept(self, count: int, size: int) -> tuple[Event, ...]:
        """The events for the next run: the last `count` in at most `size` bytes, and all that are not on record."""
        kept: list[Event] = []
        for event in reversed(self._events):
            size -= self._size(event)
            if event.seq <= self.recorded and (size < 0 or len(kept) >= count):
                break
            kept.append(event)
        return tuple(kept[::-1])

    def _size(self, event: Event) -> int:
        if event.seq not in self._sizes:
            self._sizes[event.seq] = len(event.model_dump_json().encode())
        return self._sizes[event.seq]
