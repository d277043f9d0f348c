"""Floods at one case: it stays decidable, the others keep answering, and no run's history grows long."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.client import Client
from temporalio.service import RPCError

from bench.cases import REASON, TEMPLATE
from chaos.outcome import Outcome, Scale
from chaos.system.cli_runner import Desk
from chaos.system.stack import StackUnderTest
from chaos.workload.bad_input_trial import OFFICER, PUSHED_BACK, Handle, Trial, on_the_list
from client import apply, data_converter, query
from errors import Queued, Refused, Trouble
from models.case.commands import Approve, Claim, Note, Reply
from models.case.state import Receipt

FIGURES = {Scale.SUITE: (3_000, 300), Scale.LONG: (10_000, 2_500)}
"""Signals and updates."""
SENDERS, HANDS = 50, 8
"""How many signals, and how many updates, are on their way at once."""
OTHERS = 3
ANSWER = 2.0
"""Seconds within which every other case answers."""
DECISION = timedelta(seconds=30)
"""How long the flooded case may take with a decision."""
LONGEST_HISTORY = 2_048
JUNK = {"kind": "approve", "junk": "x" * 50}


@dataclass
class Flood:
    """What came back from a flood."""

    pushed_back: int = 0
    answers: list[float] = field(default_factory=list)
    """How long the other cases took, in seconds."""


def run(scale: Scale) -> list[Outcome]:
    """A flood of signals and one of updates, one after the other, at one case."""
    with TemporaryDirectory() as folder, StackUnderTest(Path(folder) / "home", seed=1, workers=1) as stack:
        return asyncio.run(_floods(stack, Path(folder), *FIGURES[scale]))


async def _floods(stack: StackUnderTest, folder: Path, signals: int, updates: int) -> list[Outcome]:
    client = await Client.connect(stack.temporal_address, data_converter=data_converter())
    trial, flood = Trial(stack, client, Desk(stack.environment), folder), Flood()
    flooded, others = await trial.opened(), [await trial.opened() for _ in range(OTHERS)]
    asking = asyncio.create_task(_ask_others(trial, others, flood))
    began = time.monotonic()
    await asyncio.gather(_signals(flooded, signals, flood), _decide_meanwhile(trial, flooded, "claim"))
    await asyncio.gather(_updates(trial, flooded, updates), _decide_meanwhile(trial, flooded, "approve"))
    took = time.monotonic() - began
    asking.cancel()
    await _counted(trial, flooded, signals)
    await on_the_list(trial, flooded.id, "a flood of refused signals")
    runs = [length async for length in _lengths(client, flooded)]
    slow = [f"another case took {each:.1f} s to answer" for each in flood.answers if each > ANSWER]
    long = [f"a run of the flooded case has {length} events" for length in runs if length >= LONGEST_HISTORY]
    figures = {
        "signals": str(signals),
        "updates": str(updates),
        "seconds": f"{took:.0f}",
        "pushed back and sent again": str(flood.pushed_back),
        "slowest answer of another case": f"{max(flood.answers, default=0):.2f} s",
        "longest history of a run": f"{max(runs)} events in {len(runs)} runs",
    }
    promise = "a flood at one case leaves it decidable, its history short and the others quick"
    return [Outcome(promise, f"{SENDERS} senders at once", figures, (*trial.wrong, *slow, *long))]


async def _side_by_side(works: Iterable[Callable[[], Awaitable[None]]], at_once: int) -> None:
    waiting = iter(works)

    async def worker() -> None:
        for work in waiting:
            await work()

    await asyncio.gather(*(worker() for _ in range(at_once)))


async def _signals(flooded: Handle, count: int, flood: Flood) -> None:
    async def send() -> None:
        while True:
            try:
                return await flooded.signal("approve", JUNK)
            except RPCError as refused:
                if refused.status not in PUSHED_BACK:
                    raise
                flood.pushed_back += 1
                await asyncio.sleep(0.5)

    await _side_by_side([send] * count, SENDERS)


async def _updates(trial: Trial, flooded: Handle, count: int) -> None:
    """Every second one is refused; the others are notes."""

    async def refused(number: int) -> None:
        claim = Claim(command_id=f"flood-{number:08}", actor=OFFICER)
        try:
            await apply(trial.client, flooded.id, claim, DECISION)
            trial.wrong.append("a second claim was accepted")
        except Refused:
            return

    async def noted(number: int) -> None:
        note = Note(command_id=f"flood-{number:08}", actor=OFFICER, text="one of many")
        try:
            if isinstance(await apply(trial.client, flooded.id, note, DECISION), Queued):
                trial.wrong.append("a note was not answered")
        except Trouble as trouble:
            trial.wrong.append(f"a note was answered by {trouble}")

    works = [lambda number=number: (noted, refused)[number % 2](number) for number in range(count)]
    await _side_by_side(works, HANDS)


async def _decide_meanwhile(trial: Trial, flooded: Handle, kind: str) -> None:
    """In the midst of a flood an officer acts, and is answered."""
    await asyncio.sleep(2)
    claim = Claim(command_id="officer-claims", actor=OFFICER)
    approve = Approve(command_id="officer-approves", actor=OFFICER, reason=REASON, reply=Reply(template=TEMPLATE))
    try:
        answer = await apply(trial.client, flooded.id, claim if kind == "claim" else approve, DECISION)
    except Trouble as trouble:
        trial.wrong.append(f"{kind} in a flood: {trouble}")
    else:
        if not isinstance(answer, Receipt):
            trial.wrong.append(f"{kind} in a flood was not answered within {DECISION.total_seconds():g} s")


async def _ask_others(trial: Trial, others: list[Handle], flood: Flood) -> None:
    while True:
        for other in others:
            began = time.monotonic()
            await trial.goes_on(other, "another case in a flood")
            flood.answers.append(time.monotonic() - began)
            await asyncio.sleep(0.2)


async def _counted(trial: Trial, flooded: Handle, signals: int) -> None:
    """Every signal is listed or counted in the end."""
    refused = -1
    try:
        async with asyncio.timeout(DECISION.total_seconds()):
            while refused != signals:
                refused = (await query(trial.client, flooded.id, "view"))["refused"]
                await asyncio.sleep(0.2)
    except TimeoutError:
        trial.wrong.append(f"{refused} of {signals} signals are counted")


async def _lengths(client: Client, flooded: Handle) -> AsyncIterator[int]:
    """The length of each run's history."""
    async for run in client.list_workflows(f"WorkflowId='{flooded.id}'"):
        pinned = client.get_workflow_handle(flooded.id, run_id=run.run_id)
        yield len((await pinned.fetch_history()).events)
