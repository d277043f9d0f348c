"""What a beneficiary does with their case: a page for each, which hands on what they say as a command of theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, NamedTuple
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import ValidationError

from activities.records.database import Connection
from activities.reports.cases import row_of
from commands.common.words.language import N_
from errors import Queued, Refused
from models.codes import AskedKind, Role
from models.intake.fields import MAX_TEXT
from models.trust.trusted import EVERY_CHANNEL, KeyHolder
from web.access.callers import Caller
from web.access.scopes import OF_CHANNELS
from web.cases.giving import give_as_channel
from web.pages.base.calls import InPage, NoPage, PageCall, PageRoute
from web.pages.base.forms import documents_in
from web.pages.base.uploads import FileInputs, FilledForm, file_inputs, filled_form
from web.pages.base.visits import PageSession
from web.pages.cases.reach import reference_for, told_by
from web.pages.cases.refusals import refusal_words
from web.pages.cases.seen import case_seen
from web.pages.told import PackTold

router = APIRouter(route_class=PageRoute, include_in_schema=False)

PAGES = Caller(OF_CHANNELS, "", "pages", holder=KeyHolder("pages", Role.BENEFICIARY, frozenset({EVERY_CHANNEL})))
"""Who calls for those who visit: the channel's key of this service signs, and the case decides whether it may."""


@dataclass(frozen=True)
class ActionForm:
    """The page of one thing that a beneficiary does."""

    link: str
    """What leads to it."""
    heading: str
    about: str
    field: str
    """The name of its text in the command."""
    label: str
    button: str
    needs_text: bool = False
    is_final: bool = False


FORMS: Mapping[str, ActionForm] = {
    "reply": ActionForm(
        link=N_("Answer"),
        heading=N_("Answer what you were asked"),
        about=N_("The officer who asked goes on with your request as soon as you have answered."),
        field="text",
        label=N_("Your answer"),
        button=N_("Send the answer"),
        needs_text=True,
    ),
    "reopen": ActionForm(
        link=N_("It is not solved"),
        heading=N_("Say that it is not solved"),
        about=N_("Your request is opened again, and goes back to those who handle it."),
        field="text",
        label=N_("What still goes wrong"),
        button=N_("Open the request again"),
        needs_text=True,
    ),
    "appeal": ActionForm(
        link=N_("Appeal against the result"),
        heading=N_("Appeal against the result"),
        about=N_("People who took no part in the decision look at it anew. It gets a reference of its own."),
        field="text",
        label=N_("Why the result is wrong"),
        button=N_("Send the appeal"),
        needs_text=True,
    ),
    "rate": ActionForm(
        link=N_("Rate how it was handled"),
        heading=N_("Rate how your request was handled"),
        about=N_("A very low rating may open the request again."),
        field="comment",
        label=N_("What we should know (you may leave it empty)"),
        button=N_("Send the rating"),
    ),
    "remind": ActionForm(
        link=N_("Remind of the request"),
        heading=N_("Remind of your request"),
        about=N_("Those who handle it are told that you ask after it."),
        field="",
        label="",
        button=N_("Send the reminder"),
    ),
    "withdraw": ActionForm(
        link=N_("Withdraw the request"),
        heading=N_("Withdraw your request"),
        about=N_("The request is closed, and nobody works on it any more. You can file a new one at any time."),
        field="note",
        label=N_("Why you withdraw it (you may leave it empty)"),
        button=N_("Withdraw the request"),
        is_final=True,
    ),
}
TAKES_FILES = "reply"
"""What files can be sent with."""
DONE: Mapping[str, str] = {
    "reply": N_("We have your answer."),
    "reopen": N_("Your request is open again."),
    "appeal": N_("We have your appeal."),
    "rate": N_("Thank you for your rating."),
    "remind": N_("Those who handle your request were reminded."),
    "withdraw": N_("Your request is withdrawn."),
    "stored": N_("What you sent is kept, and is done as soon as the system can."),
    "filed": N_("Your request is filed."),
}
"""What is said of what has just been done, by its code in the address."""
SCORES: Mapping[int, str] = {
    5: N_("Very good"),
    4: N_("Good"),
    3: N_("Fair"),
    2: N_("Poor"),
    1: N_("Very poor"),
}
_NO_TEXT = N_("Write what you want to say.")
_TOO_LONG = N_("Shorten what you wrote: it may have 2,000 characters.")
_NO_SCORE = N_("Choose one of the five.")


class PageAction(NamedTuple):
    """Somebody about to do something with a case: what, by which session, with which related case, what they typed."""

    call: PageCall
    kind: str
    session: PageSession
    of: str
    typed: Mapping[str, str]
    files: FileInputs | None = None
    """The fields for files, of what takes some."""
    file_errors: Mapping[str, str] = {}

    def page(self, error: str = "", status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> Response:
        """The form, with what is wrong in it."""
        shown: dict[str, Any] = {"form": FORMS[self.kind], "scores": SCORES, "error": error}
        own = {"kind": self.kind, "typed": self.typed, "of": self.of, "session": self.session}
        files = {"files": self.files, "file_errors": self.file_errors, "documents": documents_in(self.typed)}
        wrong = error or self.file_errors
        return self.call.page("act.html", status if wrong else HTTPStatus.OK, **shown, **own, **files)


class OwnCase(NamedTuple):
    """The case that something is done with, and which documents of which pack were asked for and have not arrived."""

    session: PageSession
    reference: str
    told: PackTold
    documents: tuple[str, ...]


@router.get("/case/{kind}")
async def action_page(call: InPage, kind: str, of: str = "") -> Response:
    """The form of one thing that a beneficiary does."""
    about = await _acted_on(call, _known(kind), of)
    files = file_inputs(call, about.told, about.documents) if kind == TAKES_FILES else None
    return PageAction(call, kind, about.session, of, {"command_id": uuid4().hex}, files).page()


@router.post("/case/{kind}")
async def act(call: InPage, kind: str, of: str = "") -> Response:
    """Hands on what was said. Its id came with the form: sent twice it is one command."""
    about = await _acted_on(call, _known(kind), of)
    form, wrong = await _filled(call, kind, about)
    files = file_inputs(call, about.told, about.documents) if kind == TAKES_FILES else None
    action = PageAction(call, kind, about.session, of, form, files, wrong)
    if wrong or (error := _error_in(kind, form)):
        return action.page("" if wrong else error)
    try:
        answer = await give_as_channel(call.backend, PAGES, about.reference, _command(kind, form), None)
    except Refused as refused:
        return action.page(refusal_words(refused.code, kind), HTTPStatus.CONFLICT)
    except ValidationError:
        return action.page(_TOO_LONG)
    related = f"&of={about.reference}" if of else ""
    if isinstance(answer, Queued):
        return call.go(f"/case?done=stored{related}")
    return call.go(f"/case?done={kind}&seq={answer.seq}{related}")


async def _acted_on(call: PageCall, kind: str, of: str) -> OwnCase:
    """Raises SignedOut, NoSuchCase."""

    def look(records: Connection, session: PageSession) -> OwnCase:
        reference = reference_for(records, session, of)
        told = told_by(call, row_of(records, reference).pack)
        return OwnCase(session, reference, told, _open_documents(records, reference) if kind == TAKES_FILES else ())

    return await call.signed_in(look)


def _open_documents(records: Connection, reference: str) -> tuple[str, ...]:
    asked = case_seen(records, reference, datetime.now(UTC)).status.asked
    return tuple(each.what for each in asked if each.kind is AskedKind.DOCUMENT and each.arrived_at is None)


async def _filled(call: PageCall, kind: str, about: OwnCase) -> FilledForm:
    """What was posted; files with what takes some. Raises StaleForm."""
    if kind != TAKES_FILES:
        return FilledForm(await call.form(), {})
    return await filled_form(call, about.told.pack, lambda fields: about.reference)


def _known(kind: str) -> str:
    """Raises NoPage."""
    if kind not in FORMS:
        raise NoPage
    return kind


def _error_in(kind: str, form: Mapping[str, str]) -> str:
    asked = FORMS[kind]
    text = form.get("text", "")
    if len(text) > MAX_TEXT:
        return _TOO_LONG
    if asked.needs_text and not text.strip() and not documents_in(form):
        return _NO_TEXT
    return _NO_SCORE if kind == "rate" and form.get("score") not in {str(each) for each in SCORES} else ""


def _command(kind: str, form: Mapping[str, str]) -> dict[str, Any]:
    """The command that a form is."""
    said: dict[str, Any] = {"kind": kind, "command_id": form.get("command_id", "")}
    if (name := FORMS[kind].field) and (text := form.get("text", "").strip()):
        said[name] = text
    if kind == "rate":
        said["score"] = int(form["score"])
    if kind == "reopen":
        said["retry_failed"] = form.get("retry_failed") == "yes"
    if kind == "reply" and (documents := documents_in(form)):
        said["attachments"] = documents
    return said
