"""Disaster recovery: cases started again from the records, and records repaired from the cases.

Both sides hold the events, so either side can be repaired from the other. A case that is started again
keeps its clocks, its place on the ladder and its due instants; a notice that went out does not go out again.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from psycopg.sql import SQL
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.concurrency import bounded
from activities.records.calendars import ANNOUNCED, announced_since
from activities.records.database import LIVE, Connection, connect
from activities.records.history import history
from activities.records.lists import put_on_lists
from activities.records.restoration import live_under, restore_closures, unknown_staff
from activities.records.store import Records, event_bytes
from client import announce, case_records, timeline
from errors import Damaged, TawasulError, Unreachable
from models.case.events import Event, LostEvent, NoticeSent, Reconciled
from models.case.state import CaseState, Receipt
from models.codes import DiscrepancyKind, StopCause
from models.intake.request import Request
from workflows.case import stories
from workflows.case.evolve import fold
from workflows.case.from_records import carried_from_records
from workflows.options import CASES
from workflows.ports import CASE_WORKFLOW, Carried, CaseSignal, RecordEvents

AT_ONCE = 20
"""Cases compared or started concurrently."""
IN_FLIGHT_SECONDS = 2.0
"""Seconds after which events that were in flight are on record: only what differs then too is a discrepancy."""

WRITTEN_WITHIN = 10.0
"""Seconds in which cases should have written again what the records lacked."""

TRIES = 3
"""How often a case is read before it counts as giving no answer: after a disaster everything is slow at first."""

_ALL = "SELECT reference, seq, head FROM case_row"
_AMONG = _ALL + " WHERE reference = ANY(%s)"
_OPEN = SQL(_ALL + " WHERE {} OR notices_waiting > 0 ORDER BY reference").format(SQL(LIVE))
_OF_CASES = f"WorkflowType='{CASE_WORKFLOW}' AND ExecutionStatus="
_REQUEST = "SELECT received, receipt FROM request WHERE reference = %s"

_NOTICES = "SELECT key, audience, template, status, attempts, created_at FROM notice WHERE reference = %s AND seq >= %s"
_GIVE_UP = "UPDATE notice SET status = 'failed', error = 'diverged' WHERE key = ANY(%s) AND status = 'pending'"

DAMAGED = (Damaged, ValueError, LookupError, TypeError, AttributeError)
"""Errors of reading or folding records that somebody changed bypassing constraints and grants."""

Seen = TypeVar("Seen")

_STARTED_AGAIN = (DiscrepancyKind.NOT_RUNNING, DiscrepancyKind.RECORDS_AHEAD, DiscrepancyKind.DIVERGED)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One case on which the two sides disagree, with the number of the last event that each of them knows."""

    reference: str
    difference: DiscrepancyKind
    records: int
    workflow: int | None = None
    first: int | None = None
    """The first event that is not the same on both sides."""
    kept: tuple[LostEvent, ...] = ()
    """What the records hold from there on: it counts."""
    lost: tuple[LostEvent, ...] = ()
    """What the workflow held from there on, as far as the records do not hold it too."""


class Head(NamedTuple):
    """The last event of a case on record: its number, and the hash of the chain up to it."""

    seq: int
    chain: bytes


NO_HEAD = Head(0, b"")
"""Of a case that the records lack."""


@dataclass(frozen=True)
class _Snapshot:
    """The cases that both sides list. `ended`: completed in Temporal, and not on record at all."""

    heads: Mapping[str, Head]
    open: frozenset[str]
    running: frozenset[str]
    ended: frozenset[str]


async def rebuild(client: Client, url: str) -> AsyncIterator[Discrepancy]:
    """Start every open case of the records that is not running; yields each that was started, or could not be."""
    heads = await asyncio.to_thread(_heads, url, _OPEN)

    async def start(reference: str) -> Discrepancy | None:
        return await _restarted(client, url, Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, heads[reference].seq))

    async for finding in bounded(start, heads, AT_ONCE):
        if finding:
            yield finding


async def reconcile(client: Client, url: str, records: Records) -> AsyncIterator[Discrepancy]:
    """Compare every case with the records, both ways and by their hashes; repair each discrepancy and yield it.

    What differs is compared twice, so that events in flight to the records are no discrepancy. Then what else the
    records lack is restored from the cases, as far as these know it.
    """
    written: dict[str, int] = {}
    async for finding in _reconciled_cases(client, url, records):
        if finding.difference in (DiscrepancyKind.RECORDS_BEHIND, DiscrepancyKind.NOT_RECORDED):
            written[finding.reference] = finding.workflow or 0
        yield finding
    await _on_record(url, written)
    async for finding in _restored(client, url):
        yield finding


async def _on_record(url: str, wanted: Mapping[str, int]) -> None:
    """Wait for what cases write again, for a while: what is late is found by the next reconcile."""
    until = time.monotonic() + WRITTEN_WITHIN
    while wanted and time.monotonic() < until:
        heads = await asyncio.to_thread(_heads, url, _AMONG, (list(wanted),))
        if all(heads.get(reference, NO_HEAD).seq >= seq for reference, seq in wanted.items()):
            return
        await asyncio.sleep(0.2)


async def _restored(client: Client, url: str) -> AsyncIterator[Discrepancy]:
    """The closures that were put back, or cannot be, and the people that are missing."""
    with connect(url) as connection:
        for command, restored in restore_closures(connection):
            change = command.change
            name = f"{change.calendar} {change.version}"
            if restored:
                await announce(client, _each(live_under(connection, change.calendar)), command)
            kind = DiscrepancyKind.CLOSURE_RESTORED if restored else DiscrepancyKind.CLOSURE_LOST
            yield Discrepancy(name, kind, 0)
        for person in unknown_staff(connection):
            yield Discrepancy(person, DiscrepancyKind.STAFF_UNKNOWN, 0)


async def _each(references: Sequence[str]) -> AsyncIterator[str]:
    for reference in references:
        yield reference


async def _reconciled_cases(client: Client, url: str, records: Records) -> AsyncIterator[Discrepancy]:
    first = await _snapshot(client, url)

    def compare(reference: str) -> Awaitable[Discrepancy | None]:
        return _compare(client, url, first, reference)

    compared = bounded(compare, first.running | first.open | first.ended, AT_ONCE)
    differing = [finding.reference async for finding in compared if finding]
    if not differing:
        return
    await asyncio.sleep(IN_FLIGHT_SECONDS)
    second = await _snapshot(client, url)

    async def repair(reference: str) -> Discrepancy | None:
        finding = await _compare(client, url, second, reference)
        return await _repair(client, url, records, finding) if finding else None

    async for finding in bounded(repair, differing, AT_ONCE):
        if finding:
            yield finding


async def resume(client: Client, url: str, records: Records, reference: str, cause: StopCause) -> bool:
    """Start a case again whose workflow was ended; what only that workflow knew is put on record first.

    Raises Unreachable when that workflow does not say what it knew.
    """
    if cause is not StopCause.LOST and (whole := await _with_retries(case_records, client, reference)):
        await asyncio.to_thread(_write_ended, records, whole)
    return await start_again(client, url, reference, stopped=cause)


async def open_again(client: Client, reference: str, cause: StopCause) -> bool:
    """Start the workflow of a request again that was ended before the case was on record, from what it was given.

    False when it is running already, or Temporal has lost it.
    """
    request: Any = None
    try:
        async for event in client.get_workflow_handle(reference).fetch_history_events(page_size=1):
            given = event.workflow_execution_started_event_attributes.input.payloads
            request = next(iter(await client.data_converter.decode(given)), None)
            break
    except RPCError as failed:
        if failed.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    carried = Carried(state=CaseState(reference=reference), stopped=cause)
    return await _start(client, reference, request, carried, WorkflowIDConflictPolicy.FAIL)


async def start_again(
    client: Client,
    url: str,
    reference: str,
    *,
    replacing: bool = False,
    stopped: StopCause | None = None,
    event: Reconciled | None = None,
) -> bool:
    """Start one case from the records, in place of a running one if it is to be; False when it is running already.

    `stopped`: how the run before was ended, for its timeline. `event`: what the new run begins with.
    """
    carried, request = await asyncio.to_thread(_carried, url, reference)
    carried = carried.but(stopped=stopped, reconciled=event)
    conflict = WorkflowIDConflictPolicy.TERMINATE_EXISTING if replacing else WorkflowIDConflictPolicy.FAIL
    return await _start(client, reference, request, carried, conflict)


async def _start(
    client: Client, reference: str, request: Any, carried: Carried, conflict: WorkflowIDConflictPolicy
) -> bool:
    try:
        await client.start_workflow(
            CASE_WORKFLOW,
            args=[request, carried],
            id=reference,
            task_queue=CASES,
            id_conflict_policy=conflict,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=carried.state.service or None,
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


async def _restarted(client: Client, url: str, finding: Discrepancy) -> Discrepancy | None:
    """The finding of a case that was started again, or could not be; none when it was running after all."""
    replacing = finding.difference in (DiscrepancyKind.RECORDS_AHEAD, DiscrepancyKind.DIVERGED)
    try:
        event = await asyncio.to_thread(_settled_stories, url, finding)
        started = await start_again(client, url, finding.reference, replacing=replacing, event=event)
        return finding if started else None
    except DAMAGED:
        return replace(finding, difference=DiscrepancyKind.UNREADABLE)


async def _snapshot(client: Client, url: str) -> _Snapshot:
    """The cases of both sides. The records are read first: what is decided meanwhile can only put them behind."""
    heads = await asyncio.to_thread(_heads, url, _ALL)
    waiting = await asyncio.to_thread(_heads, url, _OPEN)
    running = frozenset([each.id async for each in client.list_workflows(f"{_OF_CASES}'Running'")])
    ended = [each.id async for each in client.list_workflows(f"{_OF_CASES}'Completed'")]
    return _Snapshot(heads, frozenset(waiting), running, frozenset(ended) - heads.keys())


async def _compare(client: Client, url: str, snapshot: _Snapshot, reference: str) -> Discrepancy | None:
    recorded = snapshot.heads.get(reference, NO_HEAD)
    head = recorded.seq
    try:
        if reference not in snapshot.running and not await _completed(client, reference):
            return Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, head)
        events = await _with_retries(timeline, client, reference)
        seq = events[-1].seq if events else 0
        if not _makes(reference, events, recorded) and (found := await _two_stories(client, url, reference, head)):
            return found
        if seq < head:
            return Discrepancy(reference, DiscrepancyKind.RECORDS_AHEAD, head, seq)
        if _lacks(events, head):
            return Discrepancy(
                reference, DiscrepancyKind.RECORDS_BEHIND if head else DiscrepancyKind.NOT_RECORDED, head, seq
            )
    except (RPCError, TawasulError, ValueError):
        return Discrepancy(reference, DiscrepancyKind.UNREADABLE, head)
    return None


def _makes(reference: str, events: Sequence[Event], recorded: Head) -> bool:
    """Whether the events that a workflow holds, up to the last one on record, make the hash on record."""
    if not events or events[0].seq > 1:
        return False
    chain = reference.encode()
    for event in events:
        chain = hashlib.sha256(chain + event_bytes(event)).digest()
        if event.seq == recorded.seq:
            return chain == recorded.chain
    return False


async def _two_stories(client: Client, url: str, reference: str, head: int) -> Discrepancy | None:
    """The finding of a case whose workflow holds other events than the records, or turned signals away since."""
    held = await _with_retries(case_records, client, reference)
    return await asyncio.to_thread(_stories, url, held, head) if held else None


def _stories(url: str, held: RecordEvents, head: int) -> Discrepancy | None:
    """The two stories, where an event on record is not the one that the workflow holds under its number.

    The events themselves are compared: those of an earlier version may have had other bytes for the same.
    """
    with connect(url) as connection:
        found = history(connection, held.reference)
    on_record = found[1] if found else ()
    first = stories.first_difference(on_record, held.events)
    if first is None and held.turned_away:
        first = held.row.seq + 1
    if first is None:
        return None
    lost = stories.lost(on_record, held.events, first) + held.turned_away
    kept = stories.lines(on_record, first)
    return Discrepancy(held.reference, DiscrepancyKind.DIVERGED, head, held.row.seq, first, kept, lost)


def _settled_stories(url: str, finding: Discrepancy) -> Reconciled | None:
    """The event that says which story counts; notices of the other one that were not sent yet are given up."""
    if finding.first is None:
        return None
    with connect(url) as connection:
        found = history(connection, finding.reference)
        if found is None:
            raise LookupError(f"{finding.reference} is not on record")
        policy, events = found
        start = CaseState(reference=finding.reference, policy=policy)
        notices = stories.planned(start, events)
        rows = connection.execute(_NOTICES, (finding.reference, finding.first)).fetchall()
        stray = stories.strays(notices, (stories.RecordedNotice(**row) for row in rows))
        connection.execute(_GIVE_UP, ([row.key for row in stray if row.key not in notices],))
        decision = fold(start, events).decision
    return stories.reconciled(finding.first, finding.lost, stray, decision.reply if decision else None)


def _lacks(events: Sequence[Event], head: int) -> bool:
    """Whether the records lack events; that a notice went out will be written with what comes next."""
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
    if finding.difference in _STARTED_AGAIN:
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
        put_on_lists(records, whole.reference, event)
    return True


def _heads(url: str, statement: Any, parameters: tuple[Any, ...] = ()) -> dict[str, Head]:
    with connect(url) as connection:
        rows = connection.execute(statement, parameters)
        return {row["reference"]: Head(row["seq"], bytes(row["head"])) for row in rows}


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
