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
from enum import StrEnum
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
from models.intake.request import Request
from workflows.case import stories
from workflows.case.evolve import fold
from workflows.case.from_records import carried_from_records
from workflows.options import CASES
from workflows.ports import CASE_WORKFLOW, Carried, CaseSignal, RecordEvents

AT_ONCE = 20
"""Cases looked at or started side by side."""
IN_FLIGHT_SECONDS = 2.0
"""Seconds after which the records have what a case had decided before: only what still differs then is a difference."""

WRITTEN_WITHIN = 10.0
"""Seconds in which cases should have written again what the records lacked."""

TRIES = 3
"""How often a case that gives no answer is read: after a disaster everything is slow at first."""

_ALL = "SELECT reference, seq, head FROM case_row"
_OPEN = SQL(_ALL + " WHERE {} OR notices_waiting > 0 ORDER BY reference").format(SQL(LIVE))
_OF_CASES = f"WorkflowType='{CASE_WORKFLOW}' AND ExecutionStatus="
_REQUEST = "SELECT received, receipt FROM request WHERE reference = %s"

_NOTICES = "SELECT key, audience, template, status, attempts, created_at FROM notice WHERE reference = %s AND seq >= %s"
_GIVE_UP = "UPDATE notice SET status = 'failed', error = 'diverged' WHERE key = ANY(%s) AND status = 'pending'"

_DAMAGED = (Damaged, ValueError, LookupError, TypeError, AttributeError)
"""How records fail to be read, or to be folded, that somebody changed bypassing constraints and grants."""

Seen = TypeVar("Seen")


class DiscrepancyKind(StrEnum):
    """How a case and the records disagree, and so what was done."""

    NOT_RUNNING = "not_running"
    """Open in the records, no live workflow: started again from the records."""
    RECORDS_BEHIND = "records_behind"
    """The workflow knows events that the records lack: they were written again."""
    RECORDS_AHEAD = "records_ahead"
    """The records know events that the workflow lacks: it was replaced by one started from the records."""
    DIVERGED = "diverged"
    """The two know different events under one number: the story on record counts, and the workflow was replaced by one
    started from it. What the other story had acknowledged is lost."""
    NOT_RECORDED = "not_recorded"
    """A case that the records lack altogether: everything was written again."""
    CLOSURE_RESTORED = "closure_restored"
    """The records lacked an announced closure (`reference` is calendar and version): put back from the cases that took
    it, and the others were signalled."""
    CLOSURE_LOST = "closure_lost"
    """The same, but another closure was announced under its version since: it is to be announced again."""
    STAFF_UNKNOWN = "staff_unknown"
    """Somebody (`reference` is the staff id) acted as staff or holds a case, and the staff records do not know them."""
    UNREADABLE = "unreadable"
    """Its records are damaged, or its workflow gives no answer: nothing was changed, a person must see to it."""


_STARTED_AGAIN = (DiscrepancyKind.NOT_RUNNING, DiscrepancyKind.RECORDS_AHEAD, DiscrepancyKind.DIVERGED)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One case that was not as it should be; the last events that the two sides know."""

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
    """What both sides list. `ended` are cases that ended properly and that the records lack altogether."""

    heads: Mapping[str, Head]
    open: frozenset[str]
    running: frozenset[str]
    ended: frozenset[str]


async def rebuild(client: Client, url: str) -> AsyncIterator[Discrepancy]:
    """Start every case of the records that should be alive and is not; gives each that was started or cannot be."""
    heads = await asyncio.to_thread(_heads, url, _OPEN)

    async def start(reference: str) -> Discrepancy | None:
        return await _restarted(client, url, Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, heads[reference].seq))

    async for finding in bounded(start, heads, AT_ONCE):
        if finding:
            yield finding


async def reconcile(client: Client, url: str, records: Records) -> AsyncIterator[Discrepancy]:
    """Compare every case with the records, both ways and by their hashes; mend each difference and give it.

    What differs is compared twice, so that events in flight to the records are no difference. Then what else the
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
        heads = await asyncio.to_thread(_heads, url, _ALL)
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
    first = await _look(client, url)

    def compare(reference: str) -> Awaitable[Discrepancy | None]:
        return _compare(client, url, first, reference)

    compared = bounded(compare, first.running | first.open | first.ended, AT_ONCE)
    odd = [finding.reference async for finding in compared if finding]
    if not odd:
        return
    await asyncio.sleep(IN_FLIGHT_SECONDS)
    again = await _look(client, url)

    async def mend(reference: str) -> Discrepancy | None:
        finding = await _compare(client, url, again, reference)
        return await _mend(client, url, records, finding) if finding else None

    async for finding in bounded(mend, odd, AT_ONCE):
        if finding:
            yield finding


async def start_again(
    client: Client, url: str, reference: str, *, replacing: bool = False, event: Reconciled | None = None
) -> bool:
    """Start one case from the records, in place of a running one if it is to be; False when it is running already.

    The new run begins with `event`, if there is one.
    """
    carried, request = await asyncio.to_thread(_carried, url, reference)
    carried = carried.but(reconciled=event)
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
    """The finding of a case that was started again, or cannot be; none when it was running after all."""
    replacing = finding.difference in (DiscrepancyKind.RECORDS_AHEAD, DiscrepancyKind.DIVERGED)
    try:
        event = await asyncio.to_thread(_settled_stories, url, finding)
        started = await start_again(client, url, finding.reference, replacing=replacing, event=event)
        return finding if started else None
    except _DAMAGED:
        return replace(finding, difference=DiscrepancyKind.UNREADABLE)


async def _look(client: Client, url: str) -> _Snapshot:
    """The records first: what is decided meanwhile can only put them behind."""
    heads = await asyncio.to_thread(_heads, url, _ALL)
    waiting = await asyncio.to_thread(_heads, url, _OPEN)
    running = frozenset([each.id async for each in client.list_workflows(f"{_OF_CASES}'Running'")])
    ended = [each.id async for each in client.list_workflows(f"{_OF_CASES}'Completed'")]
    return _Snapshot(heads, frozenset(waiting), running, frozenset(ended) - heads.keys())


async def _compare(client: Client, url: str, snapshot: _Snapshot, reference: str) -> Discrepancy | None:
    recorded = snapshot.heads.get(reference, NO_HEAD)
    head = recorded.seq
    try:
        if reference not in snapshot.running and not await _ended_well(client, reference):
            return Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, head)
        events = await _patiently(timeline, client, reference)
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
    held = await _patiently(case_records, client, reference)
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
        stray = stories.strays(notices, (stories.Told(**row) for row in rows))
        connection.execute(_GIVE_UP, ([row.key for row in stray if row.key not in notices],))
        decision = fold(start, events).decision
    return stories.reconciled(finding.first, finding.lost, stray, decision.reply if decision else None)


def _lacks(events: Sequence[Event], head: int) -> bool:
    """Whether the records lack events; that a notice went out will be written with what comes next."""
    return any(not isinstance(event.body, NoticeSent) for event in events if event.seq > head)


async def _patiently(read: Callable[[Client, str], Awaitable[Seen]], client: Client, reference: str) -> Seen:
    """The answer of a case, after several tries if need be. Raises NoSuchCase, Unreachable."""
    for _ in range(TRIES - 1):
        with suppress(Unreachable):
            return await read(client, reference)
    return await read(client, reference)


async def _ended_well(client: Client, reference: str) -> bool:
    """Whether a case ended by itself; False when it was terminated, failed or is unknown."""
    try:
        described = await client.get_workflow_handle(reference).describe()
        return described.status is WorkflowExecutionStatus.COMPLETED
    except RPCError as failed:
        if failed.status is RPCStatusCode.NOT_FOUND:
            return False
        raise


async def _mend(client: Client, url: str, records: Records, finding: Discrepancy) -> Discrepancy | None:
    if finding.difference in _STARTED_AGAIN:
        return await _restarted(client, url, finding)
    if finding.difference is DiscrepancyKind.UNREADABLE:
        return finding
    sent = await _send_again(client, records, finding)
    return finding if sent else replace(finding, difference=DiscrepancyKind.UNREADABLE)


async def _send_again(client: Client, records: Records, finding: Discrepancy) -> bool:
    """Have a live case write what the records lack; that of an ended case is written here, if all of it is known."""
    try:
        await client.get_workflow_handle(finding.reference).signal(CaseSignal.RESEND, finding.records)
    except RPCError as failed:
        if failed.status is not RPCStatusCode.NOT_FOUND:
            raise
        whole = await _patiently(case_records, client, finding.reference)
        return whole is not None and await asyncio.to_thread(_write, records, whole)
    return True


def _write(records: Records, whole: RecordEvents) -> bool:
    """Write what an ended case knows; False when it no longer knows the first event that is missing."""
    if records.append(whole).head < whole.row.seq:
        return False
    for event in whole.events:
        put_on_lists(records, whole.reference, event)
    return True


def _heads(url: str, statement: Any) -> dict[str, Head]:
    with connect(url) as connection:
        return {row["reference"]: Head(row["seq"], bytes(row["head"])) for row in connection.execute(statement)}


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
