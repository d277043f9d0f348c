"""Asking for a one-time code: a worker sends it, if there is such a request; whoever asks is told nothing of that."""

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from client.connection import ANSWER_TIMEOUT
from client.failures import unreachable
from workflows.one_time_codes.ports import ONE_TIME_CODE_WORKFLOW, SendCode, sending_id
from workflows.options import CASES, CODE_GIVE_UP


async def send_code(client: Client, order: SendCode) -> None:
    """Have a code sent; while one is being sent to the same request, that one is. Raises Unreachable."""
    try:
        await client.start_workflow(
            ONE_TIME_CODE_WORKFLOW,
            order,
            id=sending_id(order),
            task_queue=CASES,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            execution_timeout=CODE_GIVE_UP,
            rpc_timeout=ANSWER_TIMEOUT,
        )
    except RPCError as failed:
        raise unreachable(failed) from failed
