"""Reading of a case by its queries, live or ended."""

from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError, RPCStatusCode

from client.connection import ANSWER_TIMEOUT
from client.ended import read_ended
from client.failures import NOT_READY, unreachable
from errors import Cause, Component, Unreachable
from models.base import DEFERRED
from models.case.events import Event
from models.case.views import Explanation, View
from workarounds.cancellation import cancellation_kept
from workarounds.queries import answer_in, is_answer
from workflows.names import CaseQuery, CaseUpdate
from workflows.ports import RecordEvents

_VIEW: TypeAdapter[View | None] = TypeAdapter(View | None, config=DEFERRED)
_TIMELINE: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Event, ...], config=DEFERRED)
_CLOCK: TypeAdapter[Explanation | None] = TypeAdapter(Explanation | None, config=DEFERRED)
RECORDS: TypeAdapter[RecordEvents | None] = TypeAdapter(RecordEvents | None, config=DEFERRED)


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
    return RECORDS.validate_python(await _read(client, reference, CaseQuery.RECORDS))


async def records_of_run(client: Client, reference: str, run_id: str) -> RecordEvents | None:
    """The same of one run of a case that has ended, whichever runs now; none of one that finished no workflow task.

    Raises NoSuchCase, Unreachable.
    """
    handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(reference, run_id=run_id)
    try:
        return RECORDS.validate_python(await read_ended(handle, CaseQuery.RECORDS))
    except Unreachable as failed:
        if isinstance(failed.__cause__, RPCError) and failed.__cause__.status is NOT_READY:
            return None
        raise


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
            return await read_ended(handle, query)
        raise unreachable(failed) from failed


async def has_ended(client: Client, reference: str) -> bool:
    """Whether the last run under a reference has ended, as far as the server answers."""
    try:
        described = await client.get_workflow_handle(reference).describe(rpc_timeout=ANSWER_TIMEOUT)
    except RPCError:
        return False
    return described.status is not WorkflowExecutionStatus.RUNNING
