"""Whether the interface lives, and whether it can do its work: the two calls that need no permit."""

from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import BaseModel

from telemetry.health import readiness
from web.access.callers import InBackend
from web.backend import Backend

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: str = "alive"


class Readiness(BaseModel):
    """Whether each component answers."""

    ready: bool
    temporal: bool
    records: bool


@router.get("/healthz", summary="Whether the process lives")
async def alive() -> Alive:
    """Asks nobody: whoever restarts processes looks here."""
    return Alive()


@router.get(
    "/readyz",
    summary="Whether calls can be answered",
    responses={HTTPStatus.SERVICE_UNAVAILABLE: {"model": Readiness}},
)
async def ready(backend: InBackend, response: Response) -> Readiness:
    """Ready when Temporal and the records answer: whoever spreads calls looks here."""
    found = await readiness({"temporal": partial(_temporal, backend), "records": partial(_records, backend)})
    ready = all(found.values())
    if not ready:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return Readiness(ready=ready, **found)


async def _temporal(backend: Backend) -> bool:
    client = await backend.temporal()
    return await client.service_client.check_health()


async def _records(backend: Backend) -> bool:
    return await backend.read(lambda connection: bool(connection.execute("SELECT 1").fetchone()))
