"""A steady load on a stack that is hurt meanwhile, and how soon somebody new is served again.

    async with steady(stack, folder) as load:
        ...  # hurt it, and let it be
        seconds = await load.back()
    evidence, violations = await load.judged()

One client, which asks on under the same command ids until it is answered, and writes down what it was told.
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

from chaos.checks.invariants import judge
from chaos.history.collect import collect
from chaos.history.evidence import Evidence
from chaos.history.log import OperationLog, read
from chaos.system.stack import StackUnderTest
from chaos.workload.clients import Player
from chaos.workload.load import steadily
from chaos.workload.operations import House, Never
from chaos.workload.plan import Plan

EVERY = 1.0
"""Seconds between two cases that come in."""
BACK_WITHIN = 30.0
"""Seconds after the end of a fault within which somebody new is served."""
PATIENCE = 120.0
"""Seconds after which the notices and records of somebody new are given up."""
REST = 240.0
"""Seconds in which everything comes to rest: work that was tried in vain is tried again later and later."""


@dataclass
class SteadyCases:
    """The cases that come in, each of somebody new, and what went wrong with them."""

    stack: StackUnderTest
    house: House
    log: Path
    plan: Plan
    player: Player
    wrong: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _under_way: set["asyncio.Task[str | None]"] = field(default_factory=set)

    async def arrive(self) -> None:
        """One more case comes in."""
        self._under_way.add(case := asyncio.create_task(self.play()))
        case.add_done_callback(self._under_way.discard)
        await case

    async def play(self) -> str | None:
        """One case from its opening to its decision. Nobody contends for it, so each step must have its receipt."""
        number = next(self._numbers)
        reference = await self.player.open(self.plan.wire(number))
        if reference is None:
            self.wrong.append(f"request {number} had no receipt")
            return None
        for command in self.plan.commands(number):
            if not await self.player.give(reference, command):
                self.wrong.append(f"{reference}: {command.kind} had no receipt")
                return None
        return reference

    async def back(self) -> float:
        """Seconds from now until somebody new is served: opened, decided, notices out, all of it on record."""
        began = time.monotonic()
        if reference := await self.play():
            with suppress(Never):  # the seconds say it
                await self.house.at_rest([reference], PATIENCE)
        return time.monotonic() - began

    async def settled(self) -> None:
        """Wait until the cases that are under way now are decided, so that the next fault finds none that waits."""
        await asyncio.gather(*self._under_way)

    async def judged(self) -> tuple[Evidence, list[str]]:
        """Wait for rest after the load; everything that must hold of any run, and of this client's cases."""
        wrong, stack = list(self.wrong), self.stack
        try:
            await self.house.at_rest({op.reference for op in read([self.log])}, REST)
        except Never as never:
            wrong.append(str(never))
        evidence = await collect(stack.database_url, stack.temporal_address, [self.log], [stack.accepted])
        return evidence, wrong + [str(violation) for violation in judge(evidence)]


@asynccontextmanager
async def steady(stack: StackUnderTest, folder: Path) -> AsyncIterator[SteadyCases]:
    """Cases come in for as long as the block runs. At its end the client waits until each of them is decided."""
    log, plan = folder / "operations.jsonl", Plan(stack.seed, datetime.now(UTC), 0.0, 0)
    house = await House.at(stack.temporal_address, stack.database_url)
    with OperationLog(log, "client") as out, patch.dict(os.environ, stack.client_environment):
        load = SteadyCases(stack, house, log, plan, Player(out, {}))
        over = asyncio.Event()
        async with asyncio.TaskGroup() as playing:
            playing.create_task(steadily(load.arrive, EVERY, over))
            yield load
            over.set()


def late(after: str, seconds: float) -> list[str]:
    """What is wrong with so many seconds until somebody new was served."""
    return [f"{after}: somebody new was served only after {seconds:.0f} s"] * (seconds > BACK_WITHIN)


def figures(evidence: Evidence) -> dict[str, str]:
    """How much was done, in numbers."""
    return {
        "cases": str(len(evidence.cases)),
        "operations": str(len(evidence.operations)),
        "messages accepted": str(len(evidence.accepted)),
    }
