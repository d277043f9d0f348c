"""The document of the interface, OpenAPI 3.1: what FastAPI makes of the routes, with every problem that can be met."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from models.intake.request import Request
from web.problems.problem import MEDIA_TYPE

Json = dict[str, Any]

FILED: Json = {
    "id": "EXT-2026-000017",
    "channel": "absher_individuals",
    "submitted_at": "2026-01-06T06:12:00Z",
    "applicant": {
        "type": "resident",
        "name_ar": "طلال التجريبي",
        "id_type": "iqama",
        "id_number": "2990000727",
        "mobile": "+966512340072",
    },
    "section": "exit_visas",
    "service": "exit_reentry_issue",
    "subject_ar": "مخالفة مسددة تمنع إصدار التأشيرة",
    "text_ar": "سددت المخالفة ومرفق إيصال السداد، وما زالت الخدمة ترفض إصدار التأشيرة.",
    "attachments": [{"file_name": "receipt.pdf", "kind": "payment_receipt"}],
}
"""The example of a request."""
COMMAND: Json = {
    "kind": "claim",
    "command_id": "desk-0001",
    "actor": {"id": "o.salem", "role": "officer", "teams": ["passports.travel_permits"]},
    "auth": {"kid": "9wgrQ0eb9oRRqaeMgoGsz4E2ciTIkvFtYGFsxBXeAw0", "sig": "…", "token": "…"},
}
"""The example of a signed command; the signature is left out."""

_OPEN = frozenset({"/healthz", "/readyz"})
_OF_ALL = {
    HTTPStatus.UNAUTHORIZED: "No permit, or one that is nobody's.",
    HTTPStatus.FORBIDDEN: "The permit does not reach as far, or the caller may not.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many calls, or as many requests as the pack allows.",
    HTTPStatus.SERVICE_UNAVAILABLE: "A component does not answer: send the same again after `Retry-After`.",
}
_OF_POSTS = {
    HTTPStatus.BAD_REQUEST: "The body is no JSON.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body does not say that it is JSON.",
}
_PROBLEM: Json = {"$ref": "#/components/schemas/ProblemDetails"}
_FOLLOWS: Json = {
    "case": {
        "operationId": "one_case",
        "parameters": {"reference": "$response.body#/reference"},
        "description": "The case that the request became.",
    }
}


def document(app: FastAPI) -> Json:
    """The document, made once."""
    if app.openapi_schema is None:
        made = FastAPI.openapi(app)
        schemas = made["components"]["schemas"]
        schemas |= _of_request()
        for path, method, operation in _operations(made):
            _complete(path, method, operation)
        for each in ("HTTPValidationError", "ValidationError"):
            schemas.pop(each, None)
        _describe_bodies(made)
    return app.openapi_schema or {}


def _operations(made: Json) -> Iterator[tuple[str, str, Json]]:
    return ((path, method, each) for path, item in made["paths"].items() for method, each in item.items())


def _complete(path: str, method: str, operation: Json) -> None:
    """Add the problems that any operation may meet, all of them in their own media type."""
    responses: Json = operation["responses"]
    if path not in _OPEN:
        known = _OF_ALL | (_OF_POSTS if method == "post" else {})
        for met, description in known.items():
            responses.setdefault(str(int(met)), {"description": description, "content": _as_problem()})
    for status, response in responses.items():
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        if schema == _PROBLEM or str(schema.get("$ref", "")).endswith("/HTTPValidationError"):
            response["content"] = _as_problem()
            response.setdefault("description", HTTPStatus(int(status)).phrase)


def _as_problem() -> Json:
    return {MEDIA_TYPE: {"schema": dict(_PROBLEM)}}


def _of_request() -> Json:
    """The schema of a request and of its parts, under names of their own."""
    made = Request.model_json_schema(mode="validation", ref_template="#/components/schemas/Request.{model}")
    parts = {f"Request.{name}": schema for name, schema in made.pop("$defs", {}).items()}
    return {"Request": made, **parts}


def _describe_bodies(made: Json) -> None:
    """Say what a request and a signed command are, with examples, and where a filed request leads."""
    filing = made["paths"]["/v1/requests"]["post"]
    filing["requestBody"]["content"]["application/json"] = {
        "schema": {"$ref": "#/components/schemas/Request"},
        "example": FILED,
    }
    for status in ("200", "201"):
        filing["responses"][status]["links"] = _FOLLOWS
    command = made["paths"]["/v1/cases/{reference}/commands"]["post"]
    command["requestBody"]["content"]["application/json"]["example"] = COMMAND
