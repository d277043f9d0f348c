"""When a run has come to rest: nothing is left to do for any case but to wait for people or for a distant instant.

What failed so often that its next try is minutes away is tried at once: no trial here is about how long pauses are.
"""

import asyncio
import time
from collections.abc import Iterable
from typing import Any

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflowservice.v1 import ResetActivityRequest
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError

from chaos.checks.invariants import Violation
from client import data_converter

CALM = 1.5
"""Seconds over which a case at rest does not change: longer than the short timers of its own work."""
PATIENCE = 120.0
"""Seconds without any case coming to rest, after which the others are given up."""
AT_ONCE = 16
MANY_TRIES = 3
"""After so many tries in vain nobody waits for the next one."""


async def wait(temporal_address: str, references: Iterable[str], seconds: float = PATIENCE) -> list[Violation]:
    """Wait until no case has anything under way, for as long as they get on; those that still have are named."""
    client = await Client.connect(temporal_address, data_converter=data_converter())
    restless, before, since = set(references), dict[str, int](), time.monotonic()
    while restless and time.monotonic() < since + seconds:
        now = await _moments(client, restless)
        still = {each for each in restless if each not in now or now[each] != before.get(each)}
        if len(still) < len(restless):
            since = time.monotonic()
        restless, before = still, now
        await asyncio.sleep(CALM if restless else 0)
    return [Violation("every case comes to rest", reference, "has work left") for reference in sorted(restless)]


async def _moments(client: Client, references: Iterable[str]) -> dict[str, int]:
    """The length of the history of each case that has nothing under way now."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def moment(reference: str) -> tuple[str, int] | None:
        async with gate:
            try:
                described = await client.get_workflow_handle(reference).describe()
                if not _is_busy(described):
                    return reference, described.history_length
                await _try_now(client, described)
            except RPCError:
                pass
            return None

    found = await asyncio.gather(*map(moment, references))
    return dict(each for each in found if each)


def _is_busy(described: WorkflowExecutionDescription) -> bool:
    if described.status is not WorkflowExecutionStatus.RUNNING:
        return False
    raw: Any = described.raw_description
    return bool(raw.pending_activities) or raw.HasField("pending_workflow_task")


async def _try_now(client: Client, described: WorkflowExecutionDescription) -> None:
    """End the pause before the next try of what a case has under way."""
    raw: Any = described.raw_description
    for activity in raw.pending_activities:
        if activity.attempt > MANY_TRIES and activity.state == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED:
            execution = WorkflowExecution(workflow_id=described.id, run_id=described.run_id)
            order = ResetActivityRequest(namespace=client.namespace, execution=execution, id=activity.activity_id)
            await client.workflow_service.reset_activity(order)
