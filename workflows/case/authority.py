"""Who may do what, and when: two tables, checked before any command is looked at more closely."""

from models.case.commands import Actor, AnyCommand
from models.case.state import CaseState, Refusal
from models.codes import UNDECIDED, RefusalCode, Role, Stage

_TEAM = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR})
_LEADERS = frozenset({Role.SUPERVISOR, Role.DIRECTOR})
_OVERSIGHT = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER})
_BENEFICIARY = frozenset({Role.BENEFICIARY})
_SYSTEM = frozenset({Role.SYSTEM})
_ANY_TEAM = frozenset({Role.DIRECTOR, Role.MANAGER, Role.SYSTEM, Role.BENEFICIARY})

ROLES: dict[str, frozenset[Role]] = {
    "claim": _TEAM,
    "release": _TEAM,
    "assign": _OVERSIGHT,
    "approve": _TEAM,
    "reject": _TEAM,
    "confirm": _TEAM,
    "send_back": _TEAM,
    "ask": _TEAM,
    "redirect": _TEAM,
    "merge": _TEAM,
    "escalate": _TEAM | _OVERSIGHT | _SYSTEM,
    "extend": _TEAM,
    "note": _TEAM | _OVERSIGHT | _SYSTEM,
    "prioritise": _TEAM | _OVERSIGHT,
    "reply": _BENEFICIARY,
    "withdraw": _BENEFICIARY,
    "reopen": _BENEFICIARY,
    "rate": _BENEFICIARY,
    "calendar_changed": _SYSTEM,
}

_REVIEW = frozenset({Stage.IN_REVIEW, Stage.REPLIED})
_HELD = frozenset({Stage.IN_REVIEW, Stage.REPLIED, Stage.AWAITING_BENEFICIARY, Stage.AWAITING_APPROVAL})
_OPEN = UNDECIDED - {Stage.RECEIVED}
_BEFORE_CLOSING = _OPEN | {Stage.RESOLVED}
_DECIDABLE = _REVIEW | {Stage.AWAITING_APPROVAL}

STAGES: dict[str, frozenset[Stage]] = {
    "claim": frozenset({Stage.QUEUED, Stage.REPLIED}),
    "release": _HELD,
    "assign": _HELD | {Stage.QUEUED},
    "approve": _DECIDABLE,
    "reject": _DECIDABLE,
    "confirm": frozenset({Stage.AWAITING_APPROVAL}),
    "send_back": frozenset({Stage.AWAITING_APPROVAL}),
    "ask": _REVIEW,
    "redirect": _REVIEW | {Stage.QUEUED},
    "merge": _REVIEW | {Stage.QUEUED},
    "escalate": _OPEN,
    "extend": _OPEN,
    "note": _BEFORE_CLOSING,
    "prioritise": _OPEN,
    "reply": frozenset({Stage.AWAITING_BENEFICIARY}),
    "withdraw": _OPEN,
    "reopen": frozenset({Stage.RESOLVED}),
    "rate": frozenset({Stage.RESOLVED}),
    "calendar_changed": _BEFORE_CLOSING,
}

_FOLLOW_UP = frozenset({"reopen", "rate"})
_NEW_REQUEST = "file a new request that names this one"

_CHAIN = frozenset({"approve", "reject", "confirm", "send_back"})
"""Commands whose team is the approval step's, not the case's."""


def admit(state: CaseState, command: AnyCommand) -> Refusal | None:
    """Whether this actor may give this command to a case in this stage; the refusal if not."""
    return (
        _not_open(state, command)
        or _not_authorised(state, command)
        or _decided(state, command)
        or _wrong_stage(state, command)
    )


def in_team(actor: Actor, team: str | None) -> bool:
    """Whether the actor works for the team. Directors, managers and the system work for all."""
    return actor.role in _ANY_TEAM or team in actor.teams


def holds(state: CaseState, actor: Actor) -> bool:
    """Whether the case was given to this person: a ladder may hand it to somebody of another team."""
    return state.assignee is not None and state.assignee.id == actor.id


def _not_open(state: CaseState, command: AnyCommand) -> Refusal | None:
    if state.stage is Stage.RECEIVED:
        return Refusal(code=RefusalCode.NOT_OPEN, detail="the first stage has not finished: try again in a moment")
    if state.stage is Stage.CLOSED and command.kind in _FOLLOW_UP and state.resolved_at:
        return Refusal(code=RefusalCode.WINDOW_PASSED, detail=f"the follow-up window ended: {_NEW_REQUEST}")
    if state.stage is Stage.CLOSED:
        return Refusal(code=RefusalCode.NOT_OPEN, detail=f"closed as {state.outcome} at {state.closed_at}")
    return None


def _not_authorised(state: CaseState, command: AnyCommand) -> Refusal | None:
    actor = command.actor
    if actor.role not in ROLES[command.kind]:
        return Refusal(code=RefusalCode.NOT_AUTHORISED, detail=f"{command.kind} is not for the role {actor.role}")
    in_chain = command.kind in _CHAIN and _chain_teams(state).intersection(actor.teams)
    if not in_team(actor, state.team) and not in_chain and not holds(state, actor):
        return Refusal(code=RefusalCode.NOT_AUTHORISED, detail=f"the case is with the team {state.team}")
    return None


def _chain_teams(state: CaseState) -> set[str]:
    return {team for step in state.rules.approvals for team in step.teams}


def _decided(state: CaseState, command: AnyCommand) -> Refusal | None:
    if state.decision is None or state.stage in STAGES[command.kind]:
        return None
    return already_decided(state)


def already_decided(state: CaseState) -> Refusal:
    """The refusal that says who decided and when."""
    decision = state.decision
    if decision is None:
        return Refusal(code=RefusalCode.ALREADY_DECIDED, detail="decided")
    detail = f"{decision.outcome} by {decision.actor.id} at {decision.at.isoformat(timespec='seconds')}"
    return Refusal(code=RefusalCode.ALREADY_DECIDED, detail=detail)


def _wrong_stage(state: CaseState, command: AnyCommand) -> Refusal | None:
    if state.stage in STAGES[command.kind]:
        return None
    return Refusal(code=RefusalCode.WRONG_STAGE, detail=f"{command.kind} is not possible while {state.stage}")
