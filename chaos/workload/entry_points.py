"""The doors that clients of a trial go through: the public module `client`, and the command line as a process.

Both answer alike: a receipt, or Queued, or one of `errors`; anything else is the system's fault.
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from temporalio.client import Client

from client import apply, connect, open_case, query
from errors import ExitCode, NoSuchCase, Queued, Refused, Unreachable
from models.case.commands import AnyCommand
from models.case.state import Receipt
from models.codes import STAFF_ROLES
from models.intake.request import Request, read_request
from settings import PROJECT


class Fault(Exception):
    """An answer that no client should ever get."""


class Door(Protocol):
    """Where requests and commands are given."""

    async def open(self, wire: Mapping[str, Any]) -> Receipt | Queued:
        """Hand in a request."""

    async def apply(self, reference: str, command: AnyCommand) -> Receipt | Queued:
        """Give a command."""


class ModuleDoor:
    """`client.py`, with one connection that is made when it is first needed."""

    def __init__(self) -> None:
        self._connecting = asyncio.Lock()
        self._client: Client | None = None

    async def open(self, wire: Mapping[str, Any]) -> Receipt | Queued:
        """Start the case or attach to it."""
        request: Request = read_request(wire)
        return await open_case(await self._connected(), request)

    async def apply(self, reference: str, command: AnyCommand) -> Receipt | Queued:
        """Update, or signal when no worker answers."""
        return await apply(await self._connected(), reference, command)

    async def look(self, reference: str) -> Mapping[str, Any]:
        """Number of the last event, stage and outcome, from the case itself."""
        row = (await query(await self._connected(), reference, "view"))["row"]
        return {name: row[name] for name in ("seq", "stage", "outcome")}

    async def _connected(self) -> Client:
        async with self._connecting:
            self._client = self._client or await connect()
        return self._client


class CommandLineDoor:
    """`python -m cli …`, one process per message."""

    async def open(self, wire: Mapping[str, Any]) -> Receipt | Queued:
        """`tawasul submit -`."""
        said = await self._run("submit", "-", "--json", given=json.dumps(wire).encode())
        if error := said.pop("error", None):
            raise Refused(error["code"], error["detail"])
        return _answer({name: value for name, value in said.items() if name not in ("item", "id")})

    async def apply(self, reference: str, command: AnyCommand) -> Receipt | Queued:
        """The command of that kind."""
        staff = ("--as", command.actor.id) if command.actor.role in STAFF_ROLES else ()
        own = (part for name, value in _options(command) for part in (f"--{name}", value))
        name = command.kind.replace("_", "-")
        said = await self._run(name, reference, *staff, *own, "--command-id", command.command_id, "--json")
        return _answer(said)

    async def _run(self, *arguments: str, given: bytes = b"") -> dict[str, Any]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli", *arguments, cwd=PROJECT, stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        out, err = await process.communicate(given)
        said = json.loads(out) if out.strip() else {}
        match process.returncode:
            case ExitCode.DONE | ExitCode.QUEUED:
                return said
            case ExitCode.REFUSED | ExitCode.NOT_ALLOWED if "error" in said:
                raise Refused(said["error"]["code"], said["error"]["detail"])
            case ExitCode.NO_SUCH_CASE:
                raise NoSuchCase(arguments[1])
            case ExitCode.UNREACHABLE:
                raise Unreachable("a server", "")
            case code:
                last = err.decode(errors="replace").strip().splitlines()[-1:]
                raise Fault(f"`tawasul {arguments[0]}` ended with {code}: {' '.join(last)}")


def _answer(said: dict[str, Any]) -> Receipt | Queued:
    if said.pop("queued", False):
        return Queued(**said)
    return Receipt.model_validate(said)


def _options(command: AnyCommand) -> Iterator[tuple[str, str]]:
    """The fields of a command as options of the command line."""
    given = command.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    for name in ("reason", "text"):
        if name in given:
            yield name, given[name]
    for name, option in (("template", "reply-template"), ("text", "reply")):
        if value := given.get("reply", {}).get(name):
            yield option, value
    if to := given.get("to"):
        yield "to", to["id"]
