"""Files on pages: the fields for them, and the documents that a form carries from page to page once they are stored.

A form with files is taken as one without, from a page of the same visit alone: its mark stands in front of the first
file, and nothing is stored before it was found right.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from commands.common.words.file_words import NOT_TAKEN
from errors import FileNotTaken, TawasulError
from models.files.codes import FileFlaw, Putter
from models.packs.pack import Pack
from web.files.paths import FORM_WITH_FILES, MOST_FILES, longest_upload
from web.files.receiving import Fields, UploadOrder, receive
from web.pages.base.calls import PageCall
from web.pages.base.forms import CSRF, FILES, StaleForm, check_origin, documents_in
from web.pages.base.words import LanguageWords
from web.pages.told import PackTold

MARK, LEAVE = "files_mark", "leave-"
"""Fields of a form: what proves that a page of ours put its documents there, and the numbers of those to leave out."""
OTHER, OTHER_KIND = "file-other", "file_kind"
CARRYING = frozenset({FILES, MARK})
UNKNOWN_KIND = "other_document"
"""The kind of a document of which nobody said what it is."""
_PREFIX = "file-"


class UploadTooLarge(TawasulError):
    """The files of one form are together larger than is taken at once."""

    def __init__(self) -> None:
        super().__init__("too_large", "the files are together too large")


@dataclass(frozen=True)
class FileInput:
    """A field for a file: which document it is."""

    name: str
    label: str


@dataclass(frozen=True)
class FileInputs:
    """The fields for files of a page, and what stands beside them."""

    inputs: tuple[FileInput, ...]
    kinds: Mapping[str, str]
    """The documents that another one may be."""
    endings: str
    megabytes: str
    most: int = MOST_FILES


class FilledForm(NamedTuple):
    """What was posted; its documents stand in the form, and what is wrong with files by field."""

    form: dict[str, str]
    errors: Mapping[str, Markup]


def file_inputs(call: PageCall, told: PackTold, documents: Iterable[str]) -> FileInputs:
    """The fields for some documents of a pack, each once, and for another one."""
    titles = {code: told.text(each.title) for code, each in told.pack.documents.items()}
    named = tuple(FileInput(f"{_PREFIX}{code}", titles[code]) for code in dict.fromkeys(documents) if code in titles)
    terms = call.backend.files.terms
    accepted = ",".join(f".{each}" for each in terms.endings)
    return FileInputs(named, titles, accepted, f"{terms.limits.file_megabytes:g}")


async def filled_form(call: PageCall, pack: Pack, reference: Callable[[Fields], str]) -> FilledForm:
    """What was posted for a case, with or without files; whose they are its fields tell.

    Raises StaleForm, UploadTooLarge, TooManyCalls, BadUpload, Unreachable.
    """
    kind = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_WITH_FILES:
        form = await call.form()
        return FilledForm(_with_documents(call, form, reference(form), ()), {})
    _check_size(call)
    call.take(call.backend.page_limits.files)
    upload = await receive(call.backend, call.request, _order(call, pack, reference))
    check_origin(call.request, call.visit, upload.fields)
    errors = {each.field: not_taken_words(call, each.refused) for each in upload.files if each.refused}
    new = [each.put.attachment for each in upload.files if each.put]
    form = _with_documents(call, upload.fields, reference(upload.fields), new)
    del form[CSRF]
    if len(documents_in(form)) > MOST_FILES:
        errors[OTHER] = not_taken_words(call, FileNotTaken(FileFlaw.TOO_MANY, str(MOST_FILES)))
    return FilledForm(form, errors)


def not_taken_words(call: PageCall, refused: FileNotTaken) -> Markup:
    """Why a file is not taken, and what to do."""
    return LanguageWords(call.language).say(NOT_TAKEN[FileFlaw(refused.flaw)], most=refused.limit)


def carrying(call: PageCall, reference: str, documents: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The fields by which a form carries documents of a case."""
    text = json.dumps(list(documents), ensure_ascii=False, sort_keys=True)
    return {FILES: text, MARK: call.visit.mark(_said(reference, text))}


def check_carried(call: PageCall, form: Mapping[str, str], reference: str) -> None:
    """Raises StaleForm for documents that no page of this visit put into the form of this case."""
    text = form.get(FILES, "")
    if text and not call.visit.is_marked(_said(reference, text), form.get(MARK, "")):
        raise StaleForm


def kind_of(pack: Pack, document: str) -> str:
    """The kind of attachment that is a document of a pack and nothing else, where there is one."""
    if document not in pack.documents:
        return UNKNOWN_KIND
    known = pack.documents[document]
    exact = (*known.kinds, *known.whole)
    return document if document in exact or not exact else exact[0]


def _order(call: PageCall, pack: Pack, reference: Callable[[Fields], str]) -> UploadOrder:
    def checked(fields: Fields) -> str:
        check_origin(call.request, call.visit, fields)
        return reference(fields)

    def kind(field: str, fields: Fields) -> str:
        return kind_of(pack, fields.get(OTHER_KIND, "") if field == OTHER else field.removeprefix(_PREFIX))

    return UploadOrder(checked, kind, "pages", Putter.BENEFICIARY)


def _with_documents(
    call: PageCall, form: dict[str, str], reference: str, new: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """The form with the documents that it carried, without those that are to be left out, and new ones."""
    text = form.get(FILES, "")
    check_carried(call, form, reference)
    kept = [each for number, each in enumerate(documents_in(form)) if form.get(f"{LEAVE}{number}") != "yes"]
    rest = {name: value for name, value in form.items() if not name.startswith(LEAVE) and name != OTHER_KIND}
    together = [*kept, *(each for each in new if each not in kept)]
    return rest | (carrying(call, reference, together) if together or text else {})


def _said(reference: str, text: str) -> str:
    return f"files|{reference}|{text}"


def _check_size(call: PageCall) -> None:
    """Raises UploadTooLarge by what the head says: the page can say so, which it could not once it is broken off."""
    length = call.request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > longest_upload(call.backend.files.terms):
        raise UploadTooLarge
