"""Open cases of every stage with snapshots of them, to compare before and after a disaster."""

import json
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from temporalio.testing import TimeSkipper, TimeSkippingConfig

from chaos.history.log import json_lines
from chaos.system.cli_runner import CliRunner
from chaos.system.packs import ONE_PERSON, TWO_PERSONS
from chaos.system.stack import StackUnderTest
from chaos.workload.case_client import APPROVAL, QUESTION, CaseClient, last_to_record, side_by_side
from models.case.commands import BENEFICIARY

_MOVING = frozenset({"now", "used", "left", "updated_at"})
"""Fields that change by the passing of time, or when it is noted again that a notice was sent."""

Snapshots = Mapping[str, Any]
"""The answers of cases to queries, by reference."""


async def queued(client: CaseClient) -> str:
    """A case in the queue of its team."""
    return (await client.open()).reference


async def claimed(client: CaseClient) -> str:
    """A case that an officer holds."""
    return (await client.do(await queued(client), "claim")).reference


async def asked(client: CaseClient) -> str:
    """A case returned to its beneficiary with a question."""
    return (await client.do(await claimed(client), "ask", **QUESTION)).reference


async def replied(client: CaseClient) -> str:
    """A case with the answer of its beneficiary."""
    return (await client.do(await asked(client), "reply", BENEFICIARY, text="رقم الإيصال مرفق في الطلب.")).reference


async def resolved(client: CaseClient, service: str = ONE_PERSON) -> str:
    """A case with a final decision, or with a proposal where the service needs two persons."""
    reference = (await client.open(service)).reference
    await client.do(reference, "claim")
    return (await client.do(reference, "approve", **APPROVAL)).reference


async def proposed(client: CaseClient) -> str:
    """A case with a proposal that a second person must confirm."""
    return await resolved(client, TWO_PERSONS)


async def withdrawn(client: CaseClient) -> str:
    """A case that its beneficiary withdrew."""
    return (await client.do(await claimed(client), "withdraw", BENEFICIARY)).reference


STAGES: tuple[Callable[[CaseClient], Awaitable[str]], ...] = (
    queued,
    claimed,
    asked,
    replied,
    resolved,
    proposed,
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
        return problems + unequal("listed", names, map(" ".join, found.items())), time.monotonic() - began

    async def _snapshot(self, reference: str) -> Any:
        timeline = await self.client.timeline(reference)
        events = [event.model_dump(mode="json") for event in timeline if event.seq <= last_to_record(timeline)]
        answers = {"view": await self.client.view(reference), "clock": await self.client.clock(reference)}
        return {"events": events} | {
            name: _without_moving(each.model_dump(mode="json")) for name, each in answers.items()
        }


def _without_moving(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_moving(each) for name, each in value.items() if name not in _MOVING}
    return [_without_moving(each) for each in value] if isinstance(value, list) else value


def changed(before: Snapshots, after: Snapshots) -> list[str]:
    """The first difference of each case that is not as it was."""
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


def sent_again(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The messages that were accepted after those of before."""
    return [f"{key} was sent again" for key in after[len(before) :]]


def unequal(what: str, expected: Iterable[str], found: Iterable[str]) -> list[str]:
    """The elements that are expected and not found, or found and not expected."""
    wanted, had = set(expected), set(found)
    missing = [f"{each}: not {what}" for each in sorted(wanted - had)]
    return missing + [f"{each}: {what}, and should not be" for each in sorted(had - wanted)]
