"""`GET /v1/reports/indicators`: the figures of a period, as `tawasul report` has them."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from activities.reports.indicators import Period
from commands.looks.asking import AtRecords
from commands.looks.figures import FiguresAsked, figures
from commands.reports.data import figures_data
from commands.reports.period import USUAL
from errors import WrongUsage
from models.codes import ReportBy
from web.access.callers import Caller, InBackend, calling
from web.access.onlookers import onlooker_of
from web.access.scopes import ApiScope
from web.lists.filters import QueryInstant
from web.problems.problem import ProblemDetails

router = APIRouter(prefix="/v1/reports", tags=["reports"])
ForReports = Annotated[Caller, Depends(calling(ApiScope.READ_REPORTS))]
Code = Annotated[str | None, Query(max_length=64, pattern=r"^[a-z][a-z0-9_]*$")]


@router.get(
    "/indicators",
    summary="The figures of a period",
    responses={
        HTTPStatus.OK: {"content": {"application/json": {"schema": {"type": "object"}}}},
        HTTPStatus.UNPROCESSABLE_ENTITY: {"model": ProblemDetails, "description": "Each parameter that breaks a rule."},
    },
)
async def report(  # noqa: PLR0917 - parameters of a query
    backend: InBackend,
    caller: ForReports,
    since: Annotated[QueryInstant | None, Query(description="From this instant on; 30 days back.")] = None,
    until: Annotated[QueryInstant | None, Query(description="Until before this instant; now.")] = None,
    pack: Code = None,
    service: Code = None,
    team: Code = None,
    by: ReportBy | None = None,
) -> JSONResponse:
    """The indicators of the units that the caller sees: `tawasul report --definitions` says what each of them is."""
    end = until or datetime.now(UTC)
    period = Period(since=since or end - timedelta(days=USUAL), until=end, pack=pack, service=service, team=team)
    if period.since >= period.until:
        raise WrongUsage("since is not before until")
    who, asked = onlooker_of(backend, caller), FiguresAsked(period, (by,), backend.config.zone)
    told = await backend.read(lambda connection: figures.at(AtRecords(connection, who, backend.config), asked))
    return JSONResponse(jsonable_encoder(figures_data(period, told.figures[0], by)))
