"""Quiescence: no case has anything left to do but to wait for people or for a distant instant.

An activity that failed so often that its next try is minutes away is retried at once, as no trial is about the length
of pauses.
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

from activities.concurrency import all_of
from chaos.outcome import Violation
from client import connected
from settings import Settings

CALM = 1.5
"""Seconds over which the history of a quiescent case must not grow: more than the short timers of its own work."""
PATIENCE = 120.0
"""Seconds without any further case reaching quiescence, after which the others are given up."""
IN_FLIGHT = 16
"""Cases described at once."""
MANY_TRIES = 3
"""Failed tries of an activity, after which its next try is not waited for."""


async def wait(config: Settings, references: Iterable[str], seconds: float = PATIENCE) -> list[Violation]:
    """Wait for quiescence while the cases make progress; the violations name those that still have pending work."""
    client = await connected(config)
    busy, before, since = set(references), dict[str, int | None](), time.monotonic()
    while busy and time.monotonic() < since + seconds:
        now = await _idle_lengths(client, list(busy))
        still = {each for each in busy if now[each] is None or now[each] != before.get(each)}
        if len(still) < len(busy):
            since = time.monotonic()
        busy, before = still, now
        await asyncio.sleep(CALM if busy else 0)
    return [Violation("every case reaches quiescence", reference, "has pending work") for reference in sorted(busy)]


async def _idle_lengths(client: Client, references: list[str]) -> dict[str, int | None]:
    """The length of the history of each case; None for one with pending work."""

    async def idle_length(reference: str) -> int | None:
        try:
            described = await client.get_workflow_handle(reference).describe()
            if not _has_pending_work(described):
                return described.history_length
            await _retry_now(client, described)
        except RPCError:
            pass
        return None

    lengths = await all_of(idle_length, references, IN_FLIGHT)
    return dict(zip(references, lengths, strict=True))


def _has_pending_work(described: WorkflowExecutionDescription) -> bool:
    if described.status is not WorkflowExecutionStatus.RUNNING:
        return False
    raw: Any = described.raw_description
    return bool(raw.pending_activities) or raw.HasField("pending_workflow_task")


async def _retry_now(client: Client, described: WorkflowExecutionDescription) -> None:
    """End the pause before the next try of each pending activity of a case."""
    raw: Any = described.raw_description
    for activity in raw.pending_activities:
        if activity.attempt > MANY_TRIES and activity.state == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED:
            execution = WorkflowExecution(workflow_id=described.id, run_id=described.run_id)
            request = ResetActivityRequest(namespace=client.namespace, execution=execution, id=activity.activity_id)
            await client.workflow_service.reset_activity(request)
