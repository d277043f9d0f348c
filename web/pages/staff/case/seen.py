"""A case as its page shows it to staff: what the commands `show` and `explain` print, in the same words, as data."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo

from commands.common.terminal import Piece, Span, local_zone, moment
from commands.common.words.code_words import word
from commands.common.words.labels import name_of
from commands.common.words.language import _, listed
from commands.common.words.titles import and_shown_status, outcome_title, stage_title, status_title
from commands.work.case.case_page import summary
from commands.work.case.own_fields import own_fields
from commands.work.case.read import CaseFile
from commands.work.case.request_page import Property, request_properties, shown_piece, shown_text, taken_as_it_is
from commands.work.case.timeline import timeline
from models.case.events import OfficialReply
from models.codes import AskedKind
from models.packs.pack import Pack
from models.text import mask_id
from web.pages.staff.case.clocks import clock_lines
from web.pages.staff.case.shown import (
    OtherCase,
    ShownAsked,
    ShownDecision,
    ShownDocument,
    ShownLine,
    StaffCaseSeen,
)
from web.pages.staff.lists.rows import Toned
from web.pages.staff.titles import StaffTitles

_COMMAND_LINE, _NEXT = "`tawasul", "next"
_NAMED_COMMANDS = re.compile(r":\s[^(]*")
"""The commands that `show` names behind whose turn it is: a page has them as what can be done."""


def case_seen_by_staff(
    case: CaseFile, seq: int, now: datetime, titles: StaffTitles, packs: Mapping[str, Pack]
) -> StaffCaseSeen:
    """A case as who reads it may see it; `seq`: its last event on record."""
    row, request, zone = case.view.row, case.request, local_zone(case.timezone)
    subject = (request.subject_ar or request.subject or "") if request else ""
    return StaffCaseSeen(
        reference=row.reference,
        seq=seq,
        status=status_title(row.status, case.style),
        told_status=and_shown_status(row.status, case.style),
        service=titles.service(row.pack, row.service),
        problem=titles.problem(row.pack, row.problem) if row.problem else "",
        subject=shown_text(subject, case),
        texts=tuple(shown_text(text, case) for text in _texts(case)),
        summary=tuple(_lines(summary(case, now, zone))),
        clocks=tuple(clock_lines(case, now, zone)),
        asked=tuple(_asked(case, titles, zone)),
        request=tuple(_lines(_of_request(case, zone, packs))),
        documents=tuple(_documents(case, titles, zone)),
        others=tuple(_others(case, titles, zone)),
        timeline=tuple(_happened(case, zone)),
        decisions=tuple(_decisions(case, zone)),
        numbers=case.look.numbers,
    )


def _toned(pieces: Iterable[Piece] | Piece) -> tuple[Toned, ...]:
    given = [pieces] if isinstance(pieces, str | Span) else pieces
    return tuple(Toned(each) if isinstance(each, str) else Toned.of(each) for each in given)


def _lines(properties: Iterable[Property]) -> Iterator[ShownLine]:
    for name, pieces in properties:
        said = tuple(each for each in _toned(pieces) if _COMMAND_LINE not in each.text)
        if name == _NEXT:
            said = tuple(Toned(_NAMED_COMMANDS.sub(" ", each.text).strip(), each.tone) for each in said)
        if any(each.text.strip() for each in said):
            yield ShownLine(_(name), said)


def _texts(case: CaseFile) -> Iterator[str]:
    request = case.request
    if request:
        yield from filter(None, (request.text_ar, request.text_en, request.text))


def _of_request(case: CaseFile, zone: tzinfo, packs: Mapping[str, Pack]) -> Iterator[Property]:
    if case.request:
        number = str if case.look.numbers else mask_id
        yield from request_properties(case, case.request, zone, number)
        yield from own_fields(case, case.request, packs)
        yield from taken_as_it_is(case, case.request, number)


def _asked(case: CaseFile, titles: StaffTitles, zone: tzinfo) -> Iterator[ShownAsked]:
    row = case.view.row
    for item in case.asked:
        if item.kind is AskedKind.DOCUMENT:
            title = titles.document(row.pack, item.what)
        elif item.kind is AskedKind.FIELD:
            title = titles.field(row.pack, row.service, item.what)
        else:
            said = item.what or (item.reply.of(case.style.language) if item.reply else "")
            title = shown_text(" ".join(said.split()), case) or word(item.kind)
        arrived = moment(item.arrived_at, zone) if item.arrived_at else ""
        yield ShownAsked(title, moment(item.asked_at, zone), arrived)


def _documents(case: CaseFile, titles: StaffTitles, zone: tzinfo) -> Iterator[ShownDocument]:
    for item in case.view.checklist:
        seen = (
            _("seen by {who} at {at}", who=name_of(item.seen_by), at=moment(item.seen_at, zone)) if item.seen_by else ""
        )
        title = titles.document(case.view.row.pack, item.document)
        yield ShownDocument(title, item.provided_at is not None, item.asked, seen)


def _others(case: CaseFile, titles: StaffTitles, zone: tzinfo) -> Iterator[OtherCase]:
    for row in case.others:
        ended = outcome_title(row.outcome, case.style) if row.outcome else stage_title(row.stage, case.style)
        yield OtherCase(row.reference, moment(row.opened_at, zone), titles.service(row.pack, row.service), ended)


def _happened(case: CaseFile, zone: tzinfo) -> Iterator[ShownLine]:
    """The newest first."""
    for at, pieces in reversed(list(timeline(case.events, case.style))):
        yield ShownLine(moment(at, zone), _toned(shown_piece(each, case) for each in pieces))


def _decisions(case: CaseFile, zone: tzinfo) -> Iterator[ShownDecision]:
    proposal, decision = case.view.proposal, case.view.decision
    if proposal and not decision:
        last = proposal.steps[-1]
        yield ShownDecision(
            True,
            outcome_title(proposal.outcome, case.style),
            _reason(case, proposal.reason),
            listed(name_of(step.actor) for step in proposal.steps),
            moment(getattr(last, "at", None), zone),
            False,
            _reply(proposal.reply, case),
        )
    if decision:
        yield ShownDecision(
            False,
            outcome_title(decision.outcome, case.style),
            _reason(case, decision.reason),
            name_of(decision.actor),
            moment(decision.at, zone),
            case.view.row.in_time is False,
            _reply(decision.reply, case),
        )


def _reason(case: CaseFile, code: str | None) -> str:
    known = case.policy.reasons.get(code or "")
    return known.title.of(case.style.language) if known else code or ""


def _reply(reply: OfficialReply | None, case: CaseFile) -> tuple[tuple[str, str], ...]:
    texts = {text: language for language, text in reversed(list(reply.texts.items()))} if reply else {}
    return tuple((language, shown_text(text, case)) for text, language in reversed(texts.items()))
