"""Rebuild: every open case of the records that does not run is started."""

import asyncio
from collections.abc import AsyncIterator

from temporalio.client import Client

from activities.concurrency import bounded
from models.codes import DiscrepancyKind
from recovery.discrepancy import LIVE_CASES, Discrepancy, read_heads
from recovery.repairing import restarted

AT_ONCE = 20
"""Cases compared or started concurrently."""


async def rebuild(client: Client, url: str) -> AsyncIterator[Discrepancy]:
    """Start every open case of the records that is not running; yields each that was started, or could not be."""
    heads = await asyncio.to_thread(read_heads, url, LIVE_CASES)

    async def start(reference: str) -> Discrepancy | None:
        return await restarted(client, url, Discrepancy(reference, DiscrepancyKind.NOT_RUNNING, heads[reference].seq))

    async for finding in bounded(start, heads, AT_ONCE):
        if finding:
            yield finding
