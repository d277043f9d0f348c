"""The HTTP interface in tests: served in this process on a port of its own, asked by a plain HTTP client."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from models.trust.permits import API, make_permit
from models.trust.statement import Signatory
from tests.support.requests import wire_request
from tests.support.system import System, an_iqama
from web.backend import Backend
from web.serving import server


@dataclass
class Api:
    """The interface of a system, with the permits of who calls."""

    system: System
    http: httpx.AsyncClient
    backend: Backend

    def permit(self, signer: Signatory | None = None, *, minutes: float = 10, why: str = "", **more: Any) -> str:
        """A permit of the channel of the house, or of another signer."""
        until = datetime.now(UTC) + timedelta(minutes=minutes)
        given = {"program": API} | more
        return make_permit(signer or self.system.signers.channel(), self.system.config.namespace, why, until, **given)

    async def ask(self, method: str, path: str, *, permit: str | None = None, **more: Any) -> httpx.Response:
        """The answer to one call, by the channel of the house unless another permit is shown; an empty one is none."""
        shown = self.permit() if permit is None else permit
        headers = ({"Authorization": f"Bearer {shown}"} if shown else {}) | more.pop("headers", {})
        return await self.http.request(method, path, headers=headers, **more)

    async def file(self, request: dict[str, Any], **more: Any) -> httpx.Response:
        """The answer to a request that is filed."""
        return await self.ask("POST", "/v1/requests", json=request, **more)


def new_request(number: str | None = None, **changes: Any) -> dict[str, Any]:
    """A request as another program has it, of a person of its own."""
    own = {"applicant__id_number": an_iqama()} | ({"id": number} if number else {})
    return wire_request(**(own | changes))


@asynccontextmanager
async def served(system: System, **changes: Any) -> AsyncIterator[Api]:
    """The interface of a system for as long as the block runs; `changes` to its settings."""
    keys = {"channel_key": system.stack.signing_keys["channel_key"]}
    backend = Backend.of(replace(system.config, **(keys | changes)))
    serving = server(backend, "127.0.0.1", 0)
    task = asyncio.create_task(serving.serve())
    try:
        async with asyncio.timeout(20):
            while not serving.started:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        port = serving.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=40) as http:
            yield Api(system, http, backend)
    finally:
        serving.handle_exit(signal.SIGTERM, None)
        await task
        await asyncio.to_thread(backend.telemetry.end)
