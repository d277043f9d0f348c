"""Notices through outages: a gateway that is away for a day, in virtual time, with the worker's own plan of tries.

What comes back in time gets everything; what does not is listed, and the supervisor hears of it.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from temporalio.testing import TimeSkipper, TimeSkippingConfig

from chaos.history.collect import collect
from chaos.history.log import json_lines
from chaos.outcome import Outcome, Scale
from chaos.system.cli_runner import Desk
from chaos.system.gateways import DEAD, Faults
from chaos.system.stack import StackUnderTest
from chaos.workload.operations import APPROVAL, House, broken, side_by_side, until
from models.case.commands import BENEFICIARY
from models.codes import Audience, Channel

CHANNELS = {Scale.SUITE: (Channel.SMS,), Scale.LONG: tuple(Channel)}
CASES = {Scale.SUITE: 1, Scale.LONG: 5}
"""For each channel and each outage."""
IN_TIME = {Scale.SUITE: timedelta(hours=6), Scale.LONG: timedelta(hours=23)}
TOO_LONG = timedelta(hours=25)
"""Outages on either side of the day for which a notice is tried."""
AFTERWARDS = timedelta(minutes=10)
"""Virtual time after the return: no pause between two tries is longer than five minutes."""
REPEATS = 3
"""How often a gateway that loses every acknowledgement gets a message before it dies."""
PATIENCE = 40.0
"""Seconds for what happens without virtual time."""
DEAF = Faults(lose=1.0)
"""It takes every message and never says so."""

_SKIPS = TimeSkippingConfig(enabled=False, max_session_skip_count=5_000)


def run(scale: Scale) -> list[Outcome]:
    """Both outages for each channel, on one stack."""
    with TemporaryDirectory() as folder, StackUnderTest(Path(folder) / "home", seed=1, workers=1) as stack:
        return asyncio.run(_both(stack, scale))


async def _both(stack: StackUnderTest, scale: Scale) -> list[Outcome]:
    house = await House.at(stack.temporal_address, stack.database_url)
    day = Day(stack, house, Desk(stack.environment), CASES[scale], IN_TIME[scale])
    outcomes = [outcome for channel in CHANNELS[scale] for outcome in await day.of(channel)]
    evidence = await collect(stack.database_url, stack.temporal_address, [], [stack.accepted])
    figures = {"cases": str(len(evidence.cases)), "messages accepted": str(len(evidence.accepted))}
    how = "records, histories and far sides, looked at in the end"
    return [*outcomes, Outcome("after every outage all invariants hold", how, figures, tuple(broken(evidence)))]


@dataclass(frozen=True)
class Day:
    """A stack whose gateways are away, for a `short` time or for more than a day."""

    stack: StackUnderTest
    house: House
    desk: Desk
    cases: int
    short: timedelta

    async def of(self, channel: Channel) -> list[Outcome]:
        """The outages of one channel; the others are well."""
        return [await self.in_time(channel), await self.too_long(channel)]

    async def in_time(self, channel: Channel) -> Outcome:
        """A gateway that first takes messages without saying so and is then away gets all of them, and as they were."""
        self.stack.order(**{channel: DEAF})
        cases = await side_by_side(lambda _: self.resolved(), range(self.cases))
        keys = [each["key"] for each in await self.waiting(cases, channel)]
        await until(lambda: self.repeated(keys), "repeats to a gateway that never answers", PATIENCE)
        self.stack.order(**{channel: DEAD})
        await self.pass_time(cases, self.short)
        before = len(self.accepted())
        self.stack.order()
        await self.pass_time(cases, AFTERWARDS)
        await self.house.at_rest(cases)
        since, tries = {each["key"] for each in self.accepted()[before:]}, self.tries(keys)
        hours = self.short.total_seconds() / 3600
        wrong = [f"{key}: lost" for key in keys if key not in since]
        wrong += [f"{key}: {tries[key]} tries in {hours:.0f} h" for key in keys if tries[key] < 6 * hours]
        wrong += list(self._unlike(keys))
        return Outcome(
            f"a gateway ({channel}) that is away for {hours:.0f} h loses nothing; repeats carry the same key and bytes",
            "takes messages without saying so, then dead in virtual time, then well; the worker's own plan of tries",
            {"notices": str(len(keys)), "tries of each, at least": str(min(tries.values(), default=0))},
            tuple(wrong),
        )

    async def too_long(self, channel: Channel) -> Outcome:
        """What could not be delivered in a day stands on the list, the supervisor is told, and the case goes on."""
        self.stack.order(**{channel: DEAD})
        cases = await side_by_side(lambda _: self.resolved(), range(self.cases))
        keys = [each["key"] for each in await self.waiting(cases, channel)]
        await self.pass_time(cases, TOO_LONG)
        self.stack.order()
        await self.pass_time(cases, AFTERWARDS)
        await self.house.at_rest(cases)
        wrong = [*await self._unlisted(keys), *self._untold(cases)]
        for reference in cases:
            await self.house.do(reference, "rate", BENEFICIARY, score=5)
        await self.house.at_rest(cases)
        return Outcome(
            f"what a gateway ({channel}) did not take for more than 24 h stands on `tawasul notices --failed` and"
            " `tawasul attention`, and the supervisor is told",
            "dead for 25 h of virtual time, then well",
            {"notices": str(len(keys))},
            tuple(wrong),
        )

    # -- cases and time ----------------------------------------------------------------------------------------------

    async def resolved(self) -> str:
        """A case that sends its beneficiary something by every channel."""
        reference = (await self.house.open(email="resident@example.com")).reference
        await self.house.do(reference, "claim")
        await self.house.do(reference, "approve", **APPROVAL)
        return reference

    async def pass_time(self, cases: list[str], span: timedelta) -> None:
        """Let virtual time pass for some cases; tries are made in it as the worker plans them."""
        client, skipper = self.house.client, TimeSkipper(self.house.client, config=_SKIPS)
        await side_by_side(lambda each: skipper.fast_forward(client.get_workflow_handle(each), span), cases)

    # -- what is seen ------------------------------------------------------------------------------------------------

    def accepted(self) -> list[dict[str, Any]]:
        """Every message that a far side took."""
        return list(json_lines(self.stack.accepted))

    async def waiting(self, cases: list[str], channel: Channel) -> list[dict[str, Any]]:
        """The notices of some cases that do not get out, once there is one for each case."""
        find = "SELECT key FROM notice WHERE reference = ANY(%s) AND channel = %s AND status = 'pending'"
        found: list[dict[str, Any]] = []

        async def there() -> bool:
            found[:] = await asyncio.to_thread(self.house.rows, find, cases, channel)
            return len(found) >= len(cases)

        await until(there, f"notices that wait for {channel}", PATIENCE)
        return found

    async def repeated(self, keys: list[str]) -> bool:
        """Whether each of these was taken several times."""
        taken = [each["key"] for each in self.accepted()]
        return all(taken.count(key) >= REPEATS for key in keys)

    def tries(self, keys: list[str]) -> Mapping[str, int]:
        """How often each notice was tried."""
        rows = self.house.rows("SELECT key, attempts FROM notice WHERE key = ANY(%s)", keys)
        return {row["key"]: row["attempts"] for row in rows}

    def _unlike(self, keys: list[str]) -> Iterator[str]:
        for key in keys:
            bodies = {each["sha256"] for each in self.accepted() if each["key"] == key}
            if len(bodies) != 1:
                yield f"{key}: sent in {len(bodies)} versions"

    async def _unlisted(self, keys: list[str]) -> list[str]:
        """What the lists that staff see lack of these."""
        wrong: list[str] = []
        for command in (("notices", "--failed"), ("attention",)):
            said = await self.desk(*command, "--json")
            wrong += said.faults(frozenset({0}))
            text = json.dumps(json.loads(said.out)) if said.out else ""
            wrong += [f"{key}: not on `tawasul {' '.join(command)}`" for key in keys if key not in text]
        return wrong

    def _untold(self, cases: list[str]) -> Iterator[str]:
        told = {tuple(each["key"].split(":")[::2]) for each in self.accepted()}
        return (f"{each}: the supervisor was not told" for each in cases if (each, Audience.SUPERVISOR) not in told)
