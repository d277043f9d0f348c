"""The entry points of other systems: a client of the SDK alone, and the command `temporal`, by docs/intake.md."""

import asyncio
import json
import re
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from chaos.workload.entry_points import UnexpectedAnswer
from chaos.workload.plain_client import PlainClient
from errors import Cause, Component, NoSuchCase, Queued, Refused, Unreachable
from models.case.commands import AnyCommand
from models.case.state import Receipt
from models.intake.request import read_request
from models.trust.statement import CaseAddress, Said, signed, signed_request
from sessions.signing import Signers
from settings import STACK_FILE
from stack import temporal_binary
from stack.temporal import clean_environment

_FIELDS = ("by", "outcome", "step", "holder", "team", "person")
_SENT_AGAIN = re.compile(
    r"connection (refused|reset|error)|deadline exceeded|unavailable|timed? ?out|EOF|transport|no such host"
    r"|failed reaching server|context canceled|shutting down|not ready|database is (locked|closed)|program interrupted"
    r"|workflow is busy",
    re.IGNORECASE,
)
"""What `temporal` says when nobody knows whether the message arrived."""
_REFUSED = re.compile(r"unable to update workflow: (.*) \(type: (\w+), retryable: false\)", re.DOTALL)
"""What it says of a refused update: the sentence and the code."""
_TRY_AGAIN = "try again"
"""In the sentence of a refusal that may be none a little later: `temporal` shows no fields, and a person reads this."""
_OF_AN_OLD_LIST = frozenset({"unknown_key", "not_staff", "other_actor", "bad_token"})
"""The reasons why a message is not authentic that a worker's next list of the trusted may see otherwise."""
_PATIENCE = "20s"
NAMESPACE = "default"
"""Of the embedded stack."""


def address_in(home: Path) -> str:
    """The address of Temporal's server, as `tawasul up` writes it into its folder."""
    return str(json.loads((home / STACK_FILE).read_text())["temporal_address"])


class PlainEntryPoint:
    """`PlainClient`, its answers in the terms of the other entry points."""

    def __init__(self, home: Path) -> None:
        self._client, self._signed = PlainClient(lambda: address_in(home)), SignedMessages(home)

    async def open(self, request_json: Mapping[str, Any]) -> Receipt | Queued:
        """Update-with-start."""
        request = read_request(request_json)
        signed = self._signed.request(request_json)
        return _answer(await self._client.open(signed, request.reference, request.fingerprint), request.reference)

    async def apply(self, reference: str, command: AnyCommand) -> Receipt | Queued:
        """The update `apply`."""
        return _answer(await self._client.apply(reference, self._signed.command(reference, command)), reference)


class TemporalEntryPoint:
    """The command `temporal`: updates, or, when it `only_signals`, a start and signals."""

    def __init__(self, home: Path, *, only_signals: bool = False) -> None:
        self._home, self._only_signals, self._signed = home, only_signals, SignedMessages(home)

    async def open(self, request_json: Mapping[str, Any]) -> Receipt | Queued:
        """A start and, unless it only signals, the update `open` with it."""
        request = read_request(request_json)
        start = ["--type", "CaseWorkflow", "--task-queue", "cases", "--workflow-id", request.reference]
        start += ["--input", json.dumps(self._signed.request(request_json)), "--id-conflict-policy", "UseExisting"]
        start += ["--id-reuse-policy", "AllowDuplicateFailedOnly"]
        if self._only_signals:
            await self._run("start", *start)
            return Queued(reference=request.reference, command_id=f"open-{request.fingerprint}")
        update = ["--update-name", "open", "--update-id", f"open-{request.fingerprint}"]
        update += ["--update-input", json.dumps(request.fingerprint), "--output", "json"]
        return _receipt(await self._run("execute-update-with-start", *start, *update))

    async def apply(self, reference: str, command: AnyCommand) -> Receipt | Queued:
        """The update `apply`, or a signal: `approve` and `reject` by their own, others by `command`."""
        sent, to = self._signed.command(reference, command), ("--workflow-id", reference)
        if not self._only_signals:
            named = ("--name", "apply", "--update-id", command.command_id, "--output", "json")
            return _receipt(await self._run("update", "execute", *to, *named, "--input", json.dumps(sent)))
        name = command.kind if command.kind in ("approve", "reject") else "command"
        await self._run("signal", *to, "--name", name, "--input", json.dumps(sent))
        return Queued(reference=reference, command_id=command.command_id)

    async def _run(self, *arguments: str) -> str:
        """What the command printed. Raises Unreachable when it has to be given again, Refused, UnexpectedAnswer."""
        command = [temporal_binary(), "workflow", *arguments, "--address", address_in(self._home)]
        command += ["--command-timeout", _PATIENCE, "--disable-config-file", "--disable-config-env"]
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE, env=clean_environment())
        out, err = await process.communicate()
        if process.returncode == 0:
            return out.decode()
        said = (err or out).decode(errors="replace")
        if _SENT_AGAIN.search(said):
            raise Unreachable(Component.TEMPORAL, Cause.NO_ANSWER)
        if refused := _REFUSED.search(said):
            raise Refused(refused[2], refused[1], retryable=is_tried_again(refused[1]))
        raise UnexpectedAnswer(f"`temporal workflow {arguments[0]}`: {said.strip()[-300:]}")


def is_tried_again(sentence: str) -> bool:
    """Whether a refusal may be none a little later, by what `temporal` shows of it."""
    return _TRY_AGAIN in sentence or sentence.rpartition(" ")[2] in _OF_AN_OLD_LIST


class SignedMessages:
    """Requests and commands as other systems write them, signed with the keys of the stack in a home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def request(self, request_json: Mapping[str, Any]) -> dict[str, Any]:
        """A request, signed by the channel."""
        request = read_request(request_json)
        place = CaseAddress(NAMESPACE, request.reference)
        return signed_request(self._signers.channel(), place, request.fingerprint, dict(request_json))

    def command(self, reference: str, command: AnyCommand) -> dict[str, Any]:
        """A command, signed by its actor."""
        by, place = self._signers.by(command.actor), CaseAddress(NAMESPACE, reference)
        return signed(by, place, Said.COMMAND, as_sent(command))

    @cached_property
    def _signers(self) -> Signers:
        return Signers.of_stack(self._home)


def as_sent(command: AnyCommand) -> dict[str, Any]:
    """A command as another system writes it."""
    return command.model_dump(mode="json", exclude_none=True, exclude_defaults=True) | {"kind": command.kind}


def _receipt(printed: str) -> Receipt:
    said = json.loads(printed)
    return Receipt.model_validate(said.get("updateResult") or said["result"])


def _answer(said: Mapping[str, Any], reference: str) -> Receipt:
    if refused := said.get("refused"):
        raise _refused(refused, reference)
    if "missed" in said:
        raise Unreachable(Component.TEMPORAL, Cause.NO_ANSWER)
    return Receipt.model_validate(said["receipt"])


def _refused(said: Mapping[str, Any], reference: str) -> Exception:
    if said["code"] == "not_found":
        return NoSuchCase(reference)
    fields: dict[str, Any] = {name: said.get(name) for name in _FIELDS}
    at = datetime.fromisoformat(said["at"]) if said.get("at") else None
    return Refused(said["code"], said["detail"], at=at, retryable=said.get("retryable", False), **fields)
