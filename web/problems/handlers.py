"""Every error of a handler becomes a problem here: of the system, of FastAPI, and what nobody expected."""

import logging
from datetime import UTC, datetime
from http import HTTPStatus
from math import ceil
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from errors import Refused, TawasulError
from models.intake.request import InvalidRequest
from models.intake.request import Problem as FieldReason
from models.validation import reason_of
from telemetry.calls import call_id
from web.access.limits import TooManyCalls
from web.logs import note
from web.problems.codes import CODES, RETRY_AFTER, language_of
from web.problems.problem import MEDIA_TYPE, FieldProblem, ProblemDetails

log = logging.getLogger("web")

_FIELDS = (
    *("by", "at", "outcome", "step", "holder", "team", "person", "reference", "errors", "differs"),
    *("advice", "reason", "limit"),
)
_OF_STATUS = {
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "not_json",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
}


def problem_response(
    accepted: str, code: str, detail: str, *, headers: dict[str, str] | None = None, **fields: Any
) -> JSONResponse:
    """The answer to a call that failed. `accepted`: its Accept-Language."""
    note(code=code)
    words, language = CODES.get(code, CODES["unexpected"]), language_of(accepted)
    status = HTTPStatus.SERVICE_UNAVAILABLE if code == "not_open" and fields.get("retryable") else words.status
    problem = ProblemDetails(
        type=f"urn:tawasul:problem:{code}",
        title=words.ar if language == "ar" else words.en,
        status=status,
        code=code,
        detail=detail,
        instance=f"urn:tawasul:request:{call_id.get()}",
        **{name: value for name, value in fields.items() if value not in (None, False, "")},
    )
    said = {"Content-Language": language} | (headers or {})
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        said.setdefault("Retry-After", str(RETRY_AFTER))
    if status is HTTPStatus.UNAUTHORIZED:
        said["WWW-Authenticate"] = "Bearer"
    content = problem.model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, status, media_type=MEDIA_TYPE, headers=said)


def of_error(accepted: str, error: TawasulError) -> JSONResponse:
    """The problem of an error of the system, with the fields of it that programs read."""
    fields = {name: value for name in _FIELDS if (value := getattr(error, name, None)) is not None}
    retryable = isinstance(error, Refused) and error.retryable
    if error.code not in CODES:
        log.error("unnamed_code", extra={"code": error.code})
    return problem_response(
        accepted, error.code, error.detail, headers=_retry_after(error), retryable=retryable, **fields
    )


def _retry_after(error: TawasulError) -> dict[str, str]:
    """When the same is taken, of a refusal that says so."""
    if isinstance(error, TooManyCalls):
        return {"Retry-After": str(error.after)}
    at = getattr(error, "at", None)
    if error.code != "too_many_requests" or not isinstance(at, datetime):
        return {}
    return {"Retry-After": str(max(1, ceil((at - datetime.now(UTC)).total_seconds())))}


def pointer_of(field: str) -> str:
    """The JSON Pointer of a field as our own readers name it: `applicant.id_number`, or `request` for the whole."""
    if field.startswith("?"):
        return field
    return "" if field == "request" else "/" + field.replace("[", ".").replace("]", "").replace(".", "/")


def _field_problems(problems: list[FieldReason]) -> list[FieldProblem]:
    return [FieldProblem(pointer=pointer_of(each.field), detail=each.reason) for each in problems]


def _pointer(path: tuple[int | str, ...]) -> str:
    """The JSON Pointer of a field of a command; the first part is its kind."""
    return "".join(f"/{part}" for part in path[1:])


def _complaint(error: dict[str, Any]) -> FieldProblem:
    """One complaint of FastAPI about a part of the call."""
    place, *path = error["loc"]
    parts = "/".join(map(str, path))
    pointer = {"query": f"?{parts}", "header": f"header:{parts}", "path": f"path:{parts}"}.get(place, f"/{parts}")
    return FieldProblem(pointer="" if pointer == "/" else pointer, detail=reason_of(error))


def _accepted(request: Request) -> str:
    return request.headers.get("accept-language", "")


def _methods(app: FastAPI, request: Request) -> list[str]:
    """The methods that an address takes, of whichever routes: the framework names those of the first alone."""
    found = set[str]()
    for route in app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return sorted(found)


def handle_errors(app: FastAPI) -> None:
    """Have every error answered as a problem; what nobody expected is met by `web.middleware.bounds`."""

    @app.exception_handler(TawasulError)
    async def of_ours(request: Request, error: TawasulError) -> Response:
        return of_error(_accepted(request), error)

    @app.exception_handler(InvalidRequest)
    async def of_invalid_request(request: Request, error: InvalidRequest) -> Response:
        problems = _field_problems(error.problems)
        return problem_response(_accepted(request), "malformed", "the request breaks rules", errors=problems)

    @app.exception_handler(ValidationError)
    async def of_pydantic(request: Request, error: ValidationError) -> Response:
        found = [FieldProblem(pointer=_pointer(each["loc"]), detail=reason_of(each)) for each in error.errors()]
        return problem_response(_accepted(request), "malformed", "the command breaks rules", errors=found)

    @app.exception_handler(RequestValidationError)
    async def of_fastapi(request: Request, error: RequestValidationError) -> Response:
        found = error.errors()
        if any(each["type"] == "json_invalid" for each in found):
            return problem_response(_accepted(request), "bad_request", "the body is no JSON")
        problems = [_complaint(each) for each in found]
        return problem_response(_accepted(request), "malformed", "the call breaks rules", errors=problems)

    @app.exception_handler(HTTPException)
    async def of_starlette(request: Request, error: HTTPException) -> Response:
        code, headers = _OF_STATUS.get(HTTPStatus(error.status_code), "bad_request"), dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_methods(app, request))
        return problem_response(_accepted(request), code, str(error.detail), headers=headers)
