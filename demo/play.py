"""The running system for the scenes: prints, runs commands, reads cases, skips time, and checks promises."""

import asyncio
import shlex
import subprocess
import sys
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from temporalio.client import Client
from temporalio.testing import TimeSkipper

from activities.staff import Member
from client import apply, timeline, view
from commands.common import terminal
from commands.common.words.advice import ExitCode
from errors import Queued
from models.case.commands import BENEFICIARY, COMMAND
from models.case.events import Event
from models.case.state import Receipt
from models.case.views import View
from sessions.signing import Signers
from settings import PROJECT

Answer = TypeVar("Answer")

SKIP_LIMIT = 30.0
"""Seconds a skip of time may take: one whose case cannot go on would wait for ever."""


@dataclass
class Play:
    """The running system with a client. `broken` are the promises that were not kept."""

    home: Path
    client: Client
    runner: asyncio.Runner
    references: dict[str, str] = field(default_factory=dict)
    """The case of every sample."""
    broken: list[str] = field(default_factory=list)
    scenes: int = 0

    def __post_init__(self) -> None:
        self.signers = Signers.of_stack(self.home)
        self._skipper = TimeSkipper(self.client)

    def scene(self, title: str, watch: str) -> None:
        """Begin a scene: print its title, and what to watch."""
        self.scenes += 1
        terminal.heading(f"{self.scenes}. {title}")
        terminal.block(watch, indent="")
        terminal.line()

    def promise(self, what: str, kept: bool) -> None:
        """Print whether a promise was kept; the demonstration fails when one was not."""
        terminal.line("  ", terminal.good("✓ ") if kept else terminal.bad("✗ "), what if kept else terminal.bad(what))
        if not kept:
            self.broken.append(what)

    def tawasul(self, *arguments: str, ends: ExitCode = ExitCode.DONE) -> None:
        """Run a command as a process, with its output shown; its exit code must be `ends`."""
        self._prompt(arguments)
        sys.stdout.flush()
        code = subprocess.run(program(arguments), cwd=PROJECT).returncode
        if code != ends:
            self.promise(f"the command ends with {ends.value} and not with {code}", False)
        terminal.line()

    def at_once(self, *commands: Sequence[str]) -> list[int]:
        """Run several commands at the same time, print their outputs, and give their exit codes."""
        pipe = subprocess.PIPE
        running = [subprocess.Popen(program(each), cwd=PROJECT, stdout=pipe, stderr=pipe) for each in commands]
        for arguments, process in zip(commands, running, strict=True):
            out, err = process.communicate()
            self._prompt(arguments, "&")
            terminal.block((out + err).decode(), indent="")
        terminal.line()
        return [process.returncode for process in running]

    def _prompt(self, arguments: Sequence[str], after: str = "") -> None:
        terminal.line(terminal.bold(f"$ tawasul {shlex.join(arguments)} {after}".rstrip()))

    def does(self, who: Member | None, kind: str, name: str, **fields: Any) -> Receipt:
        """Give a command to the case of a sample, by the client; without a person it is the beneficiary's."""
        frame = {"kind": kind, "command_id": uuid4().hex, "actor": who.actor if who else BENEFICIARY}
        command = COMMAND.validate_python(frame | fields)
        answer = self.wait(apply(self.client, self.references[name], command, self.signers.by(command.actor)))
        if isinstance(answer, Queued):
            raise RuntimeError(f"no worker answered {kind}")
        return answer

    def wait(self, something: Awaitable[Answer]) -> Answer:
        """Run something asynchronous to its end."""

        async def waiting() -> Answer:
            return await something

        return self.runner.run(waiting())

    def view(self, name: str) -> View:
        """The view of the case of a sample."""
        seen = self.wait(view(self.client, self.references[name]))
        if seen is None:
            raise LookupError(f"{name} is not open yet")
        return seen

    def timeline(self, name: str) -> tuple[Event, ...]:
        """The events of the case of a sample."""
        return self.wait(timeline(self.client, self.references[name]))

    def pass_time(self, until: Mapping[str, datetime]) -> None:
        """Skip time for some cases, each to its own instant and a minute on, so that its work is done."""

        async def forward(name: str, at: datetime) -> None:
            left = at - await self._skipper.get_current_time(self._handle(name))
            async with asyncio.timeout(SKIP_LIMIT):
                await self._skipper.fast_forward(self._handle(name), max(left, timedelta()) + timedelta(minutes=1))

        async def all_of_them() -> None:
            await asyncio.gather(*(forward(name, at) for name, at in until.items()))

        self.wait(all_of_them())

    def _handle(self, name: str) -> Any:
        return self.client.get_workflow_handle(self.references[name])


def program(arguments: Sequence[str]) -> list[str]:
    """The command line of a command, as a process."""
    return [sys.executable, "-m", "cli", *arguments]
