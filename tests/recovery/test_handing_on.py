"""A command that came by signal, and that no worker had decided, outlives the end of the run it was told to."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, ResetReapplyExcludeType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

import worker
from client import timeline
from errors import Queued
from models.case.events import Noted
from recovery.asking import ended_by_force, held_by
from recovery.handing_on import hand_on
from tests.records.test_recovery import reconciled, records_of
from tests.support.system import System, command, eventually
from watchdog.findings import LookLimits
from watchdog.loop import Watchdog
from workflows.names import CASE_WORKFLOW
from workflows.options import CASES

pytestmark = pytest.mark.timeout(180)

AT_ONCE = timedelta(seconds=1)
Ended = Callable[[System, str], Awaitable[None]]


async def test_reconcile_hands_it_on_and_twice_changes_nothing(idle_system: System) -> None:
    async with told_and_ended(idle_system, terminated) as reference:
        assert set(await reconciled(idle_system)) == {reference}
        await eventually(lambda: is_noted(idle_system, reference))
        held = await held_by(idle_system.client, reference, await ended_by_force(idle_system.client, reference))
        assert await hand_on(idle_system.client, reference, held) == 0


async def test_the_watchdog_hands_it_on_to_a_run_that_was_reset_without_it(idle_system: System) -> None:
    async with told_and_ended(idle_system, reset_without_signals) as reference:
        await handed_on_by_looks(idle_system, reference)


async def test_the_watchdog_hands_it_on_to_a_run_that_the_same_request_began(idle_system: System) -> None:
    async with told_and_ended(idle_system, started_by_its_request) as reference:
        await handed_on_by_looks(idle_system, reference)


@asynccontextmanager
async def told_and_ended(system: System, end: Ended) -> AsyncIterator[str]:
    """A case that was told a note while no worker was alive, and whose run was then ended; with a worker again."""
    async with worker.serving(system.config):
        receipt = await system.submit()
        await system.settled(receipt)
    told = await system.give(receipt.reference, command("note", text="left"), AT_ONCE)
    assert isinstance(told, Queued)
    await end(system, receipt.reference)
    async with worker.serving(system.config):
        yield receipt.reference


async def terminated(system: System, reference: str) -> None:
    await system.handle(reference).terminate("by hand")
    await eventually(lambda: ended_by_force(system.client, reference))


async def started_by_its_request(system: System, reference: str) -> None:
    await terminated(system, reference)
    await system.client.start_workflow(CASE_WORKFLOW, None, id=reference, task_queue=CASES)


async def reset_without_signals(system: System, reference: str) -> None:
    """As `temporal workflow reset --reapply-exclude All` does, to the last task that was finished."""
    history = [event async for event in system.handle(reference).fetch_history_events()]
    completed = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    (*_, task) = [event.event_id for event in history if event.event_type == completed]
    signals = ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL
    request = ResetWorkflowExecutionRequest(
        namespace="default",
        workflow_execution=WorkflowExecution(workflow_id=reference),
        reason="by hand",
        workflow_task_finish_event_id=task,
        request_id=f"reset-{reference}",
        reset_reapply_exclude_types=[signals],
    )
    await system.client.workflow_service.reset_workflow_execution(request)


async def handed_on_by_looks(system: System, reference: str) -> None:
    """Look until the note is there, as the watchdog does each minute; it is there once."""
    with records_of(system) as records:
        watchdog = Watchdog(system.client, system.config.database_url, records, limits=LookLimits())

        async def noted() -> bool:
            await watchdog.look()
            return await is_noted(system, reference)

        await eventually(noted)


async def is_noted(system: System, reference: str) -> bool:
    """Whether the case has the note; once, if it has it at all."""
    notes = [each for each in await timeline(system.client, reference) if isinstance(each.body, Noted)]
    assert len(notes) < 2
    return bool(notes)
