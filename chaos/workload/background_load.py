"""Background load during fault injection, and how soon a new case is served again after a fault.

    async with background_load(stack, folder) as load:
        ...  # inject a fault, and end it
        seconds = await load.seconds_until_served()
    evidence = await load.evidence()

One client, which retries under the same command ids until it is answered, and logs its operations.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from unittest.mock import patch

from chaos.history.collect import evidence_of
from chaos.history.evidence import Evidence
from chaos.history.log import OperationLog, read
from chaos.system.polling import NotReachedInTime
from chaos.system.stack import StackUnderTest
from chaos.workload.case_client import CaseClient
from chaos.workload.clients import Player
from chaos.workload.load import start_every
from chaos.workload.plan import Plan

EVERY = 1.0
"""Seconds between the openings of two cases."""
SERVED_WITHIN = 30.0
"""Seconds after the end of a fault within which a new case is served."""
PATIENCE = 120.0
"""Seconds after which the notices and records of a new case are given up."""
QUIESCENT_WITHIN = 240.0
"""Seconds to quiescence: work that failed is retried at growing intervals."""


@dataclass
class BackgroundLoad:
    """The cases of the load, each of a new beneficiary, and their problems."""

    stack: StackUnderTest
    client: CaseClient
    log: Path
    plan: Plan
    player: Player
    out: OperationLog
    problems: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _in_flight: set["asyncio.Task[str | None]"] = field(default_factory=set)

    async def start(self) -> None:
        """Play one more case."""
        self._in_flight.add(case := asyncio.create_task(self.play()))
        case.add_done_callback(self._in_flight.discard)
        await case

    async def play(self) -> str | None:
        """One case from its opening to its decision. It is not contested, so each step must have its receipt."""
        number = next(self._numbers)
        reference = await self.player.open(self.plan.request_json(number))
        if reference is None:
            self.problems.append(f"request {number} had no receipt")
            return None
        for command in self.plan.commands(number):
            if not await self.player.give(reference, command):
                self.problems.append(f"{reference}: {command.kind} had no receipt")
                return None
        return reference

    async def seconds_until_served(self) -> float:
        """Seconds from now until a new case is served: opened, decided, its notices sent, all of it on record."""
        began = time.monotonic()
        if reference := await self.play():
            with suppress(NotReachedInTime):  # the seconds show it
                await self.client.wait_for_quiescence([reference], PATIENCE)
        return time.monotonic() - began

    @property
    def references(self) -> list[str]:
        """The cases of all operations so far."""
        return sorted({op.reference for op in read([self.log])})

    async def wait_for_cases_in_flight(self) -> None:
        """Wait until the cases in flight are decided, so that the next fault affects none of them."""
        await asyncio.gather(*self._in_flight)

    async def evidence(self) -> Evidence:
        """Wait for quiescence after the load, and collect the evidence of the run."""
        try:
            await self.client.wait_for_quiescence(self.references, QUIESCENT_WITHIN)
        except NotReachedInTime as late:
            self.problems.append(str(late))
        return await evidence_of(self.stack, [self.log])


@asynccontextmanager
async def background_load(stack: StackUnderTest, folder: Path) -> AsyncIterator[BackgroundLoad]:
    """Cases are opened for as long as the block runs. At its end the client waits until each of them is decided."""
    async with load_by_hand(stack, folder) as load:
        over = asyncio.Event()
        async with asyncio.TaskGroup() as playing:
            playing.create_task(start_every(EVERY, load.start, over))
            yield load
            over.set()


@asynccontextmanager
async def load_by_hand(stack: StackUnderTest, folder: Path) -> AsyncIterator[BackgroundLoad]:
    """The same client, which opens the cases it is told to."""
    log, plan = folder / "operations.jsonl", Plan(stack.seed, datetime.now(UTC), 0.0, 0)
    client = await CaseClient.of(stack)
    with OperationLog(log, "client") as out, patch.dict(os.environ, stack.client_environment):
        yield BackgroundLoad(stack, client, log, plan, Player(out, {}), out)


def late(after: str, seconds: float) -> list[str]:
    """The problem of a new case that was served too late, if it was."""
    return [f"{after}: a new case was served only after {seconds:.0f} s"] if seconds > SERVED_WITHIN else []
