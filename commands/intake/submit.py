"""Submitting the requests of a file: each answered by itself, a bounded number in flight."""

import asyncio
import sys
from collections.abc import AsyncIterable, AsyncIterator
from datetime import timedelta
from typing import BinaryIO

from temporalio.client import Client

import client
import settings
from activities.concurrency import bounded
from commands.common.process.event_loop import in_thread
from commands.common.terminal.progress import ProgressBar
from commands.common.words.advice import ExitCode
from commands.common.words.language import _
from commands.intake.channels import Channels
from commands.intake.item_result import ItemResult, print_result, print_summary
from errors import Queued, Refused, Unreadable
from models.intake.file import Item, read_items
from models.intake.request import InvalidRequest
from sessions.signing import Signers

IN_FLIGHT = 16
"""How many requests are in flight at a time."""
SHORT_WAIT = timedelta(seconds=1)
"""How long a request waits for a worker once another one found none."""
BY_WEIGHT = (ExitCode.WRONG_USAGE, ExitCode.NOT_ALLOWED, ExitCode.REFUSED, ExitCode.QUEUED)
"""Which exit code counts when items end differently."""


async def submit_all(source: BinaryIO, *, as_json: bool) -> ExitCode:
    """Send every item of a file and print the result of each; returns the worst exit code. Raises Unreachable."""
    codes: dict[int, ExitCode] = {}
    early = set[int]()
    with ProgressBar(_("submitting"), _count(source)) as progress:
        async for result in _results(in_thread(read_items(source))):
            codes[result.number] = result.code
            early |= {result.number} if result.early else set()
            progress.clear()
            print_result(result, as_json=as_json)
            progress.step()
    print_summary(codes, early)
    return next((code for code in BY_WEIGHT if code in codes.values()), ExitCode.DONE)


def _results(items: AsyncIterable[Item]) -> AsyncIterator[ItemResult]:
    """The result of each item, in the order of the input."""
    return bounded(Submission().send, items, IN_FLIGHT, in_order=True)


class Submission:
    """Sends items by one connection; after the first that found no worker the others do not wait long for one."""

    def __init__(self) -> None:
        self._signers = Signers.of(settings.load())
        self._channels = Channels.here()
        self._connecting: asyncio.Task[Client] | None = None
        self._found_no_worker = False

    async def send(self, item: Item) -> ItemResult:
        """The result of one item. Raises Unreachable."""
        try:
            request = self._channels.request(item)
        except InvalidRequest as invalid:
            return _unreadable(item, invalid)
        except Refused as refused:
            return ItemResult(item.number, _identity(item), refused)
        wait = SHORT_WAIT if self._found_no_worker else client.ANSWER_TIMEOUT
        try:
            answer = await client.open_case(await self._connection(), request, self._signers.channel(), wait)
        except Refused as refused:
            return ItemResult(item.number, request.id, refused)
        self._found_no_worker = self._found_no_worker or isinstance(answer, Queued)
        return ItemResult(item.number, request.id, answer, style=self._channels.style(request.channel))

    async def _connection(self) -> Client:
        """One connection for all, made for the first item that can be sent."""
        self._connecting = self._connecting or asyncio.create_task(client.connect())
        return await self._connecting


def _unreadable(item: Item, invalid: InvalidRequest) -> ItemResult:
    """The result of an item that is no request, with the source's own id when it has one."""
    problems = tuple(problem.model_dump() for problem in invalid.problems)
    return ItemResult(item.number, _identity(item), Unreadable(invalid.reasons), problems)


def _identity(item: Item) -> str | None:
    """The source's own id of an item, where it has one."""
    identity = item.data.get("id") if isinstance(item.data, dict) else None
    return identity if isinstance(identity, str) else None


def _count(source: BinaryIO) -> int | None:
    """How many items a file has, when somebody watches and it can be read twice."""
    if not sys.stderr.isatty() or not source.seekable():
        return None
    total = sum(1 for _ in read_items(source))
    source.seek(0)
    return total
