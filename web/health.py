"""Whether the interface lives, and whether it can do its work: the two calls that need no permit."""

import asyncio
from collections.abc import Awaitable
from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import BaseModel
from temporalio.service import RPCError

from errors import TawasulError
from web.access.callers import InBackend
from web.backend import Backend

router = APIRouter(tags=["health"])

ANSWERS_WITHIN = 3.0
"""Seconds for which a component is waited for."""


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
    temporal, records = await asyncio.gather(_answers(_temporal(backend)), _answers(_records(backend)))
    if not (temporal and records):
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return Readiness(ready=temporal and records, temporal=temporal, records=records)


async def _answers(asked: Awaitable[object]) -> bool:
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            await asked
    except (TawasulError, RPCError, TimeoutError):
        return False
    return True


async def _temporal(backend: Backend) -> None:
    client = await backend.temporal()
    await client.service_client.check_health()


async def _records(backend: Backend) -> None:
    await backend.read(lambda connection: connection.execute("SELECT 1"))
