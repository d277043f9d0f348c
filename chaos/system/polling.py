"""Polling: wait until a condition holds, for a limited time, while servers may be unavailable."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from temporalio.service import RPCError

from errors import TawasulError

Answer = TypeVar("Answer")

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
        except (RPCError, TawasulError, RuntimeError):
            pass
        if time.monotonic() - began > within:
            raise NotReachedInTime(f"{what}: not within {within:.0f} s")
        await asyncio.sleep(PAUSE)


async def read_until_answered(read: Callable[[], Awaitable[Answer]], reference: str, within: float) -> Answer:
    """What is read of a case, retried while it gives no answer. Raises NotReachedInTime."""
    answers: list[Answer] = []

    async def answered() -> bool:
        answers.append(await read())
        return True

    await poll_until(answered, f"an answer of {reference}", within)
    return answers[-1]
