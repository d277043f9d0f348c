"""Invariants of time: what a clock used, what fell due, and what was in time, read from ledgers and ladders alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from chaos.search.policy import POLICY
from chaos.search.step import Transition
from chaos.search.world import By
from models.case import events as e
from models.case.clock import Clock
from models.case.events import Body, Event
from models.case.state import CaseState
from models.codes import UNDECIDED, ClockKind, Role, Stage, WaitEnd
from workflows.case.deadlines import next_wake
from workflows.case.evolve import REMINDER

SECOND = timedelta(seconds=1)
_PROMISES = (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION)
_RUNNING: dict[Stage, set[ClockKind]] = {
    Stage.AWAITING_BENEFICIARY: {ClockKind.ANSWER},
    Stage.AWAITING_THIRD_PARTY: {ClockKind.THIRD_PARTY},
    Stage.RESOLVED: {ClockKind.FOLLOW_UP},
    Stage.CLOSED: set(),
}
"""What runs beside the first response and a consultation; in every other stage the resolution. While a third party is
awaited the resolution may run too."""
_OTHERS = {ClockKind.THIRD_PARTY: POLICY.waiting, ClockKind.CONSULTATION: POLICY.consultation}


def used_time_neither_falls_nor_jumps(step: Transition) -> Iterator[str]:
    """No event changes the working time that a run of a clock has used; only another calendar counts it anew."""
    for (before, after), event in zip(pairwise(step.states), step.events, strict=False):
        if before.clocks is after.clocks or isinstance(event.body, e.CalendarChanged):
            continue
        for kind, clock in before.clocks.items():
            later = after.clocks[kind]
            if kind is ClockKind.FOLLOW_UP or clock is later or clock.run != later.run:
                continue
            at = _counted_from(before, event)
            if (was := _used(before, clock, at)) != (now := _used(after, later, at)):
                yield f"{event.body.type}: the {kind} had used {was}, and then {now}"


def _counted_from(before: CaseState, event: Event) -> datetime:
    """The instant of an event; of the end of a wait the end of its time, from which the promise goes on."""
    over = isinstance(event.body, e.WaitEnded) and event.body.cause is WaitEnd.LIMIT
    due = before.clocks[ClockKind.THIRD_PARTY].due(before.rules.working_calendar) if over else None
    return due or event.at


def budgets_change_on_purpose_only(step: Transition) -> Iterator[str]:
    """A budget is changed by an extension, a priority that is set or another service; not by an escalation."""
    for (before, after), event in zip(pairwise(step.states), step.events, strict=False):
        if before.clocks is after.clocks or isinstance(
            event.body, e.Extended | e.Reprioritised | e.Assessed | e.Reclassified | e.Migrated
        ):
            continue
        for kind in _PROMISES:
            was, now = before.clocks.get(kind), after.clocks.get(kind)
            if was and now and was.run == now.run and was.budget != now.budget:
                yield f"{event.body.type}: the budget of the {kind} was {was.budget} and is {now.budget}"


def what_was_reached_stays_reached(step: Transition) -> Iterator[str]:
    """In one run of a clock no rung, reminder or breach is taken back; only a calendar that took time back may revoke
    a breach."""
    for (before, after), event in zip(pairwise(step.states), step.events, strict=False):
        for kind, was in before.clocks.items() if before.clocks is not after.clocks else ():
            now = after.clocks[kind]
            if kind is ClockKind.FOLLOW_UP or was is now or was.run != now.run:
                continue
            if was.fired != now.fired[: len(was.fired)]:
                yield f"{event.body.type} takes back {', '.join(was.fired)}"
            if was.breached and not now.breached and not _took_time_back(before, after, was, event):
                yield f"{event.body.type} revokes the breach of the {kind}"


def _took_time_back(before: CaseState, after: CaseState, clock: Clock, event: Event) -> bool:
    """Whether an event is another calendar, under which the clock used less by then."""
    at = max(event.at, clock.started_at)
    calendars = before.rules.working_calendar, after.rules.working_calendar
    return isinstance(event.body, e.CalendarChanged) and clock.used(at, calendars[1]) < clock.used(at, calendars[0])


def everything_due_happens_once_and_in_order(step: Transition) -> Iterator[str]:
    """In one run of a clock each rung is reached once, after the lower ones, and a breach or reminder comes once."""
    for state, event in zip(step.states, step.events, strict=False):
        body = event.body
        if isinstance(body, e.RungReached):
            clock, ladder = state.clocks[body.clock], [rung.name for rung in POLICY.ladder]
            if body.rung in clock.fired:
                yield f"{body.rung} is reached twice"
            if list(clock.fired) != ladder[: ladder.index(body.rung)]:
                yield f"{body.rung} is reached after {', '.join(clock.fired) or 'none'}"
        if isinstance(body, e.Breached) and state.clocks[body.clock].breached:
            yield f"the {body.clock} is breached twice"
        if isinstance(body, e.Chased) and (often := _times_chased(state.clocks[body.clock])):
            yield f"the {body.clock} is chased {often + 1} times"
        if isinstance(body, e.Reminded) and REMINDER in state.clocks[ClockKind.ANSWER].fired:
            yield "reminded twice"


def nothing_falls_due_early(step: Transition) -> Iterator[str]:
    """What falls due has its time used up; at the very instant of a command, the command comes first."""
    tie = SECOND if step.action.command else timedelta()
    for state, event in zip(step.states, step.events, strict=False):
        if (mark := _mark(state, event)) is None:
            continue
        clock, threshold = mark
        due = event.body.due if isinstance(event.body, e.RungReached | e.Breached) else event.at
        if _used(state, clock, min(due, event.at)) < threshold or due > event.at:
            yield f"{event.body.type} before its time"
        elif _used(state, clock, event.at - tie) < threshold:
            yield f"{event.body.type} before the command of the same instant"


def everything_due_has_happened(step: Transition) -> Iterator[str]:
    """A case that woke has nothing left to do, and a command meets a case to which all that was due has happened."""
    if step.action.by is By.TIME:
        yield from _overdue(step.after, step.now)
        wake = next_wake(step.after)
        if wake and wake <= step.now:
            yield f"it wakes in the past: {wake}"
        return
    for state, event in zip(step.states, step.events, strict=False):
        if event.command_id:
            yield from _overdue(state, event.at - SECOND)
            return


def the_clocks_run_as_the_stage_says(step: Transition) -> Iterator[str]:
    """While the beneficiary is awaited the promises pause; decided, the window runs; closed, nothing does."""
    state = step.after
    running = {kind for kind, clock in state.clocks.items() if clock.running} - {ClockKind.FIRST_RESPONSE}
    if (ClockKind.CONSULTATION in running) is not (state.consultation is not None):
        yield f"a question is {'open' if state.consultation else 'answered'}, and its clock says otherwise"
    running -= {ClockKind.CONSULTATION}
    if state.stage is Stage.AWAITING_THIRD_PARTY and _promise_goes_on(step):
        running -= {ClockKind.RESOLUTION}
    if running != _RUNNING.get(state.stage, {ClockKind.RESOLUTION}):
        yield f"{state.stage}, with {', '.join(sorted(running)) or 'nothing'} running"
    first = state.clocks.get(ClockKind.FIRST_RESPONSE)  # the form of a closed case has no clocks
    if (
        first
        and first.running
        and state.stage not in UNDECIDED - {Stage.AWAITING_BENEFICIARY, Stage.AWAITING_THIRD_PARTY}
    ):
        yield f"{state.stage}, with the first response running"


def _promise_goes_on(step: Transition) -> bool:
    """Whether the promise may run in a wait: it does when that began so, and otherwise as it did before."""
    for body in (event.body for event in step.events):
        if isinstance(body, e.WaitBegun):
            return not body.pauses
        if isinstance(body, e.Imported) and body.standing.wait and POLICY.waiting:
            return not POLICY.waiting.reasons[body.standing.wait.reason].pauses
    return step.before.clocks[ClockKind.RESOLUTION].running


def an_import_goes_on_where_the_case_stood(step: Transition) -> Iterator[str]:
    """An imported case has the stage, team and used time it was given, and nothing of before is left to happen."""
    for after, event in zip(step.states[1:], step.events, strict=False):
        if not isinstance(event.body, e.Imported):
            continue
        given = event.body.standing
        if (after.stage, after.team) != (given.stage, given.team):
            yield f"it stood in {given.stage} of {given.team}, and goes on in {after.stage} of {after.team}"
        if (used := _used(after, after.clocks[ClockKind.RESOLUTION], given.as_of)) != given.used:
            yield f"it had used {given.used}, and goes on with {used}"
        yield from _overdue(after, event.at)


def in_time_is_what_the_ledger_says(step: Transition) -> Iterator[str]:
    """A decision is in time exactly when no more than the budget was used, and no breach stands."""
    for state, event in zip(step.states, step.events, strict=False):
        if isinstance(event.body, e.Resolved):
            clock = state.clocks[ClockKind.RESOLUTION]
            in_time = _used(state, clock, event.at) <= clock.budget and not clock.breached
            if event.body.in_time is not in_time:
                yield f"called {'in time' if event.body.in_time else 'late'}"


def _used(state: CaseState, clock: Clock, at: datetime) -> timedelta:
    """The working time a clock has used by an instant, counted by the calendar alone."""
    since = clock.running_since
    if since is None or at <= since:
        return clock.consumed
    return clock.consumed + state.rules.working_calendar.between(since, at)


def _mark(state: CaseState, event: Event) -> tuple[Clock, timedelta] | None:
    """The clock of an event of time, and the working time at which it was to happen; None for any other event."""
    match event.body:
        case e.RungReached(clock=kind, rung=name):
            clock = state.clocks[kind]
            return clock, next(rung.threshold(clock.budget) for rung in POLICY.ladder if rung.name == name)
        case e.Breached(clock=kind):
            return state.clocks[kind], state.clocks[kind].budget
        case e.Reminded():
            return state.clocks[ClockKind.ANSWER], POLICY.ask.limit - POLICY.ask.remind_before
        case e.Closed() if event.actor.role is Role.SYSTEM and event.command_id is None and state.clocks:
            kind = ClockKind.FOLLOW_UP if state.stage is Stage.RESOLVED else ClockKind.ANSWER
            return (state.clocks[kind], state.clocks[kind].budget) if kind in state.clocks else None
    return _mark_of_others(state, event.body)


def _mark_of_others(state: CaseState, body: Body) -> tuple[Clock, timedelta] | None:
    """The same for a reminder of who owes an answer, and for the end of a wait."""
    if isinstance(body, e.Chased) and (every := _chased_every(body.clock)):
        return state.clocks[body.clock], every
    if isinstance(body, e.WaitEnded) and body.cause is WaitEnd.LIMIT:
        clock = state.clocks[ClockKind.THIRD_PARTY]
        return clock, clock.budget
    return None


def _overdue(state: CaseState, until: datetime) -> Iterator[str]:
    """What has its time used up by an instant and has not happened."""
    for kind, clock in state.clocks.items():
        if clock.running_since is None or clock.running_since > until:
            continue
        used = _used(state, clock, until)
        if kind in _OTHERS:
            yield from _overdue_of_others(clock, used)
        elif kind not in _PROMISES:
            if used >= clock.budget:
                yield f"the {kind} ended, and the case is {state.stage}"
            if kind is ClockKind.ANSWER and used >= POLICY.ask.limit - POLICY.ask.remind_before and not clock.fired:
                yield "nobody was reminded"
            continue
        if used >= clock.budget and not clock.breached:
            yield f"the {kind} is overspent, and not breached"
        for rung in POLICY.ladder:
            if rung.clock is kind and used >= rung.threshold(clock.budget) and rung.name not in clock.fired:
                yield f"{rung.name} was passed, and not reached"


def _overdue_of_others(clock: Clock, used: timedelta) -> Iterator[str]:
    """A wait ends with its time; of a question whose time is used up the breach is noted."""
    if used >= clock.budget and not (clock.kind is ClockKind.CONSULTATION and clock.breached):
        yield f"the time of the {clock.kind} is used up, and nothing followed"
    every = _chased_every(clock.kind)
    if every and used >= every and not _times_chased(clock):
        yield f"nobody was reminded of the {clock.kind}"


def _chased_every(kind: ClockKind) -> timedelta | None:
    policy = _OTHERS[kind]
    return policy.remind_every if policy else None


def _times_chased(clock: Clock) -> int:
    return sum(mark.startswith("chased") for mark in clock.fired)
