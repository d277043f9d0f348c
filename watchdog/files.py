"""Attached files are taken in: what a program put on record and did not live to have taken in is found here.

And what waits long, as the scanner or the store does not answer, is told to people.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client

from activities.records.attention import Alert
from activities.records.store import Records
from client.files import take_in_file
from models.codes import AttentionKind

AT_ONCE = 200
"""Files that one look has taken in."""
LONG = timedelta(minutes=15)
"""How long a file may wait before somebody is told."""
_UNSETTLED = """
SELECT id, status = 'waiting' AND put_at < now() - %(long)s AND error IS NOT NULL AS late, error
FROM attached_file WHERE status = 'wanted' OR status = 'waiting' OR wrapped_by IS NOT NULL
ORDER BY status = 'wanted' OR status = 'waiting' DESC, put_at LIMIT %(most)s
"""


@dataclass(frozen=True)
class FileWatch:
    """One worker's part in it."""

    client: Client
    records: Records

    async def look(self) -> tuple[Alert, ...]:
        """Have taken in what is not; what keeps files waiting. Raises RPCError, ApplicationError."""
        rows = await asyncio.to_thread(self.records.all, _UNSETTLED, {"long": LONG, "most": AT_ONCE})
        for row in rows:
            await take_in_file(self.client, row.id)
        return tuple(Alert(AttentionKind.CHANNEL_DOWN, "", code) for code in sorted({r.error for r in rows if r.late}))
