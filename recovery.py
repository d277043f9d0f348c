"""Disaster recovery: cases started again from the records, and records repaired from the cases.

Both sides hold the events, so either side can be repaired from the other. A case that is started again
keeps its clocks, its place on the ladder and its due instants; a notice that went out does not go out again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from psycopg.sql import SQL
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.concurrency import bounded
from activities.records.attention import mark_failed
from activities.records.database import LIVE, Connection, connect
from activities.records.history import history
from activities.records.store import Records
from client import case_records, timeline, view
from errors import Damaged, TawasulError, Unreachable
from models.case.events import NoticeFailed, NoticeSent
from models.case.state import CaseState, Receipt
from models.codes import DiscrepancyKind
from models.intake.request import Request
from workflows.case.evolve import fold
from workflows.options import CASES
from workflows.ports import CASE_WORKFLOW, Carried, CaseSignal, RecordEvents

AT_ONCE = 20
"""Cases compared or started concurrently."""
IN_FLIGHT_SECONDS = 2.0
"""Seconds after which events that were in flight are on record: only what differs then too is a discrepancy."""

TRIES = 3
"""How often a case is read before it counts as giving no answer: after a disaster everything is slow at first."""

_OPEN = SQL("SELECT reference, seq FROM case_row WHERE {} OR notices_waiting > 0 ORDER BY reference").format(SQL(LIVE))
_ALL = "SELECT reference, seq FROM case_row"
_OF_CASES = f"WorkflowType='{CASE_WORKFLOW}' AND ExecutionStatus="
_REQUEST = "SELECT received, receipt FROM request WHERE reference = %s"

_DAMAGED = (Damaged, ValueError, LookupError, TypeError, AttributeError)
"""Errors of reading or folding records that somebody changed bypassing constraints and grants."""

Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One case on which the two sides disagree, with the number of the last event that each of them knows."""

    reference: str
    difference: DiscrepancyKind
    records: int
    workflow: int | None = None


@dataclass(frozen=True)
class _Snapshot:
    """The cases that both sides list. `ended`: completed in Temporal, and not on record at all."""

    heads: Mapping[str, int]
    open: frozenset[str]
    running: frozenset[str]
    ended: frozenset[str]


async def rebuild(client: Client, url: str) -> AsyncIterator[Discrepancy]:
    """Start every open case of the records that is not running; yields each that was started, or could not be."""
    heads = await asyncio.to_thread(_heads, url, _OPEN)

    async def start(reference: str) -> Discrepancy | None:
        return await _restarted(client, url, Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, heads[reference]))

    async for finding in bounded(start, heads, AT_ONCE):
        if finding:
            yield finding


async def reconcile(client: Client, url: str, records: Records) -> AsyncIterator[Discrepancy]:
    """Compare every case with the records, both ways; repair each discrepancy and yield it.

    What differs is compared twice, so that events in flight to the records are no discrepancy.
    """
    first = await _snapshot(client, url)

    def compare(reference: str) -> Awaitable[Discrepancy | None]:
        return _compare(client, first, reference)

    compared = bounded(compare, first.running | first.open | first.ended, AT_ONCE)
    differing = [finding.reference async for finding in compared if finding]
    if not differing:
        return
    await asyncio.sleep(IN_FLIGHT_SECONDS)
    second = await _snapshot(client, url)

    async def repair(reference: str) -> Discrepancy | None:
        finding = await _compare(client, second, reference)
        return await _repair(client, url, records, finding) if finding else None

    async for finding in bounded(repair, differing, AT_ONCE):
        if finding:
            yield finding


async def start_again(client: Client, url: str, reference: str, *, replacing: bool = False) -> bool:
    """Start one case from the records, `replacing` a running one or not; False when it is running already."""
    carried, request = await asyncio.to_thread(_carried, url, reference)
    conflict = WorkflowIDConflictPolicy.TERMINATE_EXISTING if replacing else WorkflowIDConflictPolicy.FAIL
    try:
        await client.start_workflow(
            CASE_WORKFLOW,
            args=[request, carried],
            id=reference,
            task_queue=CASES,
            id_conflict_policy=conflict,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=carried.state.service,
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


async def _restarted(client: Client, url: str, finding: Discrepancy) -> Discrepancy | None:
    """The finding of a case that was started again, or could not be; none when it was running after all."""
    replacing = finding.difference is DiscrepancyKind.RECORDS_AHEAD
    try:
        return finding if await start_again(client, url, finding.reference, replacing=replacing) else None
    except _DAMAGED:
        return replace(finding, difference=DiscrepancyKind.UNREADABLE)


async def _snapshot(client: Client, url: str) -> _Snapshot:
    """The cases of both sides. The records are read first: what is decided meanwhile can only put them behind."""
    heads = await asyncio.to_thread(_heads, url, _ALL)
    waiting = await asyncio.to_thread(_heads, url, _OPEN)
    running = frozenset([each.id async for each in client.list_workflows(f"{_OF_CASES}'Running'")])
    ended = [each.id async for each in client.list_workflows(f"{_OF_CASES}'Completed'")]
    return _Snapshot(heads, frozenset(waiting), running, frozenset(ended) - heads.keys())


async def _compare(client: Client, snapshot: _Snapshot, reference: str) -> Discrepancy | None:
    head = snapshot.heads.get(reference, 0)
    try:
        if reference not in snapshot.running and not await _completed(client, reference):
            return Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, head)
        seen = await _with_retries(view, client, reference)
        seq = seen.row.seq if seen else 0
        if seq < head:
            return Discrepancy(reference, DiscrepancyKind.RECORDS_AHEAD, head, seq)
        if await _records_lack_events(client, reference, head, seq):
            return Discrepancy(
                reference, DiscrepancyKind.RECORDS_BEHIND if head else DiscrepancyKind.NOT_RECORDED, head, seq
            )
    except (RPCError, TawasulError, ValueError):
        return Discrepancy(reference, DiscrepancyKind.UNREADABLE, head)
    return None


async def _records_lack_events(client: Client, reference: str, head: int, seq: int) -> bool:
    """Whether the records lack events; `notice_sent` does not count, as it is written with what comes next."""
    if seq == head:
        return False
    events = await _with_retries(timeline, client, reference)
    return any(not isinstance(event.body, NoticeSent) for event in events if event.seq > head)


async def _with_retries(read: Callable[[Client, str], Awaitable[Seen]], client: Client, reference: str) -> Seen:
    """The answer of a case, retried while it gives none. Raises NoSuchCase, Unreachable."""
    for _ in range(TRIES - 1):
        with suppress(Unreachable):
            return await read(client, reference)
    return await read(client, reference)


async def _completed(client: Client, reference: str) -> bool:
    """Whether a case completed; False when it was terminated, failed or is unknown."""
    try:
        described = await client.get_workflow_handle(reference).describe()
        return described.status is WorkflowExecutionStatus.COMPLETED
    except RPCError as failed:
        if failed.status is RPCStatusCode.NOT_FOUND:
            return False
        raise


async def _repair(client: Client, url: str, records: Records, finding: Discrepancy) -> Discrepancy | None:
    if finding.difference in (DiscrepancyKind.NOT_RUNNING, DiscrepancyKind.RECORDS_AHEAD):
        return await _restarted(client, url, finding)
    if finding.difference is DiscrepancyKind.UNREADABLE:
        return finding
    sent = await _send_again(client, records, finding)
    return finding if sent else replace(finding, difference=DiscrepancyKind.UNREADABLE)


async def _send_again(client: Client, records: Records, finding: Discrepancy) -> bool:
    """Have a live case write what the records lack; write it here for an ended one, False when that lacks some too."""
    try:
        await client.get_workflow_handle(finding.reference).signal(CaseSignal.RESEND, finding.records)
    except RPCError as failed:
        if failed.status is not RPCStatusCode.NOT_FOUND:
            raise
        whole = await _with_retries(case_records, client, finding.reference)
        return whole is not None and await asyncio.to_thread(_write_ended, records, whole)
    return True


def _write_ended(records: Records, whole: RecordEvents) -> bool:
    """Write the events of an ended case; False when it no longer knows the first one that is missing."""
    if records.append(whole).head < whole.row.seq:
        return False
    for event in whole.events:
        if isinstance(event.body, NoticeFailed):
            mark_failed(records, event.body.key, event.body.error, event.at)
    return True


def _heads(url: str, statement: Any) -> dict[str, int]:
    with connect(url) as connection:
        return {row["reference"]: row["seq"] for row in connection.execute(statement)}


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
    carried = Carried(
        state=state, events=events, recorded=state.seq, request=request, opened_under=policy, stable_instants=True
    )
    return carried, stored["received"]
