"""The application: its routes, its bounds, its errors."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI

from web import health
from web.access.callers import Caller, caller_of
from web.backend import Backend
from web.cases import beneficiary, reading, staff
from web.logs import VERSION
from web.middleware.bounds import Bounds
from web.middleware.call_ids import CallIds
from web.problems.handlers import handle_errors
from web.requests import routes as requests

DOCUMENT = "/v1/openapi.json"


def application(backend: Backend) -> FastAPI:
    """The application that works with a backend. It has no pages: its document is for programs."""
    app = FastAPI(
        title="Tawasul",
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.backend = backend
    for routes in (health, requests, reading, beneficiary, staff):
        app.include_router(routes.router)

    @app.get(DOCUMENT, include_in_schema=False)
    def document(caller: Annotated[Caller, Depends(caller_of)]) -> dict[str, Any]:
        return app.openapi()

    handle_errors(app)
    app.add_middleware(Bounds)
    app.add_middleware(CallIds)
    return app
