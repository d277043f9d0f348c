"""After a disaster: cases started again from the records, and records repaired from the cases.

The events are the truth on both sides, so either side can be made whole from the other. A case that is started again
keeps its clocks, its place on the ladder and its due instants; a notice that went out does not go out again.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.database import Connection, connect
from activities.history import history
from activities.records import Records
from activities.signatures import RecordEvents
from client import WORKFLOW
from models.case import CaseState, Receipt
from models.events import Event
from models.projection import CaseRow
from models.request import Request
from workflows.evolve import fold
from workflows.options import CASES
from workflows.shell import Carried

AT_ONCE = 20
"""Cases looked at or started side by side."""

_LIVE = "SELECT reference, seq FROM case_row WHERE stage <> 'closed' OR notices_waiting > 0 ORDER BY reference"
_ALL = "SELECT reference, seq FROM case_row"
_RUNNING = f"WorkflowType='{WORKFLOW}' AND ExecutionStatus='Running'"
_REQUEST = "SELECT received, receipt FROM request WHERE reference = %s"


class Difference(StrEnum):
    """How a case and the records disagree, and so what was done."""

    NOT_RUNNING = "not_running"
    """Open in the records, no live workflow: started again from the records."""
    RECORDS_BEHIND = "records_behind"
    """The workflow knows events that the records lack: they were written again."""
    RECORDS_AHEAD = "records_ahead"
    """The records know events that the workflow lacks: it was replaced by one started from the records."""
    NOT_RECORDED = "not_recorded"
    """A live workflow that the records have never heard of: it was asked to send everything."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One case that was not as it should be."""

    reference: str
    difference: Difference
    records: int
    workflow: int | None


async def rebuild(client: Client, url: str) -> AsyncIterator[str]:
    """Start every case of the records that should be alive and is not; gives each reference that was started."""
    with connect(url) as connection:
        waiting = [row["reference"] for row in connection.execute(_LIVE)]
    async for reference, started in _side_by_side(waiting, lambda each: start_again(client, url, each)):
        if started:
            yield reference


async def start_again(client: Client, url: str, reference: str) -> bool:
    """Start one case from the records; False when it is running already."""
    carried, request = await asyncio.to_thread(_carried, url, reference)
    try:
        await client.start_workflow(
            WORKFLOW,
            args=[request, carried],
            id=reference,
            task_queue=CASES,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=carried.state.service,
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


async def reconcile(client: Client, url: str, records: Records) -> AsyncIterator[Finding]:
    """Compare every live case with the records, both ways; mend each difference and give it."""
    with connect(url) as connection:
        live = {row["reference"]: row["seq"] for row in connection.execute(_LIVE)}
        known = {row["reference"]: row["seq"] for row in connection.execute(_ALL)}
    running = {each.id async for each in client.list_workflows(_RUNNING)}

    async def compare(reference: str) -> Finding | None:
        if reference in running:
            return await _compare_running(client, url, reference, known.get(reference, 0))
        return await _mend_stopped(client, url, records, reference, live[reference])

    async for _, finding in _side_by_side(sorted(running | set(live)), compare):
        if finding:
            yield finding


async def _compare_running(client: Client, url: str, reference: str, head: int) -> Finding | None:
    handle = client.get_workflow_handle(reference)
    seen = await handle.query("view")
    seq = seen["row"]["seq"] if seen else 0
    if seq == head:
        return None
    if seq > head:
        if all(each["body"]["type"] == "notice_sent" for each in await handle.query("timeline") if each["seq"] > head):
            return None  # it will be written with what comes next
        await handle.signal("resend", head)
        difference = Difference.RECORDS_BEHIND if head else Difference.NOT_RECORDED
        return Finding(reference, difference, head, seq)
    await handle.terminate("replaced from the records")
    await start_again(client, url, reference)
    return Finding(reference, Difference.RECORDS_AHEAD, head, seq)


async def _mend_stopped(client: Client, url: str, records: Records, reference: str, head: int) -> Finding | None:
    """A case open in the records without a live workflow: it ended after the records' copy was made, or was lost."""
    if ended := await _ended(client, reference):
        events, row = ended
        order = RecordEvents(reference=reference, events=tuple(e for e in events if e.seq > head), row=row)
        await asyncio.to_thread(records.append, order)
        return Finding(reference, Difference.RECORDS_BEHIND, head, row.seq)
    started = await start_again(client, url, reference)
    return Finding(reference, Difference.NOT_RUNNING, head, None) if started else None


async def _ended(client: Client, reference: str) -> tuple[list[Event], CaseRow] | None:
    """The events and the row of a case that ended properly; none when it was terminated, failed or is unknown."""
    handle = client.get_workflow_handle(reference)
    try:
        if (await handle.describe()).status is not WorkflowExecutionStatus.COMPLETED:
            return None
    except RPCError as failed:
        if failed.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    timeline, seen = await handle.query("timeline"), await handle.query("view")
    return [Event.model_validate(each) for each in timeline], CaseRow.model_validate(seen["row"])


def _carried(url: str, reference: str) -> tuple[Carried, Any]:
    with connect(url) as connection:
        return _from_records(connection, reference)


def _from_records(connection: Connection, reference: str) -> tuple[Carried, Any]:
    found = history(connection, reference)
    stored = connection.execute(_REQUEST, (reference,)).fetchone()
    if found is None or stored is None:
        raise LookupError(f"{reference} is not on record")
    policy, events = found
    state = fold(CaseState(reference=reference, policy=policy), events)
    opening = Receipt.model_validate(stored["receipt"]) if stored["receipt"] else None
    request = Request.model_validate(stored["received"])
    state = state.model_copy(update={"opening": opening})
    return Carried(state=state, events=events, recorded=state.seq, request=request, opened_under=policy), stored[
        "received"
    ]


async def _side_by_side(references: Iterable[str], work: Any) -> AsyncIterator[tuple[str, Any]]:
    """Do `work` for each reference, a few at once, and give results as they come."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(reference: str) -> tuple[str, Any]:
        async with gate:
            return reference, await work(reference)

    for done in asyncio.as_completed([asyncio.create_task(one(reference)) for reference in references]):
        yield await done
