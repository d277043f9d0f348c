"""The application: its routes, its bounds, its errors."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI

from settings import Pages
from web import health, looks
from web.access.callers import Caller, caller_of
from web.backend import Backend
from web.cases import beneficiary, reading, staff
from web.document import document
from web.lists import board, cases, events, inbox, reports, search, services, stream, to_see_to
from web.logs import VERSION
from web.middleware.bounds import Bounds
from web.middleware.call_ids import CallIds
from web.middleware.watched import Watched
from web.pages.site import add_pages
from web.problems.handlers import handle_errors
from web.requests import routes as requests

DOCUMENT = "/v1/openapi.json"


def application(backend: Backend) -> FastAPI:
    """The application that works with a backend: the interface for programs, and the pages for people."""
    app = FastAPI(
        title="Tawasul",
        version=VERSION,
        openapi_url=None,
        generate_unique_id_function=lambda route: route.name,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.backend = backend
    for routes in (health, requests, cases, reading, beneficiary, staff, inbox, events, stream, reports):
        app.include_router(routes.router)
    for routes in (board, to_see_to, search, services, looks):
        app.include_router(routes.router)

    @app.get(DOCUMENT, include_in_schema=False)
    async def whole_document(caller: Annotated[Caller, Depends(caller_of)]) -> dict[str, Any]:
        return document(app)

    if backend.config.pages is not Pages.OFF:
        add_pages(app, backend.config.pages)
    handle_errors(app)
    app.add_middleware(Bounds)
    app.add_middleware(Watched, telemetry=backend.telemetry)
    app.add_middleware(CallIds)
    return app
