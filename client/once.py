"""Having a workflow of an id run: the one that runs goes on, else one is started."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from client.connection import ANSWER_TIMEOUT


async def run_once(
    client: Client,
    workflow: str,
    given: Sequence[Any],
    *,
    id: str,
    queue: str,
    signal: str | None = None,
    gives_up: timedelta | None = None,
    wait: timedelta = ANSWER_TIMEOUT,
    gives: type | None = None,
) -> WorkflowHandle[Any, Any]:
    """The run of an id, which may have begun before; `signal` reaches it in any case. Raises RPCError."""
    return await client.start_workflow(
        workflow,
        args=given,
        id=id,
        task_queue=queue,
        result_type=gives,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        execution_timeout=gives_up,
        start_signal=signal,
        rpc_timeout=wait,
    )
