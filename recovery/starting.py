"""A case is started again from its records, or a request that was never opened from what it was given."""

import asyncio
from typing import Any

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.records.calendars import ANNOUNCED, announced_since
from activities.records.database import Connection, connect
from activities.records.history import history
from client import of_case
from errors import Damaged
from models.case.events import Reconciled
from models.case.state import CaseState, Receipt
from models.codes import StopCause
from models.intake.request import Request
from workflows.case.from_records import carried_from_records
from workflows.options import CASES
from workflows.ports import CASE_WORKFLOW, Carried

_REQUEST = "SELECT received, receipt FROM request WHERE reference = %s"

DAMAGED = (Damaged, ValueError, LookupError, TypeError, AttributeError)
"""Errors of reading or folding records that somebody changed bypassing constraints and grants."""


async def open_again(client: Client, reference: str, cause: StopCause) -> bool:
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
    carried = Carried(state=CaseState(reference=reference), stopped=cause)
    return await _start(client, reference, request, carried)


async def start_again(
    client: Client,
    url: str,
    reference: str,
    *,
    stopped: StopCause | None = None,
    event: Reconciled | None = None,
) -> bool:
    """Start one case from the records as they are; False when it is running already.

    `stopped`: how the run before was ended, for its timeline. `event`: what the new run begins with.
    """
    carried, request = await asyncio.to_thread(_carried, url, reference)
    carried = carried.but(stopped=stopped, reconciled=event)
    return await _start(client, reference, request, carried)


async def _start(client: Client, reference: str, request: Any, carried: Carried) -> bool:
    try:
        await client.start_workflow(
            CASE_WORKFLOW,
            args=[request, carried],
            id=reference,
            task_queue=CASES,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=carried.state.service or None,
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


def _carried(url: str, reference: str) -> tuple[Carried, Any]:
    with connect(url) as connection:
        return _from_records(connection, reference)


def _from_records(connection: Connection, reference: str) -> tuple[Carried, Any]:
    found = history(connection, reference)
    stored = connection.execute(_REQUEST, (reference,)).fetchone()
    if found is None or stored is None:
        raise LookupError(f"{reference} is not on record")
    opening = Receipt.model_validate(stored["receipt"]) if stored["receipt"] else None
    request = Request.model_validate(stored["received"])
    carried = carried_from_records(reference, *found, request, opening)
    calendar = carried.state.rules.calendar
    rows = connection.execute(ANNOUNCED, {"calendar": calendar.name})
    return carried.but(announced=announced_since(rows, calendar)), stored["received"]
