"""Importing the cases of a file that another system had begun: each answered by itself, at a bounded rate."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, BinaryIO, NamedTuple
from uuid import uuid4

from pydantic import ValidationError
from temporalio.client import Client

import client
import settings
from activities.concurrency import Throttle, bounded
from activities.records.database import Connection
from activities.records.history import history
from activities.staff import NoSuchStaff, NotWorkingHere
from activities.staff import acting as on_record
from commands.common.context import acting, records
from commands.common.process.event_loop import in_thread
from commands.common.words.advice import ExitCode
from commands.common.words.language import _
from commands.intake.channels import Channels
from commands.intake.import_dry_run import DryRun
from commands.intake.import_result import ImportResult, print_import, print_import_summary, worst
from commands.intake.repeated_lines import RepeatedLines
from errors import Damaged, NoCaseKey, Queued, Refused, TawasulError, Unreadable
from models.case.commands import Actor, Import
from models.case.events import Imported
from models.case.standing import Standing
from models.codes import RefusalCode
from models.intake.file import Item, read_items
from models.intake.request import InvalidRequest, Problem, Request
from models.validation import reason_of
from sessions.signing import Signers
from workflows.case.importing import import_fingerprint

IN_FLIGHT = 8
"""How many cases are in flight at a time."""
_REQUEST, _HOLDER = "request", "holder"


class Line(NamedTuple):
    """One line of the file: a request, and the command that imports it."""

    number: int
    request: Request
    command: Import


async def import_all(source: BinaryIO, staff: str | None, *, rate: int, dry_run: bool, as_json: bool) -> ExitCode:
    """Import every line of a file, or say what would happen, and print the result of each; the worst exit code.

    Raises WrongUsage, NotAllowed, SessionOver, Unreachable.
    """
    actor, results = acting(staff).actor, list[ImportResult]()
    with records() as connection:
        importing = Importing(actor, connection, rate, dry_run=dry_run)
        items = in_thread(read_items(source))
        async for result in bounded(importing.work, items, IN_FLIGHT, in_order=True):
            print_import(result, as_json=as_json)
            results.append(result)
    print_import_summary(results, dry_run=dry_run)
    return worst(results)


class Importing:
    """Sends lines by one connection, at most so many a second; of a dry run nothing is sent."""

    def __init__(self, actor: Actor, connection: Connection, rate: int, *, dry_run: bool) -> None:
        self._actor, self._records, self._throttle = actor, connection, Throttle(rate)
        self._by = None if dry_run else Signers.of(settings.load()).by(actor)
        self._channels, self._repeated = Channels.here(), RepeatedLines()
        self._dry_run = DryRun(self._channels, connection) if dry_run else None
        self._holders: dict[str, Actor] = {}
        self._connecting: asyncio.Task[Client] | None = None

    async def work(self, item: Item) -> ImportResult:
        """The result of one line. Raises Unreachable."""
        try:
            line = self._read(item)
        except InvalidRequest as invalid:
            return _refused(item, Unreadable(invalid.reasons))
        except Refused as refused:
            return _refused(item, refused)
        if repeated := self._repeated.result(line.number, line.request, line.command):
            return repeated
        found = known(self._records, line)
        if self._dry_run:
            return found or self._dry_run.result(line.number, line.request, line.command)
        if found and isinstance(found.answer, Refused):
            return found
        await self._throttle.turn()
        return await self._send(line, already=found is not None)

    async def _send(self, line: Line, *, already: bool) -> ImportResult:
        request, by = line.request, self._by
        if by is None:
            raise LookupError(_("a dry run sends nothing"))
        try:
            answer = await client.import_case(await self._connection(), request, line.command, by)
        except Refused as refused:
            return ImportResult(line.number, request.id, refused)
        already = already and not isinstance(answer, Queued)
        style = self._channels.style(request.channel)
        return ImportResult(line.number, request.id, answer, already=already, style=style)

    async def _connection(self) -> Client:
        self._connecting = self._connecting or asyncio.create_task(client.connect())
        return await self._connecting

    def _read(self, item: Item) -> Line:
        """The line in an item. Raises InvalidRequest with every problem of its fields."""
        if item.problem:
            raise InvalidRequest([item.problem], item.number)
        if not isinstance(item.data, dict) or not isinstance(item.data.get(_REQUEST), dict):
            raise InvalidRequest([Problem(field=_REQUEST, reason=_("is missing: what was asked, as for `submit`"))])
        request = self._channels.read(item.data[_REQUEST], item.number)
        given = {name: value for name, value in item.data.items() if name != _REQUEST and value is not None}
        holder = given.pop(_HOLDER, None)
        standing = _standing(given)
        command = Import(
            command_id=uuid4().hex,
            actor=self._actor,
            sent_at=datetime.now(UTC),
            fingerprint=request.fingerprint,
            standing=standing,
            to=self._holder(holder) if holder else None,
        )
        return Line(item.number, request, command)

    def _holder(self, staff: object) -> Actor:
        if not isinstance(staff, str):
            raise InvalidRequest([Problem(field=_HOLDER, reason=_("must be a staff id"))])
        if staff not in self._holders:
            try:
                self._holders[staff] = on_record(self._records, staff)
            except (NoSuchStaff, NotWorkingHere) as error:
                raise InvalidRequest([Problem(field=_HOLDER, reason=error.detail)]) from error
        return self._holders[staff]


def known(connection: Connection, line: Line) -> ImportResult | None:
    """The result of a line whose case is on record already; none of a new one."""
    row = connection.execute(
        "SELECT imported, fingerprint FROM case_row WHERE reference = %s", (line.request.reference,)
    ).fetchone()
    if row is None:
        return None
    if not row["imported"] or row["fingerprint"] != line.request.fingerprint:
        return _conflict(line, _("a request was filed under this number already: it is not imported"))
    if _imported_as(connection, line.request.reference) not in (None, import_fingerprint(line.command)):
        return _conflict(line, _("this case was imported before, and otherwise: it stays as it is"))
    return ImportResult(line.number, line.request.id, None, reference=line.request.reference, already=True)


def _conflict(line: Line, detail: str) -> ImportResult:
    return ImportResult(line.number, line.request.id, Refused(RefusalCode.CONFLICT, detail))


def _imported_as(connection: Connection, reference: str) -> str | None:
    """The hash of the import by which a case was opened; none where its history cannot be read."""
    try:
        found = history(connection, reference)
    except (Damaged, NoCaseKey):
        return None
    first = found[1][0].body if found and found[1] else None
    return first.sent_fingerprint if isinstance(first, Imported) else None


def _standing(given: dict[str, Any]) -> Standing:
    try:
        return Standing.model_validate(given, extra="forbid")
    except ValidationError as error:
        raise InvalidRequest(list(_problems(error))) from None


def _problems(error: ValidationError) -> Iterable[Problem]:
    for detail in error.errors(include_url=False, include_input=False):
        field = ".".join(str(part) for part in detail["loc"])
        unknown = detail["type"] == "extra_forbidden"
        yield Problem(field=field, reason=_("is not known here") if unknown else reason_of(detail))


def _refused(item: Item, error: TawasulError) -> ImportResult:
    request = item.data.get(_REQUEST) if isinstance(item.data, dict) else None
    identity = request.get("id") if isinstance(request, dict) else None
    return ImportResult(item.number, identity if isinstance(identity, str) else None, error)
