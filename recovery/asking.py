"""A case is asked for what it holds, again and again while it gives no answer: after a disaster everything is slow."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from errors import Unreachable

TRIES = 3
"""How often a case is read before it counts as giving no answer: after a disaster everything is slow at first."""

Seen = TypeVar("Seen")


async def with_retries(read: Callable[[Client, str], Awaitable[Seen]], client: Client, reference: str) -> Seen:
    """The answer of a case, retried while it gives none. Raises NoSuchCase, Unreachable."""
    for _ in range(TRIES - 1):
        with suppress(Unreachable):
            return await read(client, reference)
    return await read(client, reference)


async def completed(client: Client, reference: str) -> bool:
    """Whether a case completed; False when it was terminated, failed or is unknown."""
    try:
        described = await client.get_workflow_handle(reference).describe()
        return described.status is WorkflowExecutionStatus.COMPLETED
    except RPCError as failed:
        if failed.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
