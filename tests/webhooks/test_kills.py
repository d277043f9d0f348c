"""A worker is killed while it delivers, and the run is lost: all is told in order, and what comes twice has one id."""

import asyncio
from pathlib import Path

import pytest

from activities.records.database import connect
from stack.embedded import LOOPBACK
from tests.support.servers.gateways import HOLD
from tests.support.servers.parts import worker_process
from tests.support.system import System, eventually
from tests.webhooks.support import receiver
from workflows.webhooks.ports import webhooks_id


@pytest.mark.proof
async def test_a_worker_that_is_killed_at_a_delivery_loses_none_and_mixes_up_none(
    idle_system: System, tmp_path: Path
) -> None:
    system, environment = idle_system, {"TAWASUL_ALLOWED_NETWORKS": LOOPBACK}
    with receiver(system, HOLD) as told:
        async with worker_process(system, tmp_path / "first.log", **environment) as first:
            cases = [(await system.submit()).reference for _ in range(3)]

            async def one_is_held() -> bool:
                return bool(told.gateway.received)

            await eventually(one_is_held)
            first.kill()
            await first.wait()
        told.gateway.release.set()
        await system.handle(webhooks_id(told.name)).terminate("by hand")
        async with worker_process(system, tmp_path / "second.log", **environment):
            with connect(system.stack.migration_url) as owner:
                owner.execute("UPDATE webhook_delivery SET next_at = now()")  # as a minute later: they are nobody's
            cases.append((await system.submit()).reference)
            on_record = "SELECT count(*) AS n FROM case_event WHERE reference = ANY(%s)"
            waiting = "SELECT count(*) AS n FROM webhook_delivery WHERE status <> 'sent'"

            async def all_are_sent() -> bool:
                return not (await asyncio.to_thread(system.rows, waiting))[0]["n"]

            await eventually(all_are_sent, seconds=30)
            events = (await asyncio.to_thread(system.rows, on_record, cases))[0]["n"]
    numbers = {case: [*dict.fromkeys(told.numbers(case))] for case in cases}
    assert all(each == [*range(1, len(each) + 1)] for each in numbers.values())
    assert sum(map(len, numbers.values())) >= events
    bodies: dict[str, set[bytes]] = {}
    for each in told.gateway.received:
        bodies.setdefault(each.headers["webhook-id"], set()).add(each.body)
    assert {len(each) for each in bodies.values()} == {1}
    assert len(told.gateway.received) > len(bodies)  # what was held came twice
