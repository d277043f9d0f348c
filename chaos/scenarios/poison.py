"""Poison at every door: nothing wedges or fails a case, all of it is refused or seen by staff, and work goes on.

After each bad input the next right command is given to the same case; at the end no case has a failed workflow task.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from psycopg.conninfo import make_conninfo
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle, WorkflowQueryFailedError, WorkflowUpdateFailedError
from temporalio.common import RawValue
from temporalio.service import RPCError, RPCStatusCode

import client as house
from activities.database import connect
from bench.cases import residence_number, wire
from chaos.desk import Desk, Said
from chaos.outcome import Outcome, Scale
from chaos.poison_inputs import (
    BAD_ANNOUNCEMENTS,
    BAD_COMMANDS,
    BAD_NAMES,
    BAD_PACKS,
    BAD_PAYLOADS,
    BAD_VECTORS,
    bad_files,
    json_payload,
)
from chaos.stack import StackUnderTest
from chaos.tampering import TAMPERINGS, UNREADABLE_CALENDAR, Tampering
from chaos.trial_pack import DIRECTOR, OFFICERS
from errors import ExitCode, Queued, Trouble
from models.case import Receipt
from models.commands import Note
from models.request import read_request
from settings import PROJECT
from workflows.options import CASES

OFFICER = OFFICERS[0]
PATIENCE = timedelta(seconds=5)
"""How long an answer may take; a wedged case gives none."""
SEEN_WITHIN = 10.0
"""Seconds until staff see what nobody could be told, and until a start that is none has ended."""

_FAILED_TASKS = (EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED, EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT)
PUSHED_BACK = (RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.RESOURCE_EXHAUSTED)
_BAD_INPUT = frozenset({ExitCode.WRONG_USAGE, ExitCode.REFUSED})

Handle = WorkflowHandle[Any, Any]


def run(scale: Scale) -> list[Outcome]:
    """Every bad input once, whatever the scale: all of them take less than a minute."""
    with TemporaryDirectory() as folder, StackUnderTest(Path(folder) / "home", seed=1, workers=1) as stack:
        return asyncio.run(_every_door(stack, Path(folder)))


async def _every_door(stack: StackUnderTest, folder: Path) -> list[Outcome]:
    client = await Client.connect(stack.temporal_address, data_converter=house.data_converter())
    trial = Trial(stack, client, Desk(stack.environment), folder)
    outcomes = [await _outcome(trial, door, doc) for door, doc in DOORS.items()]
    wedged = tuple([line async for line in trial.failed_tasks()])
    figures = {"cases": str(len(trial.used)), "bad inputs": str(trial.tried)}
    whole = Outcome("no case is wedged or failed by bad input", "their histories, read at the end", figures, wedged)
    return [*outcomes, whole]


async def _outcome(trial: "Trial", door: "Door", how: str) -> Outcome:
    before, known = trial.tried, len(trial.wrong)
    await door(trial)
    figures = {"bad inputs": str(trial.tried - before)}
    return Outcome(f"bad input is refused or seen by staff: {how}", how, figures, tuple(trial.wrong[known:]))


@dataclass
class Victim:
    """A case that bad signals are sent to, and how many of them it must have listed or counted by now."""

    handle: Handle
    listed: int = 0


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
        receipt = await house.open_case(self.client, read_request(self.wire()), PATIENCE)
        self.used.append(receipt.reference)
        if isinstance(receipt, Queued):
            self.wrong.append(f"{receipt.reference}: no new case is opened any more")
        return self.client.get_workflow_handle(receipt.reference)

    async def goes_on(self, handle: Handle, after: str) -> bool:
        """Whether the next right command is answered as ever."""
        right = Note(command_id=f"right-{next(self._numbers):08}", actor=OFFICER, text="work goes on")
        answer: Receipt | Queued | Trouble
        try:
            answer = await house.apply(self.client, handle.id, right, PATIENCE)
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
        password = json.loads((self.stack.home / "secrets.json").read_text())["superuser"]
        with connect(make_conninfo(self.stack.database_url, user="postgres", password=password)) as connection:
            for statement in statements:
                connection.execute(statement, values)


Door = Callable[[Trial], Awaitable[None]]


def _raw(payloads: Sequence[Payload]) -> list[RawValue]:
    return [RawValue(each) for each in payloads]


def _messages() -> dict[str, list[Payload]]:
    """Everything that is no command, as payloads."""
    return {name: [json_payload(value)] for name, value in BAD_COMMANDS.items()} | BAD_PAYLOADS


# -- messages to a running case --------------------------------------------------------------------------------------


async def _updates(trial: Trial) -> None:
    handle = await trial.opened()
    named = [("apply", name, payloads) for name, payloads in _messages().items()]
    named += [("open", name, payloads) for name, payloads in BAD_PAYLOADS.items()]
    named += [(name, "a name no case knows", [json_payload({})]) for name in BAD_NAMES]
    for update, name, payloads in named:
        what = f"update {update[:20]!r}, {name}"
        trial.tried += 1
        try:
            await handle.execute_update(update, args=_raw(payloads), rpc_timeout=PATIENCE)
            trial.wrong.append(f"{what}: accepted")
        except WorkflowUpdateFailedError:
            pass
        except RPCError as error:
            if error.status not in PUSHED_BACK:
                trial.wrong.append(f"{what}: {error.status.name} {error.message[:100]}")
        if not await trial.goes_on(handle, what):
            handle = await trial.opened()


async def _signals(trial: Trial) -> None:
    victim = Victim(await trial.opened())
    named = [("command", name, payloads) for name, payloads in _messages().items()]
    named += [(signal, name, payloads) for signal in ("approve", "resend") for name, payloads in BAD_PAYLOADS.items()]
    named += [(name, "a name no case knows", [json_payload({})]) for name in BAD_NAMES]
    for signal, name, payloads in named:
        what = f"signal {signal[:20]!r}, {name}"
        trial.tried += 1
        try:
            await victim.handle.signal(signal, args=_raw(payloads))
            victim.listed += 1
        except RPCError as error:
            if error.status not in PUSHED_BACK:
                trial.wrong.append(f"{what}: {error.status.name} {error.message[:100]}")
        if not await trial.goes_on(victim.handle, what):
            victim = Victim(await trial.opened())
        elif (refused := (await house.query(trial.client, victim.handle.id, "view"))["refused"]) != victim.listed:
            trial.wrong.append(f"{what}: {victim.listed - refused} refusals are neither listed nor counted")
            victim.listed = refused
    await on_the_list(trial, victim.handle.id, "a flood of refused signals")


async def _queries(trial: Trial) -> None:
    handle = await trial.opened()
    named = [(query, name, payloads) for query in ("view", "clock") for name, payloads in BAD_PAYLOADS.items()]
    named += [(name, "a name no case knows", []) for name in BAD_NAMES]
    for query, name, payloads in named:
        trial.tried += 1
        try:
            await handle.query(query, args=_raw(payloads), rpc_timeout=PATIENCE)
        except WorkflowQueryFailedError:
            pass
        except RPCError as error:
            if error.status not in PUSHED_BACK:
                trial.wrong.append(f"query {query[:20]!r}, {name}: {error.status.name} {error.message[:100]}")
        if not await trial.goes_on(handle, f"query {query[:20]!r}, {name}"):
            handle = await trial.opened()


async def on_the_list(trial: Trial, reference: str, what: str) -> None:
    """Wait until a case is on the list of what staff must see to."""
    try:
        async with asyncio.timeout(SEEN_WITHIN):
            while reference not in (await trial.desk("attention", "--json")).out:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
    except TimeoutError:
        trial.wrong.append(f"{what}: not on `tawasul attention` after {SEEN_WITHIN:g} s")


# -- new cases -------------------------------------------------------------------------------------------------------


async def _files(trial: Trial) -> None:
    good = trial.wire()
    for name, content in bad_files(good).items():
        trial.tried += 1
        said = await trial.said(f"submit, {name}", _BAD_INPUT, "submit", "-", given=content)
        if " refused" not in said.out:
            trial.wrong.append(f"submit, {name}: no item is refused by its number: {said.out[:100]!r}")
    said = await trial.said("submit", frozenset({ExitCode.DONE}), "submit", "-", given=json.dumps(good).encode())
    between = b"\n".join([b'{"id": NaN}', json.dumps(trial.wire()).encode(), b"[[", json.dumps(trial.wire()).encode()])
    said = await trial.said("submit, good among bad", _BAD_INPUT, "submit", "-", given=between)
    if said.out.count("routed to") != 2:
        trial.wrong.append("submit: good lines among bad ones are not taken")


async def _starts(trial: Trial) -> None:
    for name, payloads in BAD_PAYLOADS.items():
        await _bad_start(trial, name, payloads)
    good = trial.wire()
    forged = {"a carried state": [json_payload(good), json_payload({"state": {"reference": 7}})]}
    forged |= {"a state of nothing": [json_payload(good), json_payload({})]}
    forged |= {"three values": [json_payload(good), json_payload(None), json_payload(1)]}
    for name, payloads in forged.items():
        await _bad_start(trial, name, payloads)
    await trial.goes_on(await trial.opened(), "after all these starts")


async def _bad_start(trial: Trial, name: str, payloads: Sequence[Payload]) -> None:
    """Start a workflow by a client of no SDK of ours, under the reference of a request."""
    reference = read_request(trial.wire()).reference
    trial.tried += 1
    try:
        handle: Handle = await trial.client.start_workflow(
            "CaseWorkflow", args=_raw(payloads), id=reference, task_queue=CASES
        )
    except RPCError as error:
        if error.status not in PUSHED_BACK:
            trial.wrong.append(f"start, {name}: {error.status.name} {error.message[:100]}")
    else:
        trial.used.append(handle.id)
        try:
            await asyncio.wait_for(handle.result(), SEEN_WITHIN)
        except Exception as error:
            trial.wrong.append(f"start, {name}: ended with {type(error).__name__}")
            await handle.terminate("in the way of the next trial")


# -- policies and calendars ------------------------------------------------------------------------------------------


async def _packs(trial: Trial) -> None:
    for number, (name, changes) in enumerate(BAD_PACKS.items()):
        trial.tried += 1
        pack = shutil.copytree(PROJECT / "policies" / "expenses", trial.folder / f"pack-{number}")
        for file, content in changes.items():
            _put(pack / file, content)
        said = await trial.said(f"policy check, {name}", _BAD_INPUT, "policy", "check", str(pack))
        if not said.out.strip() and said.err.count("\n") != 1:
            trial.wrong.append(f"policy check, {name}: does not say what is wrong")


def _put(file: Path, content: bytes | None) -> None:
    for taken in (file.parent, file):
        if taken.is_file():
            taken.unlink()
    if content is not None:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)


async def _calendars(trial: Trial) -> None:
    file = trial.folder / "vectors"
    for name, content in BAD_VECTORS.items():
        trial.tried += 1
        file.write_bytes(content)
        await trial.said(f"calendar check, {name}", _BAD_INPUT, "calendar", "check", str(file))
    said = ("--name", "x", "--source", "x", "--pack", "passports", "--as", DIRECTOR.id)
    for name, arguments in BAD_ANNOUNCEMENTS.items():
        trial.tried += 1
        await trial.said(f"calendar announce, {name}", _BAD_INPUT, "calendar", "announce", *arguments, *said)
    await trial.goes_on(await trial.opened(), "after all that was not announced")


# -- the records -----------------------------------------------------------------------------------------------------


async def _records(trial: Trial) -> None:
    for name, tampering in TAMPERINGS.items():
        trial.tried += 1
        await _tampered(trial, name, tampering)
    trial.tried += 1
    trial.as_superuser(UNREADABLE_CALENDAR)
    request = read_request(_declaration())
    answer = await house.open_case(trial.client, request, timedelta(seconds=1))
    if not isinstance(answer, Queued):
        trial.wrong.append("a calendar that cannot be read: a case was opened under it")
    await on_the_list(trial, request.reference, "a calendar that cannot be read")
    trial.used.append(request.reference)


async def _tampered(trial: Trial, name: str, tampering: Tampering) -> None:
    handle = await trial.opened()
    trial.as_superuser(tampering.statements, reference=handle.id, staff=OFFICER.id)
    for command in tampering.commands:
        arguments = (part.format(reference=handle.id, staff=OFFICERS[1].id) for part in command)
        await trial.said(f"records, {name}", tampering.told, *arguments)
    if tampering.audit:
        said = await trial.said(f"records, {name}", frozenset({ExitCode.REFUSED}), "audit", "verify", handle.id)
        if handle.id not in said.out:
            trial.wrong.append(f"records, {name}: the audit does not name the case")
    await trial.goes_on(handle, f"records, {name}")


def _declaration() -> dict[str, Any]:
    """A request under the calendar that cannot be read."""
    return {
        "id": "poison-declaration",
        "channel": "university",
        "submitted_at": datetime.now(UTC).isoformat(),
        "lang": "en",
        "section": "declarations",
        "service": "domestic_declaration",
        "seed_kind": "declaration",
        "applicant": {"type": "employee", "id_type": "employee_number", "id_number": "poison-1"},
        "context": {"amount": 5},
        "subject": "Domestic declaration",
    }


DOORS: dict[Door, str] = {
    _files: "files, lines and standard input of `tawasul submit`",
    _updates: "updates by a client of no SDK of ours",
    _signals: "signals by a client of no SDK of ours",
    _queries: "queries by a client of no SDK of ours",
    _starts: "workflows started with junk",
    _packs: "policy files",
    _calendars: "calendar files and announcements",
    _records: "rows put into the database by a superuser",
}
