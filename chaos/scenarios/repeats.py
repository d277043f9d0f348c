"""Scenario «repeats»: one case gets more commands than it keeps receipts of, and repeats of any of them, under kills.

Afterwards commands are repeated that the case has forgotten, if it was given so many: it promises nothing of those, and
what happens is told.
"""

import asyncio
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from chaos.checks.cases import FoldedCase, FoldedEvidence
from chaos.checks.invariants import violations_of
from chaos.checks.repeats import IDS_KEPT, RECEIPTS_KEPT, commands_between
from chaos.checks.rows import read_receipt, receipt_of
from chaos.faults.nemesis import FaultLog, Nemesis, schedule
from chaos.history import quiescence
from chaos.history.collect import evidence_of
from chaos.history.evidence import Evidence
from chaos.history.log import Op, OperationLog, Result
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.polling import poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.case_client import CaseClient
from chaos.workload.clients import Player
from chaos.workload.cold import asked_again
from chaos.workload.plan import Plan
from chaos.workload.repeats import Senders, commands
from models.case.commands import AnyCommand

SEED, WORKERS = 1, 2
FORGOTTEN = 20
"""How many of the forgotten commands are repeated."""
FILLED_WITHIN = 900.0
"""Seconds within which the notes that fill a case have been taken."""
FAULTS, OPERATIONS = "faults.jsonl", "operations.jsonl"


@dataclass(frozen=True)
class Size:
    """How many commands are given, how often a worker is killed meanwhile, and how many notes fill the case at last."""

    commands: int
    kills: int
    filling: int = 0


SIZES = {Scale.SUITE: Size(1_000, kills=4), Scale.LONG: Size(3_000, kills=15, filling=RECEIPTS_KEPT + IDS_KEPT)}


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Give all commands to one case on one stack."""
    with TemporaryDirectory(prefix="tawasul-repeats-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=SEED, workers=WORKERS) as stack:
            return asyncio.run(_repeats(stack, Path(folder), SIZES[scale], progress))


async def _repeats(stack: StackUnderTest, folder: Path, size: Size, progress: Progress) -> list[TrialOutcome]:
    client, plan = await CaseClient.of(stack), Plan(SEED, datetime.now(UTC), 0.0, 1)
    with OperationLog(folder / OPERATIONS, "senders") as log, patch.dict(os.environ, stack.client_environment):
        player = Player(log, {})
        reference = await player.open(plan.request_json(0))
        if reference is None:
            raise RuntimeError("the case was not opened")
        senders = Senders(client, player, log, reference, SEED)
        given = list(commands(SEED, size.commands))
        await asyncio.gather(senders.send(given), asyncio.to_thread(_kill_workers, stack, folder, size, progress))
        progress("waiting for quiescence")
        late = [str(each) for each in await quiescence.wait(stack.config, [reference])]
        evidence = await evidence_of(stack, [folder / OPERATIONS], folder / FAULTS, targets=("worker",))
        progress("asking workers without memory")
        evidence = await asked_again(stack, evidence)
        problems = [*late, *map(str, violations_of(evidence))]
        case = FoldedEvidence(evidence).cases[reference]
        again = await _forgotten(client, senders, case, given, size.filling) if size.filling else {}
    found = Found.of(evidence, case)
    figures = {"commands": str(size.commands), **found.figures(senders), **again}
    return [
        TrialOutcome(
            f"of more commands than a case keeps receipts of ({RECEIPTS_KEPT}), and any number of repeats of them by"
            " several senders at once, each takes effect once; a repeat gets the first receipt, or where the case"
            f" stands when {RECEIPTS_KEPT} or more came after it",
            "updates and signals of 14 kinds to one case by 8 senders, half of them followed by a repeat of an earlier"
            " one, while workers are killed and runs go on as new; then records, histories and answers are compared",
            figures,
            (*problems, *found.too_little(size)),
            (SEED,),
        )
    ]


def _kill_workers(stack: StackUnderTest, folder: Path, size: Size, progress: Progress) -> None:
    workers = [stack.components[f"worker-{number}"] for number in range(1, WORKERS + 1)]
    killed = iter(range(1, 10 * size.kills))
    nemesis = Nemesis(
        lambda _: workers, FaultLog(folder / FAULTS), lambda: progress(f"{next(killed)} faults of {size.kills} kills")
    )
    nemesis.run(schedule(SEED, ("worker",), size.kills))


@dataclass(frozen=True)
class Found:
    """What the repeats of a run found: how often the first receipt, and how often where the case stood."""

    taken: int
    runs: int
    first_receipts: int
    later_receipts: int
    farthest: int

    @classmethod
    def of(cls, evidence: Evidence, case: FoldedCase) -> "Found":
        """Count the answers to commands that were answered before."""
        first, later, farthest, seen = 0, 0, 0, set[str]()
        for op in _answered(evidence.operations):
            if op.command_id not in seen:
                seen.add(op.command_id)
                continue
            events, answer = case.caused_by[op.command_id], read_receipt(op.answer)
            is_first = answer == receipt_of(case.standings[events[-1].seq])
            first, later = first + is_first, later + (not is_first)
            farthest = max(farthest, commands_between(case, events[-1].seq, int(str(answer["seq"]))))
        runs = evidence.workflows[case.reference].runs
        return cls(len(case.caused_by), len(runs), first, later, farthest)

    def figures(self, senders: Senders) -> dict[str, str]:
        """The figures for the table."""
        return {
            "took effect": f"{self.taken}, each once",
            "messages": f"{senders.updates} updates, {senders.signals} signals, {senders.repeats} of them repeats",
            "repeats by update that got the first receipt": str(self.first_receipts),
            "where the case stood": f"{self.later_receipts}, at most {self.farthest} commands later",
            "runs": str(self.runs),
        }

    def too_little(self, size: Size) -> Iterator[str]:
        """Why the run says nothing."""
        if self.taken < size.commands / 2:
            yield f"only {self.taken} of {size.commands} commands took effect"
        if self.runs < size.commands // 250:
            yield f"there were {self.runs} runs only"
        if not self.first_receipts or not self.later_receipts:
            yield f"{self.first_receipts} repeats got the first receipt, and {self.later_receipts} a later one"


def _answered(operations: Sequence[Op]) -> Iterator[Op]:
    """The commands with a receipt, in the order of their answers."""
    done = (op for op in operations if op.result is Result.OK and op.kind != "open")
    return iter(sorted(done, key=lambda op: op.returned))


async def _forgotten(
    client: CaseClient, senders: Senders, case: FoldedCase, given: Sequence[AnyCommand], filling: int
) -> dict[str, str]:
    """Fill the case until it has forgotten all that came before, repeat some of it, and tell what took effect again."""
    await senders.fill(filling)

    async def filled() -> bool:
        return (await client.view(case.reference)).row.seq >= len(case.events) + filling

    await poll_until(filled, f"{filling} notes that were taken", FILLED_WITHIN)
    notes = [each for each in given if each.kind == "note" and each.command_id in case.caused_by][:FORGOTTEN]
    for note in notes:
        await senders.repeat(note)
    ids, now = {note.command_id for note in notes}, await client.timeline(case.reference)
    again = sum(each.command_id in ids and each.seq > len(case.events) for each in now)
    return {f"repeats after more than {IDS_KEPT + RECEIPTS_KEPT} others": f"{len(notes)}, {again} took effect again"}
