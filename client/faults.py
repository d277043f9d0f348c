"""Commands to a fault: signed, and sent together with the start of its run, which goes on from the records."""

from datetime import timedelta
from typing import Any

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from client.connection import ANSWER_TIMEOUT
from client.failures import answered_by_ours, as_refusal, unreachable
from client.updates import signed_command
from errors import Cause, Component, Unreachable
from models.faults.commands import AnyFaultCommand
from models.faults.state import FaultReceipt
from models.trust.statement import Signatory, update_id
from workarounds.cancellation import cancellation_kept
from workarounds.update_with_start import read_failure
from workflows.faults.ports import FAULT_APPLY, FAULT_WORKFLOW
from workflows.options import CASES


async def apply_to_fault(
    client: Client, reference: str, command: AnyFaultCommand, by: Signatory, wait: timedelta = ANSWER_TIMEOUT
) -> FaultReceipt:
    """Give a command to a fault; its receipt, once it is on record. The same command again gives the same receipt.

    Raises Refused, Unreachable; then nobody knows whether it was taken, and sending it again is safe.
    """
    message = signed_command(client, reference, command, by)
    start = _start(reference)
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
    except WorkflowUpdateFailedError as failed:
        raise as_refusal(failed, command.kind) from failed
    except WorkflowUpdateRPCTimeoutOrCancelledError as silent:
        await read_failure(start)
        raise Unreachable(Component.FAULT, Cause.NO_ANSWER) from silent
    except RPCError as failed:
        await read_failure(start)
        raise unreachable(failed) from failed
    return receipt


async def keep_running(client: Client, reference: str) -> None:
    """Have the run of a fault that is on record, and not closed; one that is there is left alone. Raises RPCError."""
    await client.start_workflow(
        FAULT_WORKFLOW,
        args=[],
        id=reference,
        task_queue=CASES,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        rpc_timeout=ANSWER_TIMEOUT,
    )


def _start(reference: str) -> WithStartWorkflowOperation[Any, Any]:
    return WithStartWorkflowOperation(
        FAULT_WORKFLOW,
        args=[],
        id=reference,
        task_queue=CASES,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )
