"""What is due: closed cases of which a rule of their pack keeps some data no longer.

Open cases, cases with a notice that waits, and held ones are never due.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import sql

from activities.records.database import Connection, allow_long_statements
from activities.reports.scopes import parameters, within
from models.authority import Scope
from models.codes import DataKind, Disposal
from models.packs.pack import Pack
from models.packs.retention import DAY, Due, due_of

_DUE = sql.SQL("""
SELECT reference, closed_at,
       ARRAY(SELECT kind || ' ' || disposal FROM disposal d WHERE d.reference = c.reference) AS done
FROM case_row c
WHERE pack = %(pack)s AND stage = 'closed' AND notices_waiting = 0 AND NOT appeal_open AND splitting IS NULL
  AND closed_at < %(latest)s AND {seen}
  AND EXISTS (
    SELECT 1 FROM unnest(%(kinds)s::varchar[], %(disposals)s::varchar[], %(before)s::timestamptz[])
        AS rule (kind, disposal, before)
    WHERE closed_at < rule.before AND NOT EXISTS (
        SELECT 1 FROM disposal d
        WHERE d.reference = c.reference AND d.kind = rule.kind AND d.disposal = rule.disposal))
  AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.reference = c.reference AND n.status = 'pending')
  AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.reference = c.reference AND h.released_at IS NULL)
ORDER BY closed_at, reference LIMIT %(limit)s
""")


@dataclass(frozen=True, slots=True)
class DueCase:
    """A closed case, and what of it is due by the rules of its pack."""

    reference: str
    pack: str
    version: str
    closed_at: datetime
    due: tuple[Due, ...]


def due_cases(connection: Connection, pack: Pack, now: datetime, scope: Scope, limit: int | None) -> list[DueCase]:
    """The cases of a pack of which something is due and that somebody sees, the first closed first."""
    values = _parameters(pack, now)
    if not values["kinds"]:
        return []
    allow_long_statements(connection)
    query = _DUE.format(seen=within(scope))
    return list(_read(connection.execute(query, values | parameters(scope) | {"limit": limit}), pack, now))


def _parameters(pack: Pack, now: datetime) -> dict[str, Any]:
    """The rules of a pack as the query has them: of each the instant before which a case must have been closed."""
    zone = _zone(pack)
    today = now.astimezone(zone).date()
    rules = [(kind, rule, rule.term) for kind, rule in pack.retention.items()]
    before = {
        (kind, rule.then): datetime.combine(term.closed_by(today) + DAY, time(), zone)
        for kind, rule, term in rules
        if term
    }
    return {
        "pack": pack.name,
        "kinds": [kind for kind, _ in before],
        "disposals": [disposal for _, disposal in before],
        "before": list(before.values()),
        "latest": max(before.values(), default=None),
    }


def _read(rows: Any, pack: Pack, now: datetime) -> Iterator[DueCase]:
    zone = _zone(pack)
    today = now.astimezone(zone).date()
    for row in rows:
        done = {_done(text) for text in row["done"]}
        due = due_of(pack.retention, row["closed_at"].astimezone(zone).date(), today, done)
        yield DueCase(row["reference"], pack.name, pack.version, row["closed_at"], due)


def _done(text: str) -> tuple[DataKind, Disposal]:
    kind, _, disposal = text.partition(" ")
    return DataKind(kind), Disposal(disposal)


def _zone(pack: Pack) -> ZoneInfo:
    return ZoneInfo(pack.calendar.timezone)
