"""The part of a case's page that has the request as it was filed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import tzinfo

from commands.common.terminal import NONE, Piece, block, heading, line, moment, properties, warning
from commands.common.words.code_words import word
from commands.common.words.labels import REMARK
from commands.common.words.language import N_, _, listed
from commands.common.words.pack_titles import channel_name, document_name
from commands.common.words.titles import reads_arabic
from commands.work.case.own_fields import own_fields
from commands.work.case.read import CaseFile
from commands.work.lists.notice_data import masked
from models.intake.remarks import remarks_on
from models.intake.request import Request
from models.text import mask_id, mask_in_text

Property = tuple[str, list[Piece]]
"""A line of the page: its name and what stands beside it."""


def shown_text(text: str, case: CaseFile) -> str:
    """A text that somebody wrote, as its reader may see it."""
    return text if case.look.numbers else mask_in_text(text)


def shown_piece(piece: Piece, case: CaseFile) -> Piece:
    """A piece of a line, as its reader may see it."""
    return shown_text(piece, case) if isinstance(piece, str) else replace(piece, text=shown_text(piece.text, case))


def show_request(case: CaseFile, request: Request, zone: tzinfo) -> None:
    """Print the request."""
    number = str if case.look.numbers else mask_id
    heading(_("Request"))
    properties(
        [
            *request_properties(case, request, zone, number),
            *own_fields(case, request),
            *taken_as_it_is(case, request, number),
        ]
    )
    for text in (request.subject_ar or request.subject, request.text_ar, request.text_en, request.text):
        if text:
            line()
            block(shown_text(text, case))


def request_properties(
    case: CaseFile, request: Request, zone: tzinfo, number: Callable[[str], str]
) -> Iterator[Property]:
    """When and by whom it was filed, for whom, and what they tried before. `number` shows an identity number."""
    applicant, attempt = request.applicant, request.prior_attempt
    name = applicant.name_ar or applicant.name_en or ""
    yield (
        N_("filed"),
        [
            _(
                "{at} through {channel}, as {id}",
                at=moment(request.submitted_at, zone),
                channel=channel_name(request.channel),
                id=request.id,
            )
        ],
    )
    known = f"{word(applicant.id_type, 'IdType')} {number(applicant.id_number)}" if applicant.id_number else ""
    anonymous = _(", anonymous") if applicant.is_anonymous else ""
    kind = word(applicant.type, "ApplicantType")
    yield N_("applicant"), [f"{listed(filter(None, (kind, known)))}{anonymous}  {name}"]
    if addresses := [each for each in (applicant.mobile, applicant.email) if each]:
        yield N_("reached by"), [listed(each if case.look.numbers else masked(each) for each in addresses)]
    if concerned := request.on_behalf_of:
        known = f"{word(concerned.id_type, 'IdType')} {number(concerned.id_number)}" if concerned.id_number else ""
        who = listed(filter(None, (concerned.relation, known)))
        yield N_("concerns"), [f"{who}  {concerned.name_ar or concerned.name_en or ''}"]
    if attempt:
        said = shown_text(attempt.message_ar or attempt.message_en or "", case)
        code = _(", error code {error_code}", error_code=attempt.error_code) if attempt.error_code else ""
        yield (
            N_("tried"),
            [
                _(
                    "{at} in {platform}: {outcome}{code}  {said}",
                    at=moment(attempt.at, zone),
                    platform=channel_name(attempt.platform) if attempt.platform else NONE,
                    outcome=word(attempt.outcome),
                    code=code,
                    said=said,
                )
            ],
        )
    if request.attachments:
        named = case.look.attachments
        kinds = ((each.file_name, document_name(each.kind)) for each in request.attachments)
        shown = (f"{file} ({kind})" if named else kind for file, kind in kinds)
        yield N_("attached"), [listed(shown)]


def taken_as_it_is(case: CaseFile, request: Request, number: Callable[[str], str]) -> Iterator[Property]:
    """The remarks on the request, each with what was written where it could not be used."""
    for remark in remarks_on(request, case.view.row.opened_at):
        written = _as_written(request).get(remark.field, "")
        shown = f" {number(written)}" if written else ""
        words = REMARK[remark.code]
        arabic = f"  {words.beside}" if reads_arabic(case.style) else ""
        yield N_("look at"), [warning(f"{remark.field}{shown} {words.word}"), arabic]


def _as_written(request: Request) -> dict[str, str]:
    """What was set aside of a request, by the path of its field."""
    persons = {"applicant": request.applicant, "on_behalf_of": request.on_behalf_of}
    of_persons = {
        f"{name}.{field}": text
        for name, person in persons.items()
        if person
        for field, text in person.as_written.items()
    }
    return of_persons | request.as_written
