"""What happened since a place in the log of all events, in its order: a reader who remembers a place misses nothing.

The log (`models.tables.log`) has every event once it has its place, about a minute after it was written, and no event
ever comes before one that was read. Another generation of it begins when an older copy of the records was restored:
then what is read again has the same reference and number. Plain psycopg, as all reports that commands read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from psycopg import sql

from activities.records.database import Connection
from activities.reports.scopes import parameters, within
from models.authority import Scope

MOST_PASSED = 5_000
"""Entries of the log that are passed over at most for one answer."""


class LogPlace(NamedTuple):
    """A place in the log: that of the last event that was read."""

    generation: int = 0
    entry: int = -1


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event of a case in the log, with where the case stands now."""

    generation: int
    index: int
    reference: str
    seq: int
    at: datetime
    type: str
    actor: str
    role: str
    pack: str
    service: str
    team: str | None
    channel: str
    status: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The events behind a place that somebody sees, and the place to go on from; `more`: the log goes on."""

    events: tuple[LoggedEvent, ...]
    place: LogPlace
    more: bool


_PASSED: LiteralString = """
SELECT generation, index, reference, seq FROM log_entry WHERE (generation, index) > (%(generation)s, %(index)s)
ORDER BY generation, index LIMIT %(most)s
"""
_SEEN = sql.SQL("""
SELECT l.generation, l.index, reference, e.seq, e.at, e.type, e.actor, e.role,
    c.pack, c.service, c.team, c.channel, c.status
FROM ({}) AS l JOIN case_event e USING (reference, seq) JOIN case_row c USING (reference)
WHERE {} ORDER BY l.generation, l.index LIMIT %(limit)s
""")
_FINAL = """
(e.type NOT IN ('resolved', 'asked', 'interim_replied') OR NOT EXISTS (
    SELECT FROM policy p WHERE p.digest = c.policy AND p.slice::jsonb ? 'recall'
))
"""
_LAST: LiteralString = f"SELECT generation, index FROM ({_PASSED}) AS l ORDER BY generation DESC, index DESC LIMIT 1"  # noqa: S608


def changes(
    connection: Connection,
    after: LogPlace,
    limit: int,
    *,
    scope: Scope | None = None,
    channels: Collection[str] | None = None,
    types: Collection[str] = (),
) -> Changes:
    """Events behind a place: of the cases in a scope, of some channels, of some types; without these, of all.

    With `types` a reply that can be recalled is left out: that it went out is an event of its own.
    """
    values: dict[str, Any] = {"generation": after.generation, "index": after.entry, "most": MOST_PASSED, "limit": limit}
    values |= {"channels": list(channels or ()), "types": list(types)} | (parameters(scope) if scope else {})
    conditions: list[sql.Composable] = [within(scope)] if scope else []
    conditions += [sql.SQL("channel = ANY(%(channels)s)")] if channels is not None else []
    conditions += [sql.SQL("e.type = ANY(%(types)s)"), sql.SQL(_FINAL)] if types else []
    condition = sql.SQL(" AND ").join(conditions or [sql.SQL("true")])
    last = connection.execute(_LAST, values).fetchone()
    if last is None:
        return Changes((), after, more=False)
    found = tuple(LoggedEvent(**row) for row in connection.execute(_SEEN.format(sql.SQL(_PASSED), condition), values))
    if len(found) == limit:
        return Changes(found, LogPlace(found[-1].generation, found[-1].index), more=True)
    place = LogPlace(last["generation"], last["index"])
    return Changes(found, place, more=_goes_on(connection, place))


def _goes_on(connection: Connection, place: LogPlace) -> bool:
    values = {"generation": place.generation, "index": place.entry, "most": 1}
    return connection.execute(_PASSED, values).fetchone() is not None
