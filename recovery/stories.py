"""The two stories of a case that diverged: what is lost of the one, and the event with which the other goes on."""

import asyncio

from temporalio.client import Client

from activities.records.database import connect
from activities.records.history import history
from client import case_records
from models.case.events import Reconciled
from models.case.state import CaseState
from models.codes import DiscrepancyKind
from recovery.asking import with_retries
from recovery.discrepancy import Discrepancy
from workflows.case import stories
from workflows.case.evolve import fold
from workflows.ports import RecordEvents

_NOTICES = "SELECT key, audience, template, status, attempts, created_at FROM notice WHERE reference = %s AND seq >= %s"
_GIVE_UP = "UPDATE notice SET status = 'failed', error = 'diverged' WHERE key = ANY(%s) AND status = 'pending'"


async def two_stories(client: Client, url: str, reference: str, head: int) -> Discrepancy | None:
    """The finding of a case whose workflow holds other events than the records, or turned signals away since."""
    held = await with_retries(case_records, client, reference)
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


def settled_stories(url: str, finding: Discrepancy) -> Reconciled | None:
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
