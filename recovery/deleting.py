"""The runs of a case deleted from Temporal, for good: its histories and its entry in lists."""

import asyncio
import time

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from errors import Cause, Component, Unreachable

LONGEST_WAIT = 120.0
"""Seconds in which a server should have deleted the runs of one case: it does so half a minute after their end."""
PAUSE = 0.2


async def ask_to_delete(client: Client, reference: str) -> None:
    """Ask the server to delete every run of a case, without waiting until it has. Raises Unreachable."""
    for run in await _runs(client, reference):
        await _delete(client, reference, run)


async def delete_runs(client: Client, reference: str) -> int:
    """Delete every run of a case, and wait until the server knows none; how many there were. Raises Unreachable."""
    asked, until = set[str](), time.monotonic() + LONGEST_WAIT
    while known := await _runs(client, reference):
        for run in known - asked:
            await _delete(client, reference, run)
        asked |= known
        if time.monotonic() > until:
            raise Unreachable(Component.TEMPORAL, Cause.FAILED, about="it has not deleted the runs yet: try again")
        await asyncio.sleep(PAUSE)
    return len(asked)


async def _runs(client: Client, reference: str) -> set[str]:
    """The runs that the server lists, and the last one, which may not be listed yet."""
    try:
        runs = {each.run_id async for each in client.list_workflows(f"WorkflowId = '{reference}'")}
        return runs | {(await client.get_workflow_handle(reference).describe()).run_id}
    except RPCError as failed:
        if failed.status is RPCStatusCode.NOT_FOUND:
            return runs
        raise Unreachable(Component.TEMPORAL, Cause.FAILED, about=failed.message) from failed


async def _delete(client: Client, reference: str, run: str) -> None:
    execution = WorkflowExecution(workflow_id=reference, run_id=run)
    request = DeleteWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=execution)
    try:
        await client.workflow_service.delete_workflow_execution(request)
    except RPCError as failed:
        if failed.status is not RPCStatusCode.NOT_FOUND:
            raise Unreachable(Component.TEMPORAL, Cause.FAILED, about=failed.message) from failed
