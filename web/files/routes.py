"""Files of cases for programs: sent by channels and staff, listed for both, opened by staff, each opening a view."""

import asyncio
import re
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from activities.files.on_record import FileOnRecord, file_of, files_of
from activities.records.database import Connection
from activities.reports.cases import row_of
from commands.common.onlooker.looking import look_at, looking
from errors import WrongUsage
from models.files.codes import FileStatus, Putter
from models.intake.reference import derive_reference
from web.access.callers import Caller, Filing, InBackend, caller_of, calling
from web.access.onlookers import onlooker_of
from web.access.scopes import ApiScope
from web.answers import as_json
from web.backend import Backend
from web.cases.giving import own_row
from web.cases.paths import Reference
from web.files.giving import file_answer
from web.files.paths import FORM_WITH_FILES, MOST_FILES
from web.files.receiving import Fields, Upload, UploadOrder, receive
from web.problems.problem import ProblemDetails
from web.requests.filing import OtherChannel

router = APIRouter(prefix="/v1", tags=["files"])
ATTACHED_BY = "note"
"""The command of staff whose givers may attach files."""
KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_ID = re.compile(r"[\x21-\x7e]{1,64}")
ForReader = Annotated[Caller, Depends(calling(ApiScope.READ_CASES))]


class NamedFile(BaseModel):
    """A file as a request or a reply names it among its `attachments`."""

    file_name: str = Field(description="Its name, made safe; the ending is that of its content.")
    kind: str
    size_bytes: int
    mime: str = Field(description="Its type, by its content, and behind it its hash.")


class SentFile(BaseModel):
    """One file that was sent."""

    number: int = Field(description="Its number within the case.")
    attachment: NamedFile


class SentFiles(BaseModel):
    """What was sent."""

    reference: str
    files: list[SentFile]


class ListedFile(BaseModel):
    """What is on record of a file."""

    number: int
    status: FileStatus
    kind: str
    name: str = Field(description="Empty for whoever may not see the names of files, and once its case was erased.")
    type: str
    size_bytes: int
    put_at: datetime
    by: Putter


class ListedFiles(BaseModel):
    """The files of a case."""

    reference: str
    files: list[ListedFile]


def _form(*fields: str) -> dict[str, Any]:
    """What a form with files has, for the document of the interface."""
    file = {"type": "array", "maxItems": MOST_FILES, "items": {"type": "string", "format": "binary"}}
    text = {name: {"type": "string"} for name in fields}
    schema = {"type": "object", "required": [*fields, "file"], "properties": text | {"file": file}}
    return {"requestBody": {"required": True, "content": {FORM_WITH_FILES: {"schema": schema}}}}


_ANSWERS: dict[int | str, dict[str, Any]] = {
    HTTPStatus.BAD_REQUEST: {"model": ProblemDetails, "description": "The form cannot be read."},
    HTTPStatus.NOT_FOUND: {"model": ProblemDetails, "description": "No case of the caller's has this reference."},
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: {"model": ProblemDetails, "description": "More than is taken at once."},
    HTTPStatus.UNPROCESSABLE_ENTITY: {"model": ProblemDetails, "description": "It is not taken; `reason` says why."},
}


@router.post(
    "/requests/files",
    status_code=HTTPStatus.CREATED,
    response_model=SentFiles,
    responses=_ANSWERS,
    openapi_extra=_form("channel", "id", "kind"),
    summary="Send files of a request that is filed next",
)
async def files_of_request(backend: InBackend, caller: Filing, request: Request) -> JSONResponse:
    """Send files under the `channel` and `id` of the request; then file it with the answer's `attachment`s.

    What no request follows within a day is dropped. The fields stand in front of the files.
    """
    told = dict[str, str]()

    def reference(fields: Fields) -> str:
        channel, number = _needed(fields, "channel"), _needed(fields, "id")
        if not _ID.fullmatch(number):
            raise WrongUsage("id is no id of a request: at most 64 signs of ASCII, without blanks")
        if not caller.speaks_for(channel):
            raise OtherChannel(channel)
        told["reference"] = derive_reference(channel, number)
        return told["reference"]

    order = UploadOrder(reference, _kind, caller.name, Putter.BENEFICIARY)
    return _sent(await receive(backend, request, order), told.get("reference", ""))


@router.post(
    "/cases/{reference}/files",
    status_code=HTTPStatus.CREATED,
    response_model=SentFiles,
    responses=_ANSWERS,
    openapi_extra=_form("kind"),
    summary="Send files of a case",
)
async def files_of_known_case(
    backend: InBackend, caller: Annotated[Caller, Depends(caller_of)], reference: Reference, request: Request
) -> JSONResponse:
    """Send files; of its beneficiary, to be named by `attachments` of the reply that follows, or of staff.

    The same content as the same kind of document is there once. `kind` stands in front of the files.
    """
    caller.needs(ApiScope.STAFF if caller.actor else ApiScope.BENEFICIARY)
    if caller.actor:
        onlooker_of(backend, caller).check_command(ATTACHED_BY)
    await backend.read(lambda connection: _check(connection, backend, caller, reference))
    putter = Putter.STAFF if caller.actor else Putter.BENEFICIARY
    order = UploadOrder(lambda fields: reference, _kind, caller.name, putter)
    return _sent(await receive(backend, request, order), reference)


@router.get(
    "/cases/{reference}/files",
    response_model=ListedFiles,
    summary="The files of a case",
    responses={HTTPStatus.NOT_FOUND: _ANSWERS[HTTPStatus.NOT_FOUND]},
)
async def listed(backend: InBackend, caller: ForReader, reference: Reference) -> JSONResponse:
    """What is on record of the files of a case, for the channel by which it came, or for staff: that leaves a view."""

    def look(connection: Connection) -> tuple[tuple[FileOnRecord, ...], bool]:
        named = _check(connection, backend, caller, reference)
        return files_of(connection, backend.files.wrapping, reference), named

    files, named = await backend.read(look)
    return as_json(ListedFiles(reference=reference, files=[_told(each, named=named) for each in files]))


@router.get(
    "/cases/{reference}/files/{number}",
    response_class=StreamingResponse,
    summary="Open a file of a case, for staff",
    responses={
        HTTPStatus.OK: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
        HTTPStatus.NOT_FOUND: {"model": ProblemDetails, "description": "There is no such file."},
        HTTPStatus.CONFLICT: {"model": ProblemDetails, "description": "It may not be opened; `reason` says why."},
    },
)
async def open_file(
    backend: InBackend, caller: ForReader, reference: Reference, number: Annotated[int, Path(ge=1, le=10_000)]
) -> StreamingResponse:
    """The bytes of a file, to be saved. It leaves a view of that file, with the permit's `why`."""
    who = onlooker_of(backend, caller)

    def look(connection: Connection) -> FileOnRecord:
        with looking(connection, who, reference):
            look_at(connection, who, row_of(connection, reference), number)
            return file_of(connection, backend.files.wrapping, reference, number)

    file = await backend.read(look)
    return await asyncio.to_thread(file_answer, backend.files.store, file)


def _check(connection: Connection, backend: Backend, caller: Caller, reference: str) -> bool:
    """Whether a caller may see the names of the files of a case. Raises NoSuchCase, NotAllowed for who may see none."""
    if caller.actor is None:
        own_row(connection, caller, reference)
        return True
    who = onlooker_of(backend, caller)
    with looking(connection, who, reference):
        return look_at(connection, who, row_of(connection, reference)).attachments


def _needed(fields: Fields, name: str) -> str:
    if not (value := fields.get(name, "").strip()):
        raise WrongUsage(f"the field {name} has to stand in front of the file")
    return value


def _kind(field: str, fields: Fields) -> str:
    kind = _needed(fields, "kind")
    if not KIND.fullmatch(kind):
        raise WrongUsage("kind is no code of a document: small letters, digits and _")
    return kind


def _sent(upload: Upload, reference: str) -> JSONResponse:
    """The answer to a form with files. Raises the first refusal, WrongUsage for a form without any."""
    for each in upload.files:
        if each.refused:
            raise each.refused
    if not upload.files:
        raise WrongUsage("the form has no file")
    put = [each.put for each in upload.files if each.put]
    sent = [SentFile(number=each.number, attachment=NamedFile(**each.attachment)) for each in put]
    return as_json(SentFiles(reference=reference, files=sent), HTTPStatus.CREATED)


def _told(file: FileOnRecord, *, named: bool) -> ListedFile:
    return ListedFile(
        number=file.number,
        status=file.status,
        kind=file.kind,
        name=file.name if named else "",
        type=file.type,
        size_bytes=file.size,
        put_at=file.put_at,
        by=file.putter,
    )
