"""Scenario «records»: other sessions and settings of PostgreSQL get in the way, one after another and then at random.

Cases are opened all the while, one case is given notes, and commands that read the records are given again and again.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from chaos.checks.final import final_outcome
from chaos.faults import sessions
from chaos.faults.sessions import Session
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.seeded import seeded_random
from chaos.system.polling import NotReachedInTime, poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.background_load import SERVED_WITHIN, BackgroundLoad, background_load, late
from chaos.workload.cold import asked_again
from chaos.workload.readers import ENDS_WITHIN, TimedReading, commands_that_read, during, figures_of, readers
from chaos.workload.record_faults import FAULTS, Fault
from chaos.workload.witness import Witness, witness_of

SEED = 1
MET_WITHIN = 20.0
"""Seconds within which a session of the product meets a fault."""


@dataclass(frozen=True)
class Size:
    """How long each fault lasts from when it was met, and how many of them are injected at random."""

    seconds: float
    at_random: int


SIZES = {Scale.SUITE: Size(seconds=1.0, at_random=3), Scale.LONG: Size(seconds=20.0, at_random=12)}


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Inject every fault, and then some at random, on one stack."""
    with TemporaryDirectory(prefix="tawasul-records-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=SEED, workers=2) as stack:
            return asyncio.run(_every_fault(stack, Path(folder), SIZES[scale], progress))


async def _every_fault(stack: StackUnderTest, folder: Path, size: Size, progress: Progress) -> list[TrialOutcome]:
    async with background_load(stack, folder) as load:
        witness = await witness_of(load)
        with sessions.session(stack.superuser_url) as operator:
            async with readers(stack.environment, commands_that_read(witness.reference)) as readings:
                trial = RecordsTrial(load, witness, readings, operator, size, progress)
                outcomes = [await trial.of(what, faults) for what, faults in FAULTS.items()]
                outcomes.append(await trial.at_random())
        problems = [problem for each in readings for problem in each.problems()]
    progress("waiting for quiescence")
    evidence = await asked_again(stack, await load.evidence())
    promise = "after every fault of the records all that was acknowledged is there, a replay of every case says what is"
    promise += f" on record, and no command that reads took {ENDS_WITHIN:.0f} s"
    final = final_outcome(promise, evidence, [*load.problems, *witness.problems, *problems], logged=True)
    return [*outcomes, replace(final, figures={**final.figures, **figures_of(readings)}, seeds=(SEED,))]


@dataclass
class RecordsTrial:
    """Injects faults, and measures what clients and readers meet and how soon all is whole again."""

    load: BackgroundLoad
    witness: Witness
    readings: Sequence[TimedReading]
    operator: Session
    size: Size
    progress: Progress
    whole: set[str] = field(default_factory=set)
    """The cases of the load that were whole once: nobody does anything with them any more."""

    async def of(self, what: str, faults: Sequence[Fault]) -> TrialOutcome:
        """Inject faults one after another, each when all was whole after the one before."""
        seconds, problems, since = dict[str, float](), list[str](), time.monotonic()
        for fault in faults:
            self.progress(fault.name)
            async with self.witness.noted():
                met = await self._inject(fault)
            if not met:
                problems.append(f"{fault.name}: nothing met the fault")
            seconds[fault.name] = await self._seconds_until_whole(problems, fault.name)
        how = f"{what}; each for {self.size.seconds:g} s from when a session met it"
        return self._outcome(how, what, seconds, problems, since)

    async def at_random(self) -> TrialOutcome:
        """Inject faults by a seeded plan: each for a time of its own, and some while others last."""
        random, since, problems = seeded_random(SEED, "records"), time.monotonic(), list[str]()
        every = [fault for faults in FAULTS.values() for fault in faults]
        async with self.witness.noted(), asyncio.TaskGroup() as lasting:
            for fault in random.choices(every, k=self.size.at_random):
                self.progress(f"at random: {fault.name}")
                lasting.create_task(self._hold(fault, random.uniform(0.2, self.size.seconds)))
                await asyncio.sleep(self._gap(random))
        seconds = {"the last": await self._seconds_until_whole(problems, "at random")}
        how = f"{self.size.at_random} of all these, at random, some while others last"
        return self._outcome(how, "these come at random", seconds, problems, since)

    def _gap(self, random: Random) -> float:
        return random.uniform(0.2, self.size.seconds)

    async def _hold(self, fault: Fault, seconds: float) -> None:
        async with _injected(fault.inject(self.load)):
            await asyncio.sleep(seconds)

    async def _inject(self, fault: Fault) -> bool:
        """Inject a fault for some seconds from when it was met; whether it was, if it has to be."""
        log = self.load.stack.components["postgres"].log
        logged = log.stat().st_size

        async def met() -> bool:
            said = fault.words and fault.words in log.read_bytes()[logged:].decode(errors="replace")
            return bool(said or (fault.waits and sessions.waiting(self.operator)))

        async with AsyncExitStack() as lasting:
            await lasting.enter_async_context(_injected(fault.inject(self.load)))
            try:
                if fault.words or fault.waits:
                    await poll_until(met, fault.name, MET_WITHIN)
            except NotReachedInTime:
                return False
            await asyncio.sleep(self.size.seconds)
        return True

    async def _seconds_until_whole(self, problems: list[str], after: str) -> float:
        """Seconds until a new case is served, and every case that was begun before is on record with its notices."""
        began = time.monotonic()
        await self.witness.send_again()
        begun = {*self.load.references} - self.whole
        await self.load.wait_for_cases_in_flight()
        problems += late(after, await self.load.seconds_until_served())
        try:
            await self.load.client.wait_for_quiescence(begun)
            self.whole |= begun - {self.witness.reference}
        except NotReachedInTime as busy:
            problems.append(f"{after}: {busy}")
        seconds = time.monotonic() - began
        if seconds > SERVED_WITHIN:
            problems.append(f"{after}: all was whole only after {seconds:.0f} s")
        return seconds

    def _outcome(
        self, how: str, what: str, seconds: dict[str, float], problems: Sequence[str], since: float
    ) -> TrialOutcome:
        told, read = self.witness.during(since, time.monotonic()), during(self.readings, since, time.monotonic())
        decided = sum(each.decided for each in told)
        promise = f"decisions go on, commands that read end, and {SERVED_WITHIN:.0f} s later all is whole: {what}"
        figures = {
            "seconds until all was whole": ", ".join(f"{name} {took:.1f}" for name, took in seconds.items()),
            "commands meanwhile": f"{len(told)}, {decided} decided, slowest answer {_slowest(told):.1f} s",
            "commands that read meanwhile": f"{len(read)}, slowest {_slowest(read):.1f} s",
        }
        return TrialOutcome(promise, how, figures, (*problems, *_nothing_decided(decided)), (SEED,))


def _slowest(timed: Sequence[object]) -> float:
    return max((float(getattr(each, "seconds", 0)) for each in timed), default=0.0)


def _nothing_decided(decided: int) -> Iterator[str]:
    if not decided:
        yield "no command was decided meanwhile"


@asynccontextmanager
async def _injected(fault: AbstractContextManager[None]) -> AsyncIterator[None]:
    """A fault whose beginning and end may wait, without holding up the clients."""
    await asyncio.to_thread(fault.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(fault.__exit__, None, None, None)
