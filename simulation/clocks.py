"""Clocks and ladders alone: late or not, and every rung, of promises that ran at recorded times.

Nothing is decided here; the clocks, promises and ladders are those of the cases. That this gives what whole lives
give is held by tests.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from models.calendar.days import MICROSECOND
from models.calendar.working import ZERO, WorkingCalendar
from models.case import clock as clocks
from models.case import events as e
from models.case import promised
from models.case.clock import Clock
from models.case.events import Event
from models.case.state import CaseState
from models.codes import PROMISES, ClockKind, Priority
from models.policy import CasePolicy, Step
from simulation.figures import Reached
from workflows.case.evolve import evolve


class Stretch(NamedTuple):
    """A time in which a promise ran: of which priority it was, and what had been added to it.

    With other terms while it runs on, a further one has the same start.
    """

    start: datetime
    end: datetime
    priority: Priority
    extra: timedelta = ZERO
    cut: bool = True
    """Whether somebody paused or ended it at its end: what falls due in that very instant is in time then."""


class ClockRun(NamedTuple):
    """One life of a promise: from the opening or a reopening to the decision."""

    kind: ClockKind
    run: int
    started_at: datetime
    stretches: tuple[Stretch, ...]
    limit: datetime | None = None
    paused_until: datetime | None = None
    """Until when it paused after the last stretch: to its end, or as long as anybody looked."""


class ClockResult(NamedTuple):
    """What came of it."""

    kind: ClockKind
    run: int
    due: datetime | None
    """When its time is used up if it ran on after the last stretch."""
    breached_at: datetime | None
    rungs: tuple[Reached, ...]


class _Running(NamedTuple):
    """A clock with what it has brought about so far."""

    clock: Clock
    breached_at: datetime | None
    rungs: tuple[Reached, ...]


def clock_result(run: ClockRun, policy: CasePolicy) -> ClockResult:
    """What a run comes to under a policy."""
    first = run.stretches[0]
    clock = promised.begin(policy, run.kind, first.priority, run.started_at, run=run.run)
    if first.extra or run.limit:
        clock = clock.but(budget=clock.budget + first.extra, limit=run.limit)
    state, before = _Running(clock, None, ()), first
    for stretch in run.stretches:
        if stretch is not first:
            state = _after_pause(state, before, stretch, policy)
        state = _ran(state, stretch, policy)
        before = stretch
    if run.limit and run.paused_until:
        state = _after_last_pause(state, before, run.paused_until, policy)
    return ClockResult(run.kind, run.run, _due(state.clock, policy), state.breached_at, state.rungs)


def _ran(state: _Running, stretch: Stretch, policy: CasePolicy) -> _Running:
    """After a stretch: what fell due in it has happened."""
    clock, breached_at, rungs = state
    calendar = policy.time_of(clock.promise)
    allotted = clock.allotted(calendar)
    used = clock.used(stretch.end, calendar)
    if breached_at is None and allotted <= used:
        breached_at = _within(stretch, clock.instant(allotted, calendar))
    rungs += tuple(_reached(state, policy.ladder_of(clock.kind, allotted), used, stretch, calendar))
    return _Running(clock, breached_at, rungs)


def _reached(
    state: _Running, steps: tuple[Step, ...], used: timedelta, stretch: Stretch, calendar: WorkingCalendar
) -> Iterator[Reached]:
    """The rungs reached in a stretch, in their order: none is passed over."""
    clock, _, before = state
    names = {each.rung for each in before}
    for step in steps:
        if step.rung.name in names:
            continue
        at = _within(stretch, clock.instant(step.threshold, calendar)) if step.threshold <= used else None
        if at is None:
            return
        yield Reached(clock.kind, clock.run, step.rung.name, at)


def _within(stretch: Stretch, at: datetime | None) -> datetime | None:
    return at if at and (at < stretch.end or (at == stretch.end and not stretch.cut)) else None


def _after_pause(state: _Running, before: Stretch, stretch: Stretch, policy: CasePolicy) -> _Running:
    """At the begin of a further stretch, with the promise that it has then."""
    clock, breached_at, rungs = state
    paused = stretch.start != before.start
    if paused:
        clock = clocks.pause(clock, before.end, "", policy.time_of(clock.promise))
        if clock.limit and clock.kind is ClockKind.RESOLUTION:
            breached_at, rungs = _fallen_due_in_pause(clock, breached_at, rungs, stretch.start, policy)
    if (stretch.priority, stretch.extra) != (before.priority, before.extra):
        clock = promised.repromise(clock, policy, stretch.priority, stretch.extra)
    return _Running(clocks.resume(clock, stretch.start) if paused else clock, breached_at, rungs)


def _after_last_pause(state: _Running, last: Stretch, until: datetime, policy: CasePolicy) -> _Running:
    clock = clocks.pause(state.clock, last.end, "", policy.time_of(state.clock.promise))
    if clock.kind is not ClockKind.RESOLUTION:
        return state
    return _Running(clock, *_fallen_due_in_pause(clock, state.breached_at, state.rungs, until, policy))


def _fallen_due_in_pause(
    clock: Clock, breached_at: datetime | None, rungs: tuple[Reached, ...], end: datetime, policy: CasePolicy
) -> tuple[datetime | None, tuple[Reached, ...]]:
    """What a legal limit brings while the case waits: the law does not."""
    calendar = policy.time_of(clock.promise)
    allotted, names = clock.allotted(calendar), {each.rung for each in rungs}
    if breached_at is None:
        at = clock.instant_in_pause(allotted, calendar)
        breached_at = at if at and at < end else None
    for step in policy.ladder_of(clock.kind, allotted):
        if step.rung.name in names:
            continue
        at = clock.instant_in_pause(step.threshold, calendar)
        if at is None or at >= end:
            break
        rungs += (Reached(clock.kind, clock.run, step.rung.name, at),)
    return breached_at, rungs


def _due(clock: Clock, policy: CasePolicy) -> datetime | None:
    return clock.due(policy.time_of(clock.promise)) if clock.running else None


def clock_runs(start: CaseState, events: list[Event], until: datetime) -> tuple[ClockRun, ...]:
    """The runs of the promises of a case in its events; what runs at the end runs up to an instant."""
    tracks = {kind: _Track(kind) for kind in PROMISES}
    state = start
    for event in events:
        state = evolve(state, event)
        for kind, track in tracks.items():
            track.follow(state, event, kind)
    return tuple(run for track in tracks.values() for run in track.ended(until))


class _Track:
    """One promise as it is seen after each event."""

    def __init__(self, kind: ClockKind) -> None:
        self._kind = kind
        self._runs: list[ClockRun] = []
        self._clock: Clock | None = None
        self._priority = Priority.NORMAL
        self._stretches: list[Stretch] = []
        self._open: tuple[datetime, Priority, timedelta] | None = None

    def follow(self, state: CaseState, event: Event, kind: ClockKind) -> None:
        """Take note of a clock after an event."""
        clock = state.clocks.get(kind)
        if clock is None:
            return
        if self._clock is None or clock.run != self._clock.run:
            self._close_run(event.at)
            self._priority = state.priority
        self._priority = _promised_priority(event, state, self._priority)
        extra = state.extended if kind is ClockKind.RESOLUTION else ZERO
        self._clock = clock
        self._note(clock, event.at, (self._priority, extra))

    def _note(self, clock: Clock, at: datetime, terms: tuple[Priority, timedelta]) -> None:
        if self._open and (clock.running_since is None or self._open[1:] != terms):
            self._stretches.append(Stretch(self._open[0], max(at, self._open[0]), *self._open[1:]))
            self._open = (clock.running_since, *terms) if clock.running_since else None
        elif self._open is None and clock.running_since:
            self._open = (clock.running_since, *terms)

    def _close_run(self, at: datetime) -> None:
        if self._clock:
            self._end(at, cut=True)

    def _end(self, at: datetime, *, cut: bool) -> None:
        clock, paused = self._clock, self._open is None
        if self._open:
            self._stretches.append(Stretch(self._open[0], max(at, self._open[0]), *self._open[1:], cut))
        if clock and self._stretches:
            stretches = tuple(self._stretches)
            until = (clock.stopped_at or at + MICROSECOND) if paused else None
            self._runs.append(ClockRun(self._kind, clock.run, clock.started_at, stretches, clock.limit, until))
        self._stretches, self._open = [], None

    def ended(self, until: datetime) -> list[ClockRun]:
        """All runs, the last one up to an instant."""
        self._end(until, cut=False)
        return self._runs


def _promised_priority(event: Event, state: CaseState, before: Priority) -> Priority:
    """The priority that the promise is of: an escalation moves a case up in the queue and leaves the promise alone."""
    body = event.body
    if isinstance(body, e.Assessed | e.Reprioritised) or (isinstance(body, e.Reclassified) and body.assessment):
        return state.priority
    return before
