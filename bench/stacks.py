"""An embedded stack of a benchmark's own: fresh servers in a folder that goes away, and packs fit for measuring."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from temporalio.client import Client

import settings
from bench import cases
from client import apply, open_case
from errors import Queued
from models.intake.request import Request
from stack import EmbeddedStack

UNHELD = "1000"
"""Notices a second: the gateways' rate, 20 by default, would hold up what is measured."""

_QUIET_HOURS = re.compile(r"(?ms)^\[quiet\].*?(?=^\[|\Z)")
_FURTHER_CHANNELS = re.compile(r'(?m)^channels = \["(\w+)".*\]$')


@contextmanager
def fresh_stack(*, worker: bool = True) -> Iterator[EmbeddedStack]:
    """A running stack whose notices go out at once at any hour, each by one channel, into the mailbox folder."""
    with tempfile.TemporaryDirectory(prefix="tawasul-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        policies = str(_packs_for_measuring(home / "policies"))
        with _environment(TAWASUL_POLICIES=policies, TAWASUL_NOTICES_PER_SECOND=UNHELD, PYTHONDONTWRITEBYTECODE=""):
            with EmbeddedStack(home / "stack", worker=worker) as stack:
                yield stack


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


def _packs_for_measuring(folder: Path) -> Path:
    shutil.copytree(settings.load().policies, folder)
    for file in folder.glob("*/*.toml"):
        text = _QUIET_HOURS.sub("", file.read_text())
        file.write_text(_FURTHER_CHANNELS.sub(r'channels = ["\1"]', text))
    return folder


async def opened(client: Client, request: Request) -> None:
    """Open the case of a request. Raises TimeoutError when no worker answers: nothing could be measured then."""
    if isinstance(await open_case(client, request), Queued):
        raise TimeoutError(f"no worker opened {request.reference}")


async def claimed(client: Client, request: Request) -> None:
    """Let the officer take the case; like `opened`."""
    if isinstance(await apply(client, request.reference, cases.claim(request.id)), Queued):
        raise TimeoutError(f"no worker took the claim of {request.reference}")
