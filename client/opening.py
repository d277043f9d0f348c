"""Start of a case by its request, or by the import of one that another system had begun."""

import asyncio
from datetime import timedelta
from typing import Any, NamedTuple, TypedDict
from uuid import uuid4

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from client.connection import ANSWER_TIMEOUT
from client.failures import answered_by_ours, as_refusal, unreachable
from client.reading import has_ended, view
from client.updates import signed_command
from errors import Queued, Refused
from models.case.answers import Receipt
from models.case.commands import Import
from models.codes import RefusalCode
from models.intake.imported import with_import
from models.intake.request import Request
from models.trust.statement import CaseAddress, Signatory, signed_request
from workarounds.cancellation import cancellation_kept
from workarounds.update_with_start import read_failure
from workflows.case.importing import import_fingerprint
from workflows.names import CASE_WORKFLOW, CaseUpdate
from workflows.options import CASES


async def open_case(
    client: Client, request: Request, by: Signatory, wait: timedelta = ANSWER_TIMEOUT
) -> Receipt | Queued:
    """Start the case of a request, or attach to it, and return its receipt: always the same for the same request.

    Its channel signs it, or somebody of the staff.

    The server keeps a refusal under the id of its update, also in a run that has ended: so an opening that an ended run
    refused is tried once more under a new id. Raises Refused (`conflict` when another request was filed under the same
    id), Unreachable.
    """
    return await _opened(_Filing(client, request, by, wait))


async def import_case(
    client: Client, request: Request, command: Import, by: Signatory, wait: timedelta = ANSWER_TIMEOUT
) -> Receipt | Queued:
    """Start the case that another system had begun, by the command that imports it, or attach to it.

    The same import always gets the same receipt. Raises Refused (`conflict` where the case was opened otherwise),
    Unreachable.
    """
    return await _opened(_Filing(client, request, by, wait, command))


async def _opened(filing: "_Filing") -> Receipt | Queued:
    update_id = f"open-{filing.fingerprint}"
    try:
        return await _open_or_read(filing, update_id)
    except Refused:
        if not await has_ended(filing.client, filing.request.reference):
            raise
        return await _open_or_read(filing, f"{update_id}-{uuid4().hex[:8]}")


class _Filing(NamedTuple):
    """A request with who signs it, on its way to its case; `command` imports it."""

    client: Client
    request: Request
    by: Signatory
    wait: timedelta
    command: Import | None = None

    @property
    def fingerprint(self) -> str:
        """The hash by which the case knows what it was started with."""
        return import_fingerprint(self.command) if self.command else self.request.fingerprint

    @property
    def signed(self) -> dict[str, Any]:
        """The request as it is sent."""
        if self.command:
            command = signed_command(self.client, self.request.reference, self.command, self.by)
            return with_import(self.request.model_dump(mode="json"), command)
        place = CaseAddress(self.client.namespace, self.request.reference)
        return signed_request(self.by, place, self.request.fingerprint, self.request.model_dump(mode="json"))


async def _open_or_read(filing: _Filing, update_id: str) -> Receipt | Queued:
    """Start the case or attach to it; of a case that has ended, read the receipt of its opening."""
    try:
        return await _open(filing, update_id, WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY)
    except WorkflowAlreadyStartedError:
        return await _opened_before(filing, update_id)


async def _open(filing: _Filing, update_id: str, reuse: WorkflowIDReusePolicy) -> Receipt | Queued:
    """Start the case or attach to it. Raises WorkflowAlreadyStartedError for an ended one that may not be reused."""
    options = _start_options(filing.request, reuse)
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(CASE_WORKFLOW, filing.signed, **options)
    try:
        return await _update_with_start(filing, start, update_id)
    except WorkflowUpdateFailedError as failed:
        raise as_refusal(failed) from failed
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        return await _start_only(filing, options)
    except RPCError as failed:
        raise unreachable(failed) from failed


class _StartOptions(TypedDict):
    """Options of the start of a case: under its reference, and only once unless the run opened no case (it failed)."""

    id: str
    task_queue: str
    id_conflict_policy: WorkflowIDConflictPolicy
    id_reuse_policy: WorkflowIDReusePolicy


def _start_options(request: Request, reuse: WorkflowIDReusePolicy) -> _StartOptions:
    return {
        "id": request.reference,
        "task_queue": CASES,
        "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
        "id_reuse_policy": reuse,
    }


async def _update_with_start(filing: _Filing, start: WithStartWorkflowOperation[Any, Any], update_id: str) -> Receipt:
    try:
        with cancellation_kept(), answered_by_ours():
            receipt: Receipt = await filing.client.execute_update_with_start_workflow(
                CaseUpdate.OPEN,
                filing.fingerprint,
                start_workflow_operation=start,
                id=update_id,
                result_type=Receipt,
                rpc_timeout=filing.wait,
            )
    except (asyncio.CancelledError, WorkflowAlreadyStartedError, WorkflowUpdateRPCTimeoutOrCancelledError, RPCError):
        await read_failure(start)
        raise
    return receipt


async def _opened_before(filing: _Filing, update_id: str) -> Receipt | Queued:
    """The receipt of a case that ended, if it was this request that opened it.

    A run that completed and opened no case (it gave a receipt on record, or an earlier worker refused its request) has
    no answer for this one: a new run does.
    """
    seen = await view(filing.client, filing.request.reference)
    if seen is None:
        return await _open(filing, update_id, WorkflowIDReusePolicy.ALLOW_DUPLICATE)
    if seen.opening and seen.row.fingerprint == filing.request.fingerprint:
        return seen.opening
    raise Refused(RefusalCode.CONFLICT, "another request was filed under this id: choose a new id")


async def _start_only(filing: _Filing, options: _StartOptions) -> Queued:
    """Start the case when no worker answered, so that nothing depends on this process any more."""
    request = filing.request
    try:
        await filing.client.start_workflow(CASE_WORKFLOW, filing.signed, **options, rpc_timeout=ANSWER_TIMEOUT)
    except WorkflowAlreadyStartedError:
        pass
    except RPCError as failed:
        raise unreachable(failed) from failed
    return Queued(reference=request.reference, command_id=f"open-{filing.fingerprint}")
