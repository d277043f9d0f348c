"""Who may give which command to a case in which stage: one table, checked before the rules of the command itself.

The roles in it are the built-in edition. Where a directorate decided otherwise (`policies/authority.toml`), the policy
of a case says so from its opening on; a running case, and one that is replayed, keeps what it was opened under.
"""

from typing import NamedTuple

from models.case import commands as c
from models.case.actor import Actor
from models.case.state import CaseState, Refusal, refused, utc_text
from models.codes import ROLES_OF_ALL_TEAMS, STAFF_ROLES, UNDECIDED, RefusalCode, Role, Stage
from models.teams import is_in
from workflows.case.rules import deciders

_TEAM = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR})
_OVERSIGHT = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER})
_BENEFICIARY = frozenset({Role.BENEFICIARY})
_SYSTEM = frozenset({Role.SYSTEM})

_QUEUED = frozenset({Stage.QUEUED})
_IN_REVIEW = frozenset({Stage.IN_REVIEW, Stage.REPLIED})
_AWAITING_APPROVAL = frozenset({Stage.AWAITING_APPROVAL})
_AWAITING_BENEFICIARY = frozenset({Stage.AWAITING_BENEFICIARY})
_AWAITING_THIRD_PARTY = frozenset({Stage.AWAITING_THIRD_PARTY})
_RESOLVED = frozenset({Stage.RESOLVED})
_ENDED = frozenset({Stage.RESOLVED, Stage.CLOSED})
_HELD = _IN_REVIEW | _AWAITING_BENEFICIARY | _AWAITING_THIRD_PARTY | _AWAITING_APPROVAL
_OPEN = UNDECIDED - {Stage.RECEIVED}


class Permission(NamedTuple):
    """The roles that may give a command, and the stages in which a case takes it."""

    roles: frozenset[Role]
    stages: frozenset[Stage]
    by_step: bool = False
    """Members of any team of the approval chain may give it, not only those of the case's own team."""
    by_consulted: bool = False
    """Members of the team that was asked a question may give it too."""
    by_awaited: bool = False
    """Members of the team that the case waits for may give it too."""


PERMISSIONS: dict[type[c.Command], Permission] = {
    c.Claim: Permission(_TEAM, _QUEUED | _IN_REVIEW),
    c.Release: Permission(_TEAM, _HELD),
    c.Assign: Permission(_OVERSIGHT, _HELD | _QUEUED),
    c.Approve: Permission(_TEAM, _IN_REVIEW | _AWAITING_APPROVAL, by_step=True),
    c.Reject: Permission(_TEAM, _IN_REVIEW | _AWAITING_APPROVAL, by_step=True),
    c.Confirm: Permission(_TEAM, _AWAITING_APPROVAL, by_step=True),
    c.SendBack: Permission(_TEAM, _AWAITING_APPROVAL, by_step=True),
    c.Ask: Permission(_TEAM, _IN_REVIEW),
    c.Redirect: Permission(_TEAM, _IN_REVIEW | _QUEUED),
    c.Merge: Permission(_TEAM, _IN_REVIEW | _QUEUED),
    c.Escalate: Permission(_TEAM | _OVERSIGHT | _SYSTEM, _OPEN),
    c.Extend: Permission(_TEAM, _OPEN),
    c.Note: Permission(_TEAM | _OVERSIGHT | _SYSTEM, _OPEN | _RESOLVED),
    c.Prioritise: Permission(_TEAM | _OVERSIGHT, _OPEN),
    c.Answer: Permission(_BENEFICIARY, _AWAITING_BENEFICIARY | _QUEUED | _IN_REVIEW),
    c.Withdraw: Permission(_BENEFICIARY, _OPEN),
    c.Reopen: Permission(_BENEFICIARY, _RESOLVED),
    c.Rate: Permission(_BENEFICIARY, _RESOLVED),
    c.ChangeCalendar: Permission(_SYSTEM | frozenset(ROLES_OF_ALL_TEAMS), _OPEN | _RESOLVED),
    c.Wait: Permission(_TEAM, _IN_REVIEW),
    c.Resume: Permission(_TEAM, _AWAITING_THIRD_PARTY | _AWAITING_BENEFICIARY, by_awaited=True),
    c.Consult: Permission(_TEAM, _IN_REVIEW),
    c.AnswerConsultation: Permission(_TEAM, _OPEN, by_consulted=True),
    c.Reclassify: Permission(_TEAM, _OPEN - _AWAITING_APPROVAL),
    c.InterimReply: Permission(_TEAM, _OPEN),
    c.Close: Permission(_TEAM, _RESOLVED),
    c.ReopenFor: Permission(_TEAM, _RESOLVED),
    c.WithdrawFor: Permission(_TEAM, _OPEN),
    c.Import: Permission(frozenset(ROLES_OF_ALL_TEAMS), frozenset()),
    c.Appeal: Permission(_BENEFICIARY, _ENDED),
    c.AppealFor: Permission(_TEAM, _ENDED),
    c.ConcludeAppeal: Permission(_SYSTEM, _ENDED),
    c.Split: Permission(_TEAM, _OPEN),
    c.SeeDocuments: Permission(_TEAM, _OPEN),
    c.Remind: Permission(_BENEFICIARY, _OPEN - _AWAITING_BENEFICIARY),
    c.LinkFault: Permission(_TEAM | _OVERSIGHT | _SYSTEM, _OPEN),
    c.UnlinkFault: Permission(_TEAM | _OVERSIGHT, _OPEN),
    c.Recall: Permission(_TEAM, _OPEN | _RESOLVED, by_step=True),
    c.Migrate: Permission(frozenset(ROLES_OF_ALL_TEAMS), _OPEN - _AWAITING_APPROVAL),
}

_STAFF = frozenset(STAFF_ROLES)
STAFF_COMMANDS = {
    kind.model_fields["kind"].default: roles
    for kind, permission in PERMISSIONS.items()
    if (roles := permission.roles & _STAFF)
}
"""The roles of staff that may give each command that staff give, by its name in the contract."""

OWN_COMMANDS = frozenset({"withdraw", "reopen"})
"""The commands of beneficiaries that a directorate may keep to its staff. An answer or a rating is nobody's to take."""

_NEW_REQUEST = "file a new request that names this one"


def admit(state: CaseState, command: c.AnyCommand) -> Refusal | None:
    """Whether this actor may give this command to a case in this stage; the refusal if not."""
    return (
        _not_open(state, command)
        or _not_authorised(state, command)
        or _decided(state, command)
        or _wrong_stage(state, command)
        or deciders.not_a_decider(state, command)
    )


def may_import(state: CaseState, command: c.Import) -> Refusal | None:
    """Whether this actor may bring a case here for its team; the refusal if not. `state` has its policy alone."""
    return _not_authorised(state.but(team=command.standing.team), command)


def _not_open(state: CaseState, command: c.AnyCommand) -> Refusal | None:
    if state.stage is Stage.RECEIVED:
        detail = "the first stage has not finished: try again in a moment"
        return refused(code=RefusalCode.NOT_OPEN, detail=detail, retryable=True)
    if state.stage is not Stage.CLOSED or Stage.CLOSED in PERMISSIONS[type(command)].stages:
        return None
    if isinstance(command, c.Reopen | c.Rate | c.ReopenFor) and state.resolved_at:
        return refused(code=RefusalCode.WINDOW_PASSED, detail=f"the follow-up window ended: {_NEW_REQUEST}")
    return refused(
        code=RefusalCode.NOT_OPEN,
        detail=f"closed as {state.outcome} at {utc_text(state.closed_at)}",
        outcome=state.outcome,
        at=state.closed_at,
    )


def _not_authorised(state: CaseState, command: c.AnyCommand) -> Refusal | None:
    actor, permission = command.actor, PERMISSIONS[type(command)]
    if actor.role not in _roles(state, command, permission):
        return refused(code=RefusalCode.NOT_AUTHORISED, detail=f"{command.kind} is not for the role {actor.role}")
    in_team = actor.in_team(state.team, state.rules.pack)
    if in_team or _in_another_team(state, actor, permission) or state.held_by(actor):
        return None
    detail = f"the case is with the team {state.team}"
    return refused(code=RefusalCode.NOT_AUTHORISED, detail=detail, team=state.team)


def _in_another_team(state: CaseState, actor: Actor, permission: Permission) -> bool:
    """Whether somebody is of a team, other than the case's own, from which the command may come too."""
    pack = state.rules.pack
    in_chain = permission.by_step and any(is_in(actor.teams, team, pack) for team in _chain_teams(state))
    asked = permission.by_consulted and state.consultation and is_in(actor.teams, state.consultation.to, pack)
    awaited = permission.by_awaited and is_in(actor.teams, state.awaited_team, pack)
    return bool(in_chain or asked or awaited)


def _roles(state: CaseState, command: c.AnyCommand, permission: Permission) -> frozenset[Role]:
    """Who may give a command to this case. What the system may is no decision of a directorate."""
    decided = state.rules.command_roles.get(command.kind)
    by_chain = deciders.roles_by_chain(state, command)
    if decided is None:
        return permission.roles | by_chain if by_chain else permission.roles
    return (
        by_chain | frozenset(decided) | (permission.roles - _STAFF if command.kind in STAFF_COMMANDS else frozenset())
    )


def _chain_teams(state: CaseState) -> set[str]:
    return {team for step in state.rules.approvals for team in step.teams}


def _decided(state: CaseState, command: c.AnyCommand) -> Refusal | None:
    """The refusal that says who decided and when, for a command that comes after the decision."""
    decision = state.decision
    if decision is None or state.stage in PERMISSIONS[type(command)].stages:
        return None
    return refused(
        code=RefusalCode.ALREADY_DECIDED,
        detail=f"{decision.outcome} by {decision.actor.id} at {utc_text(decision.at)}",
        by=decision.actor.id,
        at=decision.at,
        outcome=decision.outcome,
    )


def _wrong_stage(state: CaseState, command: c.AnyCommand) -> Refusal | None:
    if state.stage in PERMISSIONS[type(command)].stages:
        return None
    detail = f"{command.kind} is not possible while {state.stage}"
    return held(state, detail) if isinstance(command, c.Claim) else refused(code=RefusalCode.WRONG_STAGE, detail=detail)


def held(state: CaseState, detail: str) -> Refusal:
    """The refusal of a command that needs a case of another holder, or of none."""
    holder = state.assignee.id if state.assignee else None
    return refused(code=RefusalCode.WRONG_STAGE, detail=detail, holder=holder, at=state.held_since if holder else None)
