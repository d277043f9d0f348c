"""Backlog: all workers are away while requests come in. Each is told that it is queued, and opened after the return.

A request waits from its submission until its first stage is on record. Others go on coming in after the return.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.exceptions import TemporalError

from bench.cases import requests
from chaos.checks.invariants import judge
from chaos.history import quiescence as rest
from chaos.history.collect import collect
from chaos.history.evidence import Evidence
from chaos.history.log import OPEN, OperationLog, Result
from chaos.outcome import Outcome, Scale
from chaos.system.stack import StackUnderTest
from chaos.workload.load import steadily
from chaos.workload.operations import PAUSE, House, Never, side_by_side, until
from client import open_case
from errors import Queued, TawasulError
from models.intake.request import Request

RATE = 5.0
"""Requests a second."""
WORKERS = ("worker-1", "worker-2")
SOURCE_WAITS = timedelta(seconds=3)
"""How long a source waits for its receipt before it leaves with the word that its request is queued."""
LAST_ONES = 60.0
"""Seconds for the last requests to be opened when nobody waits long any more."""
TOLD_EVERY = 15.0

_OPENED = "SELECT reference FROM case_row WHERE reference = ANY(%s)"


@dataclass(frozen=True)
class Size:
    """Seconds: of the outage; that a request waits at most when the backlog is drained, within which that is so, and
    for which it stays so."""

    away: float
    wait: float
    within: float
    steady: float


SIZES = {Scale.SUITE: Size(10, 2, 60, 3), Scale.LONG: Size(600, 10, 600, 60)}


def run(scale: Scale, progress: Callable[[str], None] = lambda line: None) -> list[Outcome]:
    """One outage of all workers."""
    with TemporaryDirectory() as folder, StackUnderTest(Path(folder) / "home", seed=1, workers=len(WORKERS)) as stack:
        return [asyncio.run(_through(stack, Path(folder) / "intake.jsonl", SIZES[scale], progress))]


async def _through(stack: StackUnderTest, file: Path, size: Size, progress: Callable[[str], None]) -> Outcome:
    with OperationLog(file, "intake") as log:
        intake = Intake(await House.at(stack.temporal_address, stack.database_url), log)
        wave = await _wave(stack, intake, size, progress)
        wrong = [*_of_the_wave(wave, size), *await _opened_at_last(intake)]
    progress(f"coming to rest: {len(intake.submitted)} cases")
    wrong += map(str, await rest.wait(stack.temporal_address, intake.submitted))
    evidence = await collect(stack.database_url, stack.temporal_address, [file], [stack.accepted])
    wrong += [*map(str, judge(evidence)), *_not_one_each(intake, evidence)]
    wrong += [f"{name} died: {codes}" for name, codes in stack.deaths.items()]
    return _outcome(size, intake, wave, wrong)


@dataclass
class Intake:
    """A source of requests: what it handed in, and what of that is not opened yet, as far as it is known."""

    house: House
    log: OperationLog
    submitted: dict[str, float] = field(default_factory=dict)
    """When, by reference; oldest first, as in `unopened`."""
    unopened: dict[str, float] = field(default_factory=dict)
    waited: dict[str, float] = field(default_factory=dict)
    """For how many seconds."""
    queued: list[Request] = field(default_factory=list)
    """Those without a receipt."""
    faults: list[str] = field(default_factory=list)
    """Answers that nobody should get."""
    _requests: Iterator[Request] = field(default_factory=lambda: requests(100_000, "backlog"))

    @property
    def longest(self) -> float:
        """How long the oldest request that is not opened has waited."""
        now = time.monotonic()
        return now - next(iter(self.unopened.values()), now)

    async def submit(self) -> None:
        """Hand in the next request."""
        request = next(self._requests)
        self.submitted[request.reference] = self.unopened[request.reference] = time.monotonic()
        if not await self.receipt(request):
            self.queued.append(request)

    async def receipt(self, request: Request) -> bool:
        """Hand in a request for the first time, or once more; whether there was a receipt."""
        op = self.log.invoke(OPEN, request.reference, f"open-{request.fingerprint}", "beneficiary", id=request.id)
        try:
            answer = await open_case(self.house.client, request, SOURCE_WAITS)
        except (TawasulError, TemporalError) as fault:
            self.faults.append(f"{request.reference}: the source was told {fault}")
            self.log.answered(op, Result.UNKNOWN, {"error": str(fault)})
            return False
        if isinstance(answer, Queued):
            self.log.answered(op, Result.UNKNOWN, {"queued": True})
            return False
        self.log.answered(op, Result.OK, answer.model_dump(mode="json"))
        self._open([request.reference])
        return True

    async def all_opened(self) -> bool:
        """Look at the records, and say whether every request is opened."""
        rows = await asyncio.to_thread(self.house.rows, _OPENED, list(self.unopened))
        self._open(row["reference"] for row in rows)
        return not self.unopened

    def _open(self, references: Iterable[str]) -> None:
        for reference in references:
            if (since := self.unopened.pop(reference, None)) is not None:
                self.waited[reference] = time.monotonic() - since


@dataclass(frozen=True)
class Wave:
    """How the backlog rose and fell: requests unopened at the return, its instant, and seconds until it was drained."""

    backlog: int
    returned: float
    drained: float


async def _wave(stack: StackUnderTest, intake: Intake, size: Size, progress: Callable[[str], None]) -> Wave:
    """Requests come in, first without any worker, then until the backlog is drained, or it takes too long."""
    over = asyncio.Event()

    async def tell() -> None:
        progress(f"{len(intake.submitted)} requests, {len(intake.unopened)} wait, the longest {intake.longest:.0f} s")

    for name in WORKERS:
        stack.kill(name)
    async with asyncio.TaskGroup() as group:
        group.create_task(steadily(intake.submit, 1 / RATE, over))
        group.create_task(steadily(tell, TOLD_EVERY, over))
        await asyncio.sleep(size.away)
        backlog, returned = len(intake.unopened), time.monotonic()
        for name in WORKERS:
            stack.start(name)
        drained = await _drained(intake, size)
        over.set()
    return Wave(backlog, returned, drained - returned)


async def _drained(intake: Intake, size: Size) -> float:
    """The last instant at which somebody waited too long; given up when that is too late."""
    began = last = time.monotonic()
    while time.monotonic() < last + size.steady and last < began + size.within:
        await intake.all_opened()
        if intake.longest > size.wait:
            last = time.monotonic()
        await asyncio.sleep(PAUSE)
    return last


# -- what is wrong ---------------------------------------------------------------------------------------------------


def _of_the_wave(wave: Wave, size: Size) -> Iterator[str]:
    if wave.backlog < 0.9 * RATE * size.away:
        yield f"the trial shows nothing: {wave.backlog} requests waited at the return"
    if wave.drained > size.within:
        yield f"requests waited longer than {size.wait:g} s still {wave.drained:.0f} s after the return"


async def _opened_at_last(intake: Intake) -> list[str]:
    """What is left unopened, and who has no receipt even when he asks once more."""
    wrong = list[str]()
    try:
        await until(intake.all_opened, "every request opened", LAST_ONES)
    except Never as never:
        wrong.append(f"{never}; {len(intake.unopened)} wait, as {next(iter(intake.unopened))}")
    told = await side_by_side(intake.receipt, intake.queued)
    silent = [request.reference for request, receipt in zip(intake.queued, told, strict=True) if not receipt]
    return [*wrong, *intake.faults, *(f"{reference}: no receipt even when asked again" for reference in silent)]


def _not_one_each(intake: Intake, evidence: Evidence) -> Iterator[str]:
    """Cases and requests must be the same, one by one."""
    for reference in sorted(evidence.cases.keys() ^ intake.submitted.keys()):
        yield f"{reference}: " + ("nobody asked for it" if reference in evidence.cases else "there is no case")


def _outcome(size: Size, intake: Intake, wave: Wave, wrong: list[str]) -> Outcome:
    later = (intake.waited.get(each, 0.0) for each, since in intake.submitted.items() if since > wave.returned)
    return Outcome(
        f"after {size.away:.0f} s without any worker nobody waits longer than {size.wait:g} s for a first stage within"
        f" {size.within:.0f} s of the return, and every request has its one case",
        f"kill -9 of all workers while {RATE:g} requests a second come in, before and after the return; sources that"
        " are told «queued» ask again in the end; records, histories and answers are held against each other",
        {
            "cases": str(len(intake.submitted)),
            "seconds without workers": f"{size.away:.0f}",
            "told that they are queued": str(len(intake.queued)),
            "backlog at the return": str(wave.backlog),
            "seconds until it was drained": f"{wave.drained:.1f}",
            "slowest receipt after the return": f"{max(later, default=0.0):.1f} s",
        },
        tuple(wrong),
    )
