"""Work shared out: whether a case is to be given to one of its team, what it asks of them, and what that changes. Pure.

Who it is: `workflows.case.choosing`; the events of that: `workflows.case.giving`.
"""

from datetime import datetime

from models.case import events as e
from models.case.events import Event
from models.case.state import AwaitedShare, CaseState, PendingAction
from models.codes import HUMAN_ACTIONS, NOBODY_RUNG, Role, Stage
from models.policy import RungAction
from models.sharing import TeamRule
from workflows.case.changes import Update
from workflows.case.choosing import Demand

_UNHELD_WORK = frozenset({Stage.QUEUED, Stage.IN_REVIEW, Stage.REPLIED})
"""The stages in which somebody of the team has to act; nobody may hold the case in them."""


def rule_of(state: CaseState) -> TeamRule | None:
    """The rule by which the case's team gives cases to its members; none where they take them."""
    policy = state.rules.sharing
    rule = policy.teams.get(state.team or "") if policy else None
    return rule if rule and rule.gives else None


def is_to_be_given(state: CaseState, since: int) -> bool:
    """Whether the case is still to be given to somebody, since that event."""
    return state.sharing is not None and state.sharing.since == since


def demand_of(state: CaseState, rule: TeamRule) -> Demand:
    """What the case asks of whoever gets it: skills, and not to have taken part before."""
    about = state.appeal_of
    return Demand(rule, skills_needed(state), about.took_part if about else (), state.gave_up)


def skills_needed(state: CaseState) -> tuple[str, ...]:
    """The skills that the case needs, by what it is about and whose it is."""
    needs = state.rules.sharing.skills if state.rules.sharing else {}
    about = (state.service, state.problem, state.language, state.applicant_type)
    return tuple(sorted(skill for skill, need in needs.items() if need.is_of(*about)))


def roles_for(state: CaseState, rule: TeamRule) -> tuple[Role, ...]:
    """The roles that the case may be given to: those of the rule that may decide it, else those that may decide it."""
    deciding = next((step.roles for step in state.rules.approvals if not step.optional), rule.roles)
    return tuple(role for role in rule.roles if role in deciding) or deciding


def on_nobody(state: CaseState) -> tuple[RungAction, ...]:
    """The actions of the rung that nobody is available."""
    policy = state.rules.sharing
    return policy.nobody_available if policy else ()


def again_at(state: CaseState, now: datetime) -> datetime:
    """When it is tried again to give a case to somebody, after nobody was available."""
    policy = state.rules.sharing
    return state.rules.working_calendar.add(now, policy.again_after) if policy else now


def shared_out(state: CaseState, event: Event, body: e.SharedOut) -> Update:
    """Somebody holds it; nobody has acted yet, so the first response is still owed."""
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
    """Whether the case is to be given to one of its team after an event, and who had it and put it back."""
    moved = after.team != before.team or isinstance(event.body, e.Reopened)
    put_back = isinstance(event.body, e.Released) and before.assignee
    gave_up = () if moved else before.gave_up
    if put_back and put_back.represents not in gave_up:
        gave_up = (*gave_up, put_back.represents)
    unheld = after.stage in _UNHELD_WORK and after.assignee is None and rule_of(after) is not None
    kept = None if moved else after.sharing
    return {"gave_up": gave_up, "sharing": (kept or AwaitedShare(since=event.seq)) if unheld else None}
