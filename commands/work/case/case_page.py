"""The page of a case for people: state, request, timeline, decision and notices."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from activities.advice.records import Advice
from commands.common.terminal import (
    Piece,
    bad,
    block,
    bold,
    counted,
    dim,
    good,
    heading,
    line,
    local_zone,
    moment,
    properties,
    time_left,
    time_of_day,
    warning,
)
from commands.common.typed.instants import Between
from commands.common.words.absences import span, stands_in
from commands.common.words.code_words import word
from commands.common.words.labels import name_of
from commands.common.words.language import N_, _, in_arabic, listed
from commands.common.words.pack_titles import problem_name, service_name, team_name
from commands.common.words.titles import (
    and_shown_status,
    flag_title,
    outcome_title,
    rung_title,
    stage_title,
    status_title,
)
from commands.common.words.unknown import unknown_lines
from commands.work.case.asked import show_asked
from commands.work.case.next_step import awaited, next_step
from commands.work.case.other_requests import show_others
from commands.work.case.read import CaseFile
from commands.work.case.request_page import Property, show_request, shown_piece, shown_text
from commands.work.case.timeline import timeline
from models.case.events import NoticeFailed, NoticeSent, OfficialReply
from models.case.row import CaseRow
from models.codes import ClockKind, Stage


def show_page(case: CaseFile, now: datetime, of: Between) -> None:
    """Print the whole case, as its reader may see it, with what happened in a window."""
    zone = local_zone(case.timezone)
    _show_title(case)
    properties(summary(case, now, zone))
    show_asked(case, zone)
    if case.request:
        show_request(case, case.request, zone)
    if case.advice and case.advice.wanted:
        _show_advice(case.advice)
    show_checklist(case, zone)
    show_others(case, zone)
    happened = tuple(of.of(case.events))
    heading(
        _("Timeline: {count} of {all}", count=len(happened), all=counted(len(case.events), "event"))
        if of.bounded
        else _("Timeline")
    )
    for at, pieces in timeline(happened, case.style):
        line("  ", dim(moment(at, zone)), "  ", *(shown_piece(each, case) for each in pieces))
    _show_decision(case, zone)
    _count_notices(case)


def _about(case: CaseFile) -> list[Piece]:
    """Service and problem by their codes, and what the pack calls the service; in Arabic what it calls both, first."""
    row, title = case.view.row, case.policy.title.of(case.style.language)
    codes = listed(code for code in (row.service, row.problem) if code)
    if not in_arabic():
        return [codes, "  ", title]
    return [listed(filter(None, (title, problem_name(row.problem, row.pack) if row.problem else ""))), "  ", dim(codes)]


def _show_title(case: CaseFile) -> None:
    row = case.view.row
    outcome = f": {outcome_title(row.outcome, case.style)}" if row.outcome else ""
    known_as = and_shown_status(row.status, case.style)
    line(bold(row.reference), "  ", bold(status_title(row.status, case.style)), outcome, "  ", known_as)
    line("  ", *_about(case))
    line()


def summary(case: CaseFile, now: datetime, zone: tzinfo) -> Iterator[Property]:
    """Where the case stands, and what its reader should know of it."""
    row = case.view.row
    yield N_("stage"), [stage_title(row.stage, case.style)]
    yield N_("holder"), [_holder(case, now), _(" in {team}", team=team_name(row.team, row.pack)) if row.team else ""]
    if by := case.view.imported_by:
        yield (
            N_("imported"),
            [_("by {id} at {at}, begun by another system", id=by.id, at=moment(case.view.imported_at, zone))],
        )
    yield N_("priority"), [word(row.priority)]
    yield N_("next"), [next_step(case)]
    if until := awaited(case):
        yield N_("until"), [moment(until, zone), "  ", time_left(until, now)]
    if goes := case.view.recallable_until:
        at = warning(_("goes out at {at}", at=time_of_day(goes, zone)))
        yield N_("reply"), [at, _(": until then `tawasul recall` takes it back")]
    yield from _owed_by_others(case, zone)
    yield from _appeals(case)
    if row.next_rung and row.next_rung_at:
        rung = rung_title(row.next_rung, case.style)
        yield N_("next rung"), [_("{next_rung} at {at}", next_rung=rung, at=moment(row.next_rung_at, zone))]
    if day := _last_day(case):
        yield N_("last day"), [_("{day}, by law", day=day)]
    if row.fault:
        told = _(", known: the beneficiary was told") if row.fault_known else _(", not known yet")
        yield N_("fault"), [warning(row.fault), told]
    yield from _linked(case)
    yield from _past(row, case.view.reminders)
    yield from _remarks(case)


def _owed_by_others(case: CaseFile, zone: tzinfo) -> Iterator[Property]:
    """Whom the case waits for, and who has not answered a question, each with the time they have."""
    row, wait, question = case.view.row, case.view.wait, case.view.consultation
    if wait:
        until = moment(row.third_party_due_at, zone)
        yield (
            N_("waits for"),
            [
                _(
                    "{party} ({reason}) since {at}, until {until}",
                    party=wait.party,
                    reason=wait.reason,
                    at=moment(wait.since, zone),
                    until=until,
                )
            ],
        )
    if question:
        until = moment(row.consultation_due_at, zone)
        yield (
            N_("asked"),
            [
                _(
                    "{to} by {asked_by}, to answer until {until}: ",
                    to=question.to,
                    asked_by=name_of(question.asked_by),
                    until=until,
                ),
                question.question,
            ],
        )


def _appeals(case: CaseFile) -> Iterator[Property]:
    """What the case is an appeal against, and the appeals against its own results with what came of them."""
    row = case.view.row
    if row.appeal_of:
        yield N_("appeal of"), [row.appeal_of]
    for appeal in case.view.appeals:
        result = outcome_title(appeal.outcome, case.style) if appeal.outcome else _("not decided yet")
        yield (
            N_("appealed"),
            [
                appeal.reference,
                _(", with {team}", team=team_name(appeal.team)) if appeal.team else "",
                ": ",
                warning(result),
            ],
        )


def _linked(case: CaseFile) -> Iterator[Property]:
    """The case out of which this one was taken, and those that were taken out of this one."""
    if first := case.view.row.split_of:
        yield N_("taken out of"), [first]
    for second in case.view.splits:
        yield (
            N_("split"),
            [
                _("{service} is {reference}", service=service_name(second.service), reference=second.reference),
                "" if second.opened else _(", which is being opened"),
            ],
        )


def _holder(case: CaseFile, now: datetime) -> str:
    """Whose case it is, and who stands in for them."""
    holder, away = case.view.row.assignee, case.holder_away
    if not holder or not away:
        return holder or _("nobody yet")
    when = span(away.since, away.until, now, local_zone())
    return _("{holder}, away {when}: {stand_ins}", holder=holder, when=when, stand_ins=stands_in(away.stand_ins))


def _last_day(case: CaseFile) -> date | None:
    """The last day by law on which an open case can be decided."""
    days = (clock.last_day for clock in case.explanation.clocks if clock.kind is ClockKind.RESOLUTION)
    return next(days, None) if case.view.row.stage is not Stage.CLOSED else None


def _past(row: CaseRow, reminders: int) -> Iterator[Property]:
    """How often the case came back or was escalated, and whether its promise was broken."""
    counts = (
        (_("returned"), row.rounds),
        (_("reopened"), row.reopens),
        (_("escalated"), row.escalation),
        (_("reminded of"), reminders),
    )
    if repeated := listed(_("{name} {count}×", name=name, count=count) for name, count in counts if count):
        yield N_("so far"), [repeated]
    if row.breached:
        yield N_("promise"), [bad(_("not kept: the time ran out"))]


def _remarks(case: CaseFile) -> Iterator[Property]:
    """Flags of the first stage, joined requests, and where this was read when not in the records."""
    view = case.view
    if view.assessment and view.assessment.flags:
        yield N_("look at"), [warning(" ".join(flag_title(flag, case.style) for flag in view.assessment.flags))]
    if view.assessment:
        for text in unknown_lines(view.assessment.unknown, case.style):
            yield N_("unknown"), [warning(text)]
        if alike := view.assessment.alike:
            yield N_("alike"), [listed(alike), dim(_("  the same person? `tawasul merge` joins them"))]
    if view.row.into or view.joined:
        yield N_("joined"), [listed(view.joined) or _("to {into}", into=view.row.into)]
    if opened := case.look.break_glass:
        until = moment(opened.until, local_zone(case.timezone))
        yield (
            N_("break-glass"),
            [warning(_("{id}, open to you until {until}; an auditor was told", id=opened.id, until=until))],
        )


def show_checklist(case: CaseFile, zone: tzinfo) -> None:
    """Which documents are there, which are missing, and who saw each."""
    if case.view.checklist:
        heading(_("Checklist"))
    for item in case.view.checklist:
        title = case.policy.documents.get(item.document)
        there = good(_("there")) if item.provided_at else bad(_("missing"))
        seen = (
            _(", seen by {seen_by} at {at}", seen_by=name_of(item.seen_by), at=moment(item.seen_at, zone))
            if item.seen_by
            else _(", not seen")
        )
        asked = _(", asked for") if item.asked else ""
        line(
            "  ",
            there,
            f"  {item.document}",
            dim(f"  {title.of(case.style.language) if title else ''}"),
            asked + seen,
        )


def _show_advice(advice: Advice) -> None:
    """What the classifier thinks the request is about: the likeliest first, with what spoke for it."""
    heading(_("Possibly about (advice only: nothing was decided by it)"))
    for each in advice.candidates:
        spoke = listed(f"«{ngram}»" for ngram in each.ngrams)
        line(
            "  ",
            bold(problem_name(each.problem)),
            _(" in {service}, {share:.0%}  ", service=service_name(each.service), share=each.share),
            dim(_("by {spoke}", spoke=spoke)) if spoke else "",
        )
    if advice.corrected_by:
        line(
            "  ",
            _(
                "{corrected_by} says: {right_problem}, {right_service}",
                corrected_by=advice.corrected_by,
                right_problem=advice.right_problem,
                right_service=advice.right_service,
            ),
        )


def _show_decision(case: CaseFile, zone: tzinfo) -> None:
    decision, proposal = case.view.decision, case.view.proposal
    if proposal and not decision:
        heading(_("Proposed"))
        line(
            "  ",
            _(
                "{outcome} ({reason}) by {actor}",
                outcome=outcome_title(proposal.outcome, case.style),
                reason=proposal.reason,
                actor=name_of(proposal.steps[-1].actor),
            ),
        )
        _show_reply(proposal.reply, case)
    if decision:
        heading(_("Decision"))
        on_time = good(_("in time")) if case.view.row.in_time else bad(_("late"))
        line(
            "  ",
            bold(outcome_title(decision.outcome, case.style)),
            _(
                " ({reason}) by {actor} at {at}, ",
                reason=decision.reason,
                actor=name_of(decision.actor),
                at=moment(decision.at, zone),
            ),
            on_time,
        )
        _show_reply(decision.reply, case)


def _show_reply(reply: OfficialReply | None, case: CaseFile) -> None:
    if reply:
        for text in dict.fromkeys(reply.texts.values()):
            block(shown_text(text, case))


def _count_notices(case: CaseFile) -> None:
    sent = sum(isinstance(event.body, NoticeSent) for event in case.events)
    failed = sum(isinstance(event.body, NoticeFailed) for event in case.events)
    if sent or failed or case.view.notices_waiting:
        heading(_("Notices"))
        counts = _("{sent} sent, {notices_waiting} waiting, ", sent=sent, notices_waiting=case.view.notices_waiting)
        line(
            "  ",
            counts,
            (bad if failed else dim)(_("{failed} failed", failed=failed)),
            _(": `tawasul notices {reference}`", reference=case.view.row.reference),
        )
