"""The invariants of the search: what must hold of every step, each a pure function named after its promise.

They are written from the promises and not from the decider: they read ledgers, ladders and people by themselves.
An invariant yields what is wrong; nothing when it holds.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from chaos.search import ledgers
from chaos.search.policy import POLICY, TEAMS
from chaos.search.step import Invariant, Transition
from models.case import commands as c
from models.case import events as e
from models.case.events import Body, Event
from models.case.state import CaseState
from models.codes import UNDECIDED, DecisionKind, Outcome, Role, Stage, WaitEnd
from models.policy import APPEALABLE
from workflows.case.authority import PERMISSIONS
from workflows.case.decide import decide

Kinds = tuple[type[Body], ...]
ANY: Kinds = ()
"""For an invariant of every step that has events."""

_OF_BENEFICIARY = (e.Replied, e.Withdrawn, e.Reopened, e.Rated, e.Appealed, e.ReminderGiven)
_OF_AN_APPEAL = (e.Appealed, e.AppealOpened, e.AppealConcluded)
_TO_BE_GIVEN = frozenset({Stage.QUEUED, Stage.IN_REVIEW, Stage.REPLIED, Stage.AWAITING_APPROVAL})
_ON_BEHALF = (Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR)
_OF_STAFF = (
    e.Claimed,
    e.Proposed,
    e.Confirmed,
    e.SentBack,
    e.Resolved,
    e.Asked,
    e.Redirected,
    e.WaitBegun,
    e.TakenUp,
    e.Consulted,
    e.ConsultationAnswered,
    e.InterimReplied,
    e.ReclassificationAsked,
    e.SplitAsked,
    e.DocumentsSeen,
)


def nobody_takes_two_steps_of_one_decision(step: Transition) -> Iterator[str]:
    """Each step of the approval chain is taken by another person, and so is the sending back."""
    for state, event in zip(step.states, step.events, strict=False):
        steps = state.proposal.steps if state.proposal else ()
        took = {person for taken in steps for person in (taken.actor.id, taken.actor.stands_in_for)} - {None}
        takes = isinstance(event.body, e.Confirmed | e.Resolved | e.SentBack)
        if takes and took & {event.actor.id, event.actor.stands_in_for}:
            yield f"{event.actor.id} took part already"


def an_approval_has_every_step_of_the_chain(step: Transition) -> Iterator[str]:
    """A case is approved with as many steps as the chain has."""
    for state, event in zip(step.states, step.events, strict=False):
        if isinstance(event.body, e.Resolved) and event.body.decision is DecisionKind.APPROVE:
            steps = 1 + (len(state.proposal.steps) if state.proposal else 0)
            if steps != len(POLICY.approvals):
                yield f"approved with {steps} steps"


def a_round_has_one_final_decision(step: Transition) -> Iterator[str]:
    """Nobody decides a case that is decided or closed."""
    for state, event in zip(step.states, step.events, strict=False):
        if isinstance(event.body, e.Resolved) and (state.decision or state.stage not in UNDECIDED):
            yield f"decided while {state.stage}"


def only_people_of_the_case_act_for_the_directorate(step: Transition) -> Iterator[str]:
    """Who acts is an officer or supervisor of the case's team, or holds the case; or owes an answer, and gives it."""
    for state, event in zip(step.states, step.events, strict=False):
        if isinstance(event.body, _OF_STAFF):
            person = event.actor
            if person.role not in (Role.OFFICER, Role.SUPERVISOR):
                yield f"{event.body.type} by {person.role}"
            teams = {state.team, _owes_an_answer(state, event)}
            if not teams.intersection(person.teams) and not state.held_by(person):
                yield f"{event.body.type} by {person.id}, while the case is with {state.team}"


def _owes_an_answer(state: CaseState, event: Event) -> str | None:
    """The team that was asked the question which an event answers."""
    return state.consultation.to if isinstance(event.body, e.ConsultationAnswered) and state.consultation else None


def a_wait_ends_by_who_waits_or_by_the_answer_of_who_is_awaited(step: Transition) -> Iterator[str]:
    """The team that a case waits for gives its answer, and goes on without one for nobody else."""
    for state, event in zip(step.states, step.events, strict=False):
        if isinstance(event.body, e.WaitEnded) and event.body.cause is not WaitEnd.LIMIT and state.wait:
            entitled = {state.team} | ({state.wait.party} if event.body.answer is not None else set())
            if not entitled.intersection(event.actor.teams) and not state.held_by(event.actor):
                yield f"ended as {event.body.cause} by {event.actor.id}, while the case is with {state.team}"


def the_beneficiary_alone_acts_for_the_beneficiary(step: Transition) -> Iterator[str]:
    """Answers, withdrawals, reopenings and ratings come from the beneficiary, and nothing else does.

    Or from staff who say who asked for it, and how.
    """
    for event in step.events:
        of_beneficiary = isinstance(event.body, _OF_BENEFICIARY)
        ending = isinstance(event.body, e.Closed) and event.body.outcome is Outcome.WITHDRAWN
        if _on_behalf(event.body) and event.actor.role in _ON_BEHALF:
            continue
        if not ending and of_beneficiary is not (event.actor.role is Role.BENEFICIARY):
            yield f"{event.body.type} by {event.actor.role}"


def _on_behalf(body: Body) -> bool:
    return isinstance(body, e.Requested) and body.requested_by is not None and body.way is not None


def a_closed_case_never_moves(step: Transition) -> Iterator[str]:
    """Nothing happens to a closed case, but that its result is appealed, and what comes of that; and that the second
    case is opened that was taken out of it before."""
    for state, event in zip(step.states, step.events, strict=False):
        is_awaited = isinstance(event.body, _OF_AN_APPEAL) or (
            isinstance(event.body, e.SplitOff) and state.pending_split
        )
        if state.stage is Stage.CLOSED and not is_awaited:
            yield f"{event.body.type} after closing"


def an_appeal_leaves_the_result_as_it_is(step: Transition) -> Iterator[str]:
    """A result that may be appealed is appealed once; then nothing but its closing moves the case."""
    for (before, after), event in zip(pairwise(step.states), step.events, strict=False):
        if isinstance(event.body, e.Appealed) and before.outcome not in APPEALABLE:
            yield f"appealed as {before.outcome}"
        if before.appeals and (after.outcome, after.resolved_at) != (before.outcome, before.resolved_at):
            yield f"{event.body.type} after an appeal: {after.outcome}"
    if len(step.after.appeals) > 1:
        yield f"{len(step.after.appeals)} appeals"


def a_proposal_waits_exactly_while_approval_is_awaited(step: Transition) -> Iterator[str]:
    """A decision is proposed in the stage for it, and in no other."""
    state = step.after
    if (state.proposal is not None) is not (state.stage is Stage.AWAITING_APPROVAL):
        yield f"{state.stage} with {'a' if state.proposal else 'no'} proposal"


def somebody_is_awaited_exactly_while_the_stage_says_so(step: Transition) -> Iterator[str]:
    """A third party is awaited in the stage for it, and in no other; no question is open in a decided case."""
    state = step.after
    if (state.wait is not None) is not (state.stage is Stage.AWAITING_THIRD_PARTY):
        yield f"{state.stage} with {'a' if state.wait else 'no'} wait"
    if state.consultation and state.stage not in UNDECIDED:
        yield f"{state.stage} with an open question"


def the_stage_tells_whether_somebody_holds_a_case(step: Transition) -> Iterator[str]:
    """A case in the queue is held by nobody, and one in review that nobody holds can be claimed.

    A proposal that nobody holds any more, sent back, is in review and held by nobody: the only way there.
    """
    for (before, after), event in zip(pairwise(step.states), step.events, strict=False):
        if after.stage is Stage.QUEUED and after.assignee:
            yield f"{event.body.type}: in the queue, held by {after.assignee.id}"
        if _in_review_unheld(after) and not (_in_review_unheld(before) or isinstance(event.body, e.SentBack)):
            yield f"{event.body.type}: in review, held by nobody"
    if _in_review_unheld(step.after) and step.after.stage not in PERMISSIONS[c.Claim].stages:
        yield f"{step.after.stage}, held by nobody, and nobody may claim it"


def a_case_is_to_be_given_exactly_while_its_team_owes_that(step: Transition) -> Iterator[str]:
    """A case of the team that gives its cases, with nobody to act on it, is to be given to somebody; no other is."""
    for event, state in zip(step.events, step.states[1:], strict=False):
        held = state.step_with if state.stage is Stage.AWAITING_APPROVAL else state.assignee
        owed = state.team == TEAMS[1] and state.stage in _TO_BE_GIVEN and held is None
        if owed is not (state.sharing is not None):
            yield f"{event.body.type}: {state.stage} of {state.team} with {state.sharing}"


def nobody_is_given_what_they_did_before(step: Transition) -> Iterator[str]:
    """No step goes to who took one before, and no case to who put it back."""
    for state, event in zip(step.states, step.events, strict=False):
        if isinstance(event.body, e.SharedOut):
            steps = state.proposal.steps if event.body.step and state.proposal else ()
            took = {person for taken in steps for person in (taken.actor.id, taken.actor.stands_in_for)}
            before = took if event.body.step else {*state.gave_up}
            if event.body.to.id in before:
                yield f"{event.body.to.id} is given {event.body.step or 'the case'} again"


def limits_are_kept(step: Transition) -> Iterator[str]:
    """Returns, splits, waits, reopenings and extensions stay within what the policy allows."""
    state, rules = step.after, POLICY
    if step.after.asked > max(rules.ask.max_rounds, step.before.asked):
        yield f"returned {state.asked} times"
    if len(state.splits) > rules.max_splits:
        yield f"split {len(state.splits)} times"
    if rules.waiting and state.waits > rules.waiting.max_count:
        yield f"waited {state.waits} times"
    if state.reopens > rules.follow_up.max_reopens:
        yield f"reopened {state.reopens} times"
    if state.extensions > rules.extension.max_count or state.extended > rules.extension.max_total:
        yield f"extended {state.extensions} times by {state.extended}"


def no_case_ends_without_a_result(step: Transition) -> Iterator[str]:
    """A decided or closed case has an outcome, and a decision a reply; an open one has neither."""
    state = step.after
    if (state.outcome is not None) is not (state.stage in (Stage.RESOLVED, Stage.CLOSED)):
        yield f"{state.stage} with outcome {state.outcome}"
    for event in step.events:
        if isinstance(event.body, e.Resolved) and event.body.reply is None:
            yield "decided without a reply"


def events_are_numbered_and_in_order_of_time(step: Transition) -> Iterator[str]:
    """The events of a case have consecutive numbers, and none is dated before the one before it."""
    for (before, after), event in zip(pairwise(step.states), step.events, strict=False):
        if not before.seq + 1 == event.seq == after.seq:
            yield f"event {event.seq} after {before.seq}"
        if event.at < (before.last_at or event.at) or event.at > step.now:
            yield f"{event.body.type} at {event.at}, after {before.last_at}"


def a_command_takes_effect_once(step: Transition) -> Iterator[str]:
    """The same command again changes nothing, and its receipt is remembered."""
    command = step.action.command
    if command and step.events[-1].command_id:
        if command.command_id not in step.after.answers:
            yield "no receipt is kept"
        if decide(step.after, command, step.now) != ():
            yield "it takes effect again"


def _in_review_unheld(state: CaseState) -> bool:
    return state.stage is Stage.IN_REVIEW and state.assignee is None


INVARIANTS: dict[Invariant, Kinds] = {
    nobody_takes_two_steps_of_one_decision: (e.Confirmed, e.Resolved, e.SentBack),
    an_approval_has_every_step_of_the_chain: (e.Resolved,),
    a_round_has_one_final_decision: (e.Resolved,),
    only_people_of_the_case_act_for_the_directorate: _OF_STAFF,
    a_wait_ends_by_who_waits_or_by_the_answer_of_who_is_awaited: (e.WaitEnded,),
    the_beneficiary_alone_acts_for_the_beneficiary: ANY,
    ledgers.used_time_neither_falls_nor_jumps: ANY,
    ledgers.budgets_change_on_purpose_only: ANY,
    ledgers.what_was_reached_stays_reached: ANY,
    ledgers.everything_due_happens_once_and_in_order: (e.RungReached, e.Breached, e.Reminded, e.Chased),
    ledgers.nothing_falls_due_early: (e.RungReached, e.Breached, e.Reminded, e.Chased, e.WaitEnded, e.Closed),
    ledgers.everything_due_has_happened: ANY,
    a_closed_case_never_moves: ANY,
    an_appeal_leaves_the_result_as_it_is: ANY,
    ledgers.the_clocks_run_as_the_stage_says: ANY,
    a_proposal_waits_exactly_while_approval_is_awaited: ANY,
    somebody_is_awaited_exactly_while_the_stage_says_so: ANY,
    the_stage_tells_whether_somebody_holds_a_case: ANY,
    a_case_is_to_be_given_exactly_while_its_team_owes_that: ANY,
    nobody_is_given_what_they_did_before: (e.SharedOut,),
    limits_are_kept: ANY,
    no_case_ends_without_a_result: ANY,
    ledgers.in_time_is_what_the_ledger_says: (e.Resolved,),
    ledgers.an_import_goes_on_where_the_case_stood: (e.Imported,),
    events_are_numbered_and_in_order_of_time: ANY,
    a_command_takes_effect_once: ANY,
}
"""Every invariant, and the events without one of which it says nothing."""


@cache
def concerned(bodies: Kinds) -> tuple[Invariant, ...]:
    """The invariants that can say something of a step with such events."""
    return tuple(
        invariant
        for invariant, kinds in INVARIANTS.items()
        if bodies and (kinds == ANY or any(issubclass(body, kinds) for body in bodies))
    )
