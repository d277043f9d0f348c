"""Rebuild: every open case of the records that does not run is started."""

import asyncio
from collections.abc import AsyncIterator

from temporalio.client import Client

from activities.concurrency import bounded
from activities.records.store import Records
from models.codes import DiscrepancyKind
from recovery.discrepancy import LIVE_CASES, Discrepancy, read_heads
from recovery.restarting import restarted

AT_ONCE = 20
"""Cases compared or started concurrently."""


async def rebuild(client: Client, url: str, records: Records) -> AsyncIterator[Discrepancy]:
    """Start every open case of the records that is not running; yields each that was started, or could not be."""
    heads = await asyncio.to_thread(read_heads, url, LIVE_CASES)

    async def start(reference: str) -> Discrepancy | None:
        finding = Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, heads[reference].seq)
        return await restarted(client, url, records, finding)

    async for finding in bounded(start, heads, AT_ONCE):
        if finding:
            yield finding
