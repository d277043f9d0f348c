"""Client for the cases of one stack: opens cases, gives commands, queries cases and records, waits for quiescence."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, LiteralString, TypeVar

from temporalio.client import Client, WorkflowExecutionStatus

from activities.concurrency import all_of
from activities.records.database import connect
from bench.cases import REASON, TEMPLATE, request_json, residence_number
from chaos.system.packs import OFFICERS, ONE_PERSON
from chaos.system.polling import NotReachedInTime, poll_until, read_until_answered
from chaos.system.stack import StackUnderTest
from client import apply, clock, connected, open_case, signed_command, timeline, view
from errors import Queued
from models.case.commands import COMMAND, Actor, AnyCommand
from models.case.events import Event, NoticeSent
from models.case.state import Receipt
from models.case.views import Explanation, View
from models.codes import Stage
from models.intake.request import read_request
from sessions.signing import Signers
from workflows.names import CaseSignal

IN_FLIGHT = 12
"""Cases acted on at once."""
ANSWER = timedelta(seconds=30)
"""How long a case may take to answer."""

APPROVAL: dict[str, Any] = {"reason": REASON, "reply": {"template": TEMPLATE}}
QUESTION: dict[str, Any] = {"reason": "more_information", "reply": {"text": "نأمل تزويدنا برقم الإيصال."}}

Item = TypeVar("Item")
Result = TypeVar("Result")
_NUMBERS = count(1)


class CaseClient:
    """The cases of one stack, as officers and beneficiaries reach them."""

    def __init__(self, temporal: Client, database_url: str, signers: Signers) -> None:
        self.temporal, self._database_url, self.signers = temporal, database_url, signers

    @classmethod
    async def of(cls, stack: StackUnderTest) -> "CaseClient":
        """A client with a connection of its own, whose address does not change with the proxies of the stack."""
        temporal = await connected(stack.config)
        return cls(temporal, stack.database_url, Signers.of(stack.config))

    async def open(self, service: str = ONE_PERSON, **applicant: Any) -> Receipt:
        """Open the case of a new beneficiary; `applicant` are fields of theirs. Raises NotReachedInTime."""
        number = next(_NUMBERS)
        sent = request_json(f"request-{number}", residence_number(number), datetime.now(UTC))
        request = read_request(sent | {"service": service, "applicant": sent["applicant"] | applicant})
        return _receipt(await open_case(self.temporal, request, self.signers.channel(), ANSWER))

    async def do(self, reference: str, kind: str, actor: Actor = OFFICERS[0], **fields: Any) -> Receipt:
        """Give a command that must take effect. Raises NotReachedInTime, and what `client.apply` raises."""
        given = {"kind": kind, "command_id": f"act-{next(_NUMBERS):06}", "actor": actor, **fields}
        by = self.signers.by(actor)
        return _receipt(await apply(self.temporal, reference, COMMAND.validate_python(given), by, ANSWER))

    async def signal(self, reference: str, command: AnyCommand, name: str = CaseSignal.COMMAND) -> None:
        """Give a command by signal, signed by its actor. Raises RPCError."""
        message = signed_command(self.temporal, reference, command, self.signers.by(command.actor))
        await self.temporal.get_workflow_handle(reference).signal(name, message)

    async def view(self, reference: str) -> View:
        """The view of a case, retried while it gives no answer. Raises NotReachedInTime."""
        return _once_opened(await self._read(view, reference))

    async def timeline(self, reference: str) -> tuple[Event, ...]:
        """The events of a case, retried like `view`. Raises NotReachedInTime."""
        return await self._read(timeline, reference)

    async def clock(self, reference: str) -> Explanation:
        """The due instants of a case, retried like `view`. Raises NotReachedInTime."""
        return _once_opened(await self._read(clock, reference))

    async def _read(self, read: Callable[[Client, str], Awaitable[Result]], reference: str) -> Result:
        return await read_until_answered(lambda: read(self.temporal, reference), reference, ANSWER.total_seconds())

    def rows(self, statement: LiteralString, *parameters: Any) -> list[dict[str, Any]]:
        """The rows of a query of the records."""
        with connect(self._database_url) as connection:
            return connection.execute(statement, parameters).fetchall()

    async def wait_for_quiescence(self, references: Iterable[str], within: float = 180.0) -> None:
        """Wait until each case has sent its notices and is on record, and has ended if it is closed.

        Raises NotReachedInTime.
        """
        busy = list(references)

        async def none_is_busy() -> bool:
            heads = await asyncio.to_thread(self._heads)
            pending = await side_by_side(lambda each: self._has_pending_work(each, heads.get(each, 0)), busy)
            busy[:] = [each for each, has_work in zip(busy, pending, strict=True) if has_work]
            return not busy

        try:
            await poll_until(none_is_busy, "quiescence of all cases", within)
        except NotReachedInTime as late:
            raise NotReachedInTime(f"{late}; {len(busy)} have pending work, as {', '.join(busy[:3])}") from None

    async def _has_pending_work(self, reference: str, head: int) -> bool:
        try:
            seen = await self.view(reference)
        except NotReachedInTime:
            return True  # its first task waits behind those of many others
        if seen.notices_waiting or not all(each.opened for each in seen.appeals):
            return True
        behind = seen.row.seq != head
        if seen.row.stage is Stage.CLOSED and not seen.row.appeal_open:
            return behind or await self._is_running(reference)
        return behind and head < last_to_record(await self.timeline(reference))

    async def _is_running(self, reference: str) -> bool:
        described = await self.temporal.get_workflow_handle(reference).describe()
        return described.status is WorkflowExecutionStatus.RUNNING

    def _heads(self) -> dict[str, int]:
        return {row["reference"]: row["seq"] for row in self.rows("SELECT reference, seq FROM case_row")}


def last_to_record(events: Iterable[Event]) -> int:
    """The last event an open case must have on record: that a notice was sent is written with what comes next."""
    return max(event.seq for event in events if not isinstance(event.body, NoticeSent))


async def side_by_side(work: Callable[[Item], Awaitable[Result]], items: Iterable[Item]) -> list[Result]:
    """The results of `work` in the order of the items, some of them in flight at once."""
    return await all_of(work, items, IN_FLIGHT)


def _once_opened(answer: Result | None) -> Result:
    if answer is None:
        raise NotReachedInTime("the first stage of the case has not finished")
    return answer


def _receipt(answer: Receipt | Queued) -> Receipt:
    if isinstance(answer, Queued):
        raise NotReachedInTime(f"{answer.reference}: no answer within {ANSWER.total_seconds():.0f} s")
    return answer
