"""The one timer of a case."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow

NEVER = timedelta(days=3_650)
"""How far a timer is that is there only for the command it leaves in history."""


class Alarm:
    """A timer for an instant, started anew only when the instant changes."""

    def __init__(self, rings: Callable[[], None]) -> None:
        self._rings = rings
        self._at: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    def set(self, at: datetime | None) -> None:
        """Have it ring at an instant, or not at all."""
        if at != self._at:
            self._start(at, at)

    def renew(self, at: datetime | None) -> None:
        """Set it with a command in any case: a new timer, also for the instant it has, and for none one that is far."""
        self._start(at, at or workflow.now() + NEVER)

    def _start(self, at: datetime | None, rings_at: datetime | None) -> None:
        if self._task:
            self._task.cancel()
        self._at = at
        self._task = asyncio.create_task(self._ring(rings_at)) if rings_at else None

    async def _ring(self, at: datetime) -> None:
        await workflow.sleep(max(at - workflow.now(), timedelta()), summary="next instant of the case")
        self._at = None
        self._rings()
