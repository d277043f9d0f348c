"""Open-loop load: cases begun at a fixed rate, each by the same steps, with the latency of every answer."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from temporalio.exceptions import TemporalError

from chaos.system.polling import NotReachedInTime
from chaos.workload.case_client import ANSWER, CaseClient
from errors import TawasulError
from models.case.commands import Actor

Step = tuple[str, Actor, dict[str, Any]]
"""A command: its kind, who gives it, and its fields."""


async def start_every(seconds: float, work: Callable[[], Coroutine[Any, Any, None]], over: asyncio.Event) -> None:
    """Begin the work at a fixed rate until `over` is set, however slow it is; then wait for what is in flight."""
    began = asyncio.get_running_loop().time()
    async with asyncio.TaskGroup() as group:
        for number in count():
            with suppress(TimeoutError):
                async with asyncio.timeout_at(began + number * seconds):
                    await over.wait()
                    return
            group.create_task(work())


@dataclass
class Load:
    """Cases that all take the same steps, and how they were answered; `whole` ones are followed to their end."""

    client: CaseClient
    steps: Sequence[Step]
    whole: bool = False
    finished: int = 0
    answers: list[float] = field(default_factory=list)
    """The latency of every answer, in seconds."""
    faults: list[str] = field(default_factory=list)
    """Why cases were not finished."""
    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    """When the last case so far was finished."""

    @property
    def rate(self) -> float:
        """Finished cases a second, until the last of them."""
        return self.finished / max(self.ended - self.began, 1.0)

    async def play(self) -> None:
        """One case."""
        try:
            await self._steps()
        except (NotReachedInTime, TawasulError, TemporalError, TimeoutError) as fault:
            self.faults.append(f"{type(fault).__name__}: {fault}")
        else:
            self.finished, self.ended = self.finished + 1, time.monotonic()

    async def _steps(self) -> None:
        reference = (await self._timed(self.client.open())).reference
        for kind, actor, fields in self.steps:
            await self._timed(self.client.do(reference, kind, actor, **fields))
        if self.whole:
            async with asyncio.timeout(ANSWER.total_seconds()):
                await self._timed(self.client.temporal.get_workflow_handle(reference).result())

    async def _timed(self, step: Awaitable[Any]) -> Any:
        began = time.monotonic()
        answer = await step
        self.answers.append(time.monotonic() - began)
        return answer
