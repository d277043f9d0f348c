"""All pages, beneath the language they are in, and what is not in any: the stylesheet, and short addresses."""

from collections.abc import Sequence
from types import ModuleType

from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse, Response

from commands.common.language import Language
from web.pages import finding, verifying
from web.pages.base.calls import InPage, NoPage, PageRoute
from web.pages.base.rendering import HEADERS, STYLE, see_other, style_address
from web.pages.cases import acting, page
from web.pages.filing import routes as filing

_MODULES: Sequence[ModuleType] = (finding, page, acting, filing, verifying)
_YEAR = 365 * 24 * 3600

others = APIRouter(route_class=PageRoute, include_in_schema=False)


@others.get("/{rest:path}")
async def no_page(call: InPage, rest: str) -> Response:
    """Every other address beneath a language."""
    raise NoPage


def add_pages(app: FastAPI) -> None:
    """Serve the pages: Arabic first."""
    for language in Language:
        for module in (*_MODULES, None):
            app.include_router(module.router if module else others, prefix=f"/{language}")

    @app.get("/", include_in_schema=False)
    async def first() -> RedirectResponse:
        return see_other(f"/{Language.ARABIC}")

    @app.get("/v/{code}", include_in_schema=False)
    async def by_code(code: str) -> RedirectResponse:
        return see_other(f"/{Language.ARABIC}/verify?code={''.join(each for each in code if each.isalnum())[:40]}")

    @app.get(style_address(), include_in_schema=False)
    async def style() -> Response:
        headers = {**HEADERS, "Cache-Control": f"public, max-age={_YEAR}, immutable"}
        return Response(STYLE.read_bytes(), media_type="text/css", headers=headers)
