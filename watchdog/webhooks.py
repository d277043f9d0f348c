"""Subscribers are told at once: a worker that put events on record looks whom they are for, and wakes the deliveries.

What a worker did not live to see to, or another program wrote, the look of the watchdog finds each minute.
"""

import asyncio
import time
from contextlib import AbstractAsyncContextManager

from temporalio.client import Client

from activities.hosting import AfterWrite
from activities.records.store import Records
from activities.webhooks.lines import first_due
from client.webhooks import wake_webhooks
from watchdog.hearing import hearing

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

    def hearing(self, written: AfterWrite) -> AbstractAsyncContextManager[None]:
        """Hear of what is written for as long as the block runs."""
        return hearing(written, self.look, GATHERED, "webhooks")
