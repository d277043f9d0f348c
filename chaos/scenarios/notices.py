"""Scenario «notices»: a gateway is down for a day of virtual time, with the worker's own schedule of retries.

A gateway that comes back in time gets every notice; else the notices are listed, and the supervisor gets a notice.
Before that, cases are decided in quiet hours, in real time.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from temporalio.testing import TimeSkipper, TimeSkippingConfig

from chaos.checks.final import final_outcome
from chaos.checks.invariants.coverage import HELD_BACK
from chaos.history.collect import evidence_of
from chaos.history.log import json_lines
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.cli_runner import CliRunner
from chaos.system.gateways import DEAD, GatewayFaults
from chaos.system.polling import poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.case_client import APPROVAL, CaseClient, side_by_side
from chaos.workload.quiet_hours import packs_with_quiet_hours
from models.case.commands import BENEFICIARY
from models.codes import Audience, Channel
from models.notices.key import NoticeKey

CHANNELS = {Scale.SUITE: (Channel.SMS,), Scale.LONG: tuple(Channel)}
CASES = {Scale.SUITE: 1, Scale.LONG: 5}
"""For each channel and each outage."""
IN_TIME = {Scale.SUITE: timedelta(hours=6), Scale.LONG: timedelta(hours=23)}
TOO_LONG = timedelta(hours=25)
"""Outages shorter and longer than the day for which a notice is retried."""
AFTERWARDS = timedelta(minutes=10)
"""Virtual time after the outage: no pause between two tries is longer than five minutes."""
REPEATS = 3
"""How often a gateway that loses every acknowledgement gets a message before its outage."""
PATIENCE = 40.0
"""Seconds for what happens without virtual time."""
WITHOUT_ACKNOWLEDGEMENT = GatewayFaults(lose=1.0)
"""Every message is accepted and none acknowledged."""

_SKIPS = TimeSkippingConfig(enabled=False, max_session_skip_count=5_000)


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Decide in quiet hours on one stack; have both outages for each channel on another."""
    with TemporaryDirectory(prefix="tawasul-quiet-") as folder:
        progress("quiet hours")
        home = Path(folder) / "home"
        end = packs_with_quiet_hours(home / "policies", datetime.now(UTC))
        with StackUnderTest(home, seed=1, workers=1) as stack:
            held_back = asyncio.run(_held_back(stack, scale, end))
    with TemporaryDirectory(prefix="tawasul-notices-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=1, workers=1) as stack:
            return [held_back, *asyncio.run(_every_channel(stack, scale, progress))]


async def _held_back(stack: StackUnderTest, scale: Scale, end: datetime) -> TrialOutcome:
    """Decide cases before the quiet hours end, and wait until everything was sent."""
    cases = OutageCases(stack, await CaseClient.of(stack), CASES[scale])
    references = await cases.resolved()
    left = (end - datetime.now(UTC)).total_seconds()
    await asyncio.sleep(max(left, 0.0))
    await cases.client.wait_for_quiescence(references)
    evidence = await evidence_of(stack, promised={HELD_BACK})
    promise = "what is decided in quiet hours is sent when they end, and not before"
    return final_outcome(promise, evidence, [] if left > 0 else ["decided after the quiet hours"], logged=False)


async def _every_channel(stack: StackUnderTest, scale: Scale, progress: Progress) -> list[TrialOutcome]:
    cases, outcomes = OutageCases(stack, await CaseClient.of(stack), CASES[scale]), list[TrialOutcome]()
    for channel in CHANNELS[scale]:
        outage = Outage(cases, CliRunner(stack.environment), channel)
        progress(f"{channel}: a short outage")
        outcomes.append(await outage.in_time(IN_TIME[scale]))
        progress(f"{channel}: a long outage")
        outcomes.append(await outage.too_long())
    evidence = replace(await evidence_of(stack), skipped=IN_TIME[scale] + TOO_LONG)
    return [*outcomes, final_outcome("after every outage all invariants hold", evidence, logged=False)]


@dataclass(frozen=True)
class OutageCases:
    """The cases of a stack, so many for each outage, with their notices and virtual time."""

    stack: StackUnderTest
    client: CaseClient
    count: int

    async def resolved(self) -> list[str]:
        """New cases, each with a notice to its beneficiary by every channel."""
        return await side_by_side(lambda _: self._resolved(), range(self.count))

    async def pass_time(self, references: list[str], span: timedelta) -> None:
        """Let virtual time pass for some cases; notices are retried in it as the worker schedules them."""
        temporal, skipper = self.client.temporal, TimeSkipper(self.client.temporal, config=_SKIPS)
        await side_by_side(lambda each: skipper.fast_forward(temporal.get_workflow_handle(each), span), references)

    async def pending_notices(self, references: list[str], channel: Channel) -> list[str]:
        """The keys of the pending notices of some cases, once there is one for each case."""
        find = "SELECT key FROM notice WHERE reference = ANY(%s) AND channel = %s AND status = 'pending'"
        found: list[dict[str, Any]] = []

        async def one_for_each() -> bool:
            found[:] = await asyncio.to_thread(self.client.rows, find, references, channel)
            return len(found) >= len(references)

        await poll_until(one_for_each, f"pending notices by {channel}", PATIENCE)
        return [row["key"] for row in found]

    def tries(self, keys: list[str]) -> Mapping[str, int]:
        """How often each notice was tried."""
        rows = self.client.rows("SELECT key, attempts FROM notice WHERE key = ANY(%s)", keys)
        return {row["key"]: row["attempts"] for row in rows}

    def accepted(self) -> list[dict[str, Any]]:
        """Every message that a gateway accepted."""
        return list(json_lines(self.stack.accepted))

    async def _resolved(self) -> str:
        reference = (await self.client.open(email="resident@example.com")).reference
        await self.client.do(reference, "claim")
        await self.client.do(reference, "approve", **APPROVAL)
        return reference


@dataclass(frozen=True)
class Outage:
    """An outage of the gateway of one channel; the others have no faults."""

    cases: OutageCases
    cli: CliRunner
    channel: Channel

    async def in_time(self, length: timedelta) -> TrialOutcome:
        """Lose all acknowledgements, then be down for less than a day: every notice must arrive, in the same bytes."""
        cases, stack = self.cases, self.cases.stack
        stack.set_gateway_faults(**{self.channel: WITHOUT_ACKNOWLEDGEMENT})
        references = await cases.resolved()
        keys = await cases.pending_notices(references, self.channel)
        await poll_until(lambda: self._repeated(keys), "repeats to a gateway that never answers", PATIENCE)
        stack.set_gateway_faults(**{self.channel: DEAD})
        await cases.pass_time(references, length)
        before = len(cases.accepted())
        await self._end(references)
        since, tries = {each["key"] for each in cases.accepted()[before:]}, cases.tries(keys)
        hours = length.total_seconds() / 3600
        problems = [f"{key}: lost" for key in keys if key not in since]
        problems += [f"{key}: {tries[key]} tries in {hours:.0f} h" for key in keys if tries[key] < 6 * hours]
        problems += self._versions(keys)
        return TrialOutcome(
            f"a gateway ({self.channel}) that is down for {hours:.0f} h loses nothing; repeats have the same key and"
            " bytes",
            "accepts messages without acknowledgement, then down in virtual time, then up; the worker's own schedule of"
            " retries",
            {"notices": str(len(keys)), "tries of each, at least": str(min(tries.values(), default=0))},
            tuple(problems),
        )

    async def too_long(self) -> TrialOutcome:
        """Be down for more than a day: each notice must be listed, the supervisor notified, and the case continue."""
        cases, client = self.cases, self.cases.client
        cases.stack.set_gateway_faults(**{self.channel: DEAD})
        references = await cases.resolved()
        keys = await cases.pending_notices(references, self.channel)
        await cases.pass_time(references, TOO_LONG)
        await self._end(references)
        problems = [*await self._unlisted(keys), *self._without_supervisor(references)]
        for reference in references:
            await client.do(reference, "rate", BENEFICIARY, score=5)
        await client.wait_for_quiescence(references)
        return TrialOutcome(
            f"what a gateway ({self.channel}) did not accept for more than 24 h is on `tawasul notices --failed` and"
            " `tawasul attention`, and the supervisor is notified",
            "down for 25 h of virtual time, then up",
            {"notices": str(len(keys))},
            tuple(problems),
        )

    async def _end(self, references: list[str]) -> None:
        """End the outage, and wait for quiescence."""
        self.cases.stack.set_gateway_faults()
        await self.cases.pass_time(references, AFTERWARDS)
        await self.cases.client.wait_for_quiescence(references)

    async def _repeated(self, keys: list[str]) -> bool:
        """Whether each of these messages was accepted several times."""
        times = Counter(each["key"] for each in self.cases.accepted())
        return all(times[key] >= REPEATS for key in keys)

    def _versions(self, keys: list[str]) -> Iterator[str]:
        for key in keys:
            bodies = {each["sha256"] for each in self.cases.accepted() if each["key"] == key}
            if len(bodies) != 1:
                yield f"{key}: sent in {len(bodies)} versions"

    async def _unlisted(self, keys: list[str]) -> list[str]:
        """The notices that are missing on the lists of staff."""
        problems: list[str] = []
        for command in (("notices", "--failed"), ("attention",)):
            result = await self.cli(*command, "--json")
            problems += result.problems()
            text = json.dumps(json.loads(result.out)) if result.out else ""
            problems += [f"{key}: not on `tawasul {' '.join(command)}`" for key in keys if key not in text]
        return problems

    def _without_supervisor(self, references: list[str]) -> Iterator[str]:
        """The cases of which no supervisor was notified."""
        keys = [NoticeKey.parse(each["key"]) for each in self.cases.accepted()]
        notified = {key.reference for key in keys if key.audience is Audience.SUPERVISOR}
        return (f"{each}: the supervisor was not notified" for each in references if each not in notified)
