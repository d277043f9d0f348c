"""What the operations on a case have in common: the reference in the path, and the headers."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Header, Path
from fastapi.responses import JSONResponse

from errors import Queued
from models.case.state import Receipt
from web.answers import Stored, as_json
from web.cases.versions import tag
from web.problems.codes import RETRY_AFTER
from web.problems.problem import ProblemDetails

Reference = Annotated[
    str, Path(pattern=r"^TW(-[0-9A-Z]{4}){3}-[0-9A-Z]$", examples=["TW-7DW3-RD7E-50TR-K"], description="The case.")
]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=200, description="The version that was seen: the command is refused after it."),
]
CommandKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="The id of this command, chosen before the first try: sent again, it is the same command.",
        examples=["portal-0001"],
    ),
]

RESPONSES: dict[int | str, dict[str, Any]] = {
    HTTPStatus.ACCEPTED: {"model": Stored, "description": "Stored; it is done, in order, when a worker is back."},
    HTTPStatus.NOT_FOUND: {"model": ProblemDetails, "description": "No case of the caller's has this reference."},
    HTTPStatus.CONFLICT: {"model": ProblemDetails, "description": "A rule of the case refuses it; nothing changed."},
    HTTPStatus.PRECONDITION_FAILED: {"model": ProblemDetails, "description": "The case has changed since."},
    HTTPStatus.UNPROCESSABLE_ENTITY: {"model": ProblemDetails, "description": "Each field that breaks a rule."},
}


def answered(answer: Receipt | Queued) -> JSONResponse:
    """The answer to a command: its receipt with the version after it, or that it is stored."""
    if isinstance(answer, Queued):
        stored = Stored(reference=answer.reference, command_id=answer.command_id)
        return as_json(stored, HTTPStatus.ACCEPTED, {"Retry-After": str(RETRY_AFTER)})
    return as_json(answer, HTTPStatus.OK, {"ETag": tag(answer.seq)})
