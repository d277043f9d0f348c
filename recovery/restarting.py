"""A case that does not run is started again from the records: first what its ended runs held is put on record.

What the records cannot take is lost, and named: the case goes on with the event `reconciled`. Commands that came by
signal, and that no run had decided, are told to the new one. Rebuild, reconcile and the watchdog all go this way, at
once if need be: what is done twice changes nothing, and one of them starts the case.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.records.store import Records
from errors import Unreachable
from models.codes import DiscrepancyKind, StopCause
from recovery.asking import ended_runs, held_by
from recovery.discrepancy import Discrepancy
from recovery.handing_on import hand_on
from recovery.notices import date_notices, put_notices_back
from recovery.starting import DAMAGED, open_again, start_again
from recovery.stories import Loss, settle, settled_by
from workflows.ports import RecordEvents

_REPLACED = "the records hold what this run does not: the case is started again from them"


async def stop(client: Client, reference: str, run: str) -> None:
    """End the run of a case that is to be started again: from then on it acknowledges nothing that would be lost.

    One that has ended is passed over: somebody else starts the case again.
    """
    try:
        await client.get_workflow_handle(reference, run_id=run).terminate(reason=_REPLACED)
    except RPCError as failed:
        if failed.status is not RPCStatusCode.NOT_FOUND:
            raise


async def restart(
    client: Client, url: str, records: Records, finding: Discrepancy, stopped: StopCause | None = None
) -> Discrepancy | None:
    """The finding of a case that was started again, with what is lost; none when it runs after all.

    `stopped`: how its last run was ended, for its timeline. Raises Unreachable when no worker answers for its ended
    runs, and one of `DAMAGED` when its records cannot be read.
    """
    reference = finding.reference
    runs = await held_by(client, reference, await ended_runs(client, reference))
    held = [each for each in runs.values() if each]
    loss = await asyncio.to_thread(_settled, url, records, reference, held) if held else None
    event = await asyncio.to_thread(settled_by, url, reference, loss, held) if loss else None
    if held:
        await asyncio.to_thread(date_notices, url, reference, held)
    started = await start_again(client, url, reference, stopped=stopped, event=event)
    await hand_on(client, reference, runs)
    return _with_loss(finding, loss) if started else None


async def restart_or_open(
    client: Client, url: str, records: Records, reference: str, stopped: StopCause
) -> Discrepancy | bool | None:
    """Start a case again that the records do not know: from what its ended runs held, or else from its request.

    Raises Unreachable when no worker answers.
    """
    runs = await held_by(client, reference, await ended_runs(client, reference))
    if not any(runs.values()):
        opened = await open_again(client, url, reference, stopped)
        await hand_on(client, reference, runs)
        return opened
    return await restart(client, url, records, Discrepancy(reference, DiscrepancyKind.NOT_RECORDED, 0), stopped)


async def restarted(client: Client, url: str, records: Records, finding: Discrepancy) -> Discrepancy | None:
    """The same, or the finding of a case that cannot be started: it is left as it is."""
    try:
        return await restart(client, url, records, finding)
    except (*DAMAGED, Unreachable):
        return replace(finding, difference=DiscrepancyKind.UNREADABLE)


def _settled(url: str, records: Records, reference: str, held: Sequence[RecordEvents]) -> Loss | None:
    """What is lost of the case, once the records have what its runs held, and the notices that went out."""
    loss = settle(url, records, held)
    put_notices_back(url, reference)
    return loss


def _with_loss(finding: Discrepancy, loss: Loss | None) -> Discrepancy:
    """The finding with what is lost now that every run has ended: more than was seen before, or nothing after all."""
    if loss:
        return replace(finding, difference=DiscrepancyKind.DIVERGED, **loss._asdict())
    if finding.difference is DiscrepancyKind.DIVERGED:
        return Discrepancy(finding.reference, DiscrepancyKind.RECORDS_BEHIND, finding.records, finding.workflow)
    return finding
