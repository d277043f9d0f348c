"""Commands to a case: signed, sent as an update, and left as a signal where no worker answers."""

import asyncio
import math
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.workflowservice.v1 import SignalWorkflowExecutionRequest
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError, RPCStatusCode

from client.connection import ANSWER_TIMEOUT, of_case
from client.ended import read_ended
from client.failures import NOT_READY, answered_by_ours, as_refusal, tried_again_for, unreachable
from client.signed import AlreadySigned, By, signed_for
from errors import Cause, Component, NoSuchCase, NotRunning, Queued, Refused, Unreachable
from models.case.answers import Receipt, utc_text
from models.case.commands import AnyCommand, Appeal, AppealFor, Command
from models.codes import FOLLOW_UP, RefusalCode
from models.trust.statement import update_id
from telemetry.calls import CALL_HEADER, call_id, with_header
from workarounds.cancellation import cancellation_kept
from workflows.names import CaseQuery, CaseSignal, CaseUpdate

__all__ = ["AlreadySigned", "By", "apply", "signal_once", "signed_command"]

_NOT_READY_PAUSE = 0.2
"""Seconds between two tries of an update whose case is not ready for it."""


async def apply(
    client: Client, reference: str, command: AnyCommand, by: By, wait: timedelta = ANSWER_TIMEOUT
) -> Receipt | Queued:
    """Send one command, signed; when no worker answers in time the same one, under the same id, is left as a signal.

    Raises Refused with the decider's code, NoSuchCase (NotRunning for one that somebody ended), Unreachable.
    """
    handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(reference)
    sent_at = command.sent_at or datetime.now(UTC)
    try:
        return await execute_update(handle, signed_command(client, reference, command, by), wait)
    except WorkflowUpdateFailedError as failed:
        raise as_refusal(failed, command.kind) from failed
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        return await _leave_as_signal(client, handle, command.model_copy(update={"sent_at": sent_at}), by)
    except RPCError as failed:
        try:
            return await answer_of_ended(handle, command, failed)
        except Refused:
            if not isinstance(command, Appeal | AppealFor):
                raise
    from client.appeals import appeal_to_ended_case  # noqa: PLC0415 - few commands need the rules of a case here

    return await appeal_to_ended_case(client, handle, command, by, wait)


def signed_command(client: Client, reference: str, command: Command, by: By) -> dict[str, Any]:
    """A command as it is sent to its case, or its fault. Raises WrongUsage for one too large to be signed."""
    return signed_for(client.namespace, reference, command, by)


async def execute_update(handle: WorkflowHandle[Any, Any], message: dict[str, Any], wait: timedelta) -> Receipt:
    """The receipt of the update, retried until the case is ready for it or the time to wait has passed."""
    until, refused_at = time.monotonic() + wait.total_seconds(), math.inf
    while True:
        left = timedelta(seconds=max(until - time.monotonic(), _NOT_READY_PAUSE))
        try:
            with cancellation_kept(), answered_by_ours():
                receipt: Receipt = await handle.execute_update(
                    CaseUpdate.APPLY, message, id=update_id(message), result_type=Receipt, rpc_timeout=left
                )
            return receipt
        except RPCError as failed:
            if failed.status is not NOT_READY or time.monotonic() > until:
                raise
        except WorkflowUpdateFailedError as failed:
            refused_at = min(refused_at, time.monotonic())
            if time.monotonic() > min(until, refused_at + tried_again_for(failed)):
                raise
        await asyncio.sleep(_NOT_READY_PAUSE)


async def _leave_as_signal(
    client: Client, handle: WorkflowHandle[Any, Any], command: AnyCommand, by: By
) -> Receipt | Queued:
    """Send the command as one signal, however often its sender retries."""
    payloads = await of_case(client, handle.id).encode([signed_command(client, handle.id, command, by)])
    try:
        await signal_once(client, handle.id, CaseSignal.COMMAND, payloads, command.command_id)
    except RPCError as failed:
        if failed.status is RPCStatusCode.INVALID_ARGUMENT:
            raise Unreachable(Component.CASE, Cause.OVERLOADED) from failed
        return await answer_of_ended(handle, command, failed)
    return Queued(reference=handle.id, command_id=command.command_id)


async def signal_once(client: Client, reference: str, name: str, payloads: Sequence[Payload], command_id: str) -> None:
    """Send a command as a signal. A run of a case takes it once: the server drops a request id it has seen.

    A handle's `signal` draws a new request id each time, and many retrying senders filled a case with repeats.
    Raises RPCError.
    """
    signal = SignalWorkflowExecutionRequest(
        namespace=client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=reference),
        signal_name=name,
        identity=client.identity,
        request_id=command_id,
    )
    signal.input.payloads.extend(payloads)
    for header, value in with_header({}, CALL_HEADER, call_id.get()).items():
        signal.header.fields[header].CopyFrom(value)
    await client.workflow_service.signal_workflow_execution(signal, retry=True, timeout=ANSWER_TIMEOUT)


async def answer_of_ended(handle: WorkflowHandle[Any, Any], command: AnyCommand, failed: RPCError) -> Receipt:
    """The receipt of a command that a case took before it ended. Any other one raises why it is not taken.

    `describe` tells closed, stopped and unknown cases apart.
    """
    if failed.status is not RPCStatusCode.NOT_FOUND:
        raise unreachable(failed) from failed
    try:
        described = await handle.describe(rpc_timeout=ANSWER_TIMEOUT)
    except RPCError as unknown:
        raise NoSuchCase(handle.id) if unknown.status is RPCStatusCode.NOT_FOUND else unreachable(unknown) from unknown
    if described.status is WorkflowExecutionStatus.RUNNING:
        raise unreachable(failed) from failed
    if described.status is not WorkflowExecutionStatus.COMPLETED:
        raise NotRunning(handle.id) from failed
    if given := await read_ended(handle, CaseQuery.ANSWER, command.command_id):
        return Receipt.model_validate(given)
    code = RefusalCode.WINDOW_PASSED if command.kind in FOLLOW_UP else RefusalCode.NOT_OPEN
    detail = f"the case ended at {utc_text(described.close_time)}"
    raise Refused(code, detail, command.kind, at=described.close_time) from failed
