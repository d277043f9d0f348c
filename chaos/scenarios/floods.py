"""Scenario «floods»: a flood of messages leaves the case decidable, the others quick, and its histories short."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.client import Client
from temporalio.service import RPCError

from activities.concurrency import bounded
from bench.cases import REASON, TEMPLATE
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.polling import NotReachedInTime, poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.bad_input_trial import OFFICER, REJECTED, Handle, Trial, expect_attention
from client import apply, view
from errors import Queued, Refused, TawasulError
from models.case.commands import Approve, Claim, Note, Reply
from models.case.state import Receipt

FIGURES = {Scale.SUITE: (3_000, 300), Scale.LONG: (10_000, 2_500)}
"""Signals and updates."""
SIGNALS_IN_FLIGHT, UPDATES_IN_FLIGHT = 50, 8
OTHERS = 3
ANSWER = 2.0
"""Seconds within which every other case must answer."""
DECISION = timedelta(seconds=30)
"""How long the flooded case may take with a decision."""
LONGEST_HISTORY = 2_048
JUNK = {"kind": "approve", "junk": "x" * 50}


@dataclass
class Flood:
    """The measurements of a flood."""

    rejected: int = 0
    """Signals that the server rejected, and that were sent again."""
    latencies: list[float] = field(default_factory=list)
    """Of the other cases' answers, in seconds."""


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Send a flood of signals, and then one of updates, to one case."""
    with TemporaryDirectory(prefix="tawasul-floods-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=1, workers=1) as stack:
            return [asyncio.run(_floods(stack, Path(folder), *FIGURES[scale], progress))]


async def _floods(stack: StackUnderTest, folder: Path, signals: int, updates: int, progress: Progress) -> TrialOutcome:
    trial, flood = await Trial.on(stack, folder), Flood()
    flooded, others = await trial.open_case(), [await trial.open_case() for _ in range(OTHERS)]
    asking = asyncio.create_task(_ask_others(trial, others, flood))
    began = time.monotonic()
    progress(f"{signals} signals")
    await asyncio.gather(_signals(flooded, signals, flood), _decide_meanwhile(trial, flooded, "claim"))
    progress(f"{updates} updates")
    await asyncio.gather(_updates(trial, flooded, updates), _decide_meanwhile(trial, flooded, "approve"))
    took = time.monotonic() - began
    asking.cancel()
    await _expect_count(trial, flooded, signals)
    await expect_attention(trial, flooded.id, "a flood of refused signals")
    runs = [length async for length in _lengths(trial.client, flooded)]
    figures = {"signals": str(signals), "updates": str(updates), "seconds": f"{took:.0f}", **_figures(flood, runs)}
    promise = "a flood at one case leaves it decidable, its history short and the others quick"
    problems = (*trial.problems, *_too_slow(flood), *_too_long(runs))
    return TrialOutcome(promise, f"{SIGNALS_IN_FLIGHT} senders at once", figures, problems)


def _figures(flood: Flood, runs: Sequence[int]) -> dict[str, str]:
    return {
        "pushed back and sent again": str(flood.rejected),
        "slowest answer of another case": f"{max(flood.latencies, default=0):.2f} s",
        "longest history of a run": f"{max(runs)} events in {len(runs)} runs",
    }


def _too_slow(flood: Flood) -> Iterator[str]:
    return (f"another case took {each:.1f} s to answer" for each in flood.latencies if each > ANSWER)


def _too_long(runs: Iterable[int]) -> Iterator[str]:
    return (f"a run of the flooded case has {length} events" for length in runs if length >= LONGEST_HISTORY)


async def _signals(flooded: Handle, count: int, flood: Flood) -> None:
    """Send malformed signals; those that the server rejects are sent again."""

    async def send(_: int) -> None:
        while True:
            try:
                return await flooded.signal("approve", JUNK)
            except RPCError as error:
                if error.status not in REJECTED:
                    raise
                flood.rejected += 1
                await asyncio.sleep(0.5)

    async for _ in bounded(send, range(count), SIGNALS_IN_FLIGHT):
        pass


async def _updates(trial: Trial, flooded: Handle, count: int) -> None:
    """Send notes, and claims that must be refused, by turns."""
    by = trial.signers.by(OFFICER)

    async def refused(number: int) -> None:
        claim = Claim(command_id=f"flood-{number:08}", actor=OFFICER)
        try:
            await apply(trial.client, flooded.id, claim, by, DECISION)
            trial.problems.append("a second claim was accepted")
        except Refused:
            return

    async def noted(number: int) -> None:
        note = Note(command_id=f"flood-{number:08}", actor=OFFICER, text="one of many")
        try:
            if isinstance(await apply(trial.client, flooded.id, note, by, DECISION), Queued):
                trial.problems.append("a note was not answered")
        except TawasulError as error:
            trial.problems.append(f"a note was answered by {error}")

    async for _ in bounded(lambda number: (noted, refused)[number % 2](number), range(count), UPDATES_IN_FLIGHT):
        pass


async def _decide_meanwhile(trial: Trial, flooded: Handle, kind: str) -> None:
    """Give a command of an officer during the flood, which must be answered."""
    await asyncio.sleep(2)
    claim = Claim(command_id="officer-claims", actor=OFFICER)
    approve = Approve(command_id="officer-approves", actor=OFFICER, reason=REASON, reply=Reply(template=TEMPLATE))
    given = claim if kind == "claim" else approve
    try:
        answer = await apply(trial.client, flooded.id, given, trial.signers.by(OFFICER), DECISION)
    except TawasulError as error:
        trial.problems.append(f"{kind} in a flood: {error}")
    else:
        if not isinstance(answer, Receipt):
            trial.problems.append(f"{kind} in a flood was not answered within {DECISION.total_seconds():g} s")


async def _ask_others(trial: Trial, others: list[Handle], flood: Flood) -> None:
    """Measure the latency of the other cases until cancelled."""
    while True:
        for other in others:
            began = time.monotonic()
            await trial.still_works(other, "another case in a flood")
            flood.latencies.append(time.monotonic() - began)
            await asyncio.sleep(0.2)


async def _expect_count(trial: Trial, flooded: Handle, signals: int) -> None:
    """Wait until every signal is listed or counted as refused."""

    async def all_counted() -> bool:
        seen = await view(trial.client, flooded.id)
        return seen is not None and seen.refused == signals

    try:
        await poll_until(all_counted, f"a count of {signals} signals", DECISION.total_seconds())
    except NotReachedInTime as late:
        trial.problems.append(str(late))


async def _lengths(client: Client, flooded: Handle) -> AsyncIterator[int]:
    """The length of each run's history."""
    async for run in client.list_workflows(f"WorkflowId='{flooded.id}'"):
        pinned = client.get_workflow_handle(flooded.id, run_id=run.run_id)
        yield len((await pinned.fetch_history()).events)
