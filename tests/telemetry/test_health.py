"""Whether a worker lives and can work, as whoever watches it asks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from errors import WrongUsage
from stack.ports import free_port
from telemetry import health
from telemetry.health import health_served
from tests.telemetry.conftest import Told

Asked = Callable[[], Awaitable[bool]]


async def yes() -> bool:
    return True


async def broken() -> bool:
    raise ConnectionError("away")


async def silent() -> bool:
    await asyncio.sleep(60)
    return True


@pytest.fixture
async def ask() -> AsyncIterator[Callable[..., Awaitable[httpx.Response]]]:
    async def asked(path: str, **components: Asked) -> httpx.Response:
        address = f"127.0.0.1:{free_port()}"
        async with health_served(address, components), httpx.AsyncClient() as client:
            return await client.get(f"http://{address}{path}")

    yield asked


Ask = Callable[..., Awaitable[httpx.Response]]


async def test_a_worker_whose_components_answer_is_ready(told: Told) -> None:
    async with httpx.AsyncClient(base_url=f"http://{told.system.config.health}") as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert (ready.status_code, ready.json()) == (
        200,
        {"ready": True, "temporal": True, "records": True, "trust": True},
    )


async def test_it_lives_and_is_not_ready_while_a_component_is_away(ask: Ask) -> None:
    assert (await ask("/healthz", records=broken)).status_code == 200
    told = await ask("/readyz", records=broken, temporal=yes)
    assert (told.status_code, told.json()) == (503, {"ready": False, "records": False, "temporal": True})


async def test_a_component_that_does_not_answer_is_not_waited_for(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "ANSWERS_WITHIN", 0.05)
    assert (await ask("/readyz", records=silent)).json() == {"ready": False, "records": False}


async def test_another_address_or_junk_is_told_nothing(ask: Ask) -> None:
    assert (await ask("/metrics")).status_code == 404
    address = free_port()
    async with health_served(f"127.0.0.1:{address}", {}):
        reader, writer = await asyncio.open_connection("127.0.0.1", address)
        writer.write(b"x" * 20_000)
        assert await reader.read() == b""
        writer.close()


async def test_an_address_that_is_none_is_refused() -> None:
    for wrong in ("9465", "localhost", "127.0.0.1:99999"):
        with pytest.raises(WrongUsage, match="HOST:PORT"):
            async with health_served(wrong, {}):
                pass
    async with health_served("", {}):
        pass
