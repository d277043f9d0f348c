"""A case is started again from its records, or a request that was never opened from what it was given."""

import asyncio
from typing import Any

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.keys.case_keys import case_keys_at
from activities.keys.parts import PartSealer
from activities.records.database import Connection, connect
from activities.records.history import history
from activities.trust.evidence import unproved_on_record
from client import of_case
from errors import Damaged
from models.case.events import Reconciled
from models.case.state import CaseState
from models.codes import StopCause
from models.intake.request import Request
from models.keys.parts import PartKind, Place
from recovery.asking import described
from workflows.case.evolve import fold
from workflows.names import CASE_WORKFLOW
from workflows.options import CASES
from workflows.ports import RestartNote

_REQUEST = "SELECT received FROM request WHERE reference = %s"
_LEAVE_NOTE = """
INSERT INTO restart (reference, seq, note) VALUES (%s, %s, %s)
ON CONFLICT (reference) DO UPDATE SET seq = excluded.seq, note = excluded.note
"""

DAMAGED = (Damaged, ValueError, LookupError, TypeError, AttributeError)
"""Errors of reading or folding records that somebody changed bypassing constraints and grants."""


async def open_again(client: Client, url: str, reference: str, cause: StopCause) -> bool:
    """Start the workflow of a request again that was ended before the case was on record, from what it was given.

    False when it is running already, or Temporal has lost it.
    """
    request: Any = None
    try:
        async for event in client.get_workflow_handle(reference).fetch_history_events(page_size=1):
            given = event.workflow_execution_started_event_attributes.input.payloads
            request = next(iter(await of_case(client, reference).decode(given)), None)
            break
    except RPCError as failed:
        if failed.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    await asyncio.to_thread(_leave_note, url, reference, 0, RestartNote(stopped=cause))
    return await _start(client, reference, [request])


async def start_again(
    client: Client,
    url: str,
    reference: str,
    *,
    stopped: StopCause | None = None,
    event: Reconciled | None = None,
) -> bool:
    """Start one case by its reference alone: its worker reads the records. False when it is running already.

    `stopped`: how the run before was ended, for its timeline. `event`: what the new run begins with. Both are left for
    it in the records. Raises one of `DAMAGED` when the records cannot be read.
    """
    last = await described(client, reference)
    if last and last.status is WorkflowExecutionStatus.RUNNING:
        return False
    note = RestartNote(stopped=stopped, reconciled=event)
    if unproved := await asyncio.to_thread(unproved_on_record, url, client.namespace, reference):
        raise Damaged(f"event {unproved.seq} of {reference} ({unproved.what})")
    await asyncio.to_thread(_ready, url, reference, note)
    return await _start(client, reference, [])


async def _start(client: Client, reference: str, given: list[Any]) -> bool:
    try:
        await client.start_workflow(
            CASE_WORKFLOW,
            args=given,
            id=reference,
            task_queue=CASES,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


def _ready(url: str, reference: str, note: RestartNote) -> None:
    """Leave the note for the case, whose records can be read."""
    with connect(url) as connection:
        state = _state_on_record(connection, reference)
    if note != RestartNote():
        _leave_note(url, reference, state.seq, note)


def _leave_note(url: str, reference: str, seq: int, note: RestartNote) -> None:
    sealed = PartSealer(case_keys_at(url)).sealed(Place(reference, PartKind.NOTE), note.model_dump_json().encode())
    with connect(url) as connection:
        connection.execute(_LEAVE_NOTE, (reference, seq, sealed))


def _state_on_record(connection: Connection, reference: str) -> CaseState:
    """The state of a case by its records, all of which a worker will read as well."""
    found = history(connection, reference)
    stored = connection.execute(_REQUEST, (reference,)).fetchone()
    if found is None or stored is None:
        raise LookupError(f"{reference} is not on record")
    Request.model_validate(stored["received"])
    policy, events = found
    return fold(CaseState(reference=reference, policy=policy), events)
