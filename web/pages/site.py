"""All pages, beneath the language they are in, and what is not in any: the stylesheet, and short addresses."""

import mimetypes
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from types import ModuleType

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from commands.common.words.language import Language
from settings import Pages
from web.pages import finding, verifying
from web.pages.base.calls import InPage, NoPage, PageRoute
from web.pages.base.rendering import ASSETS, HEADERS, address_of, see_other
from web.pages.cases import acting, page
from web.pages.filing import routes as filing
from web.pages.staff import changed, signing_in
from web.pages.staff.acting import routes as verbs
from web.pages.staff.board import routes as board
from web.pages.staff.calls import ROOT, StaffRoute
from web.pages.staff.case import page as staff_case
from web.pages.staff.lists import cases as staff_cases
from web.pages.staff.lists import inbox, many

_MODULES: Sequence[ModuleType] = (finding, page, acting, filing, verifying)
_OF_STAFF: Sequence[ModuleType] = (signing_in, inbox, staff_cases, many, verbs, staff_case, board, changed)
_YEAR = 365 * 24 * 3600

others = APIRouter(route_class=PageRoute, include_in_schema=False)


@others.get("/{rest:path}")
async def no_page(call: InPage, rest: str) -> Response:
    """Every other address beneath a language; the language with a slash behind it is the first page."""
    if not rest:
        return call.go("")
    raise NoPage


to_workspace = APIRouter(route_class=PageRoute, include_in_schema=False)


@to_workspace.get("")
async def workspace_alone(call: InPage) -> Response:
    """The first page where there is the workspace of staff alone."""
    return call.go(ROOT)


def add_pages(app: FastAPI, wanted: Pages) -> None:
    """Serve the pages: Arabic first; those of beneficiaries where they are wanted."""
    modules = (*(_MODULES if wanted is Pages.ON else ()), *_OF_STAFF)
    first_page = () if wanted is Pages.ON else (to_workspace,)
    for language in Language:
        for router in (*first_page, *(module.router for module in modules), others):
            app.include_router(router, prefix=f"/{language}")
    root = "" if wanted is Pages.ON else ROOT

    @app.get("/", include_in_schema=False)
    async def first() -> RedirectResponse:
        return see_other(f"/{Language.ARABIC}{root}")

    back = APIRouter(route_class=StaffRoute, include_in_schema=False)
    back.add_api_route(signing_in.CALLBACK, signing_in.come_back, methods=["GET"])
    app.include_router(back)

    if wanted is Pages.ON:

        @app.get("/v/{code}", include_in_schema=False)
        async def by_code(code: str) -> RedirectResponse:
            return see_other(f"/{Language.ARABIC}/verify?code={''.join(each for each in code if each.isalnum())[:40]}")

    for asset in ASSETS:
        app.add_route(address_of(asset), _giver(asset), methods=["GET"], include_in_schema=False)


def _giver(asset: Path) -> Callable[[Request], Awaitable[Response]]:
    """What gives a file that pages load."""
    kind = mimetypes.guess_type(asset.name)[0]
    headers = {**HEADERS, "Cache-Control": f"public, max-age={_YEAR}, immutable"}

    content = asset.read_bytes()

    async def give(request: Request) -> Response:
        return Response(content, media_type=kind, headers=headers)

    return give
