"""One difference is repaired: the case writes again what the records lack, or is started again from them."""

import asyncio
from dataclasses import replace

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.records.store import Records
from activities.trust.evidence import unproved_on_record
from client import case_records, timeline
from errors import Damaged
from models.codes import DiscrepancyKind
from recovery.asking import completed, ended_by_force, held_by_run, with_retries
from recovery.discrepancy import Discrepancy
from recovery.notices import date_notices, put_notices_back
from recovery.restarting import restarted, stop
from recovery.stories import write_ended
from workflows.names import CaseSignal

_REPLACED = (DiscrepancyKind.RECORDS_AHEAD, DiscrepancyKind.DIVERGED)


async def repair(
    client: Client, url: str, records: Records, finding: Discrepancy, *, run: str | None
) -> Discrepancy | None:
    """The finding once it is mended, or that it cannot be; none when the case runs after all.

    `run`: the one that was compared. Another one that has taken its place meanwhile is not ended.
    """
    if finding.difference in _REPLACED and await _is_forged(client, url, finding.reference):
        finding = replace(finding, difference=DiscrepancyKind.UNREADABLE, kept=(), lost=())
    if finding.difference is DiscrepancyKind.UNREADABLE:
        return finding
    if finding.difference is DiscrepancyKind.NOTICES_RESTORED:
        events = await with_retries(timeline, client, finding.reference)
        put_back = await asyncio.to_thread(put_notices_back, url, finding.reference, events)
        runs = [
            await held_by_run(client, finding.reference, run) for run in await ended_by_force(client, finding.reference)
        ]
        await asyncio.to_thread(date_notices, url, finding.reference, [each for each in runs if each])
        return finding if put_back else replace(finding, difference=DiscrepancyKind.UNREADABLE)
    if finding.difference in _REPLACED and run:
        await stop(client, finding.reference, run)
    if finding.difference in (*_REPLACED, DiscrepancyKind.NOT_RUNNING):
        return await restarted(client, url, records, finding)
    if await _sent_again(client, finding):
        return finding
    if not await completed(client, finding.reference):
        return await restarted(client, url, records, finding)
    written = await _written_for(client, records, finding.reference)
    return finding if written else replace(finding, difference=DiscrepancyKind.UNREADABLE)


async def _is_forged(client: Client, url: str, reference: str) -> bool:
    """Whether the records hold what nobody known signed, or the rules do not bring about: they are never believed
    against a case that runs.
    """
    try:
        return await asyncio.to_thread(unproved_on_record, url, client.namespace, reference) is not None
    except (Damaged, ValueError):
        return False  # not readable at all: that is found when the case is to be started


async def _sent_again(client: Client, finding: Discrepancy) -> bool:
    """Have a live case write what the records lack; False for one that does not run."""
    try:
        await client.get_workflow_handle(finding.reference).signal(CaseSignal.RESEND, finding.records)
    except RPCError as failed:
        if failed.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True


async def _written_for(client: Client, records: Records, reference: str) -> bool:
    """Write what the records lack of an ended case; False when that lacks some too."""
    whole = await with_retries(case_records, client, reference)
    return whole is not None and await asyncio.to_thread(write_ended, records, whole)
