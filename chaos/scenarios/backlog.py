"""Scenario «backlog»: all workers are down while requests are submitted; each is queued, and opened after the restart.

A request waits from its submission until its first stage is on record. Submissions go on after the restart.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.exceptions import TemporalError

from bench.cases import requests
from chaos.checks.invariants import violations_of
from chaos.history import quiescence
from chaos.history.collect import evidence_of
from chaos.history.evidence import Evidence
from chaos.history.log import OPEN, OperationLog, Result
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.polling import PAUSE, NotReachedInTime, poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.case_client import CaseClient, side_by_side
from chaos.workload.load import start_every
from client import open_case
from errors import Queued, TawasulError
from models.intake.request import Request

RATE = 5.0
"""Requests a second."""
WORKERS = ("worker-1", "worker-2")
SOURCE_WAITS = timedelta(seconds=3)
"""How long a source waits for its receipt before the answer is «queued»."""
LAST_ONES = 60.0
"""Seconds for the last requests to be opened, after the backlog is drained."""
PROGRESS_EVERY = 15.0
"""Seconds."""

_OPENED = "SELECT reference FROM case_row WHERE reference = ANY(%s)"


@dataclass(frozen=True)
class Size:
    """Seconds: of the outage; of the longest wait when the backlog is drained, within which that must be so, and for
    which it must stay so."""

    outage: float
    wait: float
    within: float
    stays: float


SIZES = {Scale.SUITE: Size(10, 2, 60, 3), Scale.LONG: Size(600, 10, 600, 60)}


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Have one outage of all workers."""
    with TemporaryDirectory(prefix="tawasul-backlog-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=1, workers=len(WORKERS)) as stack:
            return [asyncio.run(_outage(stack, Path(folder) / "intake.jsonl", SIZES[scale], progress))]


async def _outage(stack: StackUnderTest, file: Path, size: Size, progress: Progress) -> TrialOutcome:
    with OperationLog(file, "intake") as log:
        intake = RequestSource(await CaseClient.of(stack), log)
        backlog = await _submit_through_outage(stack, intake, size, progress)
        problems = [*_backlog_problems(backlog, size), *await _last_problems(intake)]
    progress(f"waiting for quiescence: {len(intake.submitted)} cases")
    problems += map(str, await quiescence.wait(stack.config, intake.submitted))
    evidence = await evidence_of(stack, [file])
    problems += [*map(str, violations_of(evidence)), *_mismatches(intake, evidence)]
    problems += [f"{name} died: {codes}" for name, codes in stack.deaths.items()]
    return _outcome(size, intake, backlog, problems)


@dataclass
class RequestSource:
    """A source of requests: those it submitted, and which of them are known to be opened."""

    client: CaseClient
    log: OperationLog
    submitted: dict[str, float] = field(default_factory=dict)
    """When, by reference; oldest first, as in `unopened`."""
    unopened: dict[str, float] = field(default_factory=dict)
    waited: dict[str, float] = field(default_factory=dict)
    """For how many seconds."""
    queued: list[Request] = field(default_factory=list)
    """Those without a receipt."""
    errors: list[str] = field(default_factory=list)
    """Answers that no source should get."""
    _requests: Iterator[Request] = field(default_factory=lambda: requests(100_000, "backlog"))

    @property
    def longest(self) -> float:
        """For how many seconds the oldest unopened request has waited."""
        now = time.monotonic()
        return now - next(iter(self.unopened.values()), now)

    async def submit(self) -> None:
        """Submit the next request."""
        request = next(self._requests)
        self.submitted[request.reference] = self.unopened[request.reference] = time.monotonic()
        if not await self.send(request):
            self.queued.append(request)

    async def send(self, request: Request) -> bool:
        """Send a request for the first time, or once more; whether there was a receipt."""
        sent = request.model_dump(mode="json", exclude_none=True)
        op = self.log.invoke(
            OPEN, request.reference, f"open-{request.fingerprint}", "beneficiary", id=request.id, request=sent
        )
        try:
            answer = await open_case(self.client.temporal, request, self.client.signers.channel(), SOURCE_WAITS)
        except (TawasulError, TemporalError) as error:
            self.errors.append(f"{request.reference}: the source got {error}")
            self.log.answered(op, Result.UNKNOWN, {"error": str(error)})
            return False
        if isinstance(answer, Queued):
            self.log.answered(op, Result.UNKNOWN, {"queued": True})
            return False
        self.log.answered(op, Result.OK, answer.model_dump(mode="json"))
        self._note_opened([request.reference])
        return True

    async def all_opened(self) -> bool:
        """Whether every request is opened, by the records."""
        rows = await asyncio.to_thread(self.client.rows, _OPENED, list(self.unopened))
        self._note_opened(row["reference"] for row in rows)
        return not self.unopened

    def _note_opened(self, references: Iterable[str]) -> None:
        for reference in references:
            if (since := self.unopened.pop(reference, None)) is not None:
                self.waited[reference] = time.monotonic() - since


@dataclass(frozen=True)
class Backlog:
    """The requests unopened at the restart, the instant of the restart, and seconds until the backlog was drained."""

    requests: int
    restarted: float
    drained: float


async def _submit_through_outage(
    stack: StackUnderTest, intake: RequestSource, size: Size, progress: Progress
) -> Backlog:
    """Submit requests at a fixed rate, without any worker first, then until the backlog is drained or given up."""
    over = asyncio.Event()

    async def report() -> None:
        progress(f"{len(intake.submitted)} requests, {len(intake.unopened)} wait, the longest {intake.longest:.0f} s")

    for name in WORKERS:
        stack.kill(name)
    async with asyncio.TaskGroup() as group:
        group.create_task(start_every(1 / RATE, intake.submit, over))
        group.create_task(start_every(PROGRESS_EVERY, report, over))
        await asyncio.sleep(size.outage)
        backlog, restarted = len(intake.unopened), time.monotonic()
        for name in WORKERS:
            stack.start(name)
        drained = await _wait_until_drained(intake, size)
        over.set()
    return Backlog(backlog, restarted, drained - restarted)


async def _wait_until_drained(intake: RequestSource, size: Size) -> float:
    """The last instant at which a request waited too long; given up when that is too late."""
    began = last = time.monotonic()
    while time.monotonic() < last + size.stays and last < began + size.within:
        await intake.all_opened()
        if intake.longest > size.wait:
            last = time.monotonic()
        await asyncio.sleep(PAUSE)
    return last


def _backlog_problems(backlog: Backlog, size: Size) -> Iterator[str]:
    if backlog.requests < 0.9 * RATE * size.outage:
        yield f"the trial is vacuous: {backlog.requests} requests waited at the return"
    if backlog.drained > size.within:
        yield f"requests waited longer than {size.wait:g} s still {backlog.drained:.0f} s after the return"


async def _last_problems(intake: RequestSource) -> list[str]:
    """The requests that stay unopened, and those without a receipt even on retry."""
    problems = list[str]()
    try:
        await poll_until(intake.all_opened, "every request opened", LAST_ONES)
    except NotReachedInTime as late:
        problems.append(f"{late}; {len(intake.unopened)} wait, as {next(iter(intake.unopened))}")
    receipts = await side_by_side(intake.send, intake.queued)
    missing = [request.reference for request, receipt in zip(intake.queued, receipts, strict=True) if not receipt]
    return [*problems, *intake.errors, *(f"{reference}: no receipt even on retry" for reference in missing)]


def _mismatches(intake: RequestSource, evidence: Evidence) -> Iterator[str]:
    """Cases without a request, and requests without a case."""
    for reference in sorted(evidence.cases.keys() ^ intake.submitted.keys()):
        yield f"{reference}: there is no {'request' if reference in evidence.cases else 'case'}"


def _outcome(size: Size, intake: RequestSource, backlog: Backlog, problems: list[str]) -> TrialOutcome:
    later = (intake.waited.get(each, 0.0) for each, since in intake.submitted.items() if since > backlog.restarted)
    return TrialOutcome(
        f"after {size.outage:.0f} s without any worker nobody waits longer than {size.wait:g} s for a first stage"
        f" within {size.within:.0f} s of the return, and every request has its one case",
        f"kill -9 of all workers while {RATE:g} requests a second come in, before and after the return; sources with"
        " the answer «queued» retry in the end; records, histories and answers are held against each other",
        {
            "cases": str(len(intake.submitted)),
            "seconds without workers": f"{size.outage:.0f}",
            "answered with «queued»": str(len(intake.queued)),
            "backlog at the return": str(backlog.requests),
            "seconds until it was drained": f"{backlog.drained:.1f}",
            "slowest receipt after the return": f"{max(later, default=0.0):.1f} s",
        },
        tuple(problems),
    )
