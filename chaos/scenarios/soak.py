"""Soak: a steady load for an hour. The rate is kept, canary cases are answered at every step, and nothing grows.

Judged for growth are the workers and the process of the clients, which are the product, and the connections they hold.
What the servers take up is told: Temporal keeps the history of every case, so it grows with their number.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from activities.hosting import CONNECTIONS
from chaos.checks.flatness import Reading, growth, since, slope
from chaos.outcome import Outcome, Scale
from chaos.system.cli_runner import Desk
from chaos.system.meter import CLIENTS, Meter
from chaos.system.packs import OFFICERS
from chaos.system.stack import StackUnderTest
from chaos.workload.load import Load, Step, steadily
from chaos.workload.operations import APPROVAL, QUESTION, House, Never, until
from models.case.commands import BENEFICIARY
from models.codes import Stage
from worker import CACHED_CASES

RATE = 5.0
"""Cases a second."""
KEPT = 0.95
"""The share of the rate that must be kept."""
WORKERS = 2
CANARY_BAR = 10.0
"""Seconds within which a canary is answered at each step."""
READINGS = 20
"""How many readings it takes to judge a process."""
PATIENCE = 60.0
"""Seconds for the records to have everything after the last case."""

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
    """Seconds: of the load, between two canaries and two readings, and of warming up."""

    seconds: float
    canary_every: float
    read_every: float
    warm_up: float
    steepest: float | None = None
    """What memory may gain a minute; None when the run is too short to say."""

    @property
    def judged(self) -> str:
        """How memory is judged, in words."""
        if self.steepest is None:
            return f"memory is told, as {self.seconds:.0f} s do not show a trend"
        return f"memory may gain {self.steepest:g} MB a minute once the workers' caches of open cases are full"


SIZES = {
    Scale.SUITE: Size(seconds=40, canary_every=10, read_every=1, warm_up=10),
    Scale.LONG: Size(3_600, canary_every=60, read_every=10, warm_up=1.25 * WORKERS * CACHED_CASES / RATE, steepest=1.0),
}
"""A decided case stays open for follow-up, so it stays in its worker's cache until newer ones have filled that."""


def run(scale: Scale, progress: Callable[[str], None] = lambda line: None) -> list[Outcome]:
    """The load on a stack of its own."""
    with TemporaryDirectory() as folder, StackUnderTest(Path(folder) / "home", seed=1, workers=WORKERS) as stack:
        return [asyncio.run(Soak.on(stack, SIZES[scale], progress))]


@dataclass
class Soak:
    """A stack under load, with canaries, and with what its processes take up."""

    stack: StackUnderTest
    house: House
    size: Size
    load: Load
    canaries: Load
    meter: Meter

    @classmethod
    async def on(cls, stack: StackUnderTest, size: Size, progress: Callable[[str], None]) -> Outcome:
        """Load a stack, and judge."""
        house = await House.at(stack.temporal_address, stack.database_url)
        load, canaries = Load(house, PLAIN), Load(house, WHOLE_LIFE, whole=True)
        soak = cls(stack, house, size, load, canaries, Meter(stack, house))
        await soak.carry_out(progress)
        cores = soak.meter.cores()
        return soak.outcome(cores, [*soak.wrong_by_now(), *await soak.wrong_on_record()])

    async def carry_out(self, progress: Callable[[str], None]) -> None:
        """All the load, and wait for the last case."""
        over = asyncio.Event()

        async def read() -> None:
            await self.meter.read()
            progress(f"{self.meter.seconds:.0f} of {self.size.seconds:.0f} s: {self.load.finished} cases")

        asyncio.get_running_loop().call_later(self.size.seconds, over.set)
        async with asyncio.TaskGroup() as group:
            group.create_task(steadily(self.load.play, 1 / RATE, over))
            group.create_task(steadily(self.canaries.play, self.size.canary_every, over))
            group.create_task(steadily(read, self.size.read_every, over))

    # -- what is wrong -----------------------------------------------------------------------------------------------

    def wrong_by_now(self) -> Iterator[str]:
        """The rate, the answers, the processes."""
        if self.load.rate < KEPT * RATE:
            yield f"{self.load.rate:.2f} cases a second were finished, not {RATE:g}"
        for who, played in (("cases", self.load), ("canaries", self.canaries)):
            if played.faults:
                yield f"{len(played.faults)} {who} were not finished, first: {played.faults[0]}"
        for seconds in self.canaries.answers:
            if seconds > CANARY_BAR:
                yield f"a canary was answered after {seconds:.1f} s"
        for name, codes in self.stack.deaths.items():
            yield f"{name} died: {codes}"
        for name in filter(_is_the_product, self.meter.memory):
            memory, handles = (since(self.size.warm_up, kept[name]) for kept in (self.meter.memory, self.meter.handles))
            yield from (f"{name} {what}" for what in grown(memory, handles, self.size.steepest))
        if (held := self.meter.most_connections) > WORKERS * CONNECTIONS:
            yield f"{held} connections to the records are held, more than all pools together may"

    async def wrong_on_record(self) -> list[str]:
        """What the records have too little or too much, compared with what was acknowledged."""
        expected, wrong = {Stage.RESOLVED: self.load.finished, Stage.CLOSED: self.canaries.finished}, list[str]()
        found: dict[str, int] = {}

        async def all_there() -> bool:
            rows = self.house.rows("SELECT stage, count(*) AS many FROM case_row GROUP BY 1")
            found.clear()
            found.update({row["stage"]: row["many"] for row in rows})
            return found == expected and not self.house.rows("SELECT FROM notice WHERE status <> 'sent' LIMIT 1")

        try:
            await until(all_there, "every case on record and every notice sent", PATIENCE)
        except Never as never:
            wrong.append(f"{never}; on record {found}, acknowledged {expected}")
        listed = self.house.rows("SELECT kind, count(*) AS many FROM attention GROUP BY 1")
        wrong += [f"{row['many']} × {row['kind']} on the attention list" for row in listed]
        audit = await Desk(self.stack.environment)("audit", "verify")
        return [*wrong, *audit.faults(frozenset({0}))]

    # -- the figures -------------------------------------------------------------------------------------------------

    def outcome(self, cores: Mapping[str, float], wrong: Sequence[str]) -> Outcome:
        """What the run proved."""
        size, meter, answers = self.size, self.meter, sorted(self.load.answers)
        return Outcome(
            f"under {RATE:g} cases a second for {size.seconds:.0f} s the rate is kept, every canary is answered within"
            f" {CANARY_BAR:g} s, and no process of the product grows",
            f"cases opened, claimed and approved; a canary every {size.canary_every:.0f} s goes its whole life; workers"
            f" and clients are judged after {size.warm_up:.0f} s of warming up, the servers' growth is told;"
            f" {size.judged}",
            {
                "cases": f"{self.load.finished}, {self.load.rate:.2f} a second",
                "answers": f"{len(answers)}, {_share(answers, 0.5):.2f} s, 1 in 100 over {_share(answers, 0.99):.2f} s",
                "canaries": f"{self.canaries.finished}, slowest answer {max(self.canaries.answers, default=0):.2f} s",
                "MB at the end, and more a minute": _told(meter.memory, size.warm_up, slope),
                "file handles at the end, and more than when warm": _told(meter.handles, size.warm_up, growth),
                "connections of the workers to the records": f"{meter.most_connections} at most",
                "cores busy": f"{sum(cores.values()):.2f} of {os.cpu_count()}"
                f" ({', '.join(f'{name} {busy:.2f}' for name, busy in cores.items())})",
            },
            tuple(wrong),
        )


def grown(memory: Sequence[Reading], handles: Sequence[Reading], steepest: float | None) -> Iterator[str]:
    """What is wrong with a warm process: memory that gains too much, handles that become more than its pools hold."""
    if len(memory) < READINGS:
        yield f"was read {len(memory)} times only"
        return
    if steepest is not None and slope(memory) > steepest:
        yield f"gains {slope(memory):.2f} MB a minute"
    if growth(handles) > CONNECTIONS:
        yield f"holds {growth(handles):.0f} file handles more in the last quarter than in the first"


def _is_the_product(name: str) -> bool:
    return name == CLIENTS or name.startswith("worker")


def _told(kept: Mapping[str, Sequence[Reading]], warm_up: float, trend: Callable[[Sequence[Reading]], float]) -> str:
    """The last reading of each part, and its trend."""
    warm = {name: since(warm_up, readings) for name, readings in kept.items()}
    return ", ".join(f"{name} {each[-1][1]:.0f} ({trend(each):+.1f})" for name, each in warm.items() if len(each) > 1)


def _share(answers: Sequence[float], share: float) -> float:
    return answers[int(share * len(answers))] if answers else 0.0
