"""The next step of a case: whose turn it is, by which commands, and the instant it waits for."""

from datetime import datetime

from commands.common.words.language import N_, _
from commands.common.words.pack_titles import team_name
from commands.common.words.titles import role_title
from commands.work.case.read import CaseFile
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
    somebody = _("an officer") if officer == Role.OFFICER else officer
    holder = row.assignee or somebody
    if row.appeal_open:
        return _("the appeal {appeal} is decided, by others", appeal=row.appeal)
    return {
        Stage.RECEIVED: _("the automatic first stage"),
        Stage.QUEUED: _(
            N_("{taker} is looked for, or takes it: claim") if row.sharing else N_("{taker} takes it: claim"),
            taker=_taker(case, somebody),
        ),
        Stage.IN_REVIEW: _(
            "{decider}: approve, reject, ask, redirect or merge", decider=_decider(case, holder, N_("{holder} decides"))
        ),
        Stage.AWAITING_APPROVAL: _(
            "{step_with} decides: confirm or send-back{approvers}",
            step_with=row.step_with or _("another person"),
            approvers=_approvers(case),
        ),
        Stage.AWAITING_BENEFICIARY: _(
            "the {beneficiary} answers: reply; or staff go on: resume", beneficiary=beneficiary
        ),
        Stage.AWAITING_THIRD_PARTY: _(
            "{party} answers, and {holder} goes on: resume", party=_party(case), holder=holder
        ),
        Stage.REPLIED: _(
            "{decider}: approve, reject, ask, redirect or merge", decider=_decider(case, holder, N_("{holder} goes on"))
        ),
        Stage.RESOLVED: _("the {beneficiary} may reopen or rate it", beneficiary=beneficiary),
        Stage.CLOSED: _("nothing: it is closed"),
    }[row.stage]


def _taker(case: CaseFile, somebody: str) -> str:
    """Who takes a case from the queue: of an appeal, who decides it and took no part before."""
    row = case.view.row
    if not row.appeal_of:
        return _("{somebody} of {team}", somebody=somebody, team=team_name(row.team, row.pack))
    opened = case.events[0].body
    about = opened.appeal_of if isinstance(opened, Opened) else None
    chain = dict.fromkeys(role for step in case.policy.approvals for role in step.roles)
    roles = [role for role in chain if about is None or about.levels is None or role in about.levels]
    titles = _(" or ").join(role_title(role, case.style) for role in roles or chain)
    return _("a {titles} who took no part in {appeal_of}", titles=titles, appeal_of=row.appeal_of)


def _decider(case: CaseFile, holder: str, does: str) -> str:
    """Who decides: the holder, or, where the chain gives their role no step now, whoever it gives one."""
    steps = in_turn(case.policy.approvals, ())
    role = _role_of_holder(case)
    if role is None or not steps or any(role in step.roles for step in steps):
        return _(does, holder=holder)
    deciders = _(" or ").join(dict.fromkeys(_approver(step, case.style) for step in steps))
    return _("{holder} works on it, a {deciders} decides", holder=holder, deciders=deciders)


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
    return party if told else _("{party}, whom staff have to tell,", party=party)


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
    approvers = _(" or ").join(dict.fromkeys(_approver(step, case.style) for step in steps))
    return _(" ({approvers}, not {but})", approvers=approvers, but=_but(proposal)) if approvers else ""


def _but(proposal: Proposal) -> str:
    """Who took part already, and those in whose place they did."""
    persons = (step.actor.persons for step in proposal.steps)
    return _(" or ").join(sorted(frozenset().union(*persons)))


def _approver(step: ApprovalStep, style: CaseStyle) -> str:
    teams = _(" of {teams}", teams=_(" or ").join(step.teams)) if step.teams else ""
    return f"{_(' or ').join(role_title(role, style) for role in step.roles)}{teams}"
