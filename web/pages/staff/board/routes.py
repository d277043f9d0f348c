"""The addresses of the board: the page, its stream, and the cases behind a figure."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from activities.records.database import Connection
from commands.common.onlooker.looking import Onlooker
from web.access.callers import backend_of
from web.live.topics import State
from web.pages.staff.board.asked import BoardQuery
from web.pages.staff.board.cases import CasesPage, FigureAsked, cases_page
from web.pages.staff.board.parts import BoardParts, BoardView
from web.pages.staff.calls import ROOT, InStaff, StaffCall, StaffRoute
from web.pages.staff.live import LiveTopic, live_page, live_stream

router = APIRouter(route_class=StaffRoute, include_in_schema=False, prefix=f"{ROOT}/board")


async def parts_of(request: Request) -> BoardParts:
    """What makes boards in this application."""
    known: BoardParts | None = getattr(request.app.state, "board_parts", None)
    if known is None:
        loop, backend = asyncio.get_running_loop(), backend_of(request)
        known = BoardParts(backend, partial(_told, loop, backend.live.topics.changed))
        request.app.state.board_parts = known
    return known


def _told(loop: asyncio.AbstractEventLoop, tell: Callable[[], None]) -> None:
    """Tell the open pages, from any thread."""
    with suppress(RuntimeError):  # the loop has ended, and the process with it
        loop.call_soon_threadsafe(tell)


Parts = Annotated[BoardParts, Depends(parts_of)]


def _view(call: StaffCall) -> BoardView:
    """Who looks at what. Raises WrongUsage, NotAllowed."""
    query = BoardQuery.read(call.request.query_params)
    return BoardView(call.who(), query, call.language, f"/{call.language}{ROOT}")


@router.get("")
async def board_page(call: InStaff, parts: Parts) -> Response:
    """How things stand, and the figures of a period; a view is left."""
    view = _view(call)
    known = call.backend.live.current(view.same_page)

    def look(connection: Connection) -> State:
        state = known or parts.state(connection, view)
        parts.looked(connection, view)
        return state

    state = await call.backend.read(look)
    titles = parts.titles(call.language)
    first, last = view.query.days(datetime.now(UTC).astimezone(parts.zone).date())
    return live_page(
        call,
        "staff/board/page.html",
        state,
        address=view.query.address(f"{view.root}/board/live"),
        asked=view.query,
        days=(first, last),
        services=titles.choices("services"),
        teams=titles.choices("teams"),
    )


@router.get("/live")
async def board_stream(call: InStaff, parts: Parts, marks: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The parts of the page as they change: server-sent events, until the session ends. A view is left."""
    view = _view(call)
    key = view.same_page

    def make(connection: Connection) -> State:
        return parts.state(connection, view)

    def may_read(_connection: Connection, who: Onlooker) -> bool:
        return view._replace(who=who).same_page == key

    await call.backend.read(lambda connection: parts.looked(connection, view, live=True))
    return await live_stream(call, LiveTopic(key, make, may_read), marks)


@router.get("/cases")
async def cases_behind(call: InStaff, parts: Parts) -> Response:
    """The cases behind a figure; a view is left."""
    view, given = _view(call), call.request.query_params
    asked = FigureAsked.read(given, given.getlist("indicator"))

    def look(connection: Connection) -> CasesPage:
        return cases_page(connection, view, asked, parts.titles(call.language), parts.zone)

    shown = await call.backend.read(look)
    board = view.query.address(f"{view.root}/board")
    turned = {step: _turned(call, asked.page + step) for step in (-1, 1)}
    return call.page("staff/board/cases.html", shown=shown, board=board, turned=turned)


def _turned(call: StaffCall, page: int) -> str:
    """The address of another page of the same list."""
    given = [each for each in call.request.query_params.multi_items() if each[0] != "page"]
    return f"{call.request.url.path}?{urlencode([*given, ('page', page)], quote_via=quote)}"
