"""Outages of PostgreSQL and of a gateway: what goes on meanwhile, and what catches up afterwards."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from temporalio.common import RetryPolicy

from activities.records.audit import verify
from activities.records.database import connect
from chaos.system.http_server import HttpRequest
from client import timeline
from models.case.events import Event, NoticeFailed
from models.codes import Stage
from tests.support.servers.gateways import FakeHttpGateway, http_gateway
from tests.support.servers.parts import records_away
from tests.support.system import System, eventually, running
from workflows import options

MOBILE = "+966512340001"
AT_ONCE = 2.0
"""Seconds within which a decision is acknowledged whatever the records do."""


@pytest.fixture(scope="module")
def sms_gateway() -> Iterator[FakeHttpGateway]:
    """The SMS gateway."""
    with http_gateway() as gateway:
        yield gateway


@pytest.fixture(scope="module")
async def alone(sms_gateway: FakeHttpGateway, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system of these tests alone, whose records and gateway they stop."""
    folder = tmp_path_factory.mktemp("outages")
    async with running(folder / "home", sms_url=sms_gateway.url) as system:
        yield system


@pytest.fixture
def gateway(sms_gateway: FakeHttpGateway) -> Iterator[FakeHttpGateway]:
    """The SMS gateway, which answers 503 until the test allows more, or ends."""
    sms_gateway.otherwise = 503
    yield sms_gateway
    sms_gateway.otherwise = 200


def received(gateway: FakeHttpGateway, reference: str) -> list[HttpRequest]:
    """The messages about a case that the gateway received."""
    return [each for each in gateway.received if reference in each.headers["idempotency-key"]]


@pytest.fixture
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer tries in the same time: skipping it then takes seconds."""
    for name, longest in (("NOTICE_RETRY", timedelta(hours=6)), ("RECORDS_RETRY", timedelta(days=30))):
        first = timedelta(seconds=1)
        patient = RetryPolicy(initial_interval=first, backoff_coefficient=1_000, maximum_interval=longest)
        monkeypatch.setattr(options, name, patient)


async def claimed(system: System) -> str:
    receipt = await system.submit(applicant__mobile=MOBILE)
    seq = (await system.do(receipt.reference, "claim")).seq
    await system.recorded(receipt.reference, seq)
    return receipt.reference


async def all_recorded(system: System, reference: str) -> None:
    """Wait until the records have all events of the case, each once and in order."""
    events = await system.caught_up(reference)
    rows = system.rows("SELECT seq, type FROM case_event WHERE reference = %s ORDER BY seq", reference)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["type"] for row in rows][: len(events)] == [event.body.type for event in events]
    with connect(system.stack.database_url) as connection:
        assert verify(connection, reference).flaws == []


async def test_a_decision_does_not_wait_for_records_that_hang(alone: System) -> None:
    reference = await claimed(alone)
    with psycopg.connect(alone.stack.migration_url) as blocking:
        blocking.execute("LOCK TABLE case_event IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        assert (await alone.approve(reference)).stage is Stage.RESOLVED
        assert time.monotonic() - began < AT_ONCE
    await all_recorded(alone, reference)


async def test_records_restored_from_an_older_copy_are_completed_by_the_next_event(
    alone: System, tmp_path: Path
) -> None:
    reference = await claimed(alone)
    async with records_away(alone) as data:
        await copied(data, tmp_path / "copy")
    await alone.recorded(reference, (await alone.do(reference, "note", text="after the copy")).seq)
    async with records_away(alone) as data:
        await asyncio.to_thread(shutil.rmtree, data)
        await copied(tmp_path / "copy", data)
    assert alone.rows("SELECT 1 FROM case_event WHERE reference = %s AND type = 'noted'", reference) == []
    await alone.approve(reference)
    await all_recorded(alone, reference)


async def copied(source: Path, target: Path) -> None:
    """Copy a folder with its owners."""
    copy = await asyncio.create_subprocess_exec("cp", "-a", source, target)
    assert await copy.wait() == 0


async def test_a_notice_that_cannot_go_out_for_a_day_is_on_the_lists_and_the_case_goes_on(
    alone: System, gateway: FakeHttpGateway, few_tries: None
) -> None:
    reference = (await alone.submit(applicant__mobile=MOBILE)).reference
    await eventually(lambda: asyncio.to_thread(received, gateway, reference))
    await alone.pass_time(reference, hours=25)
    failed = next(event.body for event in await timeline_of(alone, reference, "notice_failed"))
    assert isinstance(failed, NoticeFailed)
    await all_recorded(alone, reference)
    row = alone.rows("SELECT status, error, attempts FROM notice WHERE key = %s", failed.key)[0]
    assert (row["status"], row["error"]) == ("failed", "http_503") and row["attempts"] > 2
    assert alone.rows("SELECT 1 FROM attention WHERE kind = 'notice_failed' AND about = %s", failed.key)
    assert len({(each.headers["idempotency-key"], each.body) for each in received(gateway, reference)}) == 1
    await eventually(lambda: told_supervisor(alone, reference))

    await alone.do(reference, "claim")
    gateway.otherwise = 200
    assert (await alone.approve(reference)).stage is Stage.RESOLVED
    assert (await alone.end(reference))["receipt"]["stage"] == "closed"


async def test_a_notice_goes_out_once_when_the_gateway_is_back_and_no_case_closes_before(
    alone: System, gateway: FakeHttpGateway, few_tries: None
) -> None:
    reference = (await alone.submit(applicant__mobile=MOBILE)).reference
    await alone.do(reference, "claim")
    await alone.approve(reference)
    await eventually(lambda: asyncio.to_thread(lambda: len(received(gateway, reference)) >= 2))
    assert (await alone.view(reference)).notices_waiting >= 2
    gateway.otherwise = 200
    assert (await alone.end(reference))["receipt"]["stage"] == "closed"
    tries: dict[str, set[bytes]] = {}
    for each in received(gateway, reference):
        tries.setdefault(each.headers["idempotency-key"], set()).add(each.body)
    assert len(tries) == 2 and all(len(bodies) == 1 for bodies in tries.values())
    sent = alone.rows("SELECT status, count(*) FROM notice WHERE reference = %s GROUP BY status", reference)
    assert [row["status"] for row in sent] == ["sent"]


async def timeline_of(system: System, reference: str, kind: str) -> list[Event]:
    return [event for event in await timeline(system.client, reference) if event.body.type == kind]


async def told_supervisor(system: System, reference: str) -> bool:
    find = "SELECT 1 FROM notice WHERE reference = %s AND audience = 'supervisor' AND status = 'sent'"
    return bool(system.rows(find, reference))


async def test_without_the_records_decisions_are_taken_and_timers_fire(alone: System, few_tries: None) -> None:
    decided, waiting = await claimed(alone), (await alone.submit()).reference
    async with records_away(alone):
        began = time.monotonic()
        resolved = await alone.approve(decided)
        assert time.monotonic() - began < AT_ONCE
        assert resolved.stage is Stage.RESOLVED
        await alone.pass_time(waiting, days=12)
        assert "breached" in await alone.types(waiting)
    for reference in (decided, waiting):
        await alone.pass_time(reference, days=45)
        await all_recorded(alone, reference)
    assert "escalated" in await alone.types(waiting)
