"""Scenario «disaster»: Temporal's database is lost, PostgreSQL is restored from an older copy, cases are terminated.

What one side lost is restored from the other, with clocks, ladder and due instants as they were, and no notice is sent
again.
"""

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from temporalio.testing import TimeSkipper, TimeSkippingConfig

from chaos.checks.final import final_outcome
from chaos.history.collect import evidence_of
from chaos.history.log import json_lines
from chaos.outcome import Outcome, Progress, Scale, silent
from chaos.system.cli_runner import CliRunner
from chaos.system.packs import ONE_PERSON, TWO_PERSONS
from chaos.system.polling import poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.case_client import APPROVAL, QUESTION, CaseClient, last_to_record, side_by_side
from models.case.commands import BENEFICIARY
from recovery import DiscrepancyKind

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

_MOVING = frozenset({"now", "used", "left", "updated_at"})
"""Fields that change by the passing of time, or when it is noted again that a notice was sent."""

Snapshots = Mapping[str, Any]
"""The answers of cases to queries, by reference."""


def run(scale: Scale, progress: Progress = silent) -> list[Outcome]:
    """Have all three disasters, one after another, on one stack, without the watchdog: the commands are on trial."""
    with TemporaryDirectory(prefix="tawasul-disaster-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=1, workers=2, watched=False) as stack:
            return asyncio.run(_all_three(stack, Path(folder), scale, progress))


async def _all_three(stack: StackUnderTest, folder: Path, scale: Scale, progress: Progress) -> list[Outcome]:
    cases = Cases(stack, await CaseClient.of(stack), CliRunner(stack.environment))
    progress(f"opening {CASES[scale]} cases")
    await cases.open(CASES[scale], ON_THE_LADDER[scale])
    disasters: dict[str, Callable[[], Awaitable[Outcome]]] = {
        "deleting Temporal's database": TemporalLost(cases).outcome,
        "restoring older records": OlderRecords(cases, folder, LATER[scale]).outcome,
        "terminating cases": Terminated(cases).outcome,
    }
    outcomes = []
    for name, outcome in disasters.items():
        progress(name)
        outcomes.append(await outcome())
    evidence = await evidence_of(stack)
    return [*outcomes, final_outcome("after every disaster all invariants hold", evidence, logged=False)]


async def _queued(client: CaseClient) -> str:
    return (await client.open()).reference


async def _claimed(client: CaseClient) -> str:
    return (await client.do(await _queued(client), "claim")).reference


async def _asked(client: CaseClient) -> str:
    return (await client.do(await _claimed(client), "ask", **QUESTION)).reference


async def _replied(client: CaseClient) -> str:
    return (await client.do(await _asked(client), "reply", BENEFICIARY, text="رقم الإيصال مرفق في الطلب.")).reference


async def _resolved(client: CaseClient, service: str = ONE_PERSON) -> str:
    reference = (await client.open(service)).reference
    await client.do(reference, "claim")
    return (await client.do(reference, "approve", **APPROVAL)).reference


async def _proposed(client: CaseClient) -> str:
    return await _resolved(client, TWO_PERSONS)


async def _withdrawn(client: CaseClient) -> str:
    return (await client.do(await _claimed(client), "withdraw", BENEFICIARY)).reference


STAGES: tuple[Callable[[CaseClient], Awaitable[str]], ...] = (
    _queued,
    _claimed,
    _asked,
    _replied,
    _resolved,
    _proposed,
)
"""Open cases of each stage before the disasters, as many of each."""


@dataclass
class Cases:
    """The open cases of a stack, with their snapshots and the messages sent for them."""

    stack: StackUnderTest
    client: CaseClient
    cli: CliRunner
    references: list[str] = field(default_factory=list)

    async def open(self, count: int, on_the_ladder: int) -> None:
        """Open cases of every stage, some of them with rungs reached."""
        self.references = await side_by_side(lambda number: STAGES[number % len(STAGES)](self.client), range(count))
        climbing = self.references[: on_the_ladder * len(STAGES) : len(STAGES)]
        skipper = TimeSkipper(self.client.temporal, config=TimeSkippingConfig(enabled=False))
        for reference in climbing:
            await skipper.fast_forward(self.client.temporal.get_workflow_handle(reference), timedelta(days=9))
        await self.client.wait_for_quiescence(self.references)
        await side_by_side(lambda each: self.client.do(each, "note", text="with it all is on record"), climbing)
        await self.client.wait_for_quiescence(climbing)

    def of_stage(self, stage: Callable[[CaseClient], Awaitable[str]]) -> list[str]:
        """The cases that were opened to a stage."""
        return self.references[STAGES.index(stage) :: len(STAGES)]

    async def snapshots(self, references: Iterable[str]) -> Snapshots:
        """The answers of cases to queries, without the fields that change by themselves."""
        names = list(references)
        return dict(zip(names, await side_by_side(self._snapshot, names), strict=True))

    def accepted(self) -> list[str]:
        """The keys of all messages that the gateways accepted, in order."""
        return [line["key"] for line in json_lines(self.stack.accepted)]

    async def run_json(self, command: str) -> tuple[Any, list[str]]:
        """The JSON that a command prints, None when it prints nothing, and its problems."""
        result = await self.cli(command, "--json")
        problems = [f"`tawasul {command}`: {problem}" for problem in result.problems()]
        return json.loads(result.out) if result.out else None, problems

    async def reconcile(self, expected: Mapping[str, str]) -> tuple[list[str], float]:
        """The problems of `tawasul reconcile`, which must list exactly these differences, and the seconds it took."""
        began = time.monotonic()
        listed, problems = await self.run_json("reconcile")
        found = {each["reference"]: each["difference"] for each in listed or ()}
        names = [f"{each} {difference}" for each, difference in expected.items()]
        return problems + _unequal("listed", names, map(" ".join, found.items())), time.monotonic() - began

    async def _snapshot(self, reference: str) -> Any:
        timeline = await self.client.timeline(reference)
        events = [event.model_dump(mode="json") for event in timeline if event.seq <= last_to_record(timeline)]
        answers = {"view": await self.client.view(reference), "clock": await self.client.clock(reference)}
        return {"events": events} | {
            name: _without_moving(each.model_dump(mode="json")) for name, each in answers.items()
        }


@dataclass(frozen=True)
class TemporalLost:
    """Temporal's database is deleted: every open case starts again from PostgreSQL, while the workers live on."""

    cases: Cases

    async def outcome(self) -> Outcome:
        """Delete the database, rebuild, and compare the cases with what they were."""
        cases, every = self.cases, self.cases.references
        before, sent = await cases.snapshots(every), cases.accepted()
        await self._delete_database()
        began = time.monotonic()
        printed, problems = await cases.run_json("rebuild")
        rebuilt = time.monotonic() - began
        problems += _unequal("started again", every, printed["started"] if printed else ())
        await cases.client.wait_for_quiescence(every, REBUILT_WITHIN)
        after = await cases.snapshots(every)
        seconds = time.monotonic() - began
        problems += _changed(before, after) + _sent_again(sent, cases.accepted())
        if seconds > REBUILT_WITHIN:
            problems.append(f"the last case answered after {seconds:.0f} s")
        return Outcome(
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

    async def outcome(self) -> Outcome:
        """Copy the records, change cases, restore the copy, and reconcile twice."""
        cases, copy, data = self.cases, self.folder / "copy", self.cases.stack.home / "postgres"
        await self._copy_records(data, copy)
        expected = await self._change_cases()
        before = await cases.snapshots(expected)
        await self._copy_records(copy, data)
        problems, seconds = await cases.reconcile(expected)
        await cases.client.wait_for_quiescence(expected)
        problems += _changed(before, await cases.snapshots(expected))
        problems += (await cases.reconcile({}))[0]
        return Outcome(
            "PostgreSQL restored from an older copy: `tawasul reconcile` lists every difference, and nothing else, and"
            " repairs the projection from the workflows",
            "commands and new cases after the copy, some of which end; a second `tawasul reconcile` finds none",
            {"differences": str(len(expected)), "seconds of `tawasul reconcile`": f"{seconds:.1f}"},
            tuple(problems),
        )

    async def _copy_records(self, source: Path, target: Path) -> None:
        """Copy the data of PostgreSQL while it is down, and wait until it answers again."""
        self.cases.stack.end("postgres")
        await asyncio.to_thread(_copy_folder, source, target)
        self.cases.stack.start("postgres")
        await poll_until(self._records_answer, "the records", PATIENCE)

    async def _records_answer(self) -> bool:
        return bool(await asyncio.to_thread(self.cases.client.rows, "SELECT 1 AS answer"))

    async def _change_cases(self) -> dict[str, str]:
        """Change some cases, open some, and end some; the difference that `reconcile` must list for each."""
        client, many = self.cases.client, range(self.later)
        queued, claimed = (self.cases.of_stage(stage)[-self.later :] for stage in (_queued, _claimed))
        await side_by_side(lambda each: client.do(each, "claim"), queued)
        await side_by_side(lambda each: client.do(each, "withdraw", BENEFICIARY), claimed)
        new = await side_by_side(lambda _: _claimed(client), many)
        ended = await side_by_side(lambda _: _withdrawn(client), many)
        await client.wait_for_quiescence([*queued, *claimed, *new, *ended])
        behind = dict.fromkeys([*queued, *claimed], DiscrepancyKind.RECORDS_BEHIND.value)
        return behind | dict.fromkeys([*new, *ended], DiscrepancyKind.NOT_RECORDED.value)


@dataclass(frozen=True)
class Terminated:
    """Cases are terminated by hand: those open in the records are started again, and listed."""

    cases: Cases

    async def outcome(self) -> Outcome:
        """Terminate cases, reconcile, and compare them with what they were."""
        cases, temporal = self.cases, self.cases.client.temporal
        terminated = cases.of_stage(_asked)[:TERMINATED]
        before, sent = await cases.snapshots(terminated), cases.accepted()
        for reference in terminated:
            await temporal.get_workflow_handle(reference).terminate("by hand")
        await poll_until(lambda: self._none_runs(terminated), "the list of running cases", PATIENCE)
        problems, _ = await cases.reconcile(dict.fromkeys(terminated, DiscrepancyKind.NOT_RUNNING.value))
        await cases.client.wait_for_quiescence(terminated)
        problems += _changed(before, await cases.snapshots(terminated)) + _sent_again(sent, cases.accepted())
        return Outcome(
            "a case open in the records but not running is found by `tawasul reconcile`, started again, and reported",
            "cases terminated by hand",
            {"cases": str(len(terminated))},
            tuple(problems),
        )

    async def _none_runs(self, references: Sequence[str]) -> bool:
        """Whether none of these cases is in Temporal's list of running ones."""
        running = {each.id async for each in self.cases.client.temporal.list_workflows("ExecutionStatus='Running'")}
        return running.isdisjoint(references)


def _without_moving(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_moving(each) for name, each in value.items() if name not in _MOVING}
    return [_without_moving(each) for each in value] if isinstance(value, list) else value


def _changed(before: Snapshots, after: Snapshots) -> list[str]:
    return [f"{each}: {_difference(before[each], after[each])}" for each in before if before[each] != after[each]]


def _difference(before: Any, after: Any, path: str = "") -> str:
    """The first place at which two answers differ."""
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        name = next(name for name in before if before[name] != after[name])
        return _difference(before[name], after[name], f"{path}.{name}")
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        place = next(place for place, each in enumerate(before) if each != after[place])
        return _difference(before[place], after[place], f"{path}[{place}]")
    return f"{path.lstrip('.')} was {before!r:.200}, is {after!r:.200}"


def _sent_again(before: Sequence[str], after: Sequence[str]) -> list[str]:
    return [f"{key} was sent again" for key in after[len(before) :]]


def _unequal(what: str, expected: Iterable[str], found: Iterable[str]) -> list[str]:
    wanted, had = set(expected), set(found)
    missing = [f"{each}: not {what}" for each in sorted(wanted - had)]
    return missing + [f"{each}: {what}, and should not be" for each in sorted(had - wanted)]


def _copy_folder(source: Path, target: Path) -> None:
    """A copy of a folder, owners included, in place of another."""
    if target.exists():
        shutil.rmtree(target)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
