"""One difference is repaired: the case writes again what the records lack, or is started again from them."""

import asyncio
from dataclasses import replace

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.records.lists import put_on_lists
from activities.records.store import Records
from client import case_records
from models.codes import DiscrepancyKind, StopCause
from recovery.asking import with_retries
from recovery.discrepancy import Discrepancy
from recovery.starting import DAMAGED, start_again
from recovery.stories import settled_stories
from workflows.ports import CaseSignal, RecordEvents

_STARTED_AGAIN = (DiscrepancyKind.NOT_RUNNING, DiscrepancyKind.RECORDS_AHEAD, DiscrepancyKind.DIVERGED)


async def repair(client: Client, url: str, records: Records, finding: Discrepancy) -> Discrepancy | None:
    """The finding once it is mended, or that it cannot be; none when the case runs after all."""
    if finding.difference in _STARTED_AGAIN:
        return await restarted(client, url, finding)
    if finding.difference is DiscrepancyKind.UNREADABLE:
        return finding
    sent = await _send_again(client, records, finding)
    return finding if sent else replace(finding, difference=DiscrepancyKind.UNREADABLE)


async def restarted(client: Client, url: str, finding: Discrepancy) -> Discrepancy | None:
    """The finding of a case that was started again, or could not be; none when it was running after all."""
    replacing = finding.difference in (DiscrepancyKind.RECORDS_AHEAD, DiscrepancyKind.DIVERGED)
    try:
        event = await asyncio.to_thread(settled_stories, url, finding)
        started = await start_again(client, url, finding.reference, replacing=replacing, event=event)
        return finding if started else None
    except DAMAGED:
        return replace(finding, difference=DiscrepancyKind.UNREADABLE)


async def _send_again(client: Client, records: Records, finding: Discrepancy) -> bool:
    """Have a live case write what the records lack; write it here for an ended one, False when that lacks some too."""
    try:
        await client.get_workflow_handle(finding.reference).signal(CaseSignal.RESEND, finding.records)
    except RPCError as failed:
        if failed.status is not RPCStatusCode.NOT_FOUND:
            raise
        whole = await with_retries(case_records, client, finding.reference)
        return whole is not None and await asyncio.to_thread(write_ended, records, whole)
    return True


def write_ended(records: Records, whole: RecordEvents) -> bool:
    """Write the events of an ended case; False when it no longer knows the first one that is missing."""
    if records.append(whole).head < whole.row.seq:
        return False
    for event in whole.events:
        put_on_lists(records, whole.reference, event)
    return True


async def resume(client: Client, url: str, records: Records, reference: str, cause: StopCause) -> bool:
    """Start a case again whose workflow was ended; what only that workflow knew is put on record first.

    Raises Unreachable when that workflow does not say what it knew.
    """
    if cause is not StopCause.LOST and (whole := await with_retries(case_records, client, reference)):
        await asyncio.to_thread(write_ended, records, whole)
    return await start_again(client, url, reference, stopped=cause)
