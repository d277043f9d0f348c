"""The next step of a case: whose turn it is, by which commands, and the instant it waits for."""

from datetime import datetime

from commands.work.read import CaseFile
from models.case.approval import in_turn
from models.case.state import Proposal
from models.codes import ClockKind, Stage
from models.policy import ApprovalStep


def next_step(case: CaseFile) -> str:
    """Whose turn it is, and with which commands."""
    row = case.view.row
    holder = row.assignee or "an officer"
    if row.appeal_open:
        return f"the appeal {row.appeal} is decided, by others"
    return {
        Stage.RECEIVED: "the automatic first stage",
        Stage.QUEUED: f"an officer of {row.team} {'is looked for, or takes it' if row.sharing else 'takes it'}: claim",
        Stage.IN_REVIEW: f"{holder} decides: approve, reject, ask, redirect or merge",
        Stage.AWAITING_APPROVAL: f"{row.step_with or 'another person'} decides: confirm or send-back{_approvers(case)}",
        Stage.AWAITING_BENEFICIARY: "the beneficiary answers: reply; or staff go on: resume",
        Stage.AWAITING_THIRD_PARTY: f"{row.third_party} answers, and {holder} goes on: resume",
        Stage.REPLIED: f"{holder} goes on: approve, reject, ask, redirect or merge",
        Stage.RESOLVED: "the beneficiary may reopen or rate it",
        Stage.CLOSED: "nothing: it is closed",
    }[row.stage]


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
    approvers = " or ".join(dict.fromkeys(map(_approver, steps)))
    return f" ({approvers}, not {_but(proposal)})" if approvers else ""


def _but(proposal: Proposal) -> str:
    """Who took part already, and those in whose place they did."""
    persons = (step.actor.persons for step in proposal.steps)
    return " or ".join(sorted(frozenset().union(*persons)))


def _approver(step: ApprovalStep) -> str:
    teams = f" of {' or '.join(step.teams)}" if step.teams else ""
    return f"{' or '.join(step.roles)}{teams}"
