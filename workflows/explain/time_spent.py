"""Where the working time of a promise went: the ledger of a clock, divided by what the case waited for.

The shares of a run add up to the time it used, to the microsecond. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from models.calendar.days import common, length
from models.calendar.working import ZERO, WorkingCalendar
from models.case.clock import IMPORTED, Clock
from models.case.events import Breached, CalendarChanged, Event, Imported, Recalled, WaitEnded
from models.case.state import CaseState
from models.codes import ClockKind, Stage, TimeUse
from workflows.case.evolve import changed

_FROM_THE_FIRST = datetime.min.replace(tzinfo=UTC)
_BY_STAGE: Mapping[Stage, TimeUse] = {
    Stage.RECEIVED: TimeUse.INTAKE,
    Stage.AWAITING_APPROVAL: TimeUse.SECOND_PERSON,
    Stage.AWAITING_BENEFICIARY: TimeUse.BENEFICIARY,
    Stage.AWAITING_THIRD_PARTY: TimeUse.THIRD_PARTY,
}
_DECIDED = (Stage.RESOLVED, Stage.CLOSED)


class Stay(NamedTuple):
    """From when on a case waited for something; until the next stay begins."""

    since: datetime
    use: TimeUse


@dataclass(frozen=True, slots=True)
class SpentRun:
    """One run of a promise: where the working time went that its clock counted, and that passed while it was paused."""

    clock: Clock
    counted: Mapping[TimeUse, timedelta]
    """Adds up to the time used."""
    paused: Mapping[TimeUse, timedelta]
    broke_at: datetime | None
    """The due instant that passed; none where the promise is kept so far."""

    @property
    def late_time(self) -> Mapping[TimeUse, timedelta]:
        """What a breach is made of: the time counted; under a legal limit also pauses, which the law does not spare."""
        if self.clock.limit is None:
            return self.counted
        uses = (*self.counted, *self.paused)
        return {use: self.counted.get(use, ZERO) + self.paused.get(use, ZERO) for use in dict.fromkeys(uses)}

    @property
    def main_use(self) -> TimeUse:
        """What most of that time went to; of equal ones the first in the order of the codes."""
        spent = self.late_time
        return max(TimeUse, key=lambda use: spent.get(use, ZERO))


def time_spent(state: CaseState, events: Iterable[Event], now: datetime, kind: ClockKind) -> tuple[SpentRun, ...]:
    """Every run of a promise up to `now`, the first one first; from the state before the events."""
    stays: list[Stay] = []
    runs: list[_Run] = []
    for event in events:
        before, state = state, changed(state, event)
        if isinstance(event.body, Recalled) and (held := before.held_reply):
            stays = [stay for stay in stays if stay.since < held.at]
        _note_stay(stays, state, event)
        _note_clock(runs, before, state, event, kind)
    return tuple(run.spent(stays, now) for run in runs)


@dataclass(slots=True)
class _Run:
    """A run of a clock while events are folded: which calendar measured each of its segments."""

    clock: Clock
    began_under: WorkingCalendar
    ends_under: WorkingCalendar
    measured_by: list[WorkingCalendar] = field(default_factory=list)
    broke_at: datetime | None = None

    def spent(self, stays: list[Stay], now: datetime) -> SpentRun:
        """Where the time of the run went, up to an instant."""
        counted: defaultdict[TimeUse, timedelta] = defaultdict(timedelta)
        for use, used in self._counted(stays, now):
            counted[use] += used
        paused: defaultdict[TimeUse, timedelta] = defaultdict(timedelta)
        for start, end in self._pauses(now):
            for use, first, last in _stays_between(stays, start, end):
                paused[use] += self.ends_under.between(first, last)
        return SpentRun(
            self.clock, _without_zero(counted), _without_zero(paused), self.broke_at if self.clock.breached else None
        )

    def _counted(self, stays: list[Stay], now: datetime) -> Iterator[tuple[TimeUse, timedelta]]:
        """The time counted, piece by piece."""
        for segment, calendar in zip(self.clock.segments, self.measured_by, strict=True):
            if segment.ended_by == IMPORTED:
                yield TimeUse.BEFORE_IMPORT, segment.used
            elif segment.used:
                yield from self._divided(segment.start, segment.end, calendar, stays)
        since = self.clock.running_since
        if since is not None and now > since:
            yield from self._divided(since, now, self.ends_under, stays)

    def _divided(
        self, start: datetime, end: datetime, calendar: WorkingCalendar, stays: list[Stay]
    ) -> Iterator[tuple[TimeUse, timedelta]]:
        """The working time of a stretch, divided by what the case waited for and by how it came to count."""
        for use, first, last in _stays_between(stays, start, end):
            if calendar is self.began_under is self.ends_under:
                yield use, calendar.between(first, last)
                continue
            spans = calendar.spans_between(first, last)
            open_still = common(spans, self.ends_under.spans_between(first, last))
            as_promised = common(open_still, self.began_under.spans_between(first, last))
            yield TimeUse.CLOSURE, length(spans) - length(open_still)
            yield TimeUse.CALENDAR_CHANGE, length(open_still) - length(as_promised)
            yield use, length(as_promised)

    def _pauses(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches in which the clock was paused."""
        clock = self.clock
        starts = [each.end for each in clock.segments]
        ends = [each.start for each in clock.segments[1:]]
        if clock.segments and not clock.running:
            ends.append(clock.stopped_at or now)
        elif clock.running_since:
            ends.append(clock.running_since)
        return ((start, end) for start, end in zip(starts, ends, strict=False) if start < end)


def _note_stay(stays: list[Stay], state: CaseState, event: Event) -> None:
    """Begin another stay where the event made the case wait for something else."""
    if state.stage in _DECIDED:
        return
    use = _use(state)
    if not stays:
        stays.append(Stay(_FROM_THE_FIRST, use))
    elif stays[-1].use is not use or isinstance(event.body, WaitEnded):
        stays.append(Stay(max(stays[-1].since, _effective(state, event)), use))


def _use(state: CaseState) -> TimeUse:
    """What an undecided case waits for."""
    if use := _BY_STAGE.get(state.stage):
        return use
    if state.consultation:
        return TimeUse.CONSULTATION
    return TimeUse.REVIEW if state.assignee else TimeUse.UNASSIGNED


def _effective(state: CaseState, event: Event) -> datetime:
    """From when on an event counts: a wait that ended by its limit ended then, whenever it was noticed."""
    ended = state.clocks[ClockKind.THIRD_PARTY].stopped_at if isinstance(event.body, WaitEnded) else None
    return ended or event.at


def _note_clock(runs: list[_Run], before: CaseState, state: CaseState, event: Event, kind: ClockKind) -> None:
    """Follow the clock through one event."""
    clock, old = state.clocks.get(kind), before.clocks.get(kind)
    if clock is None:
        return
    time = state.time_of(clock)
    if old is None or old.run != clock.run:
        runs.append(_Run(clock, time, time))
    run = runs[-1]
    was = run.ends_under
    if old is None or old.live:
        run.ends_under = time
    if not isinstance(event.body, CalendarChanged) and time is not was and time.rules != was.rules:
        run.began_under = time  # another promise, which another calendar measures
    run.clock = clock
    run.measured_by += [was] * (len(clock.segments) - len(run.measured_by))
    del run.measured_by[len(clock.segments) :]  # a reply that was recalled had ended one
    run.measured_by = [
        calendar if calendar.between(segment.start, segment.end) == segment.used else time
        for segment, calendar in zip(clock.segments, run.measured_by, strict=True)
    ]
    if isinstance(event.body, Breached) and event.body.clock is kind:
        run.broke_at = event.body.due
    elif isinstance(event.body, Imported) and clock.breached:
        run.broke_at = clock.due(time) or event.body.standing.as_of  # broken before, and told to nobody here


def _stays_between(stays: list[Stay], start: datetime, end: datetime) -> Iterator[tuple[TimeUse, datetime, datetime]]:
    """What a case waited for between two instants, in order."""
    for index, stay in enumerate(stays):
        until = stays[index + 1].since if index + 1 < len(stays) else end
        first, last = max(stay.since, start), min(until, end)
        if first < last:
            yield stay.use, first, last


def _without_zero(spent: Mapping[TimeUse, timedelta]) -> dict[TimeUse, timedelta]:
    """The uses that took time, in the order of the codes."""
    return {use: spent[use] for use in TimeUse if spent.get(use)}
