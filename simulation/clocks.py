"""Clocks and ladders alone: of a promise only when it ran. Late or not, and every rung, by the clocks of the cases.

Nothing is decided here. A run is one life of one clock: from the opening or a reopening to the decision. That no rung
changes what a clock has, so that it may be left out, the tests show against whole lives.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from models.base import unchecked
from models.calendar.working import WorkingCalendar
from models.case import promised
from models.case.clock import Clock
from models.case.state import CaseState
from models.codes import PROMISES, ClockKind, Priority
from models.policy import CasePolicy, Step
from simulation.figures import Reached
from simulation.lives import Life

_reached = unchecked


class Stretch(NamedTuple):
    """A time in which a clock ran, until it paused or stopped."""

    start: datetime
    end: datetime


class ClockRun(NamedTuple):
    """When one promise ran, of what priority it was and what was added to it."""

    kind: ClockKind
    run: int
    priority: Priority
    started_at: datetime
    stretches: tuple[Stretch, ...]
    extra: timedelta = timedelta()
    limit: datetime | None = None


class ClockResult(NamedTuple):
    """What a clock came to: when its promise broke, if it did, and the rungs that were reached."""

    kind: ClockKind
    run: int
    due: datetime | None
    """When its time is, or was, used up; none where it is paused before that."""
    breached_at: datetime | None
    rungs: tuple[Reached, ...]


def clock_result(run: ClockRun, policy: CasePolicy) -> ClockResult:
    """What a run of a clock comes to under a policy."""
    clock = promised.begin(policy, run.kind, run.priority, run.started_at, run=run.run)
    if run.extra or run.limit:
        clock = clock.but(budget=clock.budget + run.extra, limit=run.limit)
    calendar = policy.time_of(clock.promise)
    allotted = clock.allotted(calendar)
    marks = policy.ladder_of(run.kind, allotted)
    breached_at: datetime | None = None
    rungs: list[Reached] = []
    for stretch in run.stretches:
        clock = clock.but(running_since=stretch.start)
        used = calendar.between(stretch.start, stretch.end) if stretch.end > stretch.start else timedelta()
        by_then = clock.consumed + used
        if breached_at is None and allotted <= by_then:
            breached_at = _before(clock.instant(allotted, calendar), stretch.end)
        reached = _steps(marks[len(rungs) :], clock, calendar, by_then, stretch.end)
        rungs += [Reached(run.kind, run.run, step.rung.name, at) for step, at in reached]
        clock = clock.but(consumed=by_then)
    return ClockResult(run.kind, run.run, _due(clock, calendar, run), breached_at, tuple(rungs))


def _steps(
    marks: Iterable[Step], clock: Clock, calendar: WorkingCalendar, by_then: timedelta, end: datetime
) -> Iterator[tuple[Step, datetime]]:
    for step in marks:
        if step.threshold > by_then:
            return
        at = _before(clock.instant(step.threshold, calendar), end)
        if at is None:
            return
        yield step, at


def _before(at: datetime | None, end: datetime) -> datetime | None:
    """The instant, if it comes before the stretch ends: a decision in that very instant is in time."""
    return at if at and at < end else None


def _due(clock: Clock, calendar: WorkingCalendar, run: ClockRun) -> datetime | None:
    if not run.stretches:
        return None
    last = run.stretches[-1]
    used = calendar.between(last.start, last.end) if last.end > last.start else timedelta()
    return clock.but(running_since=last.start, consumed=clock.consumed - used).due(calendar)


def runs_of(life: Life, until: datetime) -> tuple[ClockRun, ...]:
    """The promises of a relived case as they stand at the end of its last run; what runs on runs up to an instant."""
    return tuple(_run(life.state, kind, until) for kind in PROMISES if kind in life.state.clocks)


def _run(state: CaseState, kind: ClockKind, until: datetime) -> ClockRun:
    clock = state.clocks[kind]
    stretches = [Stretch(each.start, each.end) for each in clock.segments]
    if clock.running_since:
        stretches.append(Stretch(clock.running_since, until))
    extra = state.extended if kind is ClockKind.RESOLUTION else timedelta()
    return ClockRun(kind, clock.run, state.priority, clock.started_at, tuple(stretches), extra, clock.limit)
