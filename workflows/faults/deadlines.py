"""What falls due in a fault by itself: the rungs and the breach of each of its two clocks. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from models.case.actor import SYSTEM
from models.case.clock import Clock
from models.faults import events as e
from models.faults.state import FaultState
from workflows.faults.evolve import fold_fault, numbered


class FaultMoment(NamedTuple):
    """What happens next on a clock, and when."""

    at: datetime
    order: int
    """Of what happens at one instant: the breach first, then rungs."""
    body: e.FaultBody


def next_wake(state: FaultState) -> datetime | None:
    """The next instant at which something happens by itself; none when only a person can move the fault."""
    return min((moment.at for moment in _upcoming(state)), default=None)


def settle(state: FaultState, now: datetime) -> tuple[FaultState, tuple[e.FaultEvent, ...]]:
    """Let everything that fell due up to `now` happen, each once and in order, also after an outage."""
    events: tuple[e.FaultEvent, ...] = ()
    while (moment := min(_upcoming(state), default=None, key=lambda each: each[:2])) and moment.at <= now:
        caused = numbered(state, (moment.body,), now, SYSTEM)
        state, events = fold_fault(state, caused), events + caused
    return state, events


def _upcoming(state: FaultState) -> Iterator[FaultMoment]:
    for clock in state.clocks.values():
        if clock.running:
            yield from _of_clock(state, clock)


def _of_clock(state: FaultState, clock: Clock) -> Iterator[FaultMoment]:
    time = state.rules.working_calendar
    due = clock.due(time)
    if due and not clock.breached:
        yield FaultMoment(due, 0, e.FaultBreached(clock=clock.kind, due=due))
    for rung in state.rules.ladder:
        reached = rung.clock is not clock.kind or rung.name in clock.fired
        if not reached and (at := clock.instant(rung.threshold(clock.budget), time)):
            yield FaultMoment(at, 1, e.FaultRung(clock=clock.kind, rung=rung.name, due=at))
