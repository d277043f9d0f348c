"""The one timer of a case."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow


class Alarm:
    """A timer for an instant, and the same one for as long as the instant stays the same."""

    def __init__(self, rings: Callable[[], None]) -> None:
        self._rings = rings
        self._at: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    def set(self, at: datetime | None) -> None:
        """Have it ring at an instant, or not at all."""
        if at == self._at:
            return
        if self._task:
            self._task.cancel()
        self._at, self._task = at, asyncio.create_task(self._ring(at)) if at else None

    async def _ring(self, at: datetime) -> None:
        await workflow.sleep(max(at - workflow.now(), timedelta()), summary="next instant of the case")
        self._at = None
        self._rings()
