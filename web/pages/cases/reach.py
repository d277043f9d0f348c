"""Which cases a session may see: that of its code, and those that were taken out of it or are appeals against it."""

from activities.records.database import Connection
from errors import NoSuchCase
from web.pages.base.calls import PageCall

_ROOT = """
WITH RECURSIVE before AS (
    SELECT reference, coalesce(split_of, appeal_of) AS earlier, 0 AS steps FROM case_row WHERE reference = %s
    UNION ALL
    SELECT c.reference, coalesce(c.split_of, c.appeal_of), steps + 1
    FROM case_row c JOIN before b ON c.reference = b.earlier WHERE steps < 20
)
SELECT reference FROM before ORDER BY steps DESC LIMIT 1
"""


async def reference_for(call: PageCall, own: str, wanted: str | None) -> str:
    """The case that is meant: that of the session, or one that belongs to it. Raises NoSuchCase."""
    if wanted in (None, own):
        return own
    if await call.backend.read(lambda records: is_related(records, own, wanted or "")):
        return wanted or own
    raise NoSuchCase(wanted or "")


def is_related(connection: Connection, reference: str, other: str) -> bool:
    """Whether two cases are of one request: taken out of it, or appeals against its result."""
    roots = [connection.execute(_ROOT, (each,)).fetchone() for each in (reference, other)]
    return None not in roots and roots[0] == roots[1]
