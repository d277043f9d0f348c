"""Which cases a session may see: that of its code, and those that were taken out of it or are appeals against it."""

from activities.records.database import Connection
from errors import NoSuchCase
from web.pages.base.calls import PageCall
from web.pages.base.visits import PageSession
from web.pages.told import PackTold

_ROOT = """
WITH RECURSIVE before AS (
    SELECT reference, coalesce(split_of, appeal_of) AS earlier, 0 AS steps FROM case_row WHERE reference = %s
    UNION ALL
    SELECT c.reference, coalesce(c.split_of, c.appeal_of), steps + 1
    FROM case_row c JOIN before b ON c.reference = b.earlier WHERE steps < 20
)
SELECT reference FROM before ORDER BY steps DESC LIMIT 1
"""


def reference_for(records: Connection, session: PageSession, wanted: str | None) -> str:
    """The case that is meant: that of the session, or one that belongs to it. Raises NoSuchCase."""
    if not wanted or wanted == session.reference:
        return session.reference
    if is_related(records, session.reference, wanted):
        return wanted
    raise NoSuchCase(wanted)


def told_by(call: PageCall, pack: str) -> PackTold:
    """How a pack tells its codes. Raises NoSuchCase for one that is not here."""
    packs = call.backend.channels.folder.packs
    if pack not in packs:
        raise NoSuchCase(pack)
    return PackTold(packs[pack], call.language)


def is_related(connection: Connection, reference: str, other: str) -> bool:
    """Whether two cases are of one request: taken out of it, or appeals against its result."""
    roots = [connection.execute(_ROOT, (each,)).fetchone() for each in (reference, other)]
    return None not in roots and roots[0] == roots[1]
