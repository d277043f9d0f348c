"""Bad messages to a running case: updates, signals and queries that no client of ours would send."""

from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowQueryFailedError, WorkflowUpdateFailedError
from temporalio.service import RPCError

from chaos.faults.bad_commands import BAD_COMMANDS, BAD_NAMES, BAD_PAYLOADS, json_payload
from chaos.workload.bad_input_trial import PATIENCE, REJECTED, Handle, Trial, expect_attention, raw_values
from client import view

Message = tuple[str, str, list[Payload]]
"""The name of a message, what is wrong with it, and its arguments."""


@dataclass
class SignalTarget:
    """A case that gets bad signals, and how many of them it must have listed or counted by now."""

    handle: Handle
    listed: int = 0


async def bad_updates(trial: Trial) -> None:
    """Send updates with bad values, and with names that no case handles; each must be refused."""
    handle = await trial.open_case()
    for name, what, payloads in _messages(("apply", _commands()), ("open", BAD_PAYLOADS)):
        case = f"update {name[:20]!r}, {what}"
        sent = _signed(trial, handle, what, payloads) if name == "apply" else payloads
        sending = handle.execute_update(name, args=raw_values(sent), rpc_timeout=PATIENCE)
        if await _accepted(trial, case, sending):
            trial.problems.append(f"{case}: accepted")
        if not await trial.still_works(handle, case):
            handle = await trial.open_case()


async def bad_signals(trial: Trial) -> None:
    """Send signals with bad values, each of which the case must list or count."""
    target = SignalTarget(await trial.open_case())
    for name, what, payloads in _messages(
        ("command", _commands()), ("approve", BAD_PAYLOADS), ("resend", BAD_PAYLOADS)
    ):
        case = f"signal {name[:20]!r}, {what}"
        sent = _signed(trial, target.handle, what, payloads) if name == "command" else payloads
        target.listed += await _accepted(trial, case, target.handle.signal(name, args=raw_values(sent)))
        if not await trial.still_works(target.handle, case):
            target = SignalTarget(await trial.open_case())
        elif (seen := await view(trial.client, target.handle.id)) and seen.refused != target.listed:
            trial.problems.append(f"{case}: {target.listed - seen.refused} refusals are neither listed nor counted")
            target.listed = seen.refused
    await expect_attention(trial, target.handle.id, "a flood of refused signals")


async def bad_queries(trial: Trial) -> None:
    """Send queries with bad values, and with names that no case handles."""
    handle = await trial.open_case()
    for name, what, payloads in _messages(("view", BAD_PAYLOADS), ("clock", BAD_PAYLOADS), empty=True):
        case = f"query {name[:20]!r}, {what}"
        await _accepted(trial, case, handle.query(name, args=raw_values(payloads), rpc_timeout=PATIENCE))
        if not await trial.still_works(handle, case):
            handle = await trial.open_case()


def _signed(trial: Trial, handle: Handle, what: str, payloads: list[Payload]) -> list[Payload]:
    """The same bad command with the signature of its actor for a case; other payloads as they are."""
    return [json_payload(trial.as_signed(handle.id, BAD_COMMANDS[what]))] if what in BAD_COMMANDS else payloads


def _commands() -> dict[str, list[Payload]]:
    """Everything that is no command, as payloads."""
    return {name: [json_payload(value)] for name, value in BAD_COMMANDS.items()} | BAD_PAYLOADS


def _messages(*by_name: tuple[str, dict[str, list[Payload]]], empty: bool = False) -> Iterable[Message]:
    """The bad arguments for each name of a message, and messages with unknown names."""
    for name, values in by_name:
        yield from ((name, what, payloads) for what, payloads in values.items())
    for name in BAD_NAMES:
        yield name, "an unknown name", [] if empty else [json_payload({})]


async def _accepted(trial: Trial, case: str, sending: Awaitable[Any]) -> bool:
    """Whether a bad message was accepted, not refused by the case or rejected by the server."""
    trial.tried += 1
    try:
        await sending
    except (WorkflowUpdateFailedError, WorkflowQueryFailedError):
        return False
    except RPCError as error:
        if error.status not in REJECTED:
            trial.problems.append(f"{case}: {error.status.name} {error.message[:100]}")
        return False
    return True
