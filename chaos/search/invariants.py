"""The invariants of the search: what must hold of every step, each a pure function named after its promise.

They are written from the promises and not from the decider: they read ledgers, ladders and people by themselves.
An invariant yields what is wrong; nothing when it holds.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from chaos.search.world import POLICY, Action, By
from models.case import events as e
from models.case.clock import Clock
from models.case.events import Event
from models.case.state import CaseState
from models.codes import UNDECIDED, ClockKind, DecisionKind, Outcome, Role, Stage
from workflows.case.deadlines import next_wake
from workflows.case.decide import decide
from workflows.case.evolve import REMINDER


class Step(NamedTuple):
    """One action that caused events, with the states before, between and after them."""

    action: Action
    now: datetime
    events: tuple[Event, ...]
    states: tuple[CaseState, ...]

    @property
    def before(self) -> CaseState:
        """The state before the action."""
        return self.states[0]

    @property
    def after(self) -> CaseState:
        """The state after the action."""
        return self.states[-1]


Invariant = Callable[[Step], Iterator[str]]

SECOND = timedelta(seconds=1)
_PROMISES = (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION)
_OF_BENEFICIARY = (e.Replied, e.Withdrawn, e.Reopened, e.Rated)
_OF_STAFF = (e.Claimed, e.Proposed, e.Confirmed, e.SentBack, e.Resolved, e.Asked, e.Redirected)
_BY_TIME = (e.RungReached, e.Breached, e.Reminded)


def nobody_takes_two_steps_of_one_decision(step: Step) -> Iterator[str]:
    """Each step of the approval chain is taken by another person, and so is the sending back."""
    for state, event in zip(step.states, step.events, strict=False):
        took = [taken.actor.id for taken in state.proposal.steps] if state.proposal else []
        if event.actor.id in took and isinstance(event.body, e.Confirmed | e.Resolved | e.SentBack):
            yield f"{event.actor.id} took part already"


def an_approval_has_every_step_of_the_chain(step: Step) -> Iterator[str]:
    """A case is approved with as many steps as the chain has."""
    for state, event in zip(step.states, step.events, strict=False):
        if isinstance(event.body, e.Resolved) and event.body.decision is DecisionKind.APPROVE:
            steps = 1 + (len(state.proposal.steps) if state.proposal else 0)
            if steps != len(POLICY.approvals):
                yield f"approved with {steps} steps"


def a_round_has_one_final_decision(step: Step) -> Iterator[str]:
    """Nobody decides a case that is decided or closed."""
    for state, event in zip(step.states, step.events, strict=False):
        if isinstance(event.body, e.Resolved) and (state.decision or state.stage not in UNDECIDED):
            yield f"decided while {state.stage}"


def only_people_of_the_case_act_for_the_directorate(step: Step) -> Iterator[str]:
    """Who acts is an officer or supervisor of the case's team, or holds the case."""
    for state, event in zip(step.states, step.events, strict=False):
        if isinstance(event.body, _OF_STAFF):
            person = event.actor
            if person.role not in (Role.OFFICER, Role.SUPERVISOR):
                yield f"{event.body.type} by {person.role}"
            if state.team not in person.teams and not state.held_by(person):
                yield f"{event.body.type} by {person.id}, while the case is with {state.team}"


def the_beneficiary_alone_acts_for_the_beneficiary(step: Step) -> Iterator[str]:
    """Answers, withdrawals, reopenings and ratings come from the beneficiary, and nothing else does."""
    for event in step.events:
        of_beneficiary = isinstance(event.body, _OF_BENEFICIARY)
        ending = isinstance(event.body, e.Closed) and event.body.outcome is Outcome.WITHDRAWN
        if not ending and of_beneficiary is not (event.actor.role is Role.BENEFICIARY):
            yield f"{event.body.type} by {event.actor.role}"


def used_time_neither_falls_nor_jumps(step: Step) -> Iterator[str]:
    """No event changes the working time that a run of a clock has used; only another calendar counts it anew."""
    for (before, after), event in zip(pairwise(step.states), step.events, strict=False):
        if isinstance(event.body, e.CalendarChanged):
            continue
        for kind, clock in before.clocks.items():
            later = after.clocks[kind]
            if kind is ClockKind.FOLLOW_UP or clock is later or clock.run != later.run:
                continue
            if (was := _used(before, clock, event.at)) != (now := _used(after, later, event.at)):
                yield f"{event.body.type}: the {kind} had used {was}, and then {now}"


def budgets_change_on_purpose_only(step: Step) -> Iterator[str]:
    """A budget is changed by an extension or a priority that is set, by nothing else; not by an escalation."""
    for (before, after), event in zip(pairwise(step.states), step.events, strict=False):
        if isinstance(event.body, e.Extended | e.Reprioritised | e.Assessed):
            continue
        for kind in _PROMISES:
            was, now = before.clocks.get(kind), after.clocks.get(kind)
            if was and now and was.run == now.run and was.budget != now.budget:
                yield f"{event.body.type}: the budget of the {kind} was {was.budget} and is {now.budget}"


def what_was_reached_stays_reached(step: Step) -> Iterator[str]:
    """In one run of a clock no rung, reminder or breach is taken back; only another calendar may revoke a breach."""
    for (before, after), event in zip(pairwise(step.states), step.events, strict=False):
        for kind, was in before.clocks.items():
            now = after.clocks[kind]
            if kind is ClockKind.FOLLOW_UP or was is now or was.run != now.run:
                continue
            if was.fired != now.fired[: len(was.fired)]:
                yield f"{event.body.type} takes back {', '.join(was.fired)}"
            if was.breached and not now.breached and not isinstance(event.body, e.CalendarChanged):
                yield f"{event.body.type} revokes the breach of the {kind}"


def everything_due_happens_once_and_in_order(step: Step) -> Iterator[str]:
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
        if isinstance(body, e.Reminded) and REMINDER in state.clocks[ClockKind.ANSWER].fired:
            yield "reminded twice"


def nothing_falls_due_early(step: Step) -> Iterator[str]:
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


def everything_due_has_happened(step: Step) -> Iterator[str]:
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


def a_closed_case_never_moves(step: Step) -> Iterator[str]:
    """Nothing happens to a closed case."""
    for state, event in zip(step.states, step.events, strict=False):
        if state.stage is Stage.CLOSED:
            yield f"{event.body.type} after closing"


def the_clocks_run_as_the_stage_says(step: Step) -> Iterator[str]:
    """While the beneficiary is awaited the promises pause; decided, the window runs; closed, nothing does."""
    state = step.after
    running = {kind for kind, clock in state.clocks.items() if clock.running} - {ClockKind.FIRST_RESPONSE}
    if running != _RUNNING.get(state.stage, {ClockKind.RESOLUTION}):
        yield f"{state.stage}, with {', '.join(sorted(running)) or 'nothing'} running"
    first = state.clocks[ClockKind.FIRST_RESPONSE]
    if first.running and state.stage not in UNDECIDED - {Stage.AWAITING_BENEFICIARY}:
        yield f"{state.stage}, with the first response running"


def a_proposal_waits_exactly_while_approval_is_awaited(step: Step) -> Iterator[str]:
    """A decision is proposed in the stage for it, and in no other."""
    state = step.after
    if (state.proposal is not None) is not (state.stage is Stage.AWAITING_APPROVAL):
        yield f"{state.stage} with {'a' if state.proposal else 'no'} proposal"


def the_stage_tells_whether_somebody_holds_a_case(step: Step) -> Iterator[str]:
    """A case lies in the queue, for anybody to claim, when nobody holds it; one that is in review is held.

    One gap is known: a proposal that nobody holds any more, sent back, is in review and held by nobody. Its people may
    still decide it, and a supervisor may assign it; but nobody can claim it.
    """
    for (before, after), event in zip(pairwise(step.states), step.events, strict=False):
        if after.stage is Stage.QUEUED and after.assignee:
            yield f"{event.body.type}: in the queue, held by {after.assignee.id}"
        if _in_review_unheld(after) and not (_in_review_unheld(before) or isinstance(event.body, e.SentBack)):
            yield f"{event.body.type}: in review, held by nobody"


def limits_are_kept(step: Step) -> Iterator[str]:
    """Returns, reopenings and extensions stay within what the policy allows."""
    state, rules = step.after, POLICY
    if step.after.round > max(rules.ask.max_rounds, step.before.round):
        yield f"returned {state.round} times"
    if state.reopens > rules.follow_up.max_reopens:
        yield f"reopened {state.reopens} times"
    if state.extensions > rules.extension.max_count or state.extended > rules.extension.max_total:
        yield f"extended {state.extensions} times by {state.extended}"


def no_case_ends_without_a_result(step: Step) -> Iterator[str]:
    """A decided or closed case has an outcome, and a decision a reply; an open one has neither."""
    state = step.after
    if (state.outcome is not None) is not (state.stage in (Stage.RESOLVED, Stage.CLOSED)):
        yield f"{state.stage} with outcome {state.outcome}"
    for event in step.events:
        if isinstance(event.body, e.Resolved) and event.body.reply is None:
            yield "decided without a reply"


def in_time_is_what_the_ledger_says(step: Step) -> Iterator[str]:
    """A decision is in time exactly when no more than the budget was used, and no breach stands."""
    for state, event in zip(step.states, step.events, strict=False):
        if isinstance(event.body, e.Resolved):
            clock = state.clocks[ClockKind.RESOLUTION]
            in_time = _used(state, clock, event.at) <= clock.budget and not clock.breached
            if event.body.in_time is not in_time:
                yield f"called {'in time' if event.body.in_time else 'late'}"


def events_are_numbered_and_in_order_of_time(step: Step) -> Iterator[str]:
    """The events of a case have consecutive numbers, and none is dated before the one before it."""
    for (before, after), event in zip(pairwise(step.states), step.events, strict=False):
        if not before.seq + 1 == event.seq == after.seq:
            yield f"event {event.seq} after {before.seq}"
        if event.at < (before.last_at or event.at) or event.at > step.now:
            yield f"{event.body.type} at {event.at}, after {before.last_at}"


def a_command_takes_effect_once(step: Step) -> Iterator[str]:
    """The same command again changes nothing, and its receipt is remembered."""
    command = step.action.command
    if command and step.events[-1].command_id:
        if command.command_id not in step.after.answers:
            yield "no receipt is kept"
        if decide(step.after, command, step.now) != ():
            yield "it takes effect again"


INVARIANTS: tuple[Invariant, ...] = (
    nobody_takes_two_steps_of_one_decision,
    an_approval_has_every_step_of_the_chain,
    a_round_has_one_final_decision,
    only_people_of_the_case_act_for_the_directorate,
    the_beneficiary_alone_acts_for_the_beneficiary,
    used_time_neither_falls_nor_jumps,
    budgets_change_on_purpose_only,
    what_was_reached_stays_reached,
    everything_due_happens_once_and_in_order,
    nothing_falls_due_early,
    everything_due_has_happened,
    a_closed_case_never_moves,
    the_clocks_run_as_the_stage_says,
    a_proposal_waits_exactly_while_approval_is_awaited,
    the_stage_tells_whether_somebody_holds_a_case,
    limits_are_kept,
    no_case_ends_without_a_result,
    in_time_is_what_the_ledger_says,
    events_are_numbered_and_in_order_of_time,
    a_command_takes_effect_once,
)

_RUNNING: dict[Stage, set[ClockKind]] = {
    Stage.AWAITING_BENEFICIARY: {ClockKind.ANSWER},
    Stage.RESOLVED: {ClockKind.FOLLOW_UP},
    Stage.CLOSED: set(),
}
"""What runs beside the first response; in every other stage the resolution."""


def _used(state: CaseState, clock: Clock, at: datetime) -> timedelta:
    """The working time a clock has used by an instant, counted by the calendar alone."""
    since = clock.running_since
    if since is None or at <= since:
        return clock.consumed
    return clock.consumed + state.rules.working_calendar.between(since, at)


def _in_review_unheld(state: CaseState) -> bool:
    return state.stage is Stage.IN_REVIEW and state.assignee is None


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
    return None


def _overdue(state: CaseState, until: datetime) -> Iterator[str]:
    """What has its time used up by an instant and has not happened."""
    for kind, clock in state.clocks.items():
        if clock.running_since is None or clock.running_since > until:
            continue
        used = _used(state, clock, until)
        if kind not in _PROMISES:
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
