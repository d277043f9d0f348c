"""Reading one case: of a channel's caller what its beneficiary is told, of staff what they may see, a view left."""

from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, Response

from activities.keys.erasure import erasure_of
from activities.records.database import Connection
from activities.records.history import history
from commands.common.onlooker.looking import Onlooker
from commands.common.typed.instants import Between
from commands.work.case.case_data import case_data
from commands.work.case.read import looked_up, read
from errors import CaseErased, NoSuchCase
from models.case.row import CaseRow
from web.access.callers import Caller, InBackend, calling
from web.access.onlookers import onlooker_of
from web.access.scopes import ApiScope
from web.answers import as_json
from web.cases.giving import own_row
from web.cases.paths import Reference
from web.cases.status import CaseStatus, status_of
from web.cases.versions import is_unchanged, tag
from web.problems.problem import ProblemDetails

router = APIRouter(prefix="/v1/cases/{reference}", tags=["cases"])
ForReader = Annotated[Caller, Depends(calling(ApiScope.READ_CASES))]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=200)]


@router.get(
    "",
    response_model=CaseStatus,
    summary="One case",
    responses={
        HTTPStatus.NOT_MODIFIED: {"description": "The version that If-None-Match names is the newest."},
        HTTPStatus.NOT_FOUND: {"model": ProblemDetails, "description": "No case of the caller's has this reference."},
        HTTPStatus.GONE: {"model": ProblemDetails, "description": "The case was erased."},
    },
)
async def one_case(
    backend: InBackend, caller: ForReader, reference: Reference, if_none_match: IfNoneMatch = None
) -> Response:
    """What its beneficiary is told of a case, for the channel by which it came."""
    found = await backend.read(lambda connection: _seen(connection, caller, reference, if_none_match))
    if isinstance(found, int):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag(found)})
    return as_json(found, headers={"ETag": tag(found.seq)})


def _seen(connection: Connection, caller: Caller, reference: str, if_none_match: str | None) -> CaseStatus | int:
    """What a caller is told of a case; its version alone, where they know that one already."""
    row = own_row(connection, caller, reference)
    return row.seq if is_unchanged(if_none_match, row.seq) else _status(connection, row)


@router.get(
    "/file",
    summary="Everything on record of a case, for staff",
    responses={
        HTTPStatus.OK: {"content": {"application/json": {"schema": {"type": "object"}}}},
        HTTPStatus.NOT_FOUND: {"model": ProblemDetails, "description": "There is no such case."},
        HTTPStatus.GONE: {"model": ProblemDetails, "description": "The case was erased."},
    },
)
async def case_file(
    backend: InBackend,
    caller: ForReader,
    reference: Reference,
    numbers: Annotated[bool, Query(description="Identity numbers and addresses in full; needs the right to.")] = False,
) -> JSONResponse:
    """What `tawasul show --json` prints, as the caller may see it. The look leaves a view, with the permit's `why`."""
    who = onlooker_of(backend, caller, numbers=numbers)
    data = await backend.read(lambda connection: _file(connection, who, reference))
    return JSONResponse(jsonable_encoder(data), headers={"ETag": tag(int(data["seq"]))})


def _file(connection: Connection, who: Onlooker, reference: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    return case_data(read(looked_up(connection, who, reference, now), now), Between())


def _status(connection: Connection, row: CaseRow) -> CaseStatus:
    """Raises CaseErased, Damaged."""
    if erasure := erasure_of(connection, row.reference):
        raise CaseErased(row.reference, **asdict(erasure))
    found = history(connection, row.reference)
    if found is None:
        raise NoSuchCase(row.reference)
    policy, events = found
    return status_of(row.model_copy(update={"seq": events[-1].seq}), policy, events)
