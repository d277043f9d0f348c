"""The histories of many cases from the records, one after another, with memory for one of them.

What is sealed is opened; a case whose key was erased, or cannot be had, has no events here.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from psycopg import sql
from psycopg.rows import dict_row

from activities.keys.case_keys import case_keys_at
from activities.keys.parts import NOTHING, PartSealer, is_sealed_json
from activities.records.database import Connection, allow_long_statements
from activities.reports.scopes import parameters, within
from errors import Unreachable
from models.authority import Scope
from models.keys.parts import read_part
from models.keys.wrapping import WrappedKey


class StoredLife(NamedTuple):
    """A case as it is on record: its events as JSON, oldest first, and its request where it was asked for."""

    reference: str
    policy: str
    """The digest of the policy that it was opened under."""
    events: tuple[bytes, ...]
    received: dict[str, Any] | None


class LivesWanted(NamedTuple):
    """Which cases: opened in a time, of a pack, a service or a team; the newest so many."""

    since: datetime | None = None
    until: datetime | None = None
    pack: str | None = None
    service: str | None = None
    team: str | None = None
    first: int | None = None
    requests: bool = False
    open_only: bool = False


_LIVES = """
WITH wanted AS (
    SELECT reference, policy FROM case_row WHERE {seen} AND {filters} ORDER BY opened_at DESC LIMIT %(first)s
)
SELECT e.reference, w.policy, e.seq, e.body, {received} AS received, k.key_id, k.wrapped_by, k.wrapped
FROM wanted w JOIN case_event e USING (reference)
LEFT JOIN request r ON e.seq = 1 AND r.reference = e.reference
LEFT JOIN case_key k ON e.seq = 1 AND k.reference = e.reference
ORDER BY e.reference, e.seq
"""
_FILTERS = {
    "since": "opened_at >= %(since)s",
    "until": "opened_at < %(until)s",
    "pack": "pack = %(pack)s",
    "service": "service = %(service)s",
    "team": "team = %(team)s",
}


def stored_lives(connection: Connection, url: str, scope: Scope, wanted: LivesWanted) -> Iterator[StoredLife]:
    """The cases that somebody sees, each with all its events. To be read within a transaction."""
    allow_long_statements(connection)
    values = wanted._asdict() | parameters(scope)
    chosen = [sql.SQL(text) for name, text in _FILTERS.items() if values[name] is not None]
    chosen += [sql.SQL("stage NOT IN ('closed', 'resolved')")] if wanted.open_only else []
    query = sql.SQL(_LIVES).format(
        seen=within(scope),
        filters=sql.SQL(" AND ").join(chosen or [sql.SQL("true")]),
        received=sql.SQL("r.received" if wanted.requests else "NULL"),
    )
    sealer = PartSealer(case_keys_at(url))
    with connection.cursor("lives", row_factory=dict_row) as cursor:
        cursor.itersize = 2_000
        for reference, rows in groupby(cursor.execute(query, values), itemgetter("reference")):
            yield _opened(sealer, reference, list(rows))


def stored_policies(connection: Connection) -> dict[str, str]:
    """The case policies on record, as JSON by their digests."""
    return {row["digest"]: row["slice"] for row in connection.execute("SELECT digest, slice FROM policy")}


def _opened(sealer: PartSealer, reference: str, rows: list[dict[str, Any]]) -> StoredLife:
    first = rows[0]
    if first["wrapped"]:  # not asked for case by case
        sealer.keys.to_unseal(reference, WrappedKey(first["key_id"], first["wrapped_by"], first["wrapped"]))
    try:
        events = tuple(_plain(sealer, bytes(row["body"])) for row in rows)
        received = sealer.opened_json(first["received"]) if is_sealed_json(first["received"]) else first["received"]
    except Unreachable:
        return StoredLife(reference, first["policy"], (), None)
    return StoredLife(reference, first["policy"], () if NOTHING in events else events, received)


def _plain(sealer: PartSealer, body: bytes) -> bytes:
    part = read_part(body)
    return body if part is None else sealer.opened_part(part)
