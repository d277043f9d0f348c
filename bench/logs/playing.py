"""Plays the cases of a log on a system: what happened is given as commands, and the system decides.

Commands follow from one event and the system's own view of the case at that moment: neither a later event of the log
nor its outcome is used.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from activities.concurrency import bounded
from errors import Refused
from models.case.commands import AnyCommand
from models.case.state import Receipt
from models.case.views import View
from models.intake.request import Request
from models.packs.pack import Pack
from simulation.logs.mapping import LogMapping
from simulation.logs.meaning import EventRule, rule_for
from simulation.logs.reading import LogCase, LogEvent, in_real_order, request_of


class Played(Protocol):
    """A system on which a log is played: the live one, or the pure core alone."""

    in_flight: int
    """How many events of different cases it takes at once."""

    def counts_from(self, case: LogCase) -> datetime:
        """The `submitted_at` of a case."""

    async def open(self, request: Request, at: datetime) -> Receipt | None:
        """Open the case of a request; None when nobody answered in time."""

    async def view(self, reference: str) -> View:
        """A case as it stands. Raises LookupError when it is not open."""

    async def give(self, reference: str, command: AnyCommand, at: datetime) -> Receipt | None:
        """Give a command. Raises Refused."""


@dataclass
class LogPlay:
    """The cases of a log as they are played: references, last event numbers, due instants, and what was refused."""

    mapping: LogMapping
    pack: Pack
    on: Played
    step: Callable[[], None] = lambda: None
    references: dict[str, str] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    due: dict[str, datetime | None] = field(default_factory=dict)
    """The due instant that each case had when it was opened."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """The ids of the commands that were refused, and why."""
    meant: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """Events by activity, and whether any command followed from them."""

    async def all(self, cases: list[LogCase]) -> None:
        """LogPlay every event in its order, and then what follows from the end of the log."""
        by_id = {case.id: case for case in cases}
        turns = defaultdict[str, asyncio.Lock](asyncio.Lock)  # fair: the events of a case wait for it in their order

        async def one(event: LogEvent) -> None:
            async with turns[event.case]:
                await self._event(by_id[event.case], event)

        events = in_real_order(cases)
        async for _ in bounded(one, events, self.on.in_flight):
            self.step()
        over = max((event.at for event in events), default=None)
        for case in cases:
            if case.events and over:
                last = case.events[-1]
                rule = rule_for(self.mapping.at_the_end, last.activity)
                await self._obey(rule, LogEvent(over, case.id, last.place + 1, last.activity))

    async def _event(self, case: LogCase, event: LogEvent) -> None:
        if event.place == 0:
            await self._open(case, event)
            return
        followed = await self._obey(rule_for(self.mapping.events, event.activity), event)
        self.meant[event.activity, followed] += 1

    async def _open(self, case: LogCase, event: LogEvent) -> None:
        request = request_of(case, self.mapping, self.pack, self.on.counts_from(case))
        receipt = await self.on.open(request, event.at)
        self.references[case.id] = request.reference
        if receipt:
            self.heads[case.id], self.due[case.id] = receipt.seq, receipt.due

    async def _obey(self, rule: EventRule | None, event: LogEvent) -> bool:
        """Give what a row says of an event; whether that was anything."""
        if rule is None or not rule.commands:
            return False
        seen = await self.on.view(self.references[event.case])
        commands = [
            given.command(f"{event.case}.{event.place}.{given.kind}", self.mapping.actor(given.by))
            for given in rule.commands
            if given.fits(seen.row.stage, seen.proposal)
        ]
        await self._give(event, commands)
        return bool(commands)

    async def _give(self, event: LogEvent, commands: Iterable[AnyCommand]) -> None:
        for command in commands:
            try:
                receipt = await self.on.give(self.references[event.case], command, event.at)
            except Refused as refusal:
                self.refused.append((command.command_id, str(refusal)))
            else:
                if receipt:
                    self.heads[event.case] = receipt.seq
