"""What scenarios without a plan do: requests and commands given to cases directly, and waiting for what comes of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, LiteralString, TypeVar

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError

from activities.records.database import RecordsUnreachable, connect
from bench.cases import REASON, TEMPLATE, residence_number, wire
from chaos.checks.invariants import INVARIANTS, Violation, name_of
from chaos.history.evidence import Evidence
from chaos.system.packs import OFFICERS, ONE_PERSON
from client import apply, data_converter, open_case, query
from errors import Queued, Trouble
from models.case.commands import COMMAND, Actor
from models.case.state import Receipt
from models.codes import Stage
from models.intake.request import read_request

AT_ONCE = 12
"""Cases that are acted on side by side."""
PAUSE = 0.4
"""Seconds between two looks at what is waited for."""
ANSWER = timedelta(seconds=30)
"""How long a case may take to answer."""

APPROVAL: dict[str, Any] = {"reason": REASON, "reply": {"template": TEMPLATE}}
QUESTION: dict[str, Any] = {"reason": "more_information", "reply": {"text": "نأمل تزويدنا برقم الإيصال."}}

_OF_LOGS = ("nothing happens that nobody asked for", "most operations are determinate", "every component was killed")
"""Invariants about what clients and the monkey wrote down."""

Item = TypeVar("Item")
Result = TypeVar("Result")
_NUMBERS = count(1)


class Never(Exception):
    """What was waited for did not come."""


class House:
    """The cases of one stack, as officers and beneficiaries reach them."""

    def __init__(self, client: Client, database_url: str) -> None:
        self.client, self._database_url = client, database_url

    @classmethod
    async def at(cls, temporal_address: str, database_url: str) -> "House":
        """A house with a connection of its own; its servers must be there."""
        return cls(await Client.connect(temporal_address, data_converter=data_converter()), database_url)

    async def open(self, service: str = ONE_PERSON, **applicant: Any) -> Receipt:
        """Hand in the request of somebody new; `applicant` are fields of his. Raises Never."""
        number = next(_NUMBERS)
        sent = wire(f"request-{number}", residence_number(number), datetime.now(UTC))
        request = read_request(sent | {"service": service, "applicant": sent["applicant"] | applicant})
        return _answered(await open_case(self.client, request, ANSWER))

    async def do(self, reference: str, kind: str, actor: Actor = OFFICERS[0], **fields: Any) -> Receipt:
        """Give a command that must take effect. Raises Never, and what `client.apply` raises."""
        given = {"kind": kind, "command_id": f"act-{next(_NUMBERS):06}", "actor": actor, **fields}
        return _answered(await apply(self.client, reference, COMMAND.validate_python(given), ANSWER))

    async def ask(self, reference: str, query: str) -> Any:
        """What a case says of itself. Raises Never."""
        return await asked(self.client, reference, query, ANSWER.total_seconds())

    def rows(self, statement: LiteralString, *parameters: Any) -> list[dict[str, Any]]:
        """What the records say."""
        with connect(self._database_url) as connection:
            return connection.execute(statement, parameters).fetchall()

    async def at_rest(self, references: Iterable[str], within: float = 180.0) -> None:
        """Wait until each case has sent its notices and is on record, and has ended if it is closed. Raises Never."""
        waiting = list(references)

        async def none_is_busy() -> bool:
            heads = await asyncio.to_thread(self._heads)
            busy = await side_by_side(lambda each: self._is_busy(each, heads.get(each, 0)), waiting)
            waiting[:] = [each for each, is_busy in zip(waiting, busy, strict=True) if is_busy]
            return not waiting

        try:
            await until(none_is_busy, "all cases at rest", within)
        except Never as never:
            raise Never(f"{never}; {len(waiting)} have work left, as {', '.join(waiting[:3])}") from None

    async def _is_busy(self, reference: str, head: int) -> bool:
        try:
            seen = await self.ask(reference, "view")
        except Never:
            return True  # its first task waits behind those of many others
        if seen["notices_waiting"]:
            return True
        behind = bool(seen["row"]["seq"] != head)
        if seen["row"]["stage"] == Stage.CLOSED:
            return behind or await self._is_running(reference)
        return behind and head < last_to_record(await self.ask(reference, "timeline"))

    async def _is_running(self, reference: str) -> bool:
        described = await self.client.get_workflow_handle(reference).describe()
        return described.status is WorkflowExecutionStatus.RUNNING

    def _heads(self) -> dict[str, int]:
        return {row["reference"]: row["seq"] for row in self.rows("SELECT reference, seq FROM case_row")}


def broken(evidence: Evidence) -> list[str]:
    """What is wrong with a run of which there are neither clients' logs nor a list of blows."""
    judged = (check for check in INVARIANTS if name_of(check) not in _OF_LOGS)
    return [str(Violation(name_of(check), *found)) for check in judged for found in check(evidence)]


def last_to_record(timeline: Sequence[dict[str, Any]]) -> int:
    """The last event an open case must have on record: news of a notice is written with what comes next."""
    return max(int(event["seq"]) for event in timeline if event["body"]["type"] != "notice_sent")


async def asked(client: Client, reference: str, name: str, within: float) -> Any:
    """What a case says of itself, asked again for so many seconds while it says nothing. Raises Never."""
    answers: list[Any] = []

    async def answered() -> bool:
        answers.append(await query(client, reference, name))
        return True

    await until(answered, f"an answer of {reference}", within)
    return answers[-1]


async def side_by_side(work: Callable[[Item], Awaitable[Result]], items: Iterable[Item]) -> list[Result]:
    """Do something with each, some of them at once; the results in order."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: Item) -> Result:
        async with gate:
            return await work(item)

    return await asyncio.gather(*(one(item) for item in items))


async def until(true: Callable[[], Awaitable[bool]], what: str, within: float) -> float:
    """Wait until something has come true, and give the seconds; servers may be away meanwhile. Raises Never."""
    began = time.monotonic()
    while True:
        try:
            if await true():
                return time.monotonic() - began
        except (RPCError, RecordsUnreachable, Trouble, RuntimeError):
            pass
        if time.monotonic() - began > within:
            raise Never(f"{what}: not within {within:.0f} s")
        await asyncio.sleep(PAUSE)


def _answered(answer: Receipt | Queued) -> Receipt:
    if isinstance(answer, Queued):
        raise Never(f"{answer.reference}: no answer within {ANSWER.total_seconds():.0f} s")
    return answer
