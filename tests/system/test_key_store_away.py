"""The key store is away under load: cases wait and go on when it is back; nothing is lost, or written in clear."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from errors import Component, Queued, Unreachable
from models.codes import Stage
from tests.support.servers.key_store import RunningStore
from tests.support.servers.parts import worker_process
from tests.support.system import APPROVAL, System, command, eventually, idle
from tests.support.terminal import tawasul
from tests.system.test_sealed_histories import in_files

TEXT = "نص كتبه موظف عن صاحب الطلب"
AWAY = 8.0
"""Seconds: longer than the pause of a store that was away, and than one call."""
LONGEST_RECOVERY = 60.0
CASES = 6


@asynccontextmanager
async def without(store: RunningStore) -> AsyncIterator[None]:
    """The store is killed while the block runs."""
    store.kill()
    try:
        yield
    finally:
        await asyncio.to_thread(store.start)


async def test_cases_wait_for_the_key_store_and_go_on(store: RunningStore, tmp_path: Path) -> None:
    async with idle(tmp_path / "home", **store.settings()) as system:
        variables = store.environment()
        async with worker_process(system, tmp_path / "first.log", **variables):
            references = [(await system.submit()).reference for _ in range(CASES)]
            for each in references:
                await system.settled(await system.do(each, "claim"))
                await system.settled(await system.do(each, "note", text=TEXT))
        async with without(store), worker_process(system, tmp_path / "second.log", **variables):
            sent = asyncio.gather(*(_approve(system, each) for each in references))
            await _is_said_in_words(system, references[0], variables)
            await asyncio.sleep(AWAY)
            assert await _stages(system) == {Stage.IN_REVIEW}
            await asyncio.to_thread(store.start)
            await sent
            await eventually(lambda: _are_resolved(system), LONGEST_RECOVERY)
            receipt = await system.submit()
            assert receipt.stage is Stage.QUEUED
    assert in_files(system, (TEXT, APPROVAL["reply"]["text"])) == []


async def _approve(system: System, reference: str) -> None:
    """Approve a case; no worker can read that now, and the approval is left as a signal."""
    answer = await system.give(reference, command("approve", **APPROVAL))
    assert isinstance(answer, Queued) or answer.stage is Stage.RESOLVED


async def _stages(system: System) -> set[str]:
    rows = await asyncio.to_thread(system.rows, "SELECT DISTINCT stage FROM case_row")
    return {row["stage"] for row in rows}


async def _are_resolved(system: System) -> bool:
    return await _stages(system) == {Stage.RESOLVED}


async def _is_said_in_words(system: System, reference: str, variables: dict[str, str]) -> None:
    """Who files or reads a request meanwhile is told what is away; nothing is sent."""
    with pytest.raises(Unreachable) as away:
        await system.submit()
    assert away.value.component is Component.KEY_STORE
    environment = system.stack.environment | variables
    shown = await asyncio.to_thread(tawasul, "show", reference, "--as", "omar", environ=environment)
    assert shown.code == 5 and "the key store cannot be reached" in shown.err and "unseal" in shown.err
