"""The worker as a process of its own: its start, its shutdown by a signal, and what is left when it is killed."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from temporalio.worker import Worker

import worker
from activities.records.audit import verify
from activities.records.database import connect
from errors import Queued, Unreachable
from models.case.state import Receipt
from stack import temporal_binary
from stack.ports import free_port
from tests.support.servers.gateways import HOLD, http_gateway
from tests.support.servers.parts import start_worker, worker_process
from tests.support.system import APPROVAL, System, command, eventually, idle
from workflows.case.running import search_attributes


@pytest.fixture(scope="module")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """The servers with people; each test starts its own workers."""
    folder = tmp_path_factory.mktemp("worker")
    async with idle(folder / "home") as system:
        yield system


async def test_a_worker_that_is_stopped_finishes_its_delivery_and_sends_nothing_twice(
    servers: System, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with http_gateway(HOLD) as gateway:
        async with worker_process(servers, log, TAWASUL_SMS_URL=gateway.url, TAWASUL_DRAIN_SECONDS="10") as process:
            receipt = await servers.submit(applicant__mobile="+966512340001")
            await eventually(lambda: asyncio.to_thread(lambda: gateway.received))
            process.send_signal(signal.SIGTERM)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(process.wait(), 0.5)
            gateway.release.set()
            assert await asyncio.wait_for(process.wait(), 10) == 0
        assert "Error" not in log.read_text()
        async with worker_process(servers, log, TAWASUL_SMS_URL=gateway.url):
            await eventually(lambda: notices_sent(servers, receipt.reference, 2))
        assert len(gateway.received) == 1


async def test_metrics_are_served_on_request_and_know_nobody(servers: System, tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    async with worker_process(servers, tmp_path / "log", TAWASUL_METRICS=address):
        receipt = await servers.submit(applicant__name_ar="كناري التجريبي", text_ar="سر لا يخرج")
        async with httpx.AsyncClient() as client:
            page = (await client.get(f"http://{address}/metrics")).text
    for metric in ("temporal_workflow_task_execution_latency_seconds", "temporal_local_activity_execution_latency"):
        assert metric in page
    for secret in ("كناري", "سر لا يخرج", receipt.reference):
        assert secret not in page


async def test_a_worker_registers_the_search_attributes_it_needs(servers: System, tmp_path: Path) -> None:
    await namespace(servers, "fresh")
    async with worker_process(servers, tmp_path / "log", TEMPORAL_NAMESPACE="fresh"):
        listed = await temporal(servers, "operator", "search-attribute", "list", "--namespace", "fresh")
    assert all(key.name in listed for key in search_attributes.ALL)


async def test_a_search_attribute_of_another_type_is_refused_in_one_line(servers: System, tmp_path: Path) -> None:
    await namespace(servers, "taken")
    due = ("--name", search_attributes.DUE.name, "--type", "Keyword")
    await temporal(servers, "operator", "search-attribute", "create", *due, "--namespace", "taken")
    log = tmp_path / "log"
    process = await start_worker(servers, log, TEMPORAL_NAMESPACE="taken")
    assert await asyncio.wait_for(process.wait(), 20) == 1
    assert log.read_text().splitlines() == [
        "worker: AttributeMismatch: search attributes with another type: CaseDue; use another namespace"
    ]


async def test_a_workflow_that_would_load_a_library_per_case_is_refused(
    servers: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ("import sqlmodel", "from temporalio import workflow", "@workflow.defn", "class Careless:")
    body = ("    @workflow.run", "    async def run(self) -> None:", "        pass")
    (tmp_path / "careless.py").write_text("\n".join((*lines, *body)))
    monkeypatch.syspath_prepend(tmp_path)
    from careless import Careless  # type: ignore[import-not-found]

    with pytest.raises(RuntimeError) as refused:
        Worker(servers.client, task_queue="x", workflows=[Careless], workflow_runner=worker.workflow_runner())
    assert "sqlmodel was not intentionally passed through" in str(refused.value.__cause__)


async def test_what_a_killed_worker_left_another_one_goes_on_with(servers: System, tmp_path: Path) -> None:
    requests = 8
    async with worker_process(servers, tmp_path / "log") as first:
        living = [asyncio.create_task(live(servers)) for _ in range(requests)]
        await eventually(lambda: events_on_record(servers, 2 * requests))
        first.kill()
        async with worker_process(servers, tmp_path / "log"):
            for receipt in await asyncio.gather(*living):
                await servers.recorded(receipt.reference, receipt.seq)
                assert await servers.types(receipt.reference) == ["opened", "assessed", "claimed", "resolved"]
    assert servers.rows("SELECT 1 FROM attention WHERE kind = 'records_diverged'") == []
    with connect(servers.stack.database_url) as connection:
        assert verify(connection, None).flaws == []


async def live(system: System) -> Receipt:
    """A request that is opened, claimed and approved by one who tries again until a worker is back."""
    request = system.request()
    await answered(lambda: system.open(request))
    claim, approve = command("claim"), command("approve", **APPROVAL)
    await answered(lambda: system.give(request.reference, claim))
    return await answered(lambda: system.give(request.reference, approve))


async def answered(send: Callable[[], Awaitable[Receipt | Queued]]) -> Receipt:
    """The receipt of a message that is sent again, as it is, until there is one."""
    while True:
        with suppress(Unreachable):
            if isinstance(answer := await send(), Receipt):
                return answer


async def notices_sent(system: System, reference: str, count: int) -> bool:
    rows = system.rows("SELECT 1 FROM notice WHERE reference = %s AND status = 'sent'", reference)
    return len(rows) == count


async def events_on_record(system: System, count: int) -> bool:
    return len(system.rows("SELECT 1 FROM case_event")) >= count


async def namespace(system: System, name: str) -> None:
    """Make a namespace."""
    await temporal(system, "operator", "namespace", "create", "--namespace", name)


async def temporal(system: System, *arguments: str) -> str:
    """Run the `temporal` program; returns what it printed."""
    command = [temporal_binary(), *arguments, "--address", system.stack.temporal_address]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
    return done.stdout
