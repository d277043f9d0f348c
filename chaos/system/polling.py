"""Polling: wait until a condition holds, for a limited time, while servers may be unavailable."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from temporalio.client import Client
from temporalio.service import RPCError

from activities.records.database import RecordsUnreachable
from client import query
from errors import Trouble

PAUSE = 0.4
"""Seconds between two polls."""


class NotReachedInTime(Exception):
    """A condition that did not come to hold within its time limit."""


async def poll_until(condition: Callable[[], Awaitable[bool]], what: str, within: float) -> float:
    """Wait until a condition holds, and give the seconds it took; an unavailable server counts as «not yet».

    Raises NotReachedInTime.
    """
    began = time.monotonic()
    while True:
        try:
            if await condition():
                return time.monotonic() - began
        except (RPCError, RecordsUnreachable, Trouble, RuntimeError):
            pass
        if time.monotonic() - began > within:
            raise NotReachedInTime(f"{what}: not within {within:.0f} s")
        await asyncio.sleep(PAUSE)


async def query_until_answered(client: Client, reference: str, name: str, within: float) -> Any:
    """The answer of a case to a query, retried while there is none. Raises NotReachedInTime."""
    answers: list[Any] = []

    async def answered() -> bool:
        answers.append(await query(client, reference, name))
        return True

    await poll_until(answered, f"an answer of {reference}", within)
    return answers[-1]
