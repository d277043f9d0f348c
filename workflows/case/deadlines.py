"""Deadlines of a case: rungs, breaches, reminders, limits on answers and the end of the follow-up window."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from models.base import unchecked
from models.case.actor import SYSTEM, Actor
from models.case.clock import Clock
from models.case.events import (
    Body,
    Breached,
    Chased,
    Closed,
    Escalated,
    Event,
    Reminded,
    ReplyFinal,
    RungReached,
    WaitEnded,
)
from models.case.state import CaseState, PendingAction
from models.codes import PROMISES, UNDECIDED, Action, ClockKind, Outcome, Stage, WaitEnd
from models.policy import Rung, RungAction
from workflows.case.changes import times_chased
from workflows.case.evolve import REMINDER, fold

_event, _reached, _breached = unchecked(Event), unchecked(RungReached), unchecked(Breached)


class Mark(NamedTuple):
    """A point on a clock: the working time used at which something happens. `order` breaks ties: breach before rung."""

    threshold: timedelta
    order: int
    happens: Callable[[datetime], tuple[Body, ...]]
    """The events of it, given when it fell due."""
    opens: bool = False
    """Whether it stands at an opening where the days of a promise end at one."""


class Upcoming(NamedTuple):
    """The next mark of a clock, at the instant it will be reached unless the case changes first."""

    at: datetime
    mark: Mark


def next_wake(state: CaseState) -> datetime | None:
    """The next instant at which something happens by itself; none when only a person can move the case."""
    return min((moment.at for moment in _upcoming(state)), default=None)


def settle(state: CaseState, now: datetime, *, before: bool = False) -> tuple[CaseState, tuple[Event, ...]]:
    """Let everything that fell due up to `now` happen, each once and in order, also after an outage.

    `before` leaves out what falls due at `now` itself: a decision in that very instant is in time.
    """
    events: list[Event] = []
    while moment := next_due(state, now, before=before):
        state, caused = bring_about(state, moment, now)
        events += caused
    return state, tuple(events)


def next_due(state: CaseState, until: datetime, *, before: bool = False) -> Upcoming | None:
    """The first thing that falls due up to an instant, or before it; none when nothing does."""
    moment = min(_upcoming(state, until), default=None, key=_moment_order)
    return moment if moment and _is_due(moment, until, before) else None


def bring_about(state: CaseState, moment: Upcoming, now: datetime) -> tuple[CaseState, tuple[Event, ...]]:
    """The state after what fell due at a moment and is noticed at `now`, and the events of it."""
    events = caused_by(state, moment, now)
    return fold(state, events), events


def caused_by(state: CaseState, moment: Upcoming, now: datetime) -> tuple[Event, ...]:
    """The events of what fell due at a moment and is noticed at `now`."""
    return tuple(
        _event(seq=seq, at=now, actor=SYSTEM, body=body)
        for seq, body in enumerate(moment.mark.happens(moment.at), start=state.seq + 1)
    )


def carry_out(pending: PendingAction, people: tuple[Actor, ...], fallback: bool) -> Escalated:
    """The action of a rung with the people that were found for it."""
    action = pending.action
    return Escalated(action=action.action, rung=pending.rung, target=action.target, people=people, fallback=fallback)


def _upcoming(state: CaseState, until: datetime | None = None) -> Iterator[Upcoming]:
    """The next mark of each clock with its instant, as the ledgers stand. A paused clock has none without a limit.

    With `until`, what lies after it by any calendar is left out.
    """
    if held := state.held_reply:
        yield Upcoming(held.until, Mark(timedelta(), 0, lambda _: (ReplyFinal(reply=held.seq),)))
    for clock in state.clocks.values():
        if clock.limit and not clock.running and clock.kind is ClockKind.RESOLUTION:
            yield from _upcoming_in_pause(state, clock)
        mark = min(_marks(state, clock), default=None, key=_mark_order) if clock.running else None
        if mark is None or (until and clock.out_of_reach(mark.threshold, until)):
            continue
        if at := clock.instant(mark.threshold, state.time_of(clock), opens=mark.opens):
            yield Upcoming(at, mark)


def _upcoming_in_pause(state: CaseState, clock: Clock) -> Iterator[Upcoming]:
    """The next mark that the legal limit brings while the case waits for somebody and its promise pauses."""
    mark = min(_marks(state, clock), default=None, key=_mark_order)
    if mark and (at := clock.instant_in_pause(mark.threshold, state.time_of(clock))):
        yield Upcoming(at, mark)


def _moment_order(moment: Upcoming) -> tuple[datetime, int]:
    return moment.at, moment.mark.order


_mark_order = attrgetter("threshold", "order")


def _is_due(moment: Upcoming, now: datetime, before: bool) -> bool:
    return moment.at < now or (moment.at == now and not before)


def _marks(state: CaseState, clock: Clock) -> list[Mark]:
    if clock.kind in PROMISES:
        return _promise_marks(state, clock)
    if clock.kind is ClockKind.THIRD_PARTY:
        return _third_party_marks(state, clock)
    if clock.kind is ClockKind.CONSULTATION:
        return [*_promise_marks(state, clock), *_chasing_marks(state, clock)]
    if clock.kind is ClockKind.ANSWER:
        return _answer_marks(state, clock)
    if state.stage is Stage.RESOLVED and state.outcome:
        outcome = state.outcome
        return [Mark(clock.budget, 0, lambda _: (Closed(outcome=outcome),))]
    return []


def _promise_marks(state: CaseState, clock: Clock) -> list[Mark]:
    marks = []
    if not clock.breached:
        end = clock.allotted(state.time_of(clock))
        marks.append(Mark(end, 0, lambda due: (_breach(clock, due),)))
    return [*marks, *_rung_marks(state, clock)]


def _rung_marks(state: CaseState, clock: Clock) -> list[Mark]:
    """The first rung of a clock that was not reached."""
    if state.stage in UNDECIDED and (step := state.next_step(clock)):
        return [Mark(step.threshold, 1, partial(_rung_events, state, clock, step.rung), step.opens)]
    return []


def _third_party_marks(state: CaseState, clock: Clock) -> list[Mark]:
    """Rungs and reminders; with the time used up the wait ends by itself, so that no case waits for ever."""
    end = Mark(clock.budget, 3, lambda due: (_breach(clock, due), WaitEnded(cause=WaitEnd.LIMIT)))
    return [*_rung_marks(state, clock), *_chasing_marks(state, clock), end]


def _chasing_marks(state: CaseState, clock: Clock) -> list[Mark]:
    """The next reminder of whoever owes the answer, while there is time left for it."""
    waiting = clock.kind is ClockKind.THIRD_PARTY
    policy = state.rules.waiting if waiting else state.rules.consultation
    after = (times_chased(clock) + 1) * policy.remind_every if policy and policy.remind_every else clock.budget
    return [Mark(after, 2, partial(_chased, state, clock))] if after < clock.budget else []


def _chased(state: CaseState, clock: Clock, _: datetime) -> tuple[Body, ...]:
    due = clock.due(state.time_of(clock))
    return (Chased(clock=clock.kind, run=clock.run, due=due),) if due else ()


def _breach(clock: Clock, due: datetime) -> Breached:
    return _breached(clock=clock.kind, run=clock.run, due=due)


def _rung_events(state: CaseState, clock: Clock, rung: Rung, due: datetime) -> tuple[Body, ...]:
    reached = _reached(clock=clock.kind, run=clock.run, rung=rung.name, due=due)
    return (reached, *(body for action in rung.actions if (body := at_once(state, rung, action))))


def at_once(state: CaseState, rung: Rung, action: RungAction) -> Escalated | None:
    """The event of an action for which nobody has to be found; none for any other action."""
    if action.action is Action.RAISE_PRIORITY and action.priority and action.priority.rank > state.priority.rank:
        return Escalated(action=action.action, rung=rung.name, priority=action.priority)
    if action.action is Action.REASSIGN and action.team and action.team != state.team:
        return Escalated(action=action.action, rung=rung.name, team=action.team)
    return None


def _answer_marks(state: CaseState, clock: Clock) -> list[Mark]:
    end = Mark(clock.budget, 1, lambda _: (Closed(outcome=Outcome.NO_REPLY),))
    if REMINDER in clock.fired:
        return [end]
    return [Mark(state.rules.ask.reminder_after(clock.budget), 0, partial(_reminder, state, clock)), end]


def _reminder(state: CaseState, clock: Clock, _: datetime) -> tuple[Body, ...]:
    due = clock.due(state.rules.working_calendar)
    return (Reminded(due=due),) if due else ()
