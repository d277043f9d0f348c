"""Reconcile: every case is compared with the records, each difference repaired; then what else the records lack."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress

from temporalio.client import Client

from activities.concurrency import bounded
from activities.records.database import connect
from activities.records.restoration import live_under, restore_closures, unknown_staff
from activities.records.store import Records
from client import announce
from errors import TawasulError
from models.codes import DiscrepancyKind
from models.trust.statement import Signatory
from recovery.comparing import compare, diverged_at, take_snapshot
from recovery.discrepancy import AMONG, NO_HEAD, Discrepancy, read_heads
from recovery.notices import cases_astray, put_notices_back
from recovery.rebuild import AT_ONCE
from recovery.repairing import repair
from recovery.stories import listed_as_diverged, take_off_list

IN_FLIGHT_SECONDS = 2.0
"""Seconds after which events that were in flight are on record: only what differs then too is a discrepancy."""
WRITTEN_WITHIN = 10.0
"""Seconds in which cases should have written again what the records lacked."""


async def reconcile(
    client: Client, url: str, records: Records, service: Signatory, *, closures: str
) -> AsyncIterator[Discrepancy]:
    """Compare every case with the records, both ways and by their hashes; repair each discrepancy and yield it.

    `closures` is the address of the administration's role, by which announced closures are put back.

    What differs is compared twice, so that events in flight to the records are no discrepancy. Then what else the
    records lack is restored from the cases, as far as these know it; `service` signs what the others are told of it.
    """
    written, listed, agreeing = dict[str, int](), set[str](), set[str]()
    async for finding in _reconciled_cases(client, url, records, agreeing):
        listed.add(finding.reference)
        if finding.difference in (DiscrepancyKind.RECORDS_BEHIND, DiscrepancyKind.NOT_RECORDED):
            written[finding.reference] = finding.workflow or 0
        yield finding
    await _on_record(url, written)
    async for finding in _notices_put_back(url):
        if finding.reference not in listed:
            yield finding
    async for finding in _restored(client, url, service, closures):
        yield finding
    for reference in agreeing & await asyncio.to_thread(listed_as_diverged, url):
        with suppress(TawasulError):
            if not await diverged_at(client, reference):
                await asyncio.to_thread(take_off_list, url, reference)


async def _reconciled_cases(
    client: Client, url: str, records: Records, agreeing: set[str]
) -> AsyncIterator[Discrepancy]:
    """The findings, mended; `agreeing` gets the cases that agreed with the records at once."""
    first = await take_snapshot(client, url)

    async def compared_first(reference: str) -> Discrepancy | None:
        finding = await compare(client, url, first, reference)
        if finding is None:
            agreeing.add(reference)
        return finding

    compared = bounded(compared_first, first.every, AT_ONCE)
    differing = [finding.reference async for finding in compared if finding]
    if not differing:
        return
    await asyncio.sleep(IN_FLIGHT_SECONDS)
    second = await take_snapshot(client, url)

    async def repaired(reference: str) -> Discrepancy | None:
        finding = await compare(client, url, second, reference)
        return await repair(client, url, records, finding, run=second.running.get(reference)) if finding else None

    async for finding in bounded(repaired, differing, AT_ONCE):
        if finding:
            yield finding


async def _on_record(url: str, wanted: Mapping[str, int]) -> None:
    """Wait for what cases write again, for a while: what is late is found by the next reconcile."""
    until = time.monotonic() + WRITTEN_WITHIN
    while wanted and time.monotonic() < until:
        heads = await asyncio.to_thread(read_heads, url, AMONG, (list(wanted),))
        if all(heads.get(reference, NO_HEAD).seq >= seq for reference, seq in wanted.items()):
            return
        await asyncio.sleep(0.2)


async def _notices_put_back(url: str) -> AsyncIterator[Discrepancy]:
    """The cases whose events said that notices went out which the records did not have as sent."""
    for reference in await asyncio.to_thread(cases_astray, url):
        if await asyncio.to_thread(put_notices_back, url, reference):
            yield Discrepancy(reference, DiscrepancyKind.NOTICES_RESTORED, 0)


async def _restored(client: Client, url: str, service: Signatory, closures: str) -> AsyncIterator[Discrepancy]:
    """The closures that were put back, or cannot be, and the people that are missing."""
    with connect(url) as connection, connect(closures) as administration:
        for command, restored in restore_closures(connection, administration):
            change = command.change
            name = f"{change.name} {change.version}"
            if restored:
                await announce(client, _each(live_under(connection, change)), command, service)
            kind = DiscrepancyKind.CLOSURE_RESTORED if restored else DiscrepancyKind.CLOSURE_LOST
            yield Discrepancy(name, kind, 0)
        for person in unknown_staff(connection):
            yield Discrepancy(person, DiscrepancyKind.STAFF_UNKNOWN, 0)


async def _each(references: Sequence[str]) -> AsyncIterator[str]:
    for reference in references:
        yield reference
