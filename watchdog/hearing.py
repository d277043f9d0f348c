"""What a worker does soon after it put something on record: a look at a time, however much is written meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from activities.hosting import AfterWrite

log = logging.getLogger(__name__)

SOON = 0.05
"""Seconds after something was written: then it is on record."""


@asynccontextmanager
async def hearing(
    written: AfterWrite, look: Callable[[], Awaitable[None]], gathered: float, about: str
) -> AsyncIterator[None]:
    """Look after what is written, for as long as the block runs; what is written within `gathered` seconds of a look
    brings about one more. `about` stands in the log."""
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    task = asyncio.create_task(_hear(event, look, gathered, about))
    try:
        with written.telling(lambda: _told(loop, event)):
            yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _hear(event: asyncio.Event, look: Callable[[], Awaitable[None]], gathered: float, about: str) -> None:
    """Look each time that something was written; whatever a look fails with, the next one begins anew."""
    while True:
        await event.wait()
        await asyncio.sleep(SOON)
        event.clear()
        try:
            await look()
        except Exception as failure:  # servers that are away, or a defect: neither may end the hearing
            log.warning("%s: this look failed with %s", about, type(failure).__name__)
        await asyncio.sleep(gathered)


def _told(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the loop has ended, and this worker with it
        loop.call_soon_threadsafe(event.set)
