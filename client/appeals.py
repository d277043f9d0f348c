"""Appeals against the result of a case whose run has ended: it runs again, from its records."""

from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from client.connection import ANSWER_TIMEOUT
from client.ended import read_ended
from client.failures import as_refusal
from client.reading import RECORDS
from client.updates import answer_of_ended, execute_update, signed_command
from errors import Queued, Refused
from models.case.answers import Receipt, Refusal
from models.case.commands import AnyCommand
from models.case.state import CaseState
from models.trust.statement import Signatory
from workflows.case.decide import decide
from workflows.case.evolve import fold
from workflows.names import CASE_WORKFLOW, CaseQuery, CaseSignal
from workflows.options import CASES


async def appeal_to_ended_case(
    client: Client, handle: WorkflowHandle[Any, Any], command: AnyCommand, by: Signatory, wait: timedelta
) -> Receipt | Queued:
    """Have a case that has ended run again from its records, and take the appeal; it runs until the appeal is over.

    What its rules refuse by what its last run knew starts nothing. Raises Refused, Unreachable.
    """
    known = RECORDS.validate_python(await read_ended(handle, CaseQuery.RECORDS))
    if known and known.policy and known.known_from == 1:
        state = fold(CaseState(reference=handle.id, policy=known.policy), known.events)
        if isinstance(verdict := decide(state, command, datetime.now(UTC)), Refusal):
            raise Refused(**dict(verdict), command=command.kind)
    return await start_for_appeal(client, handle.id, command, by, wait)


async def start_for_appeal(
    client: Client, reference: str, command: AnyCommand, by: Signatory, wait: timedelta = ANSWER_TIMEOUT
) -> Receipt | Queued:
    """Start the run of a case that has ended together with an appeal against its result; a run that is there gets it.

    Raises Refused, Unreachable.
    """
    message = signed_command(client, reference, command, by)
    try:
        handle: WorkflowHandle[Any, Any] = await client.start_workflow(
            CASE_WORKFLOW,
            args=[],
            id=reference,
            task_queue=CASES,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            start_signal=CaseSignal.COMMAND,
            start_signal_args=[message],
            rpc_timeout=ANSWER_TIMEOUT,
        )
        return await execute_update(handle, message, wait)
    except WorkflowUpdateFailedError as failed:
        raise as_refusal(failed, command.kind) from failed
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        return Queued(reference=reference, command_id=command.command_id)
    except RPCError as failed:
        return await answer_of_ended(handle, command, failed)
