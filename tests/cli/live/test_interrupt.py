"""Ctrl-C: a command ends at once with 130, whatever it waits for, and leaves nothing behind that it had not sent."""

import asyncio
import json
import signal
import sys
import time
import uuid
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from temporalio.api.enums.v1 import EventType

import worker
from commands.common.words.advice import ExitCode
from commands.intake.submit import IN_FLIGHT
from settings import PROJECT
from tests.support.requests import wire_request
from tests.support.simulation import DIRECTOR, OMAR
from tests.support.system import System, an_iqama, idle
from tests.support.terminal import TAWASUL

AT_ONCE = 2.5
"""Seconds in which a command that was interrupted has ended."""
APPROVAL = ("--reason", "note_removed", "--reply-template", "note_resolved")


@dataclass(frozen=True)
class Interrupted:
    """How a command ended, and how many seconds after the signal."""

    code: int
    out: str
    err: str
    seconds: float


@pytest.fixture(scope="module")
async def workerless(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[System, str]]:
    """A system whose worker is gone, and a case in review that it left."""
    async with idle(tmp_path_factory.mktemp("interrupted")) as system:
        async with worker.serving(system.config):
            reference = (await system.submit()).reference
            seq = (await system.do(reference, "claim")).seq
            await system.recorded(reference, seq)
        yield system, reference


@asynccontextmanager
async def started(system: System, *arguments: str, **environ: str) -> AsyncIterator[Process]:
    """A command in a process of its own, which takes SIGINT even where the tests run in the background."""
    process = await asyncio.create_subprocess_exec(
        *TAWASUL,
        *arguments,
        cwd=PROJECT,
        env=system.stack.environment | {"TAWASUL_STAFF": DIRECTOR.id} | environ,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def interrupted(system: System, *arguments: str, stdin: str | None = None, after: float = 2.0) -> Interrupted:
    """Start a command, press Ctrl-C, and wait for its end. Without `stdin` its standard input stays open and empty."""
    async with started(system, *arguments) as process:
        assert process.stdin
        if stdin is not None:
            process.stdin.write(stdin.encode())
            process.stdin.close()
        await asyncio.sleep(after)
        assert process.returncode is None, "it was to wait for something"
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        code = await process.wait()
        seconds = time.monotonic() - began
        assert process.stdout and process.stderr
        out, err = await process.stdout.read(), await process.stderr.read()
        return Interrupted(code, out.decode(), err.decode(), seconds)


def assert_ended_at_once(ended: Interrupted) -> None:
    assert (ended.code, ended.err) == (ExitCode.INTERRUPTED, "")
    assert ended.seconds < AT_ONCE


async def signals_of(system: System, reference: str) -> int:
    """How many signals the history of a case has."""
    events = (await system.handle(reference).fetch_history()).events
    return sum(event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED for event in events)


@pytest.mark.parametrize(
    "command",
    [
        ("approve", "--as", OMAR.id, *APPROVAL),
        ("reopen", "--text", "once more"),
        ("withdraw",),
        ("note", "--text", "seen", "--as", OMAR.id, "--json"),
    ],
    ids=lambda command: command[0],
)
async def test_a_command_that_waits_for_a_worker_is_interrupted_and_leaves_no_signal(
    workerless: tuple[System, str], command: tuple[str, ...]
) -> None:
    system, reference = workerless
    ended = await interrupted(system, command[0], reference, *command[1:])
    assert_ended_at_once(ended)
    assert ended.out == ""
    await asyncio.sleep(0.5)
    assert await signals_of(system, reference) == 0


async def test_a_submission_that_waits_for_a_worker_stops_and_sends_no_further_request(
    workerless: tuple[System, str],
) -> None:
    system, _ = workerless
    count = "WorkflowType='CaseWorkflow'"
    before = (await system.client.count_workflows(count)).count
    lines = "\n".join(json.dumps(wire_request(id=uuid.uuid4().hex, applicant__id_number=an_iqama())) for _ in range(60))
    ended = await interrupted(system, "submit", "-", stdin=lines)
    assert_ended_at_once(ended)
    assert ended.out == ""
    await asyncio.sleep(1)
    assert (await system.client.count_workflows(count)).count - before <= IN_FLIGHT


async def test_a_submission_that_waits_for_its_input_is_interrupted(workerless: tuple[System, str]) -> None:
    assert_ended_at_once(await interrupted(workerless[0], "submit", "-"))


@pytest.mark.parametrize("command", [("show", "{reference}"), ("audit", "verify"), ("reconcile",), ("doctor",)])
async def test_a_command_that_waits_for_a_lock_in_the_records_is_interrupted(
    workerless: tuple[System, str], command: tuple[str, ...]
) -> None:
    system, reference = workerless
    with psycopg.connect(system.stack.migration_url) as blocking:
        blocking.execute("LOCK TABLE case_event, case_row, alembic_version IN ACCESS EXCLUSIVE MODE")
        assert_ended_at_once(await interrupted(system, *(part.format(reference=reference) for part in command)))


async def test_an_interrupted_client_call_is_cancelled_and_not_queued(workerless: tuple[System, str]) -> None:
    system, reference = workerless
    calls: list[Callable[[], Awaitable[Any]]] = [
        lambda: system.open(system.request()),
        lambda: system.approve(reference),
        lambda: system.view(reference),
    ]
    for call in calls:
        task = asyncio.ensure_future(call())
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_ctrl_c_while_the_program_is_still_being_read_ends_it_without_a_traceback() -> None:
    slow = (
        "import commands, os, signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        " os.kill(os.getpid(), signal.SIGINT); import cli; cli.main()"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", slow, cwd=PROJECT, stdout=PIPE, stderr=PIPE)
    out, err = await process.communicate()
    assert (process.returncode, out, err) == (ExitCode.INTERRUPTED, b"", b"")
