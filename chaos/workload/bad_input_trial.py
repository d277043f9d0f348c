"""A trial of bad input: the stack with its doors, the cases it is tried on, and what went wrong so far."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle
from temporalio.common import RawValue
from temporalio.service import RPCStatusCode

from activities.records.database import connect
from bench.cases import residence_number, wire
from chaos.system.cli_runner import Desk, Said
from chaos.system.packs import OFFICERS
from chaos.system.stack import StackUnderTest
from client import apply, open_case
from errors import Queued, Trouble
from models.case.commands import Note
from models.case.state import Receipt
from models.intake.request import read_request

OFFICER = OFFICERS[0]
PATIENCE = timedelta(seconds=5)
"""How long an answer may take; a wedged case gives none."""
SEEN_WITHIN = 10.0
"""Seconds until staff see what nobody could be told, and until a start that is none has ended."""
PUSHED_BACK = (RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.RESOURCE_EXHAUSTED)
"""What the server answers to what it does not take."""

_FAILED_TASKS = (EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED, EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT)

Handle = WorkflowHandle[Any, Any]


@dataclass
class Trial:
    """The stack with its doors, the cases it was tried on, and what went wrong so far."""

    stack: StackUnderTest
    client: Client
    desk: Desk
    folder: Path
    tried: int = 0
    wrong: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def wire(self) -> dict[str, Any]:
        """A request nobody sent before, as another system would write it."""
        number = next(self._numbers)
        return wire(f"poison-{number}", residence_number(number), datetime.now(UTC))

    async def opened(self) -> Handle:
        """A new case in the hands of its team."""
        receipt = await open_case(self.client, read_request(self.wire()), PATIENCE)
        self.used.append(receipt.reference)
        if isinstance(receipt, Queued):
            self.wrong.append(f"{receipt.reference}: no new case is opened any more")
        return self.client.get_workflow_handle(receipt.reference)

    async def goes_on(self, handle: Handle, after: str) -> bool:
        """Whether the next right command is answered as ever."""
        right = Note(command_id=f"right-{next(self._numbers):08}", actor=OFFICER, text="work goes on")
        answer: Receipt | Queued | Trouble
        try:
            answer = await apply(self.client, handle.id, right, PATIENCE)
        except Trouble as trouble:
            answer = trouble
        if isinstance(answer, Receipt):
            return True
        self.wrong.append(f"{after}: the next right command got {answer!r}")
        return False

    async def said(self, after: str, told: frozenset[int], *arguments: str, given: bytes = b"") -> Said:
        """What the command line says; it must end with one of `told` and in good order."""
        said = await self.desk(*arguments, given=given)
        self.wrong += [f"{after}: {fault}" for fault in said.faults(told)]
        return said

    async def failed_tasks(self) -> AsyncIterator[str]:
        """Every case in whose history a workflow task failed, or is being tried again."""
        for reference in self.used:
            handle = self.client.get_workflow_handle(reference)
            failed = [event async for event in handle.fetch_history_events() if event.event_type in _FAILED_TASKS]
            description = await handle.describe()
            attempt = description.raw_description.pending_workflow_task.attempt
            if failed or attempt > 1:
                yield f"{reference}: {len(failed)} failed workflow tasks, now at attempt {attempt}"

    def as_superuser(self, statements: Iterable[str], **values: str) -> None:
        """What somebody past all guards writes into the records."""
        with connect(self.stack.superuser_url) as connection:
            for statement in statements:
                connection.execute(statement, values)


Door = Callable[[Trial], Awaitable[None]]


def raw(payloads: Sequence[Payload]) -> list[RawValue]:
    """Payloads as they are, past the data converter."""
    return [RawValue(each) for each in payloads]


async def on_the_list(trial: Trial, reference: str, what: str) -> None:
    """Wait until a case is on the list of what staff must see to."""
    try:
        async with asyncio.timeout(SEEN_WITHIN):
            while reference not in (await trial.desk("attention", "--json")).out:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
    except TimeoutError:
        trial.wrong.append(f"{what}: not on `tawasul attention` after {SEEN_WITHIN:g} s")
