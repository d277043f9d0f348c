"""The one timer of a case."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow


class Alarm:
    """A timer for an instant, started anew only when the instant changes."""

    def __init__(self, rings: Callable[[], None]) -> None:
        self._rings = rings
        self._at: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    def set(self, at: datetime | None) -> None:
        """Set the instant at which it calls back, or none."""
        if at == self._at:
            return
        if self._task:
            self._task.cancel()
        self._at, self._task = at, asyncio.create_task(self._ring(at)) if at else None

    async def _ring(self, at: datetime) -> None:
        await workflow.sleep(max(at - workflow.now(), timedelta()), summary="next instant of the case")
        self._at = None
        self._rings()
