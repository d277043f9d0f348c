"""Scenario «soak»: under a fixed rate for an hour all cases are answered, and no process of the product grows.

Growth is checked for the workers and the process of the clients, which are the product, and for their connections. For
the servers it is only reported: Temporal keeps the history of every case, so it grows with their number.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from activities.hosting import CONNECTIONS
from chaos.checks.flatness import growth, since, slope
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.cli_runner import CliRunner
from chaos.system.meter import CLIENTS, Meter, Reading
from chaos.system.packs import OFFICERS
from chaos.system.polling import NotReachedInTime, poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.case_client import APPROVAL, QUESTION, CaseClient
from chaos.workload.load import Load, Step, start_every
from models.case.commands import BENEFICIARY
from models.codes import Stage
from worker import CACHED_CASES

RATE = 5.0
"""Cases a second."""
KEPT = 0.95
"""The share of the rate that must be kept."""
WORKERS = 2
CANARY_BAR = 10.0
"""Seconds within which each step of a canary must be answered."""
READINGS = 20
"""How many readings a check of a process needs."""
PATIENCE = 60.0
"""Seconds within which everything must be on record after the last case."""

PLAIN: tuple[Step, ...] = (("claim", OFFICERS[0], {}), ("approve", OFFICERS[0], APPROVAL))
WHOLE_LIFE: tuple[Step, ...] = (
    ("claim", OFFICERS[1], {}),
    ("ask", OFFICERS[1], QUESTION),
    ("reply", BENEFICIARY, {"text": "رقم الإيصال مرفق في الطلب."}),
    ("approve", OFFICERS[1], APPROVAL),
    ("reopen", BENEFICIARY, {"text": "ما زالت المشكلة قائمة."}),
    ("withdraw", BENEFICIARY, {}),
)


@dataclass(frozen=True)
class Size:
    """Seconds: of the load, between two canaries, between two readings, and of the warm-up."""

    seconds: float
    canary_every: float
    read_every: float
    warm_up: float
    steepest: float | None = None
    """MB that memory may gain a minute; None when the run is too short to show a trend."""

    @property
    def memory_check(self) -> str:
        """The check of memory in words."""
        if self.steepest is None:
            return f"memory is reported only, as {self.seconds:.0f} s do not show a trend"
        return f"memory may gain {self.steepest:g} MB a minute once the workers' caches of open cases are full"


SIZES = {
    Scale.SUITE: Size(seconds=40, canary_every=10, read_every=1, warm_up=10),
    Scale.LONG: Size(3_600, canary_every=60, read_every=10, warm_up=1.25 * WORKERS * CACHED_CASES / RATE, steepest=1.0),
}
"""A decided case stays open for follow-up, so it stays in its worker's cache until newer ones have filled that."""


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Put the load on a stack of its own."""
    with TemporaryDirectory(prefix="tawasul-soak-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=1, workers=WORKERS) as stack:
            return [asyncio.run(Soak.on(stack, SIZES[scale], progress))]


@dataclass
class Soak:
    """A stack under load and canaries, with the meter of its resources."""

    stack: StackUnderTest
    client: CaseClient
    size: Size
    load: Load
    canaries: Load
    meter: Meter

    @classmethod
    async def on(cls, stack: StackUnderTest, size: Size, progress: Progress) -> TrialOutcome:
        """Put the load on a stack, and check."""
        client = await CaseClient.of(stack)
        load, canaries = Load(client, PLAIN), Load(client, WHOLE_LIFE, whole=True)
        soak = cls(stack, client, size, load, canaries, Meter(stack))
        await soak.carry_out(progress)
        cores = soak.meter.cores()
        return soak.outcome(cores, [*soak.problems(), *await soak.problems_on_record()])

    async def carry_out(self, progress: Progress) -> None:
        """Start all cases, and wait for the last of them."""
        over = asyncio.Event()

        async def read() -> None:
            await self.meter.read()
            progress(f"{self.meter.seconds:.0f} of {self.size.seconds:.0f} s: {self.load.finished} cases")

        asyncio.get_running_loop().call_later(self.size.seconds, over.set)
        async with asyncio.TaskGroup() as group:
            group.create_task(start_every(1 / RATE, self.load.play, over))
            group.create_task(start_every(self.size.canary_every, self.canaries.play, over))
            group.create_task(start_every(self.size.read_every, read, over))

    def problems(self) -> Iterator[str]:
        """The problems of the rate, the answers and the processes."""
        yield from self._problems_of_cases()
        yield from self._problems_of_processes()

    def _problems_of_cases(self) -> Iterator[str]:
        if self.load.rate < KEPT * RATE:
            yield f"{self.load.rate:.2f} cases a second were finished, not {RATE:g}"
        for who, played in (("cases", self.load), ("canaries", self.canaries)):
            if played.faults:
                yield f"{len(played.faults)} {who} were not finished, first: {played.faults[0]}"
        for seconds in self.canaries.answers:
            if seconds > CANARY_BAR:
                yield f"a canary was answered after {seconds:.1f} s"

    def _problems_of_processes(self) -> Iterator[str]:
        for name, codes in self.stack.deaths.items():
            yield f"{name} died: {codes}"
        for name in filter(_is_the_product, self.meter.memory):
            memory, handles = (since(self.size.warm_up, kept[name]) for kept in (self.meter.memory, self.meter.handles))
            yield from (f"{name} {what}" for what in grown(memory, handles, self.size.steepest))
        if (held := self.meter.most_connections) > WORKERS * CONNECTIONS:
            yield f"{held} connections to the records are held, more than all pools together may"

    async def problems_on_record(self) -> list[str]:
        """The differences between what is on record and what was acknowledged."""
        expected, problems = {Stage.RESOLVED: self.load.finished, Stage.CLOSED: self.canaries.finished}, list[str]()
        found: dict[str, int] = {}

        async def all_there() -> bool:
            rows = self.client.rows("SELECT stage, count(*) AS many FROM case_row GROUP BY 1")
            found.clear()
            found.update({row["stage"]: row["many"] for row in rows})
            return found == expected and not self.client.rows("SELECT FROM notice WHERE status <> 'sent' LIMIT 1")

        try:
            await poll_until(all_there, "every case on record and every notice sent", PATIENCE)
        except NotReachedInTime as late:
            problems.append(f"{late}; on record {found}, acknowledged {expected}")
        listed = self.client.rows("SELECT kind, count(*) AS many FROM attention GROUP BY 1")
        problems += [f"{row['many']} × {row['kind']} on the attention list" for row in listed]
        audit = await CliRunner(self.stack.environment)("audit", "verify")
        return [*problems, *audit.problems()]

    def outcome(self, cores: Mapping[str, float], problems: Sequence[str]) -> TrialOutcome:
        """The outcome of the run."""
        size, meter, answers = self.size, self.meter, sorted(self.load.answers)
        return TrialOutcome(
            f"under {RATE:g} cases a second for {size.seconds:.0f} s the rate is kept, every canary is answered within"
            f" {CANARY_BAR:g} s, and no process of the product grows",
            f"cases opened, claimed and approved; a canary every {size.canary_every:.0f} s lives its whole life;"
            f" workers and clients are checked after {size.warm_up:.0f} s of warm-up, the servers' growth is only"
            f" reported; {size.memory_check}",
            {
                "cases": f"{self.load.finished}, {self.load.rate:.2f} a second",
                "answers": f"{len(answers)}, {_share(answers, 0.5):.2f} s, 1 in 100 over {_share(answers, 0.99):.2f} s",
                "canaries": f"{self.canaries.finished}, slowest answer {max(self.canaries.answers, default=0):.2f} s",
                "MB at the end, and more a minute": _trends(meter.memory, size.warm_up, slope),
                "file handles at the end, and more than when warm": _trends(meter.handles, size.warm_up, growth),
                "connections of the workers to the records": f"{meter.most_connections} at most",
                "cores busy": f"{sum(cores.values()):.2f} of {os.cpu_count()}"
                f" ({', '.join(f'{name} {busy:.2f}' for name, busy in cores.items())})",
            },
            tuple(problems),
        )


def grown(memory: Sequence[Reading], handles: Sequence[Reading], steepest: float | None) -> Iterator[str]:
    """The problems of a warm process: memory that gains too much, handles that become more than its pools hold."""
    if len(memory) < READINGS:
        yield f"was read {len(memory)} times only"
        return
    if steepest is not None and slope(memory) > steepest:
        yield f"gains {slope(memory):.2f} MB a minute"
    if growth(handles) > CONNECTIONS:
        yield f"holds {growth(handles):.0f} file handles more in the last quarter than in the first"


def _is_the_product(name: str) -> bool:
    return name == CLIENTS or name.startswith("worker")


def _trends(kept: Mapping[str, Sequence[Reading]], warm_up: float, trend: Callable[[Sequence[Reading]], float]) -> str:
    """The last reading of each component, and its trend."""
    warm = {name: since(warm_up, readings) for name, readings in kept.items()}
    return ", ".join(f"{name} {each[-1][1]:.0f} ({trend(each):+.1f})" for name, each in warm.items() if len(each) > 1)


def _share(answers: Sequence[float], share: float) -> float:
    return answers[int(share * len(answers))] if answers else 0.0
