"""The one timer of a case."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow

NEVER = timedelta(days=3_650)
"""How far off a timer is that is set only for its command in the history."""


class Alarm:
    """A timer for an instant, started anew only when the instant changes."""

    def __init__(self, rings: Callable[[], None]) -> None:
        self._rings = rings
        self._at: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    def set(self, at: datetime | None) -> None:
        """Set the instant at which it calls back, or none."""
        if at != self._at:
            self._start(at, at)

    def renew(self, at: datetime | None) -> None:
        """Set it by a new timer in any case: also for the instant it has, and for none by one that is far off."""
        self._start(at, at or workflow.now() + NEVER)

    def _start(self, at: datetime | None, rings_at: datetime | None) -> None:
        if self._task:
            self._task.cancel()
        self._at = at
        self._task = asyncio.create_task(self._ring(rings_at)) if rings_at else None

    async def _ring(self, at: datetime) -> None:
        await workflow.sleep(max(at - workflow.now(), timedelta()))
        self._at = None
        self._rings()
