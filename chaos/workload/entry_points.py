"""The entry points that clients use: the public module `client`, and the command line as a process.

Both answer alike: a receipt, or Queued, or one of `errors`; any other answer is a failure of the system.
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from temporalio.client import Client

from chaos.workload.answers import read_json
from client import apply, connect, import_case, open_case, view
from commands.common.words.advice import ExitCode
from errors import Cause, Component, NoSuchCase, Queued, Refused, Unreachable
from models.case.commands import AnyCommand, Ask, Extend, Import, SeeDocuments
from models.case.state import Receipt
from models.codes import STAFF_ROLES
from models.intake.request import read_request
from sessions.signing import Signers
from settings import PROJECT, load


class EntryPointKind(StrEnum):
    """Through what an operation goes."""

    MODULE = "module"
    """`client/`."""
    COMMAND_LINE = "command_line"
    """`tawasul … --json`."""
    PLAIN_SDK = "plain_sdk"
    """A client of the SDK that imports nothing of the product."""
    TEMPORAL_UPDATE = "temporal_update"
    """The command `temporal`, by updates."""
    TEMPORAL_SIGNAL = "temporal_signal"
    """The command `temporal`, by a plain start and signals: it gets no answer."""
    HTTP = "http"
    """The HTTP interface."""


class UnexpectedAnswer(Exception):
    """An answer that no client should ever get."""


class ClientEntryPoint(Protocol):
    """Accepts requests and commands."""

    async def open(self, request_json: Mapping[str, Any]) -> Receipt | Queued:
        """Submit a request."""

    async def apply(self, reference: str, command: AnyCommand) -> Receipt | Queued:
        """Give a command."""


class ModuleEntryPoint:
    """`client/`, with one connection that is made when it is first needed."""

    def __init__(self) -> None:
        self._connecting = asyncio.Lock()
        self._client: Client | None = None

    async def open(self, request_json: Mapping[str, Any]) -> Receipt | Queued:
        """Start the case or attach to it."""
        return await open_case(await self._connected(), read_request(request_json), self._signers.channel())

    async def bring(self, request_json: Mapping[str, Any], command: Import) -> Receipt | Queued:
        """Import a case that another system had begun."""
        signer = self._signers.by(command.actor)
        return await import_case(await self._connected(), read_request(request_json), command, signer)

    async def apply(self, reference: str, command: AnyCommand) -> Receipt | Queued:
        """Update, or signal when no worker answers."""
        return await apply(await self._connected(), reference, command, self._signers.by(command.actor))

    async def read(self, reference: str) -> Mapping[str, Any]:
        """Number of the last event, stage, outcome and holder, by the query `view`."""
        seen = await view(await self._connected(), reference)
        if seen is None:
            raise UnexpectedAnswer(f"{reference} has no view, and is claimed")
        return read_json(seen)

    async def _connected(self) -> Client:
        async with self._connecting:
            self._client = self._client or await connect()
        return self._client

    @cached_property
    def _signers(self) -> Signers:
        return Signers.of(load())


class CommandLineEntryPoint:
    """`python -m cli …`, one process per message."""

    async def open(self, request_json: Mapping[str, Any]) -> Receipt | Queued:
        """`tawasul submit -`."""
        output = await self._run("submit", "-", "--json", given=json.dumps(request_json).encode())
        if error := output.pop("error", None):
            raise refused_as_printed(error)
        return _answer({name: value for name, value in output.items() if name not in ("item", "id")})

    async def apply(self, reference: str, command: AnyCommand) -> Receipt | Queued:
        """The command of that kind."""
        staff = ("--as", command.actor.id) if command.actor.role in STAFF_ROLES else ()
        named = command.documents if isinstance(command, SeeDocuments) else ()
        own = (*named, *(part for name, value in _options(command) for part in (f"--{name}", value)))
        name = command.kind.replace("_", "-")
        return _answer(await self._run(name, reference, *staff, *own, "--command-id", command.command_id, "--json"))

    async def _run(self, *arguments: str, given: bytes = b"") -> dict[str, Any]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli", *arguments, cwd=PROJECT, stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        out, err = await process.communicate(given)
        output = json.loads(out) if out.strip() else {}
        match process.returncode:
            case ExitCode.DONE | ExitCode.QUEUED:
                return output
            case ExitCode.REFUSED | ExitCode.NOT_ALLOWED if "error" in output:
                raise refused_as_printed(output["error"])
            case ExitCode.NO_SUCH_CASE:
                raise NoSuchCase(arguments[1])
            case ExitCode.UNREACHABLE:
                raise Unreachable(Component.TEMPORAL, Cause.NO_ANSWER)
            case code:
                last = err.decode(errors="replace").strip().splitlines()[-1:]
                raise UnexpectedAnswer(f"`tawasul {arguments[0]}` ended with {code}: {' '.join(last)}")


def refused_as_printed(error: Mapping[str, Any]) -> Refused:
    """The refusal that the command line printed."""
    fields: dict[str, Any] = {name: error.get(name) for name in ("by", "outcome", "step", "holder", "team", "person")}
    at = datetime.fromisoformat(error["at"]) if "at" in error else None
    return Refused(error["code"], error["detail"], at=at, retryable=error.get("retryable", False), **fields)


def _answer(output: dict[str, Any]) -> Receipt | Queued:
    if output.pop("queued", False):
        return Queued(**output)
    return Receipt.model_validate(output)


_SAME_NAME = (
    *("reason", "text", "note", "team", "authority", "into", "priority", "score", "comment", "about"),
    *("question", "answer", "service", "section", "problem", "way"),
)
"""Fields whose option has their name."""
_OTHER_NAME = {"party": "for", "requested_by": "requested-by"}


def _options(command: AnyCommand) -> Iterator[tuple[str, str]]:
    """The fields of a command as options of the command line."""
    given = command.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    for name in _SAME_NAME:
        if name in given:
            yield name, str(given[name])
    for name, option in _OTHER_NAME.items():
        if name in given:
            yield option, str(given[name])
    for name, option in (("template", "reply-template"), ("text", "reply")):
        if value := given.get("reply", {}).get(name):
            yield option, value
    if to := given.get("to"):
        yield "to", to["id"] if isinstance(to, dict) else to
    if isinstance(command, Ask):
        yield from (("document", document) for document in command.documents)
    if isinstance(command, Extend):
        yield "by", f"{command.by.total_seconds() / 60:.0f}m"
