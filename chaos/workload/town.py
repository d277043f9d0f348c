"""A town: people who open and decide cases on one stack, under load, while a scenario makes its disasters."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from activities.records.database import connect
from bench.cases import request_json, residence_number
from chaos.history import quiescence
from chaos.history.log import OPEN, OperationLog, read
from chaos.system.cli_runner import CliRunner
from chaos.system.polling import poll_until
from chaos.system.stack import StackUnderTest
from chaos.workload.background_load import BackgroundLoad
from chaos.workload.case_client import CaseClient
from chaos.workload.clients import Player
from chaos.workload.load import start_every
from chaos.workload.plan import Plan
from chaos.workload.rivals import Rivals
from client import open_case
from models.case.commands import BENEFICIARY, COMMAND
from models.intake.request import read_request

Requests = dict[str, dict[str, Any]]
"""Requests as their sources send them, by reference."""
EVERY = 3.0
"""Seconds between the openings of two cases by the load: every reconcile compares all that are open."""
PATIENCE = 60.0
"""Seconds for the notes at new cases to be on record."""
_NOTED = "SELECT DISTINCT reference FROM case_event WHERE type = 'noted' AND reference = ANY(%s)"
FIRST = 5_000
"""The number of the first case of a scenario's own; those of the load begin with 0."""


@dataclass
class Town:
    """The people of one stack; what they do is in `log`."""

    stack: StackUnderTest
    client: CaseClient
    log: Path
    load: BackgroundLoad
    rivals: Rivals
    _numbers: Iterator[int] = field(default_factory=lambda: count(FIRST))

    @property
    def player(self) -> Player:
        """Who sends messages until they are answered."""
        return self.load.player

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Cases are opened and decided for as long as the block runs; at its end nothing is in flight."""
        over = asyncio.Event()
        async with asyncio.TaskGroup() as playing:
            playing.create_task(start_every(EVERY, self.load.start, over))
            try:
                yield
            finally:
                over.set()

    async def cases(self, many: int, moment: str) -> list[str]:
        """Cases in their queue, on record."""
        references = [each for each in [await self.player.open(self._request()) for _ in range(many)] if each]
        await self.rivals.note(references, f"{moment}-opened")
        await poll_until(lambda: asyncio.to_thread(self._are_noted, references), "notes on record", PATIENCE)
        return references

    async def closed_cases(self, many: int, moment: str) -> Requests:
        """Cases that their beneficiaries withdrew, and that have ended."""
        closed = dict([self._filed() for _ in range(many)])
        for reference, request in closed.items():
            await self.player.open(request)
            command = {"kind": "withdraw", "command_id": f"{moment}-{reference}-end", "actor": BENEFICIARY}
            await self.player.give(reference, COMMAND.validate_python(command))
            await self.client.temporal.get_workflow_handle(reference).result()
        return closed

    async def file_unlogged(self, many: int) -> Requests:
        """Requests that get their receipts, and of which the log says nothing: all servers will lose them."""
        filed = dict([self._filed() for _ in range(many)])
        for request in filed.values():
            await open_case(self.client.temporal, read_request(request), self.client.signers.channel())
        return filed

    async def at_rest(self, problems: list[str]) -> None:
        """Wait until no case has pending work; those that still have some are problems."""
        problems += map(str, await quiescence.wait(self.stack.config, await self._in_temporal()))

    async def run_json(self, command: str) -> tuple[Any, list[str]]:
        """The JSON that a command prints, None when it prints nothing, and its problems."""
        result = await CliRunner(self.stack.environment)(*command.split(), "--json")
        problems = [f"`tawasul {command}`: {problem}" for problem in result.problems()]
        return json.loads(result.out) if result.out else None, problems

    def known(self) -> set[str]:
        """The references of all requests that were filed and logged."""
        return {op.reference for op in read([self.log]) if op.kind == OPEN}

    def _are_noted(self, references: list[str]) -> bool:
        with connect(self.stack.database_url) as connection:
            noted = connection.execute(_NOTED, (references,)).fetchall()
        return len(noted) == len(references)

    async def _in_temporal(self) -> set[str]:
        return {each.id async for each in self.client.temporal.list_workflows()} & self.known()

    def _filed(self) -> tuple[str, dict[str, Any]]:
        request = self._request()
        return read_request(request).reference, request

    def _request(self) -> dict[str, Any]:
        number = next(self._numbers)
        return request_json(f"own-{number}", residence_number(number), self.load.plan.began)


@asynccontextmanager
async def a_town(stack: StackUnderTest, folder: Path) -> AsyncIterator[Town]:
    """The people of a stack, with a log in a folder."""
    log, plan = folder / "operations.jsonl", Plan(stack.seed, datetime.now(UTC), 0.0, 0)
    client = await CaseClient.of(stack)
    with OperationLog(log, "people") as out, patch.dict(os.environ, stack.environment):
        player = Player(out, {})
        load = BackgroundLoad(stack, client, log, plan, player, out)
        yield Town(stack, client, log, load, Rivals(client, out, player, stack.seed))
