"""Open pages hear at once that something was written: a worker announces it on a channel of PostgreSQL (NOTIFY).

Not in the transactions that write: those that notify are committed one after another. The announcement is a transaction
of its own, a few a second at most, and says nothing but that it is time to look. What it is about each page finds out
by what its reader may see; what was announced by nobody, a look each minute finds.
"""

import asyncio
from contextlib import AbstractAsyncContextManager

from activities.hosting import AfterWrite
from activities.records.announcements import announce
from activities.records.store import Records
from watchdog.hearing import hearing

GATHERED = 0.25
"""Seconds within which what is written is announced once by each worker."""


def announcing(records: Records, written: AfterWrite) -> AbstractAsyncContextManager[None]:
    """Announce what is written for as long as the block runs."""

    async def told() -> None:
        await asyncio.to_thread(announce, records)

    return hearing(written, told, GATHERED, "announcements")
