"""Two stories of one case, when the records hold other events than its workflow: what is lost, whom it misled. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from models.case.events import CalendarChanged, Event, LostEvent, OfficialReply, Reconciled
from models.case.state import CaseState, Notice
from models.codes import Audience, NoticeStatus, Role
from models.notices.key import NoticeKey
from models.notices.plan import plan
from workflows.case.evolve import evolve


class RecordedNotice(NamedTuple):
    """A notice as the records have it: what was fixed at its first try, and whether it went out."""

    key: str
    audience: str
    template: str
    status: str
    attempts: int
    created_at: datetime

    @property
    def may_have_arrived(self) -> bool:
        """Whether it was sent, or tried."""
        return self.status == NoticeStatus.SENT or self.attempts > 0

    @property
    def moment(self) -> "Moment":
        """The event that it is of."""
        return NoticeKey.parse(self.key).seq, self.created_at


Moment = tuple[int, datetime]
"""The number of an event, and its instant."""


def first_difference(on_record: Iterable[Event], held: Iterable[Event]) -> int | None:
    """The number of the first event that is not the same on record and in the workflow; none where both agree."""
    recorded = {event.seq: event for event in on_record}
    return next((event.seq for event in held if event.seq in recorded and recorded[event.seq] != event), None)


def lines(events: Iterable[Event], first: int) -> tuple[LostEvent, ...]:
    """What happened from an event on, who did it by which command."""
    return tuple(
        LostEvent(
            seq=event.seq,
            at=event.at,
            kind=event.body.type,
            actor=event.actor.id,
            role=event.actor.role,
            command_id=event.command_id,
        )
        for event in events
        if event.seq >= first
    )


def lost(on_record: Sequence[Event], held: Iterable[Event], first: int) -> tuple[LostEvent, ...]:
    """What the workflow holds from the first difference on, without the commands that are on record all the same."""
    recorded = {(event.command_id, event.body.type) for event in on_record if event.command_id}
    return tuple(line for line in lines(held, first) if (line.command_id, line.kind) not in recorded)


def unaccounted(
    on_record: Iterable[Event], held: Iterable[Event], turned_away: Sequence[LostEvent]
) -> tuple[LostEvent, ...]:
    """The commands that an ended run had taken, or turned away, and of which the records say nothing: neither that they
    took effect nor that they are lost. Of what no command caused, time or the records bring about what is needed."""
    known = set[str | None]()
    for event in on_record:
        known.add(event.command_id)
        if isinstance(event.body, Reconciled):
            known |= {line.command_id for line in event.body.lost}
    commands = (event for event in held if event.command_id and not isinstance(event.body, CalendarChanged))
    return tuple(
        line for line in (*lines(commands, 1), *turned_away) if line.command_id and line.command_id not in known
    )


def decided_again(on_record: Iterable[Event], held: Iterable[Event]) -> frozenset[Moment]:
    """The events that a run held at other instants than they are on record, and that are the same but for that: a reset
    gives an acknowledged command to the case again."""
    recorded = {event.seq: event for event in on_record}
    return frozenset(
        (event.seq, event.at)
        for event in held
        if (kept := recorded.get(event.seq)) and kept != event and kept == event.model_copy(update={"at": kept.at})
    )


def is_settled(on_record: Iterable[Event], seq: int) -> bool:
    """Whether an event on record says that the case went on after it had diverged at an event.

    A run that lacks that event itself is one that it replaced: when it is asked what it held, it may write once more.
    """
    return any(event.body.first <= seq <= event.seq for event in on_record if isinstance(event.body, Reconciled))


def planned(start: CaseState, events: Iterable[Event]) -> dict[str, Notice]:
    """Every notice that the events call for, by its key."""
    notices, state = dict[str, Notice](), start
    for event in events:
        state = evolve(state, event)
        notices |= {notice.key: notice for notice in plan(state, event)}
    return notices


def strays(
    notices: Mapping[str, Notice], rows: Iterable[RecordedNotice], again: frozenset[Moment] = frozenset()
) -> tuple[RecordedNotice, ...]:
    """The notices on record that no event on record calls for; `again`: of events decided at other instants too."""

    def is_planned(row: RecordedNotice) -> bool:
        notice = notices.get(row.key)
        if notice is None or notice.template != row.template:
            return False
        return notice.created_at == row.created_at or row.moment in again

    return tuple(row for row in rows if not is_planned(row))


def reconciled(
    first: int, lost_events: tuple[LostEvent, ...], stray: Iterable[RecordedNotice], reply: OfficialReply | None
) -> Reconciled:
    """The event with which the case goes on. A beneficiary who got a notice of what is lost, or did it, is informed."""
    by_beneficiary = any(each.role == Role.BENEFICIARY for each in lost_events)
    informed = any(row.audience == Audience.BENEFICIARY and row.may_have_arrived for row in stray)
    return Reconciled(first=first, lost=lost_events, misinformed=by_beneficiary or informed, reply=reply)
