"""Subscribers are told at once: one worker hears from PostgreSQL that something was lined up, and wakes the deliveries.

What it does not hear of (it died, or lost its session) its look finds each minute, so that nothing stays for ever.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
from temporalio.client import Client

from activities.records.sessions import OWN_SETTINGS
from client.webhooks import wake_webhooks

log = logging.getLogger(__name__)

LOCK = 7_365_142_191
"""The number of the advisory lock of the worker that listens."""
CHANNEL = "webhooks"
"""By which the records say that something was lined up, and for whom."""
AGAIN = 5.0
"""Seconds before another worker tries to listen, or one that lost its session."""
LOOK = 60.0
"""Seconds between two looks for what nobody was woken for."""
GATHERED = 1.0
"""Seconds within which what is lined up for one subscriber wakes it once."""
_OVERDUE = """
SELECT DISTINCT d.subscriber FROM webhook_delivery d JOIN webhook_subscriber s ON s.name = d.subscriber
WHERE d.status = 'pending' AND d.next_at <= now() AND s.removed_at IS NULL AND s.stopped_at IS NULL
"""
_OPTIONS = f"{OWN_SETTINGS} -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
Session = psycopg.AsyncConnection[tuple[Any, ...]]


class WebhookWatch:
    """One worker's part in it. Whatever it fails with, it begins anew."""

    def __init__(self, client: Client, url: str) -> None:
        self._client, self._url = client, url
        self._woken: dict[str, float] = {}

    async def watch(self) -> None:
        """Listen for ever, or wait until this worker may."""
        while True:
            try:
                async with await self._session() as session:
                    while not await self._leads(session):  # noqa: ASYNC110 - what is waited for is in PostgreSQL
                        await asyncio.sleep(AGAIN)
                    await self._listen(session)
            except Exception as failure:  # servers that are away, or a defect: neither may end the listening
                log.warning("webhooks: the listening failed with %s", type(failure).__name__)
            await asyncio.sleep(AGAIN)

    async def _session(self) -> Session:
        return await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=5, options=_OPTIONS, application_name="tawasul webhooks"
        )

    async def _leads(self, session: Session) -> bool:
        row = await (await session.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,))).fetchone()
        return bool(row and row[0])

    async def _listen(self, session: Session) -> None:
        await session.execute(f"LISTEN {CHANNEL}".encode())
        while True:
            await self._wake(await self._overdue(session))
            until = time.monotonic() + LOOK
            while (left := until - time.monotonic()) > 0:
                heard = {each.payload async for each in session.notifies(timeout=left, stop_after=1)}
                if heard:
                    heard |= {each.payload async for each in session.notifies(timeout=self._gathering(heard))}
                    await self._wake(heard)

    def _gathering(self, heard: set[str]) -> float:
        """For how long others are gathered: not at all, for a subscriber that was not woken just now."""
        last = max((self._woken.get(name, 0.0) for name in heard), default=0.0)
        return max(0.0, last + GATHERED - time.monotonic())

    async def _overdue(self, session: Session) -> set[str]:
        return {name for (name,) in await (await session.execute(_OVERDUE)).fetchall()}

    async def _wake(self, subscribers: set[str]) -> None:
        for name in sorted(subscribers):
            self._woken[name] = time.monotonic()
            await wake_webhooks(self._client, name)


@asynccontextmanager
async def telling(watch: WebhookWatch) -> AsyncIterator[None]:
    """The listening goes on for as long as the block runs."""
    task = asyncio.create_task(watch.watch())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
