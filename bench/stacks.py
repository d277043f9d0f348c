"""An embedded stack for one benchmark, in a temporary folder, with packs fit for measuring."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from temporalio.client import Client

import settings
from activities import staff
from activities.records.database import connect
from bench import cases
from bench.packs import Edit, Table, copy_packs, tables_with, without_quiet_hours
from client import apply, open_case
from errors import Queued
from models.intake.request import Request
from sessions.signing import Signers
from settings import PROJECT
from stack import EmbeddedStack

UNLIMITED = "1000"
"""Notices a second: the gateways' rate, 20 by default, would hold up what is measured."""


@contextmanager
def fresh_stack(*, worker: bool = True, web: bool = False) -> Iterator[EmbeddedStack]:
    """A running stack whose notices go out at once at any hour, each by one channel, into the mailbox folder; `web`:
    with the HTTP interface, which lets one caller call as often as they can."""
    with tempfile.TemporaryDirectory(prefix="tawasul-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        policies = str(copy_packs(home / "policies", EDITS, settings.load().policies))
        unlimited = {"TAWASUL_NOTICES_PER_SECOND": UNLIMITED, "TAWASUL_WEB_CALLS_PER_SECOND": UNLIMITED}
        with _environment(TAWASUL_POLICIES=policies, PYTHONDONTWRITEBYTECODE="", **unlimited):
            with EmbeddedStack(home / "stack", worker=worker, web=web) as stack:
                if worker:
                    take_on(stack)
                yield stack


@contextmanager
def worker_beside(stack: EmbeddedStack, module: str, ready: str) -> Iterator[int]:
    """A worker of another kind on a stack, by its module and the line it prints when it is ready; gives its process id.

    Raises RuntimeError when it does not start.
    """
    command = [sys.executable, "-m", module]
    worker = subprocess.Popen(command, env=stack.worker_environment, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        if not (worker.stdout and ready in worker.stdout.readline()):
            raise RuntimeError(f"{module} did not start: see what it printed")
        yield worker.pid
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(20)


def take_on(stack: EmbeddedStack) -> None:
    """Put the officer of the benchmarks on the staff records."""
    officer = cases.OFFICER
    with connect(stack.admin_url) as connection:
        staff.add(connection, staff.Member(id=officer.id, name="bench", role=officer.role, teams=officer.teams))


@contextmanager
def _environment(**changes: str) -> Iterator[None]:
    """Other variables for a while. Without bytecode every process would compile what an installed one has compiled."""
    before = dict(os.environ)
    os.environ.update(changes)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _one_channel(messages: Table) -> None:
    for route in tables_with("channels", messages):
        route["channels"] = route["channels"][:1]


EDITS: Mapping[str, Edit] = {"*/pack.toml": without_quiet_hours, "*/messages.toml": _one_channel}


async def opened(client: Client, request: Request, signers: Signers) -> None:
    """Open the case of a request. Raises TimeoutError when no worker answers: nothing could be measured then."""
    if isinstance(await open_case(client, request, signers.channel()), Queued):
        raise TimeoutError(f"no worker opened {request.reference}")


async def claimed(client: Client, request: Request, signers: Signers) -> None:
    """Have the officer claim the case; raises like `opened`."""
    by = signers.by(cases.OFFICER)
    if isinstance(await apply(client, request.reference, cases.claim(request.id), by), Queued):
        raise TimeoutError(f"no worker took the claim of {request.reference}")
