"""Disaster: Temporal's database lost, PostgreSQL restored from an older copy, cases terminated by hand.

Whatever is lost on one side comes back from the other, with clocks, ladder and due instants as they were, and nobody is
written to a second time.
"""

import asyncio
import json
import shutil
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from temporalio.testing import TimeSkipper, TimeSkippingConfig

from chaos.history.collect import collect
from chaos.history.log import json_lines
from chaos.outcome import Outcome, Scale
from chaos.system.cli_runner import Desk
from chaos.system.packs import ONE_PERSON, TWO_PERSONS
from chaos.system.stack import StackUnderTest
from chaos.workload.operations import APPROVAL, QUESTION, House, broken, last_to_record, side_by_side, until
from models.case.commands import BENEFICIARY
from recovery import Difference

CASES = {Scale.SUITE: 60, Scale.LONG: 1_000}
REBUILT_WITHIN = 300.0
"""Seconds from the order to rebuild until the last case answers."""
LATER = {Scale.SUITE: 3, Scale.LONG: 40}
"""Cases of each kind that change after the copy of the records was made."""
BY_HAND = 5
"""Cases that somebody terminates."""
ON_THE_LADDER = {Scale.SUITE: 2, Scale.LONG: 10}
"""Cases for which so much time is skipped that rungs are reached."""
PATIENCE = 120.0
"""Seconds for servers and cases to come back."""

_MOVING = frozenset({"now", "used", "left", "updated_at"})
"""What changes by the passing of time, or when it is noted again that a notice went out."""


def run(scale: Scale) -> list[Outcome]:
    """All three, one after another, on one stack."""
    with TemporaryDirectory() as folder, StackUnderTest(Path(folder) / "home", seed=1, workers=2) as stack:
        return asyncio.run(_all_three(stack, Path(folder), scale))


async def _all_three(stack: StackUnderTest, folder: Path, scale: Scale) -> list[Outcome]:
    house = await House.at(stack.temporal_address, stack.database_url)
    disaster = Disaster(stack, house, Desk(stack.environment), folder, scale)
    await disaster.prepare()
    outcomes = [await disaster.temporal_lost(), await disaster.older_records(), await disaster.terminated_by_hand()]
    return [*outcomes, await disaster.judged()]


async def _queued(house: House) -> str:
    return (await house.open()).reference


async def _claimed(house: House) -> str:
    return (await house.do(await _queued(house), "claim")).reference


async def _asked(house: House) -> str:
    return (await house.do(await _claimed(house), "ask", **QUESTION)).reference


async def _replied(house: House) -> str:
    return (await house.do(await _asked(house), "reply", BENEFICIARY, text="رقم الإيصال مرفق في الطلب.")).reference


async def _resolved(house: House, service: str = ONE_PERSON) -> str:
    reference = (await house.open(service)).reference
    await house.do(reference, "claim")
    return (await house.do(reference, "approve", **APPROVAL)).reference


async def _proposed(house: House) -> str:
    return await _resolved(house, TWO_PERSONS)


async def _withdrawn(house: House) -> str:
    return (await house.do(await _claimed(house), "withdraw", BENEFICIARY)).reference


STAGES: tuple[Callable[[House], Awaitable[str]], ...] = (_queued, _claimed, _asked, _replied, _resolved, _proposed)
"""How far the cases are when disaster strikes, as many of each."""


@dataclass
class Disaster:
    """A stack with its cases, and how each of them stood."""

    stack: StackUnderTest
    house: House
    desk: Desk
    folder: Path
    scale: Scale
    open: list[str] = field(default_factory=list)

    async def prepare(self) -> None:
        """Cases at every stage, some of them with rungs reached."""
        count = CASES[self.scale]
        self.open = await side_by_side(lambda number: STAGES[number % len(STAGES)](self.house), range(count))
        climbing = self.open[: ON_THE_LADDER[self.scale] * len(STAGES) : len(STAGES)]
        skipper = TimeSkipper(self.house.client, config=TimeSkippingConfig(enabled=False))
        for reference in climbing:
            await skipper.fast_forward(self.house.client.get_workflow_handle(reference), timedelta(days=9))
        await self.house.at_rest(self.open)
        await side_by_side(lambda each: self.house.do(each, "note", text="with it all is on record"), climbing)
        await self.house.at_rest(climbing)

    # -- Temporal's database is deleted ------------------------------------------------------------------------------

    async def temporal_lost(self) -> Outcome:
        """Every open case starts again from PostgreSQL. The workers live on and are not started again."""
        before, sent = await self.photographs(self.open), self.accepted()
        self.stack.kill("temporal")
        for file in self.stack.home.glob("temporal.db*"):
            file.unlink()
        self.stack.start("temporal")
        await until(self.no_case_is_known, "an empty Temporal", PATIENCE)
        began = time.monotonic()
        said = await self.desk("rebuild", "--json")
        rebuilt = time.monotonic() - began
        wrong = [f"`tawasul rebuild`: {fault}" for fault in said.faults(frozenset({0}))]
        wrong += _unequal("started again", self.open, json.loads(said.out)["started"] if said.out else ())
        await self.house.at_rest(self.open, REBUILT_WITHIN)
        after = await self.photographs(self.open)
        seconds = time.monotonic() - began
        wrong += _changed(before, after) + _again(sent, self.accepted())
        wrong += [f"the last case answered after {seconds:.0f} s"] * (seconds > REBUILT_WITHIN)
        return Outcome(
            "Temporal's database deleted: every open case starts again from PostgreSQL, with its clocks, its place on"
            " the ladder and its due instants unchanged, and no notice goes out again",
            "kill -9, database deleted, empty server, `tawasul rebuild`; `view`, `clock` and `timeline` of every case"
            " before and after",
            {
                "cases": str(len(self.open)),
                "seconds of `tawasul rebuild`": f"{rebuilt:.1f}",
                "seconds until every case answered": f"{seconds:.1f}",
                "notices sent before": str(len(sent)),
            },
            tuple(wrong),
        )

    async def no_case_is_known(self) -> bool:
        """Whether Temporal answers and knows nothing."""
        return not [each async for each in self.house.client.list_workflows()]

    # -- PostgreSQL is restored from an older copy -------------------------------------------------------------------

    async def older_records(self) -> Outcome:
        """`tawasul reconcile` lists exactly what the copy lacks, and repairs it from the workflows."""
        copy, data = self.folder / "copy", self.stack.home / "postgres"
        self.stack.end("postgres")
        await asyncio.to_thread(_copied, data, copy)
        self.stack.start("postgres")
        await until(self.records_answer, "the records", PATIENCE)
        expected = await self.go_on()
        before = await self.photographs(expected)
        self.stack.end("postgres")
        await asyncio.to_thread(_copied, copy, data)
        self.stack.start("postgres")
        await until(self.records_answer, "the older records", PATIENCE)
        wrong, seconds = await self.reconciled(expected)
        await self.house.at_rest(expected)
        wrong += _changed(before, await self.photographs(expected))
        wrong += (await self.reconciled({}))[0]
        return Outcome(
            "PostgreSQL restored from an older copy: `tawasul reconcile` lists every difference, and nothing else, and"
            " repairs the projection from the workflows",
            "commands and new cases after the copy, some of which end; a second `tawasul reconcile` finds none",
            {"differences": str(len(expected)), "seconds of `tawasul reconcile`": f"{seconds:.1f}"},
            tuple(wrong),
        )

    async def records_answer(self) -> bool:
        """Whether PostgreSQL takes connections."""
        return bool(await asyncio.to_thread(self.house.rows, "SELECT 1 AS answer"))

    async def go_on(self) -> dict[str, str]:
        """Cases change, are opened, and end; which difference each will be."""
        many = range(LATER[self.scale])
        queued = [each for each in self.open[:: len(STAGES)]][-len(many) :]
        claimed = [each for each in self.open[1 :: len(STAGES)]][-len(many) :]
        await side_by_side(lambda each: self.house.do(each, "claim"), queued)
        await side_by_side(lambda each: self.house.do(each, "withdraw", BENEFICIARY), claimed)
        new = await side_by_side(lambda _: _claimed(self.house), many)
        ended = await side_by_side(lambda _: _withdrawn(self.house), many)
        await self.house.at_rest([*queued, *claimed, *new, *ended])
        behind = dict.fromkeys([*queued, *claimed], Difference.RECORDS_BEHIND.value)
        return behind | dict.fromkeys([*new, *ended], Difference.NOT_RECORDED.value)

    async def reconciled(self, expected: Mapping[str, str]) -> tuple[list[str], float]:
        """What `tawasul reconcile` says beside what it must say, and the seconds it took."""
        began = time.monotonic()
        said = await self.desk("reconcile", "--json")
        seconds = time.monotonic() - began
        wrong = [f"`tawasul reconcile`: {fault}" for fault in said.faults(frozenset({0}))]
        found = {each["reference"]: each["difference"] for each in json.loads(said.out)} if said.out else {}
        wrong += _unequal("listed", [f"{each} {how}" for each, how in expected.items()], map(" ".join, found.items()))
        return wrong, seconds

    # -- somebody terminates cases -----------------------------------------------------------------------------------

    async def terminated_by_hand(self) -> Outcome:
        """A case that is open in the records and does not run is started again, and that is said."""
        handled = self.open[2 :: len(STAGES)][:BY_HAND]
        before, sent = await self.photographs(handled), self.accepted()
        for reference in handled:
            await self.house.client.get_workflow_handle(reference).terminate("by hand")
        await until(lambda: self.none_runs(handled), "the list of running cases", PATIENCE)
        wrong, _ = await self.reconciled(dict.fromkeys(handled, Difference.NOT_RUNNING.value))
        await self.house.at_rest(handled)
        wrong += _changed(before, await self.photographs(handled)) + _again(sent, self.accepted())
        return Outcome(
            "a case open in the records but not running is found by `tawasul reconcile`, started again, and said",
            "cases terminated by hand",
            {"cases": str(len(handled))},
            tuple(wrong),
        )

    async def none_runs(self, references: Sequence[str]) -> bool:
        """Whether Temporal's list of running cases has none of these any more."""
        running = {each.id async for each in self.house.client.list_workflows("ExecutionStatus='Running'")}
        return running.isdisjoint(references)

    # -- how it stands -----------------------------------------------------------------------------------------------

    async def photographs(self, references: Iterable[str]) -> dict[str, Any]:
        """What each case says of itself, without what moves by itself."""
        names = list(references)
        return dict(zip(names, await side_by_side(self._photograph, names), strict=True))

    async def _photograph(self, reference: str) -> Any:
        timeline = await self.house.ask(reference, "timeline")
        events = [event for event in timeline if event["seq"] <= last_to_record(timeline)]
        view, clock = await self.house.ask(reference, "view"), await self.house.ask(reference, "clock")
        return {"view": _still(view), "clock": _still(clock), "events": events}

    def accepted(self) -> list[str]:
        """The keys of all messages that the far sides took, in order."""
        return [line["key"] for line in json_lines(self.stack.accepted)]

    async def judged(self) -> Outcome:
        """Everything that must hold of any run, after all of it."""
        evidence = await collect(self.stack.database_url, self.stack.temporal_address, [], [self.stack.accepted])
        figures = {"cases": str(len(evidence.cases))}
        how = "records, histories and far sides, looked at in the end"
        return Outcome("after every disaster all invariants hold", how, figures, tuple(broken(evidence)))


def _still(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _still(each) for name, each in value.items() if name not in _MOVING}
    return [_still(each) for each in value] if isinstance(value, list) else value


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
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


def _again(before: Sequence[str], after: Sequence[str]) -> list[str]:
    return [f"{key} went out again" for key in after[len(before) :]]


def _unequal(what: str, expected: Iterable[str], found: Iterable[str]) -> list[str]:
    wanted, had = set(expected), set(found)
    missing = [f"{each}: not {what}" for each in sorted(wanted - had)]
    return missing + [f"{each}: {what}, and should not be" for each in sorted(had - wanted)]


def _copied(source: Path, target: Path) -> None:
    """A folder with its owners in place of another."""
    import subprocess

    if target.exists():
        shutil.rmtree(target)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
