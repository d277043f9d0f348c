"""`GET /v1/cases`: those that staff see, or those of a channel as their beneficiaries know them, page by page."""

from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from activities.records.database import Connection
from activities.reports.cases import CaseFilter, cases
from commands.common.onlooker.looking import Onlooker, look_through
from commands.work.lists.case_filter import about_filter
from errors import NotAllowed
from models.case.row import CaseRow
from models.codes import CaseOrder, Outcome, Status, Verb
from models.trust.trusted import EVERY_CHANNEL
from web.access.callers import Caller, InBackend
from web.access.onlookers import onlooker_of
from web.answers import as_json
from web.cases.reading import ForReader
from web.lists.cursors import cursor_of, numbers_in, opening_in
from web.lists.filters import CaseQuery, asked_of_staff, filter_of
from web.problems.problem import ProblemDetails

router = APIRouter(prefix="/v1", tags=["cases"])


class CaseLine(BaseModel):
    """A case in a list, as its beneficiary knows it."""

    reference: str
    seq: int
    channel: str
    service: str
    status: Status
    outcome: Outcome | None
    opened_at: datetime
    updated_at: datetime
    appeal: str | None
    appeal_of: str | None


_TOLD = (Status.PROCESSED, Status.CLOSED)


class CasePage(BaseModel):
    """A page of cases: of staff the whole row of each."""

    items: list[CaseLine | CaseRow]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


@router.get(
    "/cases",
    response_model=CasePage,
    summary="Cases, page by page",
    responses={
        HTTPStatus.UNPROCESSABLE_ENTITY: {"model": ProblemDetails, "description": "Each parameter that breaks a rule."}
    },
)
async def list_cases(backend: InBackend, caller: ForReader, query: Annotated[CaseQuery, Query()]) -> JSONResponse:
    """Cases by the filters of `tawasul cases`: several codes of one kind are any of them.

    In the orders `newest` and `oldest` no page misses or repeats a case, whatever is opened meanwhile.
    """
    wanted = _from_cursor(filter_of(query, backend.config), query.cursor)
    if caller.actor:
        who = onlooker_of(backend, caller)
        rows = await backend.read(lambda connection: _seen(connection, who, wanted))
        return as_json(_page(wanted, rows))
    if refused := asked_of_staff(query):
        raise NotAllowed(f"for staff alone: {', '.join(refused)}")
    own = _of_channels(wanted, caller)
    rows = await backend.read(lambda connection: list(cases(connection, own, datetime.now(UTC)))) if own else []
    page = _page(wanted, rows)
    lines: list[CaseLine | CaseRow] = [_line(row) for row in rows]
    return as_json(page.model_copy(update={"items": lines}))


def _line(row: CaseRow) -> CaseLine:
    """A case as its beneficiary knows it: the outcome only once the reply has gone out, by the status."""
    known = row.model_dump(include=set(CaseLine.model_fields))
    return CaseLine(**known | {"outcome": row.outcome if row.status in _TOLD else None})


def _seen(connection: Connection, who: Onlooker, wanted: CaseFilter) -> list[CaseRow]:
    """The cases that somebody sees, with the view of the list left behind."""
    with connection.transaction():
        found = cases(connection, wanted, datetime.now(UTC), who.scope(Verb.LIST))
        look_through(connection, who, Verb.LIST, found.count, **about_filter(replace(wanted, after=None)))
    return list(found)


def _of_channels(wanted: CaseFilter, caller: Caller) -> CaseFilter | None:
    """The filter narrowed to the channels that a caller speaks for; None: to none of them."""
    own = caller.holder.channels if caller.holder else frozenset()
    if EVERY_CHANNEL in own:
        return wanted
    asked = own.intersection(wanted.channel) if wanted.channel else own
    return replace(wanted, channel=tuple(sorted(asked))) if asked else None


def _from_cursor(wanted: CaseFilter, cursor: str | None) -> CaseFilter:
    """The filter of the page that a cursor begins. Raises WrongUsage."""
    if cursor is None:
        return wanted
    if wanted.order in (CaseOrder.NEWEST, CaseOrder.OLDEST):
        return replace(wanted, after=opening_in(cursor, wanted.order))
    (offset,) = numbers_in(cursor, wanted.order, 1)
    return replace(wanted, offset=max(0, offset))


def _page(wanted: CaseFilter, rows: list[CaseRow]) -> CasePage:
    return CasePage(items=list(rows), next=_next(wanted, rows))


def _next(wanted: CaseFilter, rows: list[CaseRow]) -> str | None:
    if not rows or len(rows) < (wanted.limit or 0):
        return None
    if wanted.order in (CaseOrder.NEWEST, CaseOrder.OLDEST):
        return cursor_of(wanted.order, rows[-1].opened_at.isoformat(), rows[-1].reference)
    return cursor_of(wanted.order, wanted.offset + len(rows))
