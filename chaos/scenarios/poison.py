"""Poison at every door: nothing wedges or fails a case, all of it is refused or seen by staff, and work goes on.

After each bad input the next right command is given to the same case; at the end no case has a failed workflow task.
"""

import asyncio
import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.service import RPCError

from chaos.faults.bad_inputs import BAD_ANNOUNCEMENTS, BAD_PACKS, BAD_PAYLOADS, BAD_VECTORS, bad_files, json_payload
from chaos.faults.bad_messages import bad_queries, bad_signals, bad_updates
from chaos.faults.tampering import TAMPERINGS, UNREADABLE_CALENDAR, Tampering
from chaos.outcome import Outcome, Scale
from chaos.system.cli_runner import Desk
from chaos.system.packs import DIRECTOR, OFFICERS
from chaos.system.stack import StackUnderTest
from chaos.workload.bad_input_trial import OFFICER, PUSHED_BACK, SEEN_WITHIN, Door, Handle, Trial, on_the_list, raw
from client import data_converter, open_case
from errors import ExitCode, Queued
from models.intake.request import read_request
from settings import PROJECT
from workflows.options import CASES

_BAD_INPUT = frozenset({ExitCode.WRONG_USAGE, ExitCode.REFUSED})


def run(scale: Scale) -> list[Outcome]:
    """Every bad input once, whatever the scale: all of them take less than a minute."""
    with TemporaryDirectory() as folder, StackUnderTest(Path(folder) / "home", seed=1, workers=1) as stack:
        return asyncio.run(_every_door(stack, Path(folder)))


async def _every_door(stack: StackUnderTest, folder: Path) -> list[Outcome]:
    client = await Client.connect(stack.temporal_address, data_converter=data_converter())
    trial = Trial(stack, client, Desk(stack.environment), folder)
    outcomes = [await _outcome(trial, door, doc) for door, doc in DOORS.items()]
    wedged = tuple([line async for line in trial.failed_tasks()])
    figures = {"cases": str(len(trial.used)), "bad inputs": str(trial.tried)}
    whole = Outcome("no case is wedged or failed by bad input", "their histories, read at the end", figures, wedged)
    return [*outcomes, whole]


async def _outcome(trial: Trial, door: Door, how: str) -> Outcome:
    before, known = trial.tried, len(trial.wrong)
    await door(trial)
    figures = {"bad inputs": str(trial.tried - before)}
    return Outcome(f"bad input is refused or seen by staff: {how}", how, figures, tuple(trial.wrong[known:]))


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
            "CaseWorkflow", args=raw(payloads), id=reference, task_queue=CASES
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
    answer = await open_case(trial.client, request, timedelta(seconds=1))
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
    bad_updates: "updates by a client of no SDK of ours",
    bad_signals: "signals by a client of no SDK of ours",
    bad_queries: "queries by a client of no SDK of ours",
    _starts: "workflows started with junk",
    _packs: "policy files",
    _calendars: "calendar files and announcements",
    _records: "rows put into the database by a superuser",
}
