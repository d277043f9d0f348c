"""A system whose worker and HTTP interface tell everything of themselves, after a case went its way on it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from client import apply
from errors import Refused
from models.trust.keys import SigningKey
from models.trust.statement import Signatory
from stack.ports import free_port
from tests.support.servers.gateways import FakeHttpGateway, http_gateway
from tests.support.system import System, command, eventually, running
from tests.support.telemetry import Span, metrics_of, spans_of
from tests.support.web import Api, new_request, served

TEXT = "سر كناري لا يخرج من البيت"
CALL = "call-of-the-filing"
CALLERS_TRACE = "0123456789abcdef0123456789abcdef"


@dataclass
class Told:
    """The system, its interface, and the collector of spans; `reference` is the case that was filed there."""

    system: System
    api: Api
    collector: FakeHttpGateway
    web_metrics: str
    reference: str

    def spans(self) -> list[Span]:
        """Every span that arrived."""
        return [span for call in self.collector.received for span in spans_of(call.body)]

    async def metrics(self) -> dict[str, list[dict[str, str]]]:
        """The labels of every series of worker and interface, by the name of the metric."""
        async with httpx.AsyncClient() as client:
            pages = [
                (await client.get(f"http://{address}/metrics")).text
                for address in (self.system.config.metrics, self.web_metrics)
            ]
        return metrics_of("\n".join(pages))


@pytest.fixture(scope="session")
async def told(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    web_metrics = f"127.0.0.1:{free_port()}"
    own = {name: f"127.0.0.1:{free_port()}" for name in ("metrics", "health")}
    with http_gateway() as collector:
        traced = {"traces": collector.url}
        home = tmp_path_factory.mktemp("told") / "home"
        async with running(home, **own, **traced, watchdog_seconds=0.3) as system:
            async with served(system, web_metrics=web_metrics, **traced) as api:
                told = Told(system, api, collector, web_metrics, await filed_and_decided(api))
                await eventually(lambda: counted(told))
                yield told


async def filed_and_decided(api: Api) -> str:
    """A case that was filed over HTTP and decided, with a forged message on its way; its reference."""
    begun = {"traceparent": f"00-{CALLERS_TRACE}-0123456789abcdef-01", "baggage": f"name={CALLERS_TRACE}"}
    begun |= {"x-request-id": CALL}
    answer = await api.file(new_request(text_ar=f"{new_request()['text_ar']} {TEXT}"), headers=begun)
    assert answer.status_code == 201, answer.text
    reference: str = answer.json()["reference"]
    await api.system.handle(reference).signal("command", {"kind": "note", "text": TEXT})
    with pytest.raises(Refused):
        await apply(api.system.client, reference, command("note", text=TEXT), Signatory(SigningKey.made()))
    await api.system.do(reference, "claim")
    await api.system.approve(reference)
    reopened = {"text": TEXT, "retry_failed": True}
    path, key = f"/v1/cases/{reference}/reopen", {"Idempotency-Key": f"reopen-{reference}"}
    again = await api.ask("POST", path, json=reopened, headers=key)
    assert again.status_code == 200, again.text
    await api.ask("GET", "/v1/cases/TW-0000", headers={"x-request-id": "asked-for-nothing"})
    return reference


async def counted(told: Told) -> bool:
    """Whether the watchdog has counted the decision."""
    await asyncio.sleep(0.1)
    return "tawasul_decisions_total" in await told.metrics()
