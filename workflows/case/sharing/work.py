"""Work shared out: whether a case is to be given to one of its team, what it asks of them, and what that changes. Pure.

Two things are given: a case that nobody holds, and the next approval step of one that is proposed. Who it is:
`workflows.case.sharing.choosing`; the events of that: `workflows.case.sharing.giving`.
"""

from datetime import datetime
from typing import NamedTuple

from models.case import events as e
from models.case.approval import in_turn, is_last
from models.case.events import Event
from models.case.state import AwaitedShare, CaseState, PendingAction, Proposal
from models.codes import HUMAN_ACTIONS, NOBODY_RUNG, Action, Role, Stage
from models.policy import ApprovalStep, RungAction
from models.sharing import TeamRule
from workflows.case.changes import Update
from workflows.case.sharing.choosing import Demand

_UNHELD_WORK = frozenset({Stage.QUEUED, Stage.IN_REVIEW, Stage.REPLIED})
"""The stages in which somebody of the team has to act; nobody may hold the case in them."""
_MOVING = frozenset({Action.REASSIGN, Action.HAND_OVER})
"""What a rung may not do to a case whose next step finds nobody: it is proposed, and stays with its holder."""


class Work(NamedTuple):
    """What is to be given to somebody of a team: the case, or the next step of its approval."""

    team: str
    rule: TeamRule
    roles: tuple[Role, ...]
    """Those to which it may be given."""
    step: str | None = None
    apart_from: tuple[str, ...] = ()
    """Those who took a step before."""


def work_of(state: CaseState) -> Work | None:
    """What of the case is to be given to somebody now; none where it is done, or where people take it."""
    if state.rules.sharing is None:
        return None
    if state.stage is Stage.AWAITING_APPROVAL:
        return _step_of(state, state.proposal) if state.proposal and state.step_with is None else None
    if state.assignee or state.stage not in _UNHELD_WORK:
        return None
    deciding = next((step.roles for step in state.rules.approvals if not step.optional), ())
    work = _work(state, (state.team or "",), deciding)
    return _of_level(state, work) if work else None


def _step_of(state: CaseState, proposal: Proposal) -> Work | None:
    """The step that is needed next, of its own teams or that of the case."""
    needed: ApprovalStep = in_turn(state.rules.approvals, proposal.steps)[-1]
    work = _work(state, needed.teams or (state.team or "",), needed.roles)
    taken = sorted({person for step in proposal.steps for person in step.actor.persons})
    if work is None:
        return None
    step = work._replace(step=needed.name, apart_from=tuple(taken))
    return _of_level(state, step) if is_last(state, needed) else step


def _of_level(state: CaseState, work: Work) -> Work:
    """Of an appeal, to those alone who are of a level that may decide it."""
    about = state.appeal_of
    if about is None or about.levels is None or work.team in about.apart:
        return work
    return work._replace(roles=tuple(role for role in work.roles if role in about.levels))


def _work(state: CaseState, teams: tuple[str, ...], deciding: tuple[Role, ...]) -> Work | None:
    """The work of the first of these teams that gives its cases: to the roles of its rule that may decide, if any."""
    rules = state.rules.sharing.teams if state.rules.sharing else {}
    for team in teams:
        if (rule := rules.get(team)) and rule.gives:
            roles = tuple(role for role in rule.roles if role in deciding) or deciding or rule.roles
            return Work(team, rule, roles)
    return None


def is_to_be_given(state: CaseState, since: int) -> bool:
    """Whether the case is still to be given to somebody, since that event."""
    return state.sharing is not None and state.sharing.since == since


def demand_of(state: CaseState, work: Work) -> Demand:
    """What it asks of whoever gets it: skills, and not to have taken part before."""
    took_part = state.appeal_of.took_part if state.appeal_of else ()
    gave_up = () if work.step else state.gave_up
    return Demand(work.rule, skills_needed(state), (*took_part, *work.apart_from), gave_up)


def skills_needed(state: CaseState) -> tuple[str, ...]:
    """The skills that the case needs, by what it is about and whose it is."""
    needs = state.rules.sharing.skills if state.rules.sharing else {}
    about = (state.service, state.problem, state.language, state.applicant_type)
    return tuple(sorted(skill for skill, need in needs.items() if need.is_of(*about)))


def on_nobody(state: CaseState) -> tuple[RungAction, ...]:
    """The actions of the rung that nobody is available."""
    actions = state.rules.sharing.nobody_available if state.rules.sharing else ()
    if state.stage is not Stage.AWAITING_APPROVAL:
        return actions
    return tuple(action for action in actions if action.action not in _MOVING)


def again_at(state: CaseState, now: datetime) -> datetime:
    """When it is tried again to give a case to somebody, after nobody was available."""
    policy = state.rules.sharing
    return state.rules.working_calendar.add(now, policy.again_after) if policy else now


def shared_out(state: CaseState, event: Event, body: e.SharedOut) -> Update:
    """Somebody has it to do; nobody has acted yet, so the first response is still owed."""
    if body.step:
        return {"step_with": body.to}
    stage = Stage.IN_REVIEW if state.stage is Stage.QUEUED else state.stage
    return {"assignee": body.to, "held_since": event.at, "stage": stage}


def nobody_available(state: CaseState, event: Event, body: e.NobodyAvailable) -> Update:
    """A rung is reached: people are to be found for its actions that need some. The case waits to be given."""
    people = (each for each in on_nobody(state) if each.action in HUMAN_ACTIONS)
    awaited = (PendingAction(rung=NOBODY_RUNG, action=each) for each in people)
    return {
        "sharing": state.sharing.but(nobody=True) if state.sharing else None,
        "escalation": state.escalation + 1,
        "pending": (*state.pending, *awaited),
    }


def awaited(before: CaseState, after: CaseState, event: Event) -> Update:
    """What is to be given to somebody after an event, who has the step, and who had the case and put it back."""
    anew = after.team != before.team or isinstance(event.body, e.Reopened)
    step_with = after.step_with if _step_stands(before, after) else None
    work = work_of(after.but(step_with=step_with))
    return {
        "step_with": step_with,
        "gave_up": _gave_up(() if anew else before.gave_up, before, event),
        "sharing": _awaited(None if anew else after.sharing, work, event) if work else None,
    }


def _awaited(known: AwaitedShare | None, work: Work, event: Event) -> AwaitedShare:
    """What is awaited, since this event unless it was before."""
    if known and (known.team, known.step) == (work.team, work.step):
        return known
    return AwaitedShare(since=event.seq, team=work.team, step=work.step)


def _step_stands(before: CaseState, after: CaseState) -> bool:
    """Whether the step that was awaited before an event is awaited after it."""
    if before.proposal is None or after.proposal is None:
        return False
    return before.proposal.steps == after.proposal.steps and after.stage is Stage.AWAITING_APPROVAL


def _gave_up(known: tuple[str, ...], before: CaseState, event: Event) -> tuple[str, ...]:
    """Those who had the case and put it back, with whoever held it until now."""
    if not isinstance(event.body, e.Released) or before.assignee is None:
        return known
    return tuple(dict.fromkeys((*known, before.assignee.represents)))
