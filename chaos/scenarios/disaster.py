"""Scenario «disaster»: Temporal's database is lost, PostgreSQL is restored from an older copy, cases are terminated.

What one side lost is restored from the other, with clocks, ladder and due instants as they were, and no notice is sent
again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.checks.final import final_outcome
from chaos.history.collect import evidence_of
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.cli_runner import CliRunner
from chaos.system.copies import Copies
from chaos.system.polling import poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.case_client import CaseClient, side_by_side
from chaos.workload.snapshots import Cases, asked, changed, claimed, queued, sent_again, unequal, withdrawn
from models.case.commands import BENEFICIARY
from models.codes import DiscrepancyKind

CASES = {Scale.SUITE: 60, Scale.LONG: 1_000}
REBUILT_WITHIN = 300.0
"""Seconds from the order to rebuild until the last case answers."""
LATER = {Scale.SUITE: 3, Scale.LONG: 40}
"""Cases of each kind that change after the copy of the records was made."""
TERMINATED = 5
"""Cases that are terminated by hand."""
ON_THE_LADDER = {Scale.SUITE: 2, Scale.LONG: 10}
"""Cases for which so much time is skipped that rungs are reached."""
PATIENCE = 120.0
"""Seconds for servers and cases to answer again."""


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Have all three disasters, one after another, on one stack, without the watchdog: the commands are on trial."""
    with TemporaryDirectory(prefix="tawasul-disaster-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=1, workers=2, watched=False) as stack:
            return asyncio.run(_all_three(stack, Path(folder), scale, progress))


async def _all_three(stack: StackUnderTest, folder: Path, scale: Scale, progress: Progress) -> list[TrialOutcome]:
    cases = Cases(stack, await CaseClient.of(stack), CliRunner(stack.environment))
    progress(f"opening {CASES[scale]} cases")
    await cases.open(CASES[scale], ON_THE_LADDER[scale])
    disasters: dict[str, Callable[[], Awaitable[TrialOutcome]]] = {
        "deleting Temporal's database": TemporalLost(cases).outcome,
        "restoring older records": OlderRecords(cases, folder, LATER[scale]).outcome,
        "terminating cases": Terminated(cases).outcome,
    }
    outcomes = []
    for name, outcome in disasters.items():
        progress(name)
        outcomes.append(await outcome())
    evidence = await evidence_of(stack, replaced=cases.of_stage(asked)[:TERMINATED], restored=True)
    return [*outcomes, final_outcome("after every disaster all invariants hold", evidence, logged=False)]


@dataclass(frozen=True)
class TemporalLost:
    """Temporal's database is deleted: every open case starts again from PostgreSQL, while the workers live on."""

    cases: Cases

    async def outcome(self) -> TrialOutcome:
        """Delete the database, rebuild, and compare the cases with what they were."""
        cases, every = self.cases, self.cases.references
        before, sent = await cases.snapshots(every), cases.accepted()
        await self._delete_database()
        began = time.monotonic()
        printed, problems = await cases.run_json("rebuild")
        rebuilt = time.monotonic() - began
        problems += unequal("started again", every, printed["started"] if printed else ())
        await cases.client.wait_for_quiescence(every, REBUILT_WITHIN)
        after = await cases.snapshots(every)
        seconds = time.monotonic() - began
        problems += changed(before, after) + sent_again(sent, cases.accepted())
        if seconds > REBUILT_WITHIN:
            problems.append(f"the last case answered after {seconds:.0f} s")
        return TrialOutcome(
            "Temporal's database deleted: every open case starts again from PostgreSQL, with its clocks, its place on"
            " the ladder and its due instants unchanged, and no notice goes out again",
            "kill -9, database deleted, empty server, `tawasul rebuild`; `view`, `clock` and `timeline` of every case"
            " before and after",
            {
                "cases": str(len(every)),
                "seconds of `tawasul rebuild`": f"{rebuilt:.1f}",
                "seconds until every case answered": f"{seconds:.1f}",
                "notices sent before": str(len(sent)),
            },
            tuple(problems),
        )

    async def _delete_database(self) -> None:
        stack = self.cases.stack
        stack.kill("temporal")
        for file in stack.home.glob("temporal.db*"):
            file.unlink()
        stack.start("temporal")
        await poll_until(self._is_empty, "an empty Temporal", PATIENCE)

    async def _is_empty(self) -> bool:
        """Whether Temporal answers and knows no case."""
        return not [each async for each in self.cases.client.temporal.list_workflows()]


@dataclass(frozen=True)
class OlderRecords:
    """PostgreSQL is restored from an older copy: `tawasul reconcile` lists exactly what it lacks, and repairs it."""

    cases: Cases
    folder: Path
    later: int

    async def outcome(self) -> TrialOutcome:
        """Copy the records, change cases, restore the copy, and reconcile twice."""
        cases = self.cases
        copies = Copies(cases.stack, self.folder / "copies", cases.client.temporal)
        await copies.keep("postgres")
        expected = await self._change_cases()
        before = await cases.snapshots(expected)
        await copies.put_back(["postgres"])
        problems, seconds = await cases.reconcile(expected)
        await cases.client.wait_for_quiescence(expected)
        problems += changed(before, await cases.snapshots(expected))
        problems += (await cases.reconcile({}))[0]
        return TrialOutcome(
            "PostgreSQL restored from an older copy: `tawasul reconcile` lists every difference, and nothing else, and"
            " repairs the projection from the workflows",
            "commands and new cases after the copy, some of which end; a second `tawasul reconcile` finds none",
            {"differences": str(len(expected)), "seconds of `tawasul reconcile`": f"{seconds:.1f}"},
            tuple(problems),
        )

    async def _change_cases(self) -> dict[str, str]:
        """Change some cases, open some, and end some; the difference that `reconcile` must list for each."""
        client, many = self.cases.client, range(self.later)
        in_queue, held = (self.cases.of_stage(stage)[-self.later :] for stage in (queued, claimed))
        await side_by_side(lambda each: client.do(each, "claim"), in_queue)
        await side_by_side(lambda each: client.do(each, "withdraw", BENEFICIARY), held)
        new = await side_by_side(lambda _: claimed(client), many)
        ended = await side_by_side(lambda _: withdrawn(client), many)
        await client.wait_for_quiescence([*in_queue, *held, *new, *ended])
        behind = dict.fromkeys([*in_queue, *held], DiscrepancyKind.RECORDS_BEHIND.value)
        return behind | dict.fromkeys([*new, *ended], DiscrepancyKind.NOT_RECORDED.value)


@dataclass(frozen=True)
class Terminated:
    """Cases are terminated by hand: those open in the records are started again, and listed."""

    cases: Cases

    async def outcome(self) -> TrialOutcome:
        """Terminate cases, reconcile, and compare them with what they were."""
        cases, temporal = self.cases, self.cases.client.temporal
        terminated = cases.of_stage(asked)[:TERMINATED]
        before, sent = await cases.snapshots(terminated), cases.accepted()
        for reference in terminated:
            await temporal.get_workflow_handle(reference).terminate("by hand")
        await poll_until(lambda: self._none_runs(terminated), "the list of running cases", PATIENCE)
        problems, _ = await cases.reconcile(dict.fromkeys(terminated, DiscrepancyKind.NOT_RUNNING.value))
        await cases.client.wait_for_quiescence(terminated)
        problems += changed(before, await cases.snapshots(terminated)) + sent_again(sent, cases.accepted())
        return TrialOutcome(
            "a case open in the records but not running is found by `tawasul reconcile`, started again, and reported",
            "cases terminated by hand",
            {"cases": str(len(terminated))},
            tuple(problems),
        )

    async def _none_runs(self, references: Sequence[str]) -> bool:
        """Whether none of these cases is in Temporal's list of running ones."""
        running = {each.id async for each in self.cases.client.temporal.list_workflows("ExecutionStatus='Running'")}
        return running.isdisjoint(references)
