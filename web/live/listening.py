"""Listening to what the records announce: one connection of a process, for all pages that are open there."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from psycopg import AsyncConnection, Error, sql

from activities.records.announcements import CHANNEL

log = logging.getLogger("web")

AGAIN_AFTER = 2.0
"""Seconds after which a connection that was lost, or is not to be had, is tried again."""
_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""A server that vanished without a word is noticed within a minute."""


class Listener:
    """Tells that something was written. It listens from the first time it is asked to until the process stops."""

    def __init__(self, url: str, tell: Callable[[], None]) -> None:
        self._url, self._tell = url, tell
        self._task: asyncio.Task[None] | None = None
        self.connected = asyncio.Event()
        """Set while it hears what is announced."""

    def begin(self, stopping: asyncio.Event) -> None:
        """Listen in the background, if it does not yet."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._until(stopping))

    async def _until(self, stopping: asyncio.Event) -> None:
        listening = asyncio.create_task(self._listen())
        await stopping.wait()
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening

    async def _listen(self) -> None:
        """Listen, and begin anew whenever the connection is lost."""
        while True:
            try:
                await self._connection()
            except (Error, OSError) as lost:
                log.warning("announcements are not heard", extra={"error": type(lost).__name__})
            finally:
                self.connected.clear()
            await asyncio.sleep(AGAIN_AFTER)

    async def _connection(self) -> None:
        """One connection, as long as it lasts. What was announced before it began may have been missed: so it is told
        as if something was."""
        about = {"connect_timeout": 5, "application_name": "tawasul live", **_ALIVE}
        async with await AsyncConnection.connect(self._url, autocommit=True, **about) as connection:  # type: ignore[arg-type]
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            self.connected.set()
            self._tell()
            async for _ in connection.notifies():
                self._tell()
