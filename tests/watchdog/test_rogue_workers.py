"""A request that a foreign worker swallowed is found by the watchdog, and opened by a worker of ours."""

from datetime import timedelta
from typing import Any

import pytest
from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import worker
from activities.records.attention import Alert
from errors import Queued
from models.codes import AttentionKind
from tests.support.system import System, eventually
from tests.watchdog.test_looks import a_watchdog
from watchdog.findings import LookLimits
from workflows.names import CASE_WORKFLOW
from workflows.options import CASES

pytestmark = pytest.mark.timeout(180)

_RECORDED = "SELECT 1 FROM case_row WHERE reference = %s"


@workflow.defn(name=CASE_WORKFLOW)
class Swallower:
    """Takes the task of any case and ends it, as if all were done."""

    @workflow.run
    async def run(self, *given: Any) -> None:
        """Do nothing."""


@workflow.defn(name=CASE_WORKFLOW)
class Holder:
    """Takes the task of any case and keeps it open, doing nothing."""

    @workflow.run
    async def run(self, *given: Any) -> None:
        """Wait."""
        await workflow.sleep(600)


async def test_requests_that_a_foreign_worker_completed_are_opened_after_all(idle_system: System) -> None:
    system = idle_system
    requests = [system.request() for _ in range(3)]
    foreign = Worker(
        system.client, task_queue=CASES, workflows=[Swallower], workflow_runner=UnsandboxedWorkflowRunner()
    )
    for each in requests:
        assert isinstance(await system.open(each, timedelta(seconds=1)), Queued)
    async with foreign:
        for each in requests:
            await system.handle(each.reference).result()
    assert not any(system.rows(_RECORDED, each.reference) for each in requests)
    async with worker.serving(system.config):
        with a_watchdog(system, LookLimits()) as watchdog:
            for each in requests:
                await eventually(lambda name=each.reference: looked_and_recorded(system, watchdog, name))  # type: ignore[misc]
            assert [await system.types(each.reference) for each in requests] == [["opened", "assessed", "resumed"]] * 3


async def test_a_request_that_a_foreign_worker_holds_is_listed_and_opened_once_its_run_is_ended(
    idle_system: System,
) -> None:
    system, request = idle_system, idle_system.request()
    assert isinstance(await system.open(request, timedelta(seconds=1)), Queued)
    runner = UnsandboxedWorkflowRunner()
    async with Worker(system.client, task_queue=CASES, workflows=[Holder], workflow_runner=runner):
        await eventually(lambda: _is_held(system, request.reference))
    with a_watchdog(system, LookLimits(opened_within=timedelta(0))) as watchdog:

        async def listed() -> bool:
            alerts = (await watchdog.look()).alerts
            return Alert(AttentionKind.WEDGED, request.reference, "opening") in alerts

        await eventually(listed)
        await system.handle(request.reference).terminate(reason="held by somebody else")
        async with worker.serving(system.config):
            await eventually(lambda: looked_and_recorded(system, watchdog, request.reference))


async def _is_held(system: System, reference: str) -> bool:
    history = await system.handle(reference).fetch_history()
    return any(event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED for event in history.events)


async def looked_and_recorded(system: System, watchdog: Any, reference: str) -> bool:
    """Look once, and say whether a case is on record."""
    await watchdog.look()
    return bool(system.rows(_RECORDED, reference))
