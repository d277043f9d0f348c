"""Scenario «poison»: bad input at every entry point is refused or seen by staff, and neither wedges nor fails a case.

After each bad input the next good command is given to the same case; at the end no case has a failed workflow task.
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
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from chaos.faults.bad_commands import BAD_PAYLOADS, json_payload
from chaos.faults.bad_policies import BAD_ANNOUNCEMENTS, BAD_PACKS, BAD_VECTORS
from chaos.faults.bad_requests import bad_files
from chaos.faults.tampering import TAMPERINGS, UNREADABLE_CALENDAR, Tampering
from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.system.packs import DIRECTOR, OFFICERS
from chaos.system.stack import StackUnderTest
from chaos.workload.bad_input_trial import (
    OFFICER,
    REJECTED,
    SEEN_WITHIN,
    Handle,
    SendBadInput,
    Trial,
    expect_attention,
    raw_values,
)
from chaos.workload.bad_messages import bad_queries, bad_signals, bad_updates
from client import open_case
from commands.common.words.advice import ExitCode
from errors import Queued
from models.codes import RefusalCode
from models.intake.request import read_request
from settings import PROJECT
from workflows.options import CASES

_BAD_INPUT = frozenset({ExitCode.WRONG_USAGE, ExitCode.REFUSED})


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Send every bad input once, whatever the scale: all of them take less than a minute."""
    with TemporaryDirectory(prefix="tawasul-poison-") as folder:
        with StackUnderTest(Path(folder) / "home", seed=1, workers=1) as stack:
            return asyncio.run(_every_entry_point(stack, Path(folder), progress))


async def _every_entry_point(stack: StackUnderTest, folder: Path, progress: Progress) -> list[TrialOutcome]:
    trial, outcomes = await Trial.on(stack, folder), list[TrialOutcome]()
    for send, entry_point in ENTRY_POINTS.items():
        progress(entry_point)
        outcomes.append(await _outcome(trial, send, entry_point))
    wedged = tuple([line async for line in trial.failed_tasks()])
    figures = {"cases": str(len(trial.references)), "bad inputs": str(trial.tried)}
    whole = TrialOutcome(
        "no case is wedged or failed by bad input", "their histories, read at the end", figures, wedged
    )
    return [*outcomes, whole]


async def _outcome(trial: Trial, send: SendBadInput, how: str) -> TrialOutcome:
    before, known = trial.tried, len(trial.problems)
    await send(trial)
    figures = {"bad inputs": str(trial.tried - before)}
    return TrialOutcome(f"bad input is refused or seen by staff: {how}", how, figures, tuple(trial.problems[known:]))


async def _files(trial: Trial) -> None:
    good = trial.request_json()
    for name, content in bad_files(good).items():
        trial.tried += 1
        result = await trial.run_command(f"submit, {name}", _BAD_INPUT, "submit", "-", given=content)
        if " refused" not in result.out:
            trial.problems.append(f"submit, {name}: no item is refused by its number: {result.out[:100]!r}")
    await trial.run_command("submit", frozenset({ExitCode.DONE}), "submit", "-", given=json.dumps(good).encode())
    first, second = (json.dumps(trial.request_json()).encode() for _ in range(2))
    mixed = b"\n".join([b'{"id": NaN}', first, b"[[", second])
    result = await trial.run_command("submit, good among bad", _BAD_INPUT, "submit", "-", given=mixed)
    if result.out.count("routed to") != 2:
        trial.problems.append("submit: good lines among bad ones are not accepted")


async def _starts(trial: Trial) -> None:
    for name, payloads in BAD_PAYLOADS.items():
        await _bad_start(trial, name, payloads)
    good = trial.request_json()
    forged = {"a carried state": [json_payload(good), json_payload({"state": {"reference": 7}})]}
    forged |= {"a state of nothing": [json_payload(good), json_payload({})]}
    forged |= {"three values": [json_payload(good), json_payload(None), json_payload(1)]}
    for name, payloads in forged.items():
        await _bad_start(trial, name, payloads)
    await trial.still_works(await trial.open_case(), "after all these starts")


async def _bad_start(trial: Trial, name: str, payloads: Sequence[Payload]) -> None:
    """Start a workflow with bad arguments, under the reference of a request."""
    reference = read_request(trial.request_json()).reference
    trial.tried += 1
    try:
        handle: Handle = await trial.client.start_workflow(
            "CaseWorkflow", args=raw_values(payloads), id=reference, task_queue=CASES
        )
    except RPCError as error:
        if error.status not in REJECTED:
            trial.problems.append(f"start, {name}: {error.status.name} {error.message[:100]}")
    else:
        trial.references.append(handle.id)
        try:
            await asyncio.wait_for(handle.result(), SEEN_WITHIN)
        except WorkflowFailureError as refused:
            if not isinstance(refused.cause, ApplicationError) or refused.cause.type != RefusalCode.MALFORMED:
                trial.problems.append(f"start, {name}: failed with {type(refused.cause).__name__}")
        except Exception as error:
            trial.problems.append(f"start, {name}: ended with {type(error).__name__}")
            await handle.terminate("in the way of the next trial")


async def _packs(trial: Trial) -> None:
    for number, (name, changes) in enumerate(BAD_PACKS.items()):
        trial.tried += 1
        pack = shutil.copytree(PROJECT / "policies" / "expenses", trial.folder / f"pack-{number}")
        for file, content in changes.items():
            _replace(pack / file, content)
        result = await trial.run_command(f"policy check, {name}", _BAD_INPUT, "policy", "check", str(pack))
        if not result.out.strip() and result.err.count("\n") != 1:
            trial.problems.append(f"policy check, {name}: does not report the problem")


def _replace(file: Path, content: bytes | None) -> None:
    for former in (file.parent, file):
        if former.is_file():
            former.unlink()
    if content is not None:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)


async def _calendars(trial: Trial) -> None:
    file = trial.folder / "vectors"
    for name, content in BAD_VECTORS.items():
        trial.tried += 1
        file.write_bytes(content)
        await trial.run_command(f"calendar check, {name}", _BAD_INPUT, "calendar", "check", str(file))
    common = ("--name", "x", "--source", "x", "--pack", "passports", "--as", DIRECTOR.id)
    for name, arguments in BAD_ANNOUNCEMENTS.items():
        trial.tried += 1
        await trial.run_command(f"calendar announce, {name}", _BAD_INPUT, "calendar", "announce", *arguments, *common)
    await trial.still_works(await trial.open_case(), "after all that was not announced")


async def _records(trial: Trial) -> None:
    for name, tampering in TAMPERINGS.items():
        trial.tried += 1
        await _tamper(trial, name, tampering)
    trial.tried += 1
    trial.as_superuser(UNREADABLE_CALENDAR)
    request = read_request(_declaration())
    answer = await open_case(trial.client, request, trial.signers.channel(), timedelta(seconds=1))
    if not isinstance(answer, Queued):
        trial.problems.append("a calendar that cannot be read: a case was opened under it")
    await expect_attention(trial, request.reference, "a calendar that cannot be read")
    trial.references.append(request.reference)


async def _tamper(trial: Trial, name: str, tampering: Tampering) -> None:
    handle = await trial.open_case()
    trial.as_superuser(tampering.statements, reference=handle.id, staff=OFFICER.id)
    for command in tampering.commands:
        arguments = (part.format(reference=handle.id, staff=OFFICERS[1].id) for part in command)
        await trial.run_command(f"records, {name}", tampering.expected, *arguments)
    if tampering.audit:
        refused = frozenset({ExitCode.REFUSED})
        result = await trial.run_command(f"records, {name}", refused, "audit", "verify", handle.id)
        if handle.id not in result.out:
            trial.problems.append(f"records, {name}: the audit does not name the case")
    await trial.still_works(handle, f"records, {name}")


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


ENTRY_POINTS: dict[SendBadInput, str] = {
    _files: "files, lines and standard input of `tawasul submit`",
    bad_updates: "updates by a foreign client",
    bad_signals: "signals by a foreign client",
    bad_queries: "queries by a foreign client",
    _starts: "workflows started with bad arguments",
    _packs: "policy files",
    _calendars: "calendar files and announcements",
    _records: "rows put into the database by a superuser",
}
