"""A case is ended by its own rules alone: when Temporal is asked to cancel it, it goes on and says so."""

import asyncio
from pathlib import Path

import psycopg
from temporalio.client import WorkflowExecutionStatus

from chaos.history.replays import replayer
from client import timeline
from models.case.events import Resumed
from models.case.state import Receipt
from models.codes import Stage, StopCause
from tests.support.system import System, eventually, running


async def causes(system: System, reference: str) -> list[StopCause]:
    """How the case was about to be ended from outside, by its timeline."""
    return [event.body.cause for event in await timeline(system.client, reference) if isinstance(event.body, Resumed)]


async def noted(system: System, reference: str) -> None:
    """Wait until the cancellation is an event."""

    async def is_noted() -> bool:
        return await causes(system, reference) == [StopCause.CANCELLED]

    await eventually(is_noted)


async def replays(system: System, reference: str) -> None:
    await replayer(system.config).replay_workflow(await system.handle(reference).fetch_history())


async def test_a_cancelled_case_goes_on_with_its_clocks_and_says_so(system: System) -> None:
    receipt = await system.submit()
    clocks = [(each.kind, each.due) for each in await system.clocks(receipt.reference)]
    await system.handle(receipt.reference).cancel()
    await noted(system, receipt.reference)
    assert [(each.kind, each.due) for each in await system.clocks(receipt.reference)] == clocks
    await system.pass_time(receipt.reference, days=5)
    assert "rung_reached" in await system.types(receipt.reference)
    await system.do(receipt.reference, "claim")
    await system.approve(receipt.reference)
    await system.caught_up(receipt.reference)
    assert (await system.end(receipt.reference))["receipt"]["stage"] == Stage.CLOSED
    described = await system.handle(receipt.reference).describe()
    assert described.status is WorkflowExecutionStatus.COMPLETED
    await replays(system, receipt.reference)


async def test_a_case_cancelled_while_it_opens_opens_once(system: System) -> None:
    request = system.request()
    with psycopg.connect(system.stack.migration_url) as blocking:
        blocking.execute("LOCK TABLE case_row IN ACCESS EXCLUSIVE MODE")
        opening = asyncio.create_task(system.open(request))
        await eventually(lambda: is_running(system, request.reference))
        await system.handle(request.reference).cancel()
        await asyncio.sleep(1)
    receipt = await opening
    assert isinstance(receipt, Receipt)
    await noted(system, receipt.reference)
    assert (await system.types(receipt.reference))[:2] == ["opened", "assessed"]
    await system.caught_up(receipt.reference)
    await replays(system, receipt.reference)


async def is_running(system: System, reference: str) -> bool:
    running = [each.id async for each in system.client.list_workflows(f"WorkflowId='{reference}'")]
    return bool(running)


async def test_a_cancelled_case_survives_workers_and_goes_on_as_new(tmp_path: Path) -> None:
    async with running(tmp_path, "limit.historyCount.suggestContinueAsNew=60") as system:
        reference = (await system.submit()).reference
        await system.handle(reference).cancel()
        await noted(system, reference)
        first = (await system.handle(reference).describe()).run_id
        for number in range(15):
            await system.do(reference, "note", text=f"{number}")
        assert (await system.handle(reference).describe()).run_id != first
        await system.handle(reference).cancel()

        async def noted_again() -> bool:
            return len(await causes(system, reference)) == 2

        await eventually(noted_again)
        events = await system.caught_up(reference)
        await replays(system, reference)
    async with running(tmp_path) as system:
        await system.do(reference, "claim")
        assert list(await timeline(system.client, reference))[: len(events)] == events
