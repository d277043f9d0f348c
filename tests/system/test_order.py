"""Commands that waited together for a worker: a signal that came before an update is decided before it."""

import asyncio
from datetime import timedelta
from pathlib import Path

from models.case.state import Receipt
from models.codes import Stage
from tests.support.servers.parts import worker_process
from tests.support.system import APPROVAL, command, idle

PATIENT = timedelta(seconds=30)


async def test_an_update_is_taken_after_the_signal_that_came_before_it(tmp_path: Path) -> None:
    async with idle(tmp_path / "home") as system:
        async with worker_process(system, tmp_path / "first.log"):
            reference = (await system.submit()).reference
        await system.handle(reference).signal("command", system.signed(reference, command("claim")))
        approval = asyncio.create_task(system.give(reference, command("approve", **APPROVAL), PATIENT))
        async with worker_process(system, tmp_path / "second.log"):
            answer = await approval
        assert isinstance(answer, Receipt) and answer.stage is Stage.RESOLVED
