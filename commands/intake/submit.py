"""Sending the requests of a file: each answered by itself, with a bounded number on their way."""

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from temporalio.client import Client

import client
from commands.common import terminal
from commands.common.advice import ExitCode, exit_code
from commands.common.labels import EFFECT, STATUS
from errors import Queued, Refused, TawasulError, Unreadable
from models.case.state import Receipt
from models.codes import Effect
from models.intake.file import Item, read_items
from models.intake.request import InvalidRequest

IN_FLIGHT = 16
"""How many requests are on their way at a time."""
SHORT_WAIT = timedelta(seconds=1)
"""How long a request waits for a worker once another one found none."""
BY_WEIGHT = (ExitCode.WRONG_USAGE, ExitCode.NOT_ALLOWED, ExitCode.REFUSED, ExitCode.QUEUED)
"""Which exit code counts when items end differently."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: its receipt, or what is wrong with it."""

    number: int
    id: str | None
    answer: Receipt | Queued | TawasulError
    problems: tuple[dict[str, str], ...] = ()

    @property
    def code(self) -> ExitCode:
        """The exit code this item alone would give."""
        if isinstance(self.answer, TawasulError):
            return exit_code(self.answer)
        return ExitCode.QUEUED if isinstance(self.answer, Queued) else ExitCode.DONE


async def submit_all(source: BinaryIO, *, as_json: bool) -> ExitCode:
    """Send every item of a file and print what came of each; the exit code says the worst. Raises Unreachable."""
    progress = terminal.Progress("submitting", _count(source))
    seen: list[tuple[int, ExitCode]] = []
    async for outcome in _outcomes(read_items(source)):
        seen.append((outcome.number, outcome.code))
        progress.clear()
        _show(outcome, as_json=as_json)
        progress.step()
    progress.clear()
    _sum_up(seen)
    codes = {code for _, code in seen}
    return next((code for code in BY_WEIGHT if code in codes), ExitCode.DONE)


async def _outcomes(items: Iterable[Item]) -> AsyncIterator[Outcome]:
    """What became of each item, in the order of the input, with a bounded number on their way."""
    sender = Sender()
    window: deque[asyncio.Task[Outcome]] = deque()
    try:
        for item in items:
            if len(window) == IN_FLIGHT:
                yield await window.popleft()
            window.append(asyncio.create_task(sender.send(item)))
        while window:
            yield await window.popleft()
    finally:
        await asyncio.gather(*window, return_exceptions=True)


class Sender:
    """Sends items; after the first that found no worker the others do not wait long for one."""

    def __init__(self) -> None:
        self._connecting: asyncio.Task[Client] | None = None
        self._found_no_worker = False

    async def send(self, item: Item) -> Outcome:
        """One item. Raises Unreachable."""
        try:
            request = item.request()
        except InvalidRequest as invalid:
            problems = tuple(problem.model_dump() for problem in invalid.problems)
            said = "; ".join(f"{problem.field} {problem.reason}" for problem in invalid.problems)
            return Outcome(item.number, _id_of(item), Unreadable(said), problems)
        wait = SHORT_WAIT if self._found_no_worker else client.ANSWER_TIMEOUT
        try:
            answer = await client.open_case(await self._connection(), request, wait)
        except Refused as refused:
            return Outcome(item.number, request.id, refused)
        self._found_no_worker = self._found_no_worker or isinstance(answer, Queued)
        return Outcome(item.number, request.id, answer)

    async def _connection(self) -> Client:
        """One connection for all, made for the first item that can be sent."""
        self._connecting = self._connecting or asyncio.create_task(client.connect())
        return await self._connecting


def _id_of(item: Item) -> str | None:
    """The source's own number of an item that is no request, when it has one."""
    identity = item.data.get("id") if isinstance(item.data, dict) else None
    return identity if isinstance(identity, str) else None


def _show(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        terminal.as_json({"item": outcome.number, "id": outcome.id, **_as_data(outcome)}, indent=None)
    else:
        terminal.line(*_as_line(outcome))


def _as_data(outcome: Outcome) -> dict[str, Any]:
    match outcome.answer:
        case TawasulError() as trouble:
            error: dict[str, Any] = {"code": trouble.code, "detail": trouble.detail}
            return {"error": {**error, "problems": list(outcome.problems)} if outcome.problems else error}
        case Queued(reference=reference, command_id=command_id):
            return {"reference": reference, "queued": True, "command_id": command_id}
        case receipt:
            return receipt.model_dump(mode="json")


def _as_line(outcome: Outcome) -> list[terminal.Piece]:
    """Reference, status, effect and due instant; or the item's number and what is wrong."""
    match outcome.answer:
        case TawasulError() as trouble:
            name = f" ({outcome.id})" if outcome.id else ""
            return [terminal.bad(f"item {outcome.number}{name} refused"), f": {trouble.code}: {trouble.detail}"]
        case Queued(reference=reference):
            said = "stored; the first stage runs when a worker is back"
            return [
                terminal.bold(reference),
                f"  {(outcome.id or '').ljust(8)}  ",
                terminal.warning("queued"),
                f": {said}",
            ]
        case receipt:
            return _receipt_line(outcome.id or "", receipt)


def _receipt_line(identity: str, receipt: Receipt) -> list[terminal.Piece]:
    status = STATUS[receipt.status]
    effect = EFFECT[Effect(receipt.effect)] if receipt.effect else ""
    if receipt.team and receipt.effect == Effect.ROUTE:
        effect += f" to {receipt.team}"
    pieces: list[terminal.Piece] = [
        terminal.bold(receipt.reference),
        f"  {identity.ljust(8)}  {status.en.ljust(22)}  {effect.ljust(30)}",
    ]
    if receipt.due:
        left = terminal.time_left(receipt.due, datetime.now(UTC))
        pieces += [f"  due {terminal.moment(receipt.due, terminal.local_zone())}, ", left]
    return [*pieces, f"  {status.ar}"]


def _sum_up(seen: list[tuple[int, ExitCode]]) -> None:
    """The last line, on stderr: how many went, and which items did not."""
    taken = sum(code in (ExitCode.DONE, ExitCode.QUEUED) for _, code in seen)
    unread = [str(number) for number, code in seen if code not in (ExitCode.DONE, ExitCode.QUEUED)]
    refused = f"; correct and send again item {', '.join(unread[:20])}" + (" …" if len(unread) > 20 else "")
    terminal.line(f"{taken} of {len(seen)} taken", refused if unread else "", to=sys.stderr)


def _count(source: BinaryIO) -> int | None:
    """How many items a file has, when somebody watches and it can be read twice."""
    if not sys.stderr.isatty() or not source.seekable():
        return None
    total = sum(1 for _ in read_items(source))
    source.seek(0)
    return total
