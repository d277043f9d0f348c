"""The next step of a case: whose turn it is, by which commands, and the instant it waits for."""

from datetime import datetime

from commands.common.titles import role_title
from commands.work.read import CaseFile
from models.case.actor import Actor
from models.case.approval import in_turn
from models.case.events import Assigned, Claimed, Event, Opened, SharedOut
from models.case.state import Proposal
from models.case.style import CaseStyle
from models.codes import ClockKind, Role, Stage
from models.policy import ApprovalStep


def next_step(case: CaseFile) -> str:
    """Whose turn it is, and with which commands."""
    row, beneficiary = case.view.row, role_title(Role.BENEFICIARY, case.style)
    officer = role_title(Role.OFFICER, case.style)
    somebody = "an officer" if officer == Role.OFFICER else officer
    holder = row.assignee or somebody
    if row.appeal_open:
        return f"the appeal {row.appeal} is decided, by others"
    return {
        Stage.RECEIVED: "the automatic first stage",
        Stage.QUEUED: f"{_taker(case, somebody)} {'is looked for, or takes it' if row.sharing else 'takes it'}: claim",
        Stage.IN_REVIEW: f"{_decider(case, holder, 'decides')}: approve, reject, ask, redirect or merge",
        Stage.AWAITING_APPROVAL: f"{row.step_with or 'another person'} decides: confirm or send-back{_approvers(case)}",
        Stage.AWAITING_BENEFICIARY: f"the {beneficiary} answers: reply; or staff go on: resume",
        Stage.AWAITING_THIRD_PARTY: f"{_party(case)} answers, and {holder} goes on: resume",
        Stage.REPLIED: f"{_decider(case, holder, 'goes on')}: approve, reject, ask, redirect or merge",
        Stage.RESOLVED: f"the {beneficiary} may reopen or rate it",
        Stage.CLOSED: "nothing: it is closed",
    }[row.stage]


def _taker(case: CaseFile, somebody: str) -> str:
    """Who takes a case from the queue: of an appeal, who decides it and took no part before."""
    row = case.view.row
    if not row.appeal_of:
        return f"{somebody} of {row.team}"
    opened = case.events[0].body
    about = opened.appeal_of if isinstance(opened, Opened) else None
    chain = dict.fromkeys(role for step in case.policy.approvals for role in step.roles)
    roles = [role for role in chain if about is None or about.levels is None or role in about.levels]
    titles = " or ".join(role_title(role, case.style) for role in roles or chain)
    return f"a {titles} who took no part in {row.appeal_of}"


def _decider(case: CaseFile, holder: str, does: str) -> str:
    """Who decides: the holder, or, where the chain gives their role no step now, whoever it gives one."""
    steps = in_turn(case.policy.approvals, ())
    role = _role_of_holder(case)
    if role is None or not steps or any(role in step.roles for step in steps):
        return f"{holder} {does}"
    deciders = " or ".join(dict.fromkeys(_approver(step, case.style) for step in steps))
    return f"{holder} works on it, a {deciders} decides"


def _role_of_holder(case: CaseFile) -> Role | None:
    """The role in which the holder got the case; None where no event says it."""
    got = (to for event in reversed(case.events) if (to := _given_to(event)))
    return next((to.role for to in got if (to.stands_in_for or to.id) == case.view.row.assignee), None)


def _given_to(event: Event) -> Actor | None:
    body = event.body
    return event.actor if isinstance(body, Claimed) else body.to if isinstance(body, Assigned | SharedOut) else None


def _party(case: CaseFile) -> str:
    """Whom a case waits for; where the pack has no address of somebody outside, that they are told by staff."""
    party = case.view.row.third_party or ""
    told = party in case.policy.teams or party in case.policy.contacts
    return party if told else f"{party}, whom staff have to tell,"


def awaited(case: CaseFile) -> datetime | None:
    """The instant a case waits for: the end of the beneficiary's answer, the resolution, a wait or the window."""
    due = {clock.kind: clock.due for clock in case.explanation.clocks}
    kinds = (ClockKind.ANSWER, ClockKind.RESOLUTION, ClockKind.THIRD_PARTY, ClockKind.FOLLOW_UP)
    return next((at for kind in kinds if (at := due.get(kind))), None)


def _approvers(case: CaseFile) -> str:
    """Who may take the next step of the approval chain."""
    proposal = case.view.proposal
    if not proposal:
        return ""
    steps = in_turn(case.policy.approvals, proposal.steps)
    approvers = " or ".join(dict.fromkeys(_approver(step, case.style) for step in steps))
    return f" ({approvers}, not {_but(proposal)})" if approvers else ""


def _but(proposal: Proposal) -> str:
    """Who took part already, and those in whose place they did."""
    persons = (step.actor.persons for step in proposal.steps)
    return " or ".join(sorted(frozenset().union(*persons)))


def _approver(step: ApprovalStep, style: CaseStyle) -> str:
    teams = f" of {' or '.join(step.teams)}" if step.teams else ""
    return f"{' or '.join(role_title(role, style) for role in step.roles)}{teams}"
