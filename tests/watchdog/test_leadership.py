"""One of several workers leads the watchdog; another one takes over when it is killed."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from temporalio.client import WorkflowExecutionStatus

from activities.records.database import connect
from client import timeline
from commands.operate import health
from models.case.events import Resumed
from models.case.state import Receipt
from stack.ports import free_port
from tests.support.database import Database
from tests.support.servers.parts import records_away, worker_process
from tests.support.simulation import OMAR
from tests.support.system import System, command, eventually
from watchdog.leadership import Leadership, last_look

pytestmark = pytest.mark.timeout(180)

MANY = 30
UNTIL_THE_OTHER_ONE_HAS_IT = timedelta(seconds=40)
"""Temporal keeps the tasks of a case for the worker that had it, for 10 s after its death."""
OFTEN = {"TAWASUL_WATCHDOG_SECONDS": "0.5"}


@pytest.fixture
def first(database: Database) -> Iterator[Leadership]:
    leadership = Leadership(database.url)
    yield leadership
    leadership.give_up()


def test_one_leads_until_it_gives_up(database: Database, first: Leadership) -> None:
    second = Leadership(database.url)
    assert first.held() and first.held() and not second.held()
    first.give_up()
    assert second.held() and not first.held()
    second.give_up()


def test_a_leader_whose_session_was_ended_no_longer_leads(database: Database, first: Leadership) -> None:
    second = Leadership(database.url)
    assert first.held()
    with connect(database.url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tawasul watchdog%'"
            " AND datname = current_database()"
        )
    assert not first.held()
    assert second.held() and not first.held()
    second.give_up()


def test_a_worker_that_waits_is_no_leader(database: Database, first: Leadership) -> None:
    with connect(database.url) as connection:
        assert last_look(connection) == (False, None)
        assert first.held()
        assert last_look(connection) == (True, None)


async def test_two_workers_watch_as_one_and_the_other_takes_over(idle_system: System, tmp_path: Path) -> None:
    system, address, other = idle_system, f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    log = tmp_path / "log"
    async with worker_process(system, log, TAWASUL_METRICS=address, **OFTEN) as leader:
        async with worker_process(system, log, TAWASUL_METRICS=other, **OFTEN):
            receipts = [await system.submit() for _ in range(2)]
            for receipt in receipts:
                await system.settled(receipt)
            await terminated_and_back(system, receipts[0].reference)
            assert await metric(address, "tawasul_watchdog_restarted_total") == 1
            assert await metric(address, "tawasul_watchdog_last_look_timestamp") > 1_700_000_000
            leads = "tawasul_watchdog_leads"
            assert (await metric(address, leads), await metric(other, leads)) == (1, 0)
            assert health.watchdog(system.config).ok
            leader.kill()
            await leader.wait()
            await terminated_and_back(system, receipts[1].reference)
            assert await metric(other, leads) == 1
            async with records_away(system):
                await asyncio.sleep(1)
            await terminated_and_back(system, receipts[0].reference, times=2)
    await eventually(lambda: nobody_leads(system))


async def nobody_leads(system: System) -> bool:
    """PostgreSQL ends the session of a killed worker when it next hears of its socket: that may take a moment."""
    return not health.watchdog(system.config).ok


async def terminated_and_back(system: System, reference: str, times: int = 1) -> None:
    """Terminate a case and wait until it has been started again, so many times in all."""
    await system.handle(reference).terminate("by hand")

    async def back() -> bool:
        events = await timeline(system.client, reference)
        return sum(isinstance(event.body, Resumed) for event in events) == times

    await eventually(back)


async def metric(address: str, name: str) -> float:
    """The value of a metric of a worker."""
    async with httpx.AsyncClient() as client:
        page = (await client.get(f"http://{address}/metrics")).text
    [value] = [line.rpartition(" ")[2] for line in page.splitlines() if line.startswith(name + "{")]
    return float(value)


async def test_the_other_one_goes_on_where_a_leader_was_killed_in_the_middle_of_its_mending(
    idle_system: System, tmp_path: Path
) -> None:
    system, log = idle_system, tmp_path / "log"
    async with worker_process(system, log, **OFTEN) as leader, worker_process(system, log, **OFTEN):
        references = await asyncio.gather(*(claimed(system) for _ in range(MANY)))
        await asyncio.gather(*(system.handle(each).terminate("by hand") for each in references))
        await eventually(lambda: has_begun(system, references))
        leader.kill()
        await leader.wait()
        for reference in references:
            await eventually(lambda name=reference: is_back(system, name))  # type: ignore[misc]
            note = command("note", OMAR, text="after")
            receipt = await system.give(reference, note, UNTIL_THE_OTHER_ONE_HAS_IT)
            assert isinstance(receipt, Receipt)
            await system.settled(receipt)
            assert Counter(await system.types(reference)) == Counter(
                ["opened", "assessed", "claimed", "resumed", "noted"]
            )


async def claimed(system: System) -> str:
    """A case whose holder is on record."""
    reference = (await system.submit()).reference
    receipt = await system.give(reference, command("claim", OMAR), UNTIL_THE_OTHER_ONE_HAS_IT)
    assert isinstance(receipt, Receipt)
    await system.settled(receipt)
    return reference


async def has_begun(system: System, references: list[str]) -> bool:
    """Whether some case was started again."""
    return any(await asyncio.gather(*(is_back(system, each) for each in references)))


async def is_back(system: System, reference: str) -> bool:
    return (await system.handle(reference).describe()).status is WorkflowExecutionStatus.RUNNING
