"""Scenario «web»: Temporal, PostgreSQL and all workers are killed, one after another, under calls over HTTP."""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from chaos.checks.final import final_outcome
from chaos.history.collect import evidence_of
from chaos.history.log import OperationLog, read
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.polling import NotReachedInTime
from chaos.system.stack import StackUnderTest
from chaos.workload.background_load import QUIESCENT_WITHIN, SERVED_WITHIN
from chaos.workload.case_client import CaseClient
from chaos.workload.clients import Player
from chaos.workload.entry_points import EntryPointKind
from chaos.workload.load import start_every
from chaos.workload.over_http import HttpEntryPoint
from chaos.workload.plan import Plan
from sessions.signing import Signers

SEED = 1
WORKERS = ("worker-1", "worker-2")
OUTAGES: tuple[tuple[str, Sequence[str]], ...] = (
    ("Temporal", ("temporal",)),
    ("PostgreSQL", ("postgres",)),
    ("all workers", WORKERS),
)


@dataclass(frozen=True)
class Size:
    """How long each outage lasts, and how many cases a second are begun."""

    outage: float
    cases_per_second: float


SIZES = {Scale.SUITE: Size(6, 1), Scale.LONG: Size(60, 4)}


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Have an outage of each, on one stack."""
    with TemporaryDirectory(prefix="tawasul-web-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=SEED, workers=len(WORKERS)) as stack:
            address = stack.add_web()
            return [asyncio.run(_outages(stack, address, Path(folder), SIZES[scale], progress))]


@dataclass
class HttpTrial:
    """Cases that are played over HTTP, and what their callers met."""

    player: Player
    plan: Plan
    entry: HttpEntryPoint
    numbers: "count[int]" = field(default_factory=count)
    problems: list[str] = field(default_factory=list)
    played: int = 0

    async def play(self) -> None:
        """One case from its opening to its end. It is not contested, so each step must have its receipt."""
        number = next(self.numbers)
        reference = await self.player.open(self.plan.request_json(number), EntryPointKind.HTTP)
        if reference is None:
            self.problems.append(f"request {number} had no receipt")
            return
        for command in self.plan.commands(number):
            if not await self.player.give(reference, command, EntryPointKind.HTTP):
                self.problems.append(f"{reference}: {command.kind} had no receipt")
                return
        self.played += 1


async def _outages(stack: StackUnderTest, address: str, folder: Path, size: Size, progress: Progress) -> TrialOutcome:
    file, client = folder / "operations.jsonl", await CaseClient.of(stack)
    entry = HttpEntryPoint(address, stack.config.namespace, Signers.of(stack.config))
    with OperationLog(file, "caller") as log, patch.dict(os.environ, stack.client_environment):
        player = Player(log, {}, {EntryPointKind.HTTP: entry})
        trial = HttpTrial(player, Plan(SEED, datetime.now(UTC), 0.0, 0), entry)
        seconds = await _under_load(stack, trial, size, progress)
    references = sorted({op.reference for op in read([file])})
    progress(f"waiting for quiescence: {len(references)} cases")
    problems = [*entry.problems, *trial.problems, *_late(seconds)]
    try:
        await client.wait_for_quiescence(references, QUIESCENT_WITHIN)
    except NotReachedInTime as late:
        problems.append(str(late))
    problems += [f"{name} died: {codes}" for name, codes in stack.deaths.items()]
    return _outcome(size, trial, seconds, final_outcome("", await evidence_of(stack, [file]), problems, logged=True))


async def _under_load(stack: StackUnderTest, trial: HttpTrial, size: Size, progress: Progress) -> dict[str, float]:
    """Have each outage while cases are begun; seconds until a new case was served after each."""
    over, seconds = asyncio.Event(), dict[str, float]()
    async with asyncio.TaskGroup() as group:
        group.create_task(start_every(1 / size.cases_per_second, trial.play, over))
        await asyncio.sleep(size.outage / 2)
        for what, names in OUTAGES:
            progress(f"without {what}")
            for name in names:
                await asyncio.to_thread(stack.kill, name)
            await asyncio.sleep(size.outage)
            for name in names:
                await asyncio.to_thread(stack.start, name)
            began = time.monotonic()
            await trial.play()
            seconds[what] = time.monotonic() - began
        over.set()
    return seconds


def _late(seconds: dict[str, float]) -> list[str]:
    return [
        f"{what}: a new case was served only after {took:.0f} s"
        for what, took in seconds.items()
        if took > SERVED_WITHIN
    ]


def _outcome(size: Size, trial: HttpTrial, seconds: dict[str, float], found: TrialOutcome) -> TrialOutcome:
    statuses = ", ".join(f"{status} {many} times" for status, many in sorted(trial.entry.statuses.items()))
    return TrialOutcome(
        "over HTTP every call is answered while Temporal, PostgreSQL or all workers are away, with 202 or with 503 and"
        " when to try again; sent again it is done once, and nothing acknowledged is lost",
        f"kill -9 of each for {size.outage:g} s while {size.cases_per_second:g} cases a second are begun over HTTP"
        f" and played to their end; {found.how}",
        {
            **found.figures,
            "cases played": str(trial.played),
            "answers": statuses,
            "seconds until a new case was served": ", ".join(f"{what} {took:.1f}" for what, took in seconds.items()),
        },
        found.violations,
        (SEED,),
    )
