"""Waking the deliveries to a subscriber: the run that there is goes on, or one is started."""

from temporalio.client import Client

from client.once import run_once
from workflows.options import WEBHOOKS
from workflows.webhooks.ports import WAKE, WEBHOOK_WORKFLOW, webhooks_id


async def wake_webhooks(client: Client, subscriber: str) -> None:
    """Have what waits for a subscriber delivered, now and durably. Raises RPCError."""
    await run_once(client, WEBHOOK_WORKFLOW, (), id=webhooks_id(subscriber), queue=WEBHOOKS, signal=WAKE)
