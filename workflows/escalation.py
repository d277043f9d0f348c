"""What falls due by the passing of time: rungs, breaches, reminders, limits and the end of the follow-up window."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from models.case import CaseState, PendingAction
from models.clock import Clock
from models.codes import UNDECIDED, Action, ClockKind, Outcome, Stage
from models.commands import SYSTEM, Actor
from models.events import Body, Breached, Closed, Escalated, Event, Reminded, RungReached
from models.policy import Rung, RungAction
from workflows.evolve import REMINDER, evolve

_PROMISES = (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION)


class Moment(NamedTuple):
    """Something that happens at an instant unless the case changes first. `order` breaks ties: breach before rung."""

    at: datetime
    order: int
    bodies: tuple[Body, ...]


def moments(state: CaseState) -> Iterator[Moment]:
    """Everything that time alone will bring, as the ledgers stand. A paused clock brings nothing."""
    for kind in _PROMISES:
        if (clock := state.clocks.get(kind)) and clock.running:
            yield from _breach(state, clock)
            yield from _rungs(state, clock)
    if (clock := state.clocks.get(ClockKind.ANSWER)) and clock.running:
        yield from _limit(state, clock)
    if (clock := state.clocks.get(ClockKind.FOLLOW_UP)) and clock.running and state.stage is Stage.RESOLVED:
        yield from _window(state, clock)


def next_wake(state: CaseState) -> datetime | None:
    """The next instant at which something happens by itself; none when only a person can move the case."""
    return min((moment.at for moment in moments(state)), default=None)


def settle(state: CaseState, now: datetime, *, before: bool = False) -> tuple[CaseState, tuple[Event, ...]]:
    """Let everything that fell due up to `now` happen, each once and in order, also after an outage.

    `before` leaves out what falls due at `now` itself: a decision in that very instant is in time.
    """
    events: list[Event] = []
    while (moment := min(moments(state), default=None, key=lambda m: (m.at, m.order))) and _reached(
        moment, now, before
    ):
        for body in moment.bodies:
            event = Event(seq=state.seq + 1, at=now, actor=SYSTEM, body=body)
            state = evolve(state, event)
            events.append(event)
    return state, tuple(events)


def carry_out(pending: PendingAction, people: tuple[Actor, ...], fallback: bool) -> Escalated:
    """The action of a rung with the people that were found for it."""
    action = pending.action
    return Escalated(action=action.action, rung=pending.rung, target=action.target, people=people, fallback=fallback)


def _first(state: CaseState) -> Moment | None:
    return min(moments(state), default=None, key=lambda moment: (moment.at, moment.order))


def _reached(moment: Moment, now: datetime, before: bool) -> bool:
    return moment.at < now or (moment.at == now and not before)


def _breach(state: CaseState, clock: Clock) -> Iterator[Moment]:
    due = clock.due(state.rules.working_calendar)
    if due and not clock.breached:
        yield Moment(due, 0, (Breached(clock=clock.kind, run=clock.run, due=due),))


def _rungs(state: CaseState, clock: Clock) -> Iterator[Moment]:
    for rung in state.rules.ladder:
        if rung.clock is clock.kind and rung.name not in clock.fired and state.stage in UNDECIDED:
            at = clock.instant(rung.threshold(clock.budget), state.rules.working_calendar)
            if at:
                yield Moment(at, 1, _reach(state, clock, rung, at))


def _reach(state: CaseState, clock: Clock, rung: Rung, at: datetime) -> tuple[Body, ...]:
    reached = RungReached(clock=clock.kind, run=clock.run, rung=rung.name, due=at)
    return (reached, *(body for action in rung.actions if (body := _at_once(state, rung, action))))


def _at_once(state: CaseState, rung: Rung, action: RungAction) -> Escalated | None:
    """The actions that need nobody to be found."""
    if action.action is Action.RAISE_PRIORITY and action.priority and action.priority.rank > state.priority.rank:
        return Escalated(action=action.action, rung=rung.name, priority=action.priority)
    if action.action is Action.REASSIGN and action.team and action.team != state.team:
        return Escalated(action=action.action, rung=rung.name, team=action.team)
    return None


def _limit(state: CaseState, clock: Clock) -> Iterator[Moment]:
    calendar = state.rules.working_calendar
    due = clock.due(calendar)
    remind = clock.instant(max(clock.budget - state.rules.ask.remind_before, timedelta()), calendar)
    if remind and due and REMINDER not in clock.fired:
        yield Moment(remind, 0, (Reminded(due=due),))
    if due:
        yield Moment(due, 1, (Closed(outcome=Outcome.NO_REPLY),))


def _window(state: CaseState, clock: Clock) -> Iterator[Moment]:
    due = clock.due(state.rules.working_calendar)
    if due and state.outcome:
        yield Moment(due, 0, (Closed(outcome=state.outcome),))
