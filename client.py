"""Temporal client for cases: open, apply, read, announce. Every call is safe to retry, and to cancel."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, TypedDict
from uuid import uuid4

from pydantic import TypeAdapter
from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.workflowservice.v1 import SignalWorkflowExecutionRequest
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.converter import DataConverter, WorkflowSerializationContext
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.service import KeepAliveConfig, RPCError, RPCStatusCode

import settings
from activities.concurrency import bounded
from activities.keys.case_keys import case_keys_of
from activities.keys.codec import CaseCodec
from errors import Cause, Component, NoSuchCase, NotRunning, Queued, Refused, Unreachable, WrongUsage
from models.case.commands import AnyCommand, ChangeCalendar, Rate, Reopen
from models.case.events import Event
from models.case.state import Receipt, Refusal, utc_text
from models.case.views import Explanation, View
from models.codes import RefusalCode
from models.intake.request import Request
from models.trust.statement import CaseAddress, Said, Signatory, signed, signed_request, update_id
from workarounds.cancellation import cancellation_kept
from workarounds.contexts import DirectContextConverter
from workarounds.queries import answer_in, is_answer
from workarounds.update_with_start import read_failure
from workflows.options import CASES
from workflows.payloads import SealedFailureConverter, TolerantPayloadConverter, Untrusted
from workflows.ports import CASE_WORKFLOW, CaseQuery, CaseSignal, CaseUpdate, RecordEvents

ANSWER_TIMEOUT = timedelta(seconds=10)
"""How long a person waits for a worker before the command is left as a signal."""
KEEP_ALIVE = KeepAliveConfig(interval_millis=12_000, timeout_millis=5_000)
"""Pings that find a dead connection in 17 s (by default: 45 s); the server allows one ping in 10 s."""

ANNOUNCED_AT_ONCE = 20
"""Cases signalled concurrently."""

_VIEW: TypeAdapter[View | None] = TypeAdapter(View | None)
_TIMELINE: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Event, ...])
_CLOCK: TypeAdapter[Explanation | None] = TypeAdapter(Explanation | None)
_RECORDS: TypeAdapter[RecordEvents | None] = TypeAdapter(RecordEvents | None)

_NOT_READY = RPCStatusCode.FAILED_PRECONDITION
"""A workflow task failed under the update, as when a flood of signals meets the end of a run: the update is retried,
under the same id."""
_NOT_READY_PAUSE = 0.2
"""Seconds between these retries."""
_LIST_READ_WITHIN = 4.0
"""Seconds within which every worker knows of somebody who was taken on just now, or stands in for others."""
_SIGNALS_DECIDED_WITHIN = 10.0
"""Seconds within which a worker decides the signals that reached a case before an update."""
_TRIED_AGAIN_FOR = {
    RefusalCode.NOT_OPEN: math.inf,
    RefusalCode.NOT_AUTHENTIC: _LIST_READ_WITHIN,
    RefusalCode.WRONG_STAGE: _SIGNALS_DECIDED_WITHIN,
    RefusalCode.NOT_AUTHORISED: _SIGNALS_DECIDED_WITHIN,
    RefusalCode.ALREADY_DECIDED: _SIGNALS_DECIDED_WITHIN,
}
"""Seconds for which a retryable refusal is tried again, from the first one on: as long as its case is being opened or
reads the records it goes on from; as the worker's list of the trusted may be old; or as signals from before wait."""
_GONE = {RPCStatusCode.UNKNOWN, RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED}


def data_converter(config: settings.Settings) -> DataConverter:
    """The one converter of client, worker and replay: what is said of a case is sealed with its key."""
    return DirectContextConverter(
        payload_converter_class=TolerantPayloadConverter,
        payload_codec=CaseCodec(case_keys_of(config), config.plain_payloads),
        failure_converter_class=SealedFailureConverter,
    )


def plain_converter() -> DataConverter:
    """A converter without keys, for the replay of histories of before there were any."""
    return DataConverter(payload_converter_class=TolerantPayloadConverter)


async def connected(config: settings.Settings) -> Client:
    """A connection to the server that the settings name, without any further options."""
    return await Client.connect(**config.temporal_connection(), data_converter=data_converter(config))


def of_case(client: Client, reference: str) -> DataConverter:
    """The converter of a client for payloads of one case, where the SDK does not know which it is."""
    context = WorkflowSerializationContext(namespace=client.namespace, workflow_id=reference)
    return client.data_converter.with_context(context)


async def connect() -> Client:
    """A connection by the standard client configuration. Raises Unreachable, WrongUsage."""
    try:
        config = settings.load()
        address = config.temporal_connection()
    except RuntimeError as wrong:
        raise WrongUsage(f"the Temporal client configuration cannot be used: {wrong}") from wrong
    try:
        return await Client.connect(
            **address, data_converter=data_converter(config), keep_alive_config=KEEP_ALIVE, runtime=_quiet_runtime()
        )
    except (RuntimeError, RPCError) as failure:
        raise Unreachable(Component.TEMPORAL, Cause.NO_ANSWER, about=address["target_host"]) from failure


@cache
def _quiet_runtime() -> Runtime:
    """A runtime without the SDK's log: it goes to standard output, between what a command prints for programs."""
    return Runtime(telemetry=TelemetryConfig(logging=None))


async def open_case(
    client: Client, request: Request, by: Signatory, wait: timedelta = ANSWER_TIMEOUT
) -> Receipt | Queued:
    """Start the case of a request, or attach to it, and return its receipt: always the same for the same request.

    Its channel signs it, or somebody of the staff.

    The server keeps a refusal under the id of its update, also in a run that has ended: so an opening that an ended run
    refused is tried once more under a new id. Raises Refused (`conflict` when another request was filed under the same
    id), Unreachable.
    """
    filing = _Filing(client, request, by, wait)
    update_id = f"open-{request.fingerprint}"
    try:
        return await _open_or_read(filing, update_id)
    except Refused:
        if not await _has_ended(client, request.reference):
            raise
        return await _open_or_read(filing, f"{update_id}-{uuid4().hex[:8]}")


class _Filing(NamedTuple):
    """A request with who signs it, on its way to its case."""

    client: Client
    request: Request
    by: Signatory
    wait: timedelta

    @property
    def signed(self) -> dict[str, Any]:
        """The request as it is sent."""
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
        raise _as_refusal(failed) from failed
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        return await _start_only(filing, options)
    except RPCError as failed:
        raise _unreachable(failed) from failed


class _StartOptions(TypedDict):
    """Options of the start of a case: under its reference, and only once unless the run opened no case (it failed)."""

    id: str
    task_queue: str
    id_conflict_policy: WorkflowIDConflictPolicy
    id_reuse_policy: WorkflowIDReusePolicy
    static_summary: str


def _start_options(request: Request, reuse: WorkflowIDReusePolicy) -> _StartOptions:
    return {
        "id": request.reference,
        "task_queue": CASES,
        "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
        "id_reuse_policy": reuse,
        "static_summary": request.service,
    }


async def _update_with_start(filing: _Filing, start: WithStartWorkflowOperation[Any, Any], update_id: str) -> Receipt:
    try:
        with cancellation_kept(), _answered_by_ours():
            receipt: Receipt = await filing.client.execute_update_with_start_workflow(
                CaseUpdate.OPEN,
                filing.request.fingerprint,
                start_workflow_operation=start,
                id=update_id,
                result_type=Receipt,
                rpc_timeout=filing.wait,
            )
    except (asyncio.CancelledError, WorkflowAlreadyStartedError, WorkflowUpdateRPCTimeoutOrCancelledError, RPCError):
        await read_failure(start)
        raise
    return receipt


@contextmanager
def _answered_by_ours() -> Iterator[None]:
    """Raise Unreachable for an answer that no worker of ours gave, as far as its bytes say so."""
    try:
        yield
    except Untrusted as failed:
        raise Unreachable(Component.CASE, Cause.NOT_AUTHENTIC) from failed


async def apply(
    client: Client, reference: str, command: AnyCommand, by: Signatory, wait: timedelta = ANSWER_TIMEOUT
) -> Receipt | Queued:
    """Send one command, signed; when no worker answers in time the same one, under the same id, is left as a signal.

    Raises Refused with the decider's code, NoSuchCase (NotRunning for one that somebody ended), Unreachable.
    """
    handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(reference)
    sent_at = command.sent_at or datetime.now(UTC)
    try:
        return await _execute_update(handle, signed_command(client, reference, command, by), wait)
    except WorkflowUpdateFailedError as failed:
        raise _as_refusal(failed, command.kind) from failed
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        return await _leave_as_signal(client, handle, command.model_copy(update={"sent_at": sent_at}), by)
    except RPCError as failed:
        return await _answer_of_ended(handle, command, failed)


def signed_command(client: Client, reference: str, command: AnyCommand, by: Signatory) -> dict[str, Any]:
    """A command as it is sent to its case. Raises WrongUsage for one too large to be signed."""
    try:
        place = CaseAddress(client.namespace, reference)
        return signed(by, place, Said.COMMAND, command.model_dump(mode="json"))
    except ValueError as problem:
        raise WrongUsage(f"the command cannot be signed: {problem}") from problem


async def _execute_update(handle: WorkflowHandle[Any, Any], message: dict[str, Any], wait: timedelta) -> Receipt:
    """The receipt of the update, retried until the case is ready for it or the time to wait has passed."""
    until, refused_at = time.monotonic() + wait.total_seconds(), math.inf
    while True:
        left = timedelta(seconds=max(until - time.monotonic(), _NOT_READY_PAUSE))
        try:
            with cancellation_kept(), _answered_by_ours():
                receipt: Receipt = await handle.execute_update(
                    CaseUpdate.APPLY, message, id=update_id(message), result_type=Receipt, rpc_timeout=left
                )
            return receipt
        except RPCError as failed:
            if failed.status is not _NOT_READY or time.monotonic() > until:
                raise
        except WorkflowUpdateFailedError as failed:
            refused_at = min(refused_at, time.monotonic())
            if time.monotonic() > min(until, refused_at + _tried_again_for(failed)):
                raise
        await asyncio.sleep(_NOT_READY_PAUSE)


async def view(client: Client, reference: str) -> View | None:
    """A case as it stands; none before its first stage has finished. Raises NoSuchCase, Unreachable."""
    return _VIEW.validate_python(await _read(client, reference, CaseQuery.VIEW))


async def timeline(client: Client, reference: str) -> tuple[Event, ...]:
    """The events of a case, oldest first; of a long one the last of them. Raises NoSuchCase, Unreachable."""
    return _TIMELINE.validate_python(await _read(client, reference, CaseQuery.TIMELINE))


async def clock(client: Client, reference: str) -> Explanation | None:
    """Why every due instant of a case is what it is. Raises NoSuchCase, Unreachable."""
    return _CLOCK.validate_python(await _read(client, reference, CaseQuery.CLOCK))


async def case_records(client: Client, reference: str) -> RecordEvents | None:
    """Everything the records should hold of a case, as its workflow knows it. Raises NoSuchCase, Unreachable."""
    return _RECORDS.validate_python(await _read(client, reference, CaseQuery.RECORDS))


async def _read(client: Client, reference: str, query: CaseQuery) -> Any:
    """The answer of a case to a query, as JSON.

    A live case is read by the update `look`, which answers by a refusal (see `workarounds.queries`).
    """
    handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(reference)
    try:
        with cancellation_kept():
            await handle.execute_update(CaseUpdate.LOOK, query, id=f"look-{uuid4().hex}", rpc_timeout=ANSWER_TIMEOUT)
    except WorkflowUpdateFailedError as failed:
        if is_answer(failed):
            return answer_in(failed)
        raise Unreachable(Component.CASE, Cause.NO_ANSWER) from failed
    except WorkflowUpdateRPCTimeoutOrCancelledError as failed:
        raise Unreachable(Component.CASE, Cause.NO_ANSWER) from failed
    except RPCError as failed:
        if failed.status is RPCStatusCode.NOT_FOUND:
            return await _read_ended(handle, query)
        raise _unreachable(failed) from failed


async def _read_ended(handle: WorkflowHandle[Any, Any], query: CaseQuery, *about: str) -> Any:
    """The answer of a case that has ended: it takes no update, and nothing can come between a query and its tasks."""
    try:
        return await handle.query(query, args=about, rpc_timeout=ANSWER_TIMEOUT)
    except RPCError as failed:
        if failed.status is RPCStatusCode.NOT_FOUND:
            raise NoSuchCase(handle.id) from failed
        raise _unreachable(failed) from failed
    except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as failed:
        raise Unreachable(Component.CASE, Cause.NO_ANSWER) from failed


async def records_of_run(client: Client, reference: str, run_id: str) -> RecordEvents | None:
    """The same of one run of a case that has ended, whichever runs now; none of one that finished no workflow task.

    Raises NoSuchCase, Unreachable.
    """
    handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(reference, run_id=run_id)
    try:
        return _RECORDS.validate_python(await _read_ended(handle, CaseQuery.RECORDS))
    except Unreachable as failed:
        if isinstance(failed.__cause__, RPCError) and failed.__cause__.status is _NOT_READY:
            return None
        raise


async def announce(client: Client, references: AsyncIterator[str], command: ChangeCalendar, by: Signatory) -> int:
    """Signal a calendar change to open cases; ended ones are passed over. Returns how many were signalled."""

    def signal(reference: str) -> Awaitable[bool]:
        return _signal_if_open(client, reference, signed_command(client, reference, command, by))

    return sum([signalled async for signalled in bounded(signal, references, ANNOUNCED_AT_ONCE)])


async def _signal_if_open(client: Client, reference: str, message: dict[str, Any]) -> bool:
    try:
        await client.get_workflow_handle(reference).signal(CaseSignal.COMMAND, message)
    except RPCError as failed:
        if failed.status is not RPCStatusCode.NOT_FOUND:
            raise _unreachable(failed) from failed
        return False
    return True


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


async def _has_ended(client: Client, reference: str) -> bool:
    """Whether the last run under a reference has ended, as far as the server answers."""
    try:
        described = await client.get_workflow_handle(reference).describe(rpc_timeout=ANSWER_TIMEOUT)
    except RPCError:
        return False
    return described.status is not WorkflowExecutionStatus.RUNNING


async def _start_only(filing: _Filing, options: _StartOptions) -> Queued:
    """Start the case when no worker answered, so that nothing depends on this process any more."""
    request = filing.request
    try:
        await filing.client.start_workflow(CASE_WORKFLOW, filing.signed, **options, rpc_timeout=ANSWER_TIMEOUT)
    except WorkflowAlreadyStartedError:
        pass
    except RPCError as failed:
        raise _unreachable(failed) from failed
    return Queued(reference=request.reference, command_id=f"open-{request.fingerprint}")


async def _leave_as_signal(
    client: Client, handle: WorkflowHandle[Any, Any], command: AnyCommand, by: Signatory
) -> Receipt | Queued:
    """Send the command as one signal, however often its sender retries."""
    payloads = await of_case(client, handle.id).encode([signed_command(client, handle.id, command, by)])
    try:
        await signal_once(client, handle.id, CaseSignal.COMMAND, payloads, command.command_id)
    except RPCError as failed:
        if failed.status is RPCStatusCode.INVALID_ARGUMENT:
            raise Unreachable(Component.CASE, Cause.OVERLOADED) from failed
        return await _answer_of_ended(handle, command, failed)
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
    await client.workflow_service.signal_workflow_execution(signal, retry=True, timeout=ANSWER_TIMEOUT)


async def _answer_of_ended(handle: WorkflowHandle[Any, Any], command: AnyCommand, failed: RPCError) -> Receipt:
    """The receipt of a command that a case took before it ended. Any other one raises why it is not taken.

    `describe` tells closed, stopped and unknown cases apart.
    """
    if failed.status is not RPCStatusCode.NOT_FOUND:
        raise _unreachable(failed) from failed
    try:
        described = await handle.describe(rpc_timeout=ANSWER_TIMEOUT)
    except RPCError as unknown:
        raise NoSuchCase(handle.id) if unknown.status is RPCStatusCode.NOT_FOUND else _unreachable(unknown) from unknown
    if described.status is WorkflowExecutionStatus.RUNNING:
        raise _unreachable(failed) from failed
    if described.status is not WorkflowExecutionStatus.COMPLETED:
        raise NotRunning(handle.id) from failed
    if given := await _read_ended(handle, CaseQuery.ANSWER, command.command_id):
        return Receipt.model_validate(given)
    code = RefusalCode.WINDOW_PASSED if isinstance(command, Reopen | Rate) else RefusalCode.NOT_OPEN
    detail = f"the case ended at {utc_text(described.close_time)}"
    raise Refused(code, detail, command.kind, at=described.close_time) from failed


def _tried_again_for(failed: WorkflowUpdateFailedError) -> float:
    refusal = _as_refusal(failed)
    if not (isinstance(refusal, Refused) and refusal.retryable):
        return 0.0
    return _TRIED_AGAIN_FOR.get(RefusalCode(refusal.code), 0.0)


def _as_refusal(failed: WorkflowUpdateFailedError, command: str = CaseUpdate.OPEN) -> Exception:
    """The refusal that an update failed with, its fields from the details of the failure; anything else as it is."""
    cause = failed.cause
    if not isinstance(cause, ApplicationError) or cause.type not in set(RefusalCode):
        return failed
    fields = cause.details[0] if cause.details else {}
    refusal = Refusal.model_validate({**fields, "code": cause.type, "detail": cause.message})
    return Refused(**dict(refusal), command=command)


def _unreachable(failed: RPCError) -> Unreachable:
    if failed.status in _GONE:
        return Unreachable(Component.TEMPORAL, Cause.CONNECTION_LOST)
    return Unreachable(Component.TEMPORAL, Cause.FAILED, about=failed.message)
