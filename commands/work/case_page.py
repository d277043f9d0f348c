"""One case as a page: what it is, who holds it, what comes next and until when, and how it came to this."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any

from activities.reports.cases import NoticeLine
from commands.common.labels import OUTCOME, STAGE, STATUS
from commands.common.terminal import (
    Piece,
    bad,
    block,
    bold,
    dim,
    facts,
    good,
    heading,
    line,
    local_zone,
    moment,
    time_left,
    warning,
)
from commands.work.notices import masked
from commands.work.read import CaseFile
from commands.work.timeline import timeline
from models.case.approval import in_turn
from models.case.events import NoticeFailed, NoticeSent, OfficialReply
from models.codes import ClockKind, Stage
from models.intake.request import Request
from models.policy import ApprovalStep
from models.text import mask_id

NUMBERS = frozenset({"id_number", "passport_number", "establishment_number"})
ADDRESSES = frozenset({"mobile", "email"})
"""Fields of a request that identify or reach a person."""


def show_page(case: CaseFile, now: datetime, *, ids: bool = False) -> None:
    """Print the whole case for a person; identity numbers in full only when `ids` asks for them."""
    zone = local_zone(case.timezone)
    _title(case)
    facts(_standing(case, now, zone))
    if case.request:
        _request(case.request, zone, ids)
    heading("Timeline")
    for at, pieces in timeline(case.events, zone):
        line("  ", dim(moment(at, zone)), "  ", *pieces)
    _decision(case, zone)
    _notices(case)


def _title(case: CaseFile) -> None:
    row = case.view.row
    status = STATUS[row.status]
    outcome = f": {OUTCOME[row.outcome].en}" if row.outcome else ""
    line(bold(row.reference), "  ", bold(status.en), outcome, "  ", status.ar)
    title = case.policy.title.ar if case.policy else ""
    line("  ", f"{row.service}, {row.problem}", "  ", title)
    line()


def _standing(case: CaseFile, now: datetime, zone: tzinfo) -> Iterator[tuple[str, list[Piece]]]:
    view, row = case.view, case.view.row
    yield "stage", [STAGE[row.stage]]
    yield "holder", [row.assignee or "nobody yet", f" in {row.team}" if row.team else ""]
    yield "priority", [row.priority]
    yield "next", [next_step(case)]
    if until := awaited(case):
        yield "until", [moment(until, zone), "  ", time_left(until, now)]
    if row.next_rung and row.next_rung_at:
        yield "next rung", [f"{row.next_rung} at {moment(row.next_rung_at, zone)}"]
    counts = (("returned", row.rounds), ("reopened", row.reopens), ("escalated", row.escalation))
    if told := ", ".join(f"{name} {count}×" for name, count in counts if count):
        yield "so far", [told]
    if row.breached:
        yield "promise", [bad("not kept: the time ran out")]
    if view.assessment and view.assessment.flags:
        yield "look at", [warning("; ".join(flag.replace("_", " ") for flag in view.assessment.flags))]
    if row.into or view.joined:
        yield "joined", [", ".join(view.joined) or f"to {row.into}"]
    if not case.policy:
        yield "source", [dim("the running case: the records cannot be reached")]


def awaited(case: CaseFile) -> datetime | None:
    """The instant a case waits for: the end of the beneficiary's answer, the resolution or the follow-up window."""
    due = {clock.kind: clock.due for clock in case.explanation.clocks}
    kinds = (ClockKind.ANSWER, ClockKind.RESOLUTION, ClockKind.FOLLOW_UP)
    return next((at for kind in kinds if (at := due.get(kind))), None)


def next_step(case: CaseFile) -> str:
    """Whose turn it is, and with which commands."""
    row = case.view.row
    holder = row.assignee or "an officer"
    return {
        Stage.RECEIVED: "the automatic first stage",
        Stage.QUEUED: f"an officer of {row.team} takes it: claim",
        Stage.IN_REVIEW: f"{holder} decides: approve, reject, ask, redirect or merge",
        Stage.AWAITING_APPROVAL: f"another person decides: confirm or send-back{_approvers(case)}",
        Stage.AWAITING_BENEFICIARY: "the beneficiary answers: reply",
        Stage.REPLIED: f"{holder} goes on: approve, reject, ask, redirect or merge",
        Stage.RESOLVED: "the beneficiary may reopen or rate it",
        Stage.CLOSED: "nothing: it is closed",
    }[row.stage]


def _approvers(case: CaseFile) -> str:
    """Who may take the next step of the approval chain, when the policy is at hand."""
    proposal = case.view.proposal
    if not case.policy or not proposal:
        return ""
    steps = in_turn(case.policy.approvals, proposal.steps)
    turns = " or ".join(dict.fromkeys(_turn(step) for step in steps))
    return f" ({turns}, not {proposal.steps[-1].actor.id})" if turns else ""


def _turn(step: ApprovalStep) -> str:
    teams = f" of {' or '.join(step.teams)}" if step.teams else ""
    return f"{' or '.join(step.roles)}{teams}"


def _request(request: Request, zone: tzinfo, ids: bool) -> None:
    heading("Request")
    facts(_filing(request, zone, str if ids else mask_id))
    for text in (request.subject_ar or request.subject, request.text_ar, request.text_en):
        if text:
            line()
            block(text)


def _filing(request: Request, zone: tzinfo, number: Callable[[str], str]) -> Iterator[tuple[str, list[Piece]]]:
    applicant, attempt = request.applicant, request.prior_attempt
    name = applicant.name_ar or applicant.name_en or ""
    yield "filed", [f"{moment(request.submitted_at, zone)} through {request.channel}, as {request.id}"]
    yield "applicant", [f"{applicant.type}, {applicant.id_type} {number(applicant.id_number)}  {name}"]
    if concerned := request.on_behalf_of:
        known = f", {concerned.id_type} {number(concerned.id_number)}" if concerned.id_number else ""
        yield "concerns", [f"{concerned.relation}{known}  {concerned.name_ar or concerned.name_en or ''}"]
    if attempt:
        said = attempt.message_ar or attempt.message_en or ""
        yield "tried", [f"{moment(attempt.at, zone)} in {attempt.platform or '–'}: {attempt.outcome}  {said}"]
    if request.attachments:
        yield "attached", [", ".join(f"{each.file_name} ({each.kind})" for each in request.attachments)]


def _decision(case: CaseFile, zone: tzinfo) -> None:
    decision, proposal = case.view.decision, case.view.proposal
    if proposal and not decision:
        heading("Proposed")
        line("  ", f"{OUTCOME[proposal.outcome].en} ({proposal.reason}) by {proposal.steps[-1].actor.id}")
        _reply(proposal.reply)
    if decision:
        heading("Decision")
        on_time = good("in time") if case.view.row.in_time else bad("late")
        who = f"{decision.actor.id} at {moment(decision.at, zone)}, "
        line("  ", bold(OUTCOME[decision.outcome].en), f" ({decision.reason}) by {who}", on_time)
        _reply(decision.reply)


def _reply(reply: OfficialReply | None) -> None:
    if reply:
        for text in dict.fromkeys((reply.ar, reply.en)):
            block(text)


def page_data(case: CaseFile, *, ids: bool = False) -> dict[str, Any]:
    """The same for programs: the fields of the row, and everything around them."""
    seen = case.view.model_dump(mode="json")
    row = seen.pop("row")
    request = case.request.model_dump(mode="json", exclude_none=True) if case.request else None
    return {
        **row,
        "next_step": next_step(case),
        "until": awaited(case),
        **seen,
        "request": request if ids else _masked(request),
        "timeline": [event.model_dump(mode="json") for event in case.events],
        "notices": [_notice(notice, ids=ids) for notice in case.notices],
    }


def _notice(notice: NoticeLine, *, ids: bool) -> dict[str, Any]:
    recipients = notice.recipients if ids else [masked(each) for each in notice.recipients]
    return {**asdict(notice), "recipients": recipients}


def _masked(value: Any, name: str = "") -> Any:
    """The request with identity and telephone numbers as people may see them."""
    if isinstance(value, dict):
        return {key: _masked(each, key) for key, each in value.items()}
    if not isinstance(value, str) or name not in NUMBERS | ADDRESSES:
        return value
    return mask_id(value) if name in NUMBERS else masked(value)


def _notices(case: CaseFile) -> None:
    sent = sum(isinstance(event.body, NoticeSent) for event in case.events)
    failed = sum(isinstance(event.body, NoticeFailed) for event in case.events)
    if sent or failed or case.view.notices_waiting:
        heading("Notices")
        counts = f"{sent} sent, {case.view.notices_waiting} waiting, "
        line(
            "  ", counts, (bad if failed else dim)(f"{failed} failed"), f": `tawasul notices {case.view.row.reference}`"
        )
