"""`POST /v1/requests`."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header
from fastapi.responses import JSONResponse

from errors import Queued
from models.case.state import Receipt
from web.access.callers import Filing, InBackend
from web.answers import Stored, as_json
from web.cases.versions import tag
from web.problems.codes import RETRY_AFTER
from web.problems.media import json_only
from web.problems.problem import ProblemDetails
from web.requests.filing import Filed, file

router = APIRouter(prefix="/v1", tags=["requests"], dependencies=[Depends(json_only)])


Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Stands for the `id` of a request that has none. The same key is the same request.",
        min_length=1,
        max_length=64,
    ),
]


@router.post(
    "/requests",
    status_code=HTTPStatus.CREATED,
    response_model=Receipt,
    summary="File a request",
    responses={
        HTTPStatus.OK: {"model": Receipt, "description": "The same request again: its receipt, as it was."},
        HTTPStatus.ACCEPTED: {"model": Stored, "description": "Stored; send the same again for the receipt."},
        HTTPStatus.CONFLICT: {"model": ProblemDetails, "description": "Another request was filed under this id."},
        HTTPStatus.UNPROCESSABLE_ENTITY: {"model": ProblemDetails, "description": "Each field that breaks a rule."},
        HTTPStatus.TOO_MANY_REQUESTS: {
            "model": ProblemDetails,
            "description": "As many as the pack allows were filed.",
        },
    },
)
async def file_request(
    backend: InBackend,
    caller: Filing,
    request: Annotated[dict[str, Any], Body()],
    key: Key = None,
) -> JSONResponse:
    """File a request of a beneficiary of the caller's channel. The reference, hashes and signature are made here.

    A request is known by its channel and `id`: however often it is sent, it is one case.
    """
    filed = await file(backend, caller, request, key)
    return _answer(filed)


def _answer(filed: Filed) -> JSONResponse:
    answer, headers = filed.answer, {"Location": f"/v1/cases/{filed.answer.reference}"}
    if isinstance(answer, Queued):
        stored = Stored(reference=answer.reference, command_id=answer.command_id)
        return as_json(stored, HTTPStatus.ACCEPTED, headers | {"Retry-After": str(RETRY_AFTER)})
    headers |= {"ETag": tag(answer.seq)}
    if filed.anew:
        return as_json(answer, HTTPStatus.CREATED, headers)
    return as_json(answer, HTTPStatus.OK, headers | {"Idempotency-Replayed": "true"})
