"""Subscribers are told at once: a worker that put events on record looks whom they are for, and wakes the deliveries.

What a worker did not live to see to, or another program wrote, the look of the watchdog finds each minute.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from temporalio.client import Client

from activities.hosting import AfterWrite
from activities.records.store import Records
from activities.webhooks.lines import first_due
from client.webhooks import wake_webhooks

log = logging.getLogger(__name__)

SOON = 0.05
"""Seconds after something was written: then it is on record."""
GATHERED = 1.0
"""Seconds within which what is written wakes a subscriber once."""
AT_WORK = 15.0
"""Seconds for which a subscriber is not woken again as long as the same delivery is due: it is away, or at others."""


class WebhookWatch:
    """One worker's part in it."""

    def __init__(self, client: Client, records: Records) -> None:
        self._client, self._records = client, records
        self._woken: dict[str, tuple[tuple[str, int], float]] = {}

    async def look(self) -> None:
        """Wake the deliveries to everybody for whom something is due. Raises RPCError, ApplicationError."""
        now = time.monotonic()
        for subscriber, due in (await asyncio.to_thread(first_due, self._records)).items():
            last, at = self._woken.get(subscriber, (None, 0.0))
            if last != due or now > at + AT_WORK:
                await wake_webhooks(self._client, subscriber)
                self._woken[subscriber] = (due, now)

    async def _hear(self, written: asyncio.Event) -> None:
        """Look each time that something was written; whatever a look fails with, the next one begins anew."""
        while True:
            await written.wait()
            await asyncio.sleep(SOON)
            written.clear()
            try:
                await self.look()
            except Exception as failure:  # servers that are away, or a defect: neither may end the hearing
                log.warning("webhooks: this look failed with %s", type(failure).__name__)
            await asyncio.sleep(GATHERED)

    @asynccontextmanager
    async def hearing(self, written: AfterWrite) -> AsyncIterator[None]:
        """Hear of what is written for as long as the block runs."""
        loop, event = asyncio.get_running_loop(), asyncio.Event()
        written.tell = lambda: _told(loop, event)
        task = asyncio.create_task(self._hear(event))
        try:
            yield
        finally:
            written.tell = lambda: None
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _told(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the loop has ended, and this worker with it
        loop.call_soon_threadsafe(event.set)
