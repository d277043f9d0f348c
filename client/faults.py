"""Commands to a fault: signed, and sent together with the start of its run, which goes on from the records."""

import asyncio
import math
import time
from datetime import timedelta
from typing import Any, TypedDict

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from client.connection import ANSWER_TIMEOUT
from client.failures import answered_by_ours, as_refusal, tried_again_for, unreachable
from client.updates import signed_command
from errors import Cause, Component, Unreachable
from models.faults.commands import AnyFaultCommand
from models.faults.state import FaultReceipt
from models.trust.statement import Signatory, update_id
from workarounds.cancellation import cancellation_kept
from workarounds.update_with_start import read_failure
from workflows.faults.ports import FAULT_APPLY, FAULT_WORKFLOW
from workflows.options import CASES

_PAUSE = 0.2
"""Seconds between two tries of a command that a worker may take in a moment, when it has read whom to trust."""


class _FaultStart(TypedDict):
    task_queue: str
    id_conflict_policy: WorkflowIDConflictPolicy
    id_reuse_policy: WorkflowIDReusePolicy


_STARTED: _FaultStart = {
    "task_queue": CASES,
    "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
    "id_reuse_policy": WorkflowIDReusePolicy.ALLOW_DUPLICATE,
}
"""A run that is there is used; one that ended is followed by another, which goes on from the records."""


async def apply_to_fault(
    client: Client, reference: str, command: AnyFaultCommand, by: Signatory, wait: timedelta = ANSWER_TIMEOUT
) -> FaultReceipt:
    """Give a command to a fault; its receipt, once it is on record. The same command again gives the same receipt.

    Raises Refused, Unreachable; then nobody knows whether it was taken, and sending it again is safe.
    """
    message, refused_at = signed_command(client, reference, command, by), math.inf
    while True:
        try:
            return await _given(client, reference, message, wait)
        except WorkflowUpdateFailedError as failed:
            refused_at = min(refused_at, time.monotonic())
            if time.monotonic() > refused_at + tried_again_for(failed):
                raise as_refusal(failed, command.kind) from failed
        await asyncio.sleep(_PAUSE)


async def _given(client: Client, reference: str, message: dict[str, Any], wait: timedelta) -> FaultReceipt:
    """One try. Raises WorkflowUpdateFailedError, Unreachable."""
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        FAULT_WORKFLOW, args=[], id=reference, **_STARTED
    )
    try:
        with cancellation_kept(), answered_by_ours():
            receipt: FaultReceipt = await client.execute_update_with_start_workflow(
                FAULT_APPLY,
                message,
                start_workflow_operation=start,
                id=update_id(message),
                result_type=FaultReceipt,
                rpc_timeout=wait,
            )
    except WorkflowUpdateRPCTimeoutOrCancelledError as silent:
        await read_failure(start)
        raise Unreachable(Component.FAULT, Cause.NO_ANSWER) from silent
    except RPCError as failed:
        await read_failure(start)
        raise unreachable(failed) from failed
    return receipt


async def keep_running(client: Client, reference: str) -> None:
    """Have the run of a fault that is on record, and not closed; one that is there is left alone. Raises RPCError."""
    await client.start_workflow(FAULT_WORKFLOW, args=[], id=reference, **_STARTED, rpc_timeout=ANSWER_TIMEOUT)
