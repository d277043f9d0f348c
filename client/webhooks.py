"""Waking the deliveries to a subscriber: the run that there is goes on, or one is started."""

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from client.connection import ANSWER_TIMEOUT
from workflows.options import WEBHOOKS
from workflows.webhooks.ports import WAKE, WEBHOOK_WORKFLOW, webhooks_id


async def wake_webhooks(client: Client, subscriber: str) -> None:
    """Have what waits for a subscriber delivered, now and durably. Raises RPCError."""
    await client.start_workflow(
        WEBHOOK_WORKFLOW,
        args=[],
        id=webhooks_id(subscriber),
        task_queue=WEBHOOKS,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        start_signal=WAKE,
        rpc_timeout=ANSWER_TIMEOUT,
    )
