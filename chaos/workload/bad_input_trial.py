"""A trial of bad input: the entry points of a stack, the cases it is sent to, and the problems found so far."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle
from temporalio.common import RawValue
from temporalio.service import RPCStatusCode

from activities.records.database import connect
from bench.cases import request_json, residence_number
from chaos.system.cli_runner import CliRunner, CommandResult
from chaos.system.packs import OFFICERS
from chaos.system.stack import StackUnderTest
from client import apply, connected, open_case
from errors import Queued, TawasulError
from models.case.commands import Actor, Note
from models.case.state import Receipt
from models.intake.request import read_request
from models.trust.statement import CaseAddress, Said, signed
from sessions.signing import Signers

OFFICER = OFFICERS[0]
PATIENCE = timedelta(seconds=5)
"""How long an answer may take; a wedged case gives none."""
SEEN_WITHIN = 10.0
"""Seconds until a problem is on the attention list, and until a bad start of a workflow has ended."""
REJECTED = (RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.RESOURCE_EXHAUSTED)
"""The status of messages that the server itself does not accept."""

_FAILED_TASKS = (EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED, EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT)

Handle = WorkflowHandle[Any, Any]


@dataclass
class Trial:
    """A stack with its entry points, the cases used so far, and the problems found so far."""

    stack: StackUnderTest
    client: Client
    cli: CliRunner
    folder: Path
    signers: Signers
    tried: int = 0
    problems: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @classmethod
    async def on(cls, stack: StackUnderTest, folder: Path) -> "Trial":
        """A trial on a running stack, with a connection of its own."""
        client = await connected(stack.config)
        return cls(stack, client, CliRunner(stack.environment), folder, Signers.of(stack.config))

    def request_json(self) -> dict[str, Any]:
        """A request that was not sent before, as its source serializes it."""
        number = next(self._numbers)
        return request_json(f"poison-{number}", residence_number(number), datetime.now(UTC))

    async def open_case(self) -> Handle:
        """A new case in the queue of its team."""
        receipt = await open_case(self.client, read_request(self.request_json()), self.signers.channel(), PATIENCE)
        self.references.append(receipt.reference)
        if isinstance(receipt, Queued):
            self.problems.append(f"{receipt.reference}: no new case is opened any more")
        return self.client.get_workflow_handle(receipt.reference)

    def as_signed(self, reference: str, value: Any) -> Any:
        """A bad command as its actor signs it, so that it gets as far as the rules; as it is where nobody could."""
        if not isinstance(value, dict):
            return value
        try:
            actor = Actor.model_validate(value.get("actor"))
        except ValidationError:
            actor = OFFICER
        place = CaseAddress(self.client.namespace, reference)
        try:
            return signed(self.signers.by(actor), place, Said.COMMAND, value)
        except ValueError:
            return value

    async def still_works(self, handle: Handle, after: str) -> bool:
        """Whether the next good command is answered with a receipt."""
        good = Note(command_id=f"right-{next(self._numbers):08}", actor=OFFICER, text="work goes on")
        answer: Receipt | Queued | TawasulError
        try:
            answer = await apply(self.client, handle.id, good, self.signers.by(OFFICER), PATIENCE)
        except TawasulError as error:
            answer = error
        if isinstance(answer, Receipt):
            return True
        self.problems.append(f"{after}: the next good command got {answer!r}")
        return False

    async def run_command(
        self, after: str, expected: frozenset[int], *arguments: str, given: bytes = b""
    ) -> CommandResult:
        """The result of a command, which must end with one of the expected exit codes and show staff no problem."""
        result = await self.cli(*arguments, given=given)
        self.problems += [f"{after}: {problem}" for problem in result.problems(expected)]
        return result

    async def failed_tasks(self) -> AsyncIterator[str]:
        """Every case in whose history a workflow task failed, or is being retried."""
        for reference in self.references:
            handle = self.client.get_workflow_handle(reference)
            failed = [event async for event in handle.fetch_history_events() if event.event_type in _FAILED_TASKS]
            description = await handle.describe()
            attempt = description.raw_description.pending_workflow_task.attempt
            if failed or attempt > 1:
                yield f"{reference}: {len(failed)} failed workflow tasks, now at attempt {attempt}"

    def as_superuser(self, statements: Iterable[str], **values: str) -> None:
        """Execute statements in the records, bypassing constraints and grants."""
        with connect(self.stack.superuser_url) as connection:
            for statement in statements:
                connection.execute(statement, values)


SendBadInput = Callable[[Trial], Awaitable[None]]
"""Sends all bad input of one kind to its entry point."""


def raw_values(payloads: Sequence[Payload]) -> list[RawValue]:
    """Payloads as arguments that the data converter leaves as they are."""
    return [RawValue(each) for each in payloads]


async def expect_attention(trial: Trial, reference: str, what: str) -> None:
    """Wait until a case is on the attention list; it is a problem of the trial when it is not in time."""
    try:
        async with asyncio.timeout(SEEN_WITHIN):
            while reference not in (await trial.cli("attention", "--json")).out:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
    except TimeoutError:
        trial.problems.append(f"{what}: not on `tawasul attention` after {SEEN_WITHIN:g} s")
