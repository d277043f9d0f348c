"""What happened to all cases that somebody sees: their events by instant, kind, team and who brought them about.

Plain psycopg, as all reports that commands read.
"""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, LiteralString

from psycopg import ServerCursor, sql

from activities.keys.parts import NOTHING
from activities.records.database import Connection, allow_long_statements
from activities.reports.scopes import parameters, within
from models.authority import Scope
from models.case.events import Event
from models.codes import EventOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events; what is left out does not matter. `since` and `until` are both included."""

    since: datetime | None = None
    until: datetime | None = None
    pack: str | None = None
    service: str | None = None
    team: str | None = None
    types: tuple[str, ...] = ()
    actor: str | None = None
    """Staff id of who brought it about, or `system` and `beneficiary`."""
    order: EventOrder = EventOrder.NEWEST
    limit: int | None = 100
    offset: int = 0


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """One event of a case, with where the case stands now."""

    reference: str
    seq: int
    at: datetime
    type: str
    actor: str
    role: str
    pack: str
    service: str
    team: str | None
    policy: str
    event: Event | None
    """None: it cannot be read, as that of an erased case."""


@dataclass(frozen=True, slots=True)
class FoundEvents:
    """The events that a filter found, as they were then, one after another however many there are."""

    count: int
    rows: Iterator[FoundEvent]
    total: int
    """How many meet the filter in all; `MOST_COUNTED` and one for more than that."""


_CONDITIONS: dict[str, LiteralString] = {
    "since": "e.at >= %(since)s",
    "until": "e.at <= %(until)s",
    "pack": "c.pack = %(pack)s",
    "service": "c.service = %(service)s",
    "team": "c.team = %(team)s",
    "types": "e.type = ANY(%(types)s)",
    "actor": "e.actor = %(actor)s",
}
_ORDERS: dict[EventOrder, LiteralString] = {
    EventOrder.NEWEST: "e.at DESC, reference, e.seq DESC",
    EventOrder.OLDEST: "e.at, reference, e.seq",
}
_FROM = "FROM case_event e JOIN case_row c USING (reference) WHERE {}"
_EVENTS = sql.SQL(
    "SELECT reference, e.seq, e.at, e.type, e.actor, e.role, e.body, c.pack, c.service, c.team, c.policy "
    f"{_FROM} ORDER BY {{}} LIMIT %(limit)s OFFSET %(offset)s"
)
_TOTAL = sql.SQL(f"SELECT count(*) FROM (SELECT 1 {_FROM} LIMIT %(most)s) AS found")  # noqa: S608 - ours alone
_AT_ONCE = 500
MOST_COUNTED = 10_000
"""Of more it is said that there are more: to count them all takes longer than to list them."""


def somebody_acted(connection: Connection, actor: str) -> bool:
    """Whether an event on record was brought about by somebody of this id, who may have left since."""
    return connection.execute("SELECT FROM case_event WHERE actor = %s LIMIT 1", (actor,)).fetchone() is not None


def found_events(connection: Connection, wanted: EventFilter, scope: Scope | None = None) -> FoundEvents:
    """The events of the cases that somebody sees (everybody's without a scope), in the order that is asked for.

    They can be read after the end of the transaction, so that what is shown is what was counted in it.
    """
    values: dict[str, Any] = asdict(wanted) | {"types": list(wanted.types)}
    conditions: list[sql.Composable] = [sql.SQL(text) for name, text in _CONDITIONS.items() if values[name]]
    conditions += [within(scope)] if scope else []
    condition = sql.SQL(" AND ").join(conditions or [sql.SQL("true")])
    values |= {"most": MOST_COUNTED + 1} | (parameters(scope) if scope else {})
    allow_long_statements(connection)
    cursor = connection.cursor("events", scrollable=True, withhold=True)
    cursor.itersize = _AT_ONCE
    cursor.execute(_EVENTS.format(condition, sql.SQL(_ORDERS[wanted.order])), values)
    count = connection.execute("MOVE FORWARD ALL IN events").rowcount
    connection.execute("MOVE ABSOLUTE 0 IN events")
    whole = count < (wanted.limit or math.inf) and not wanted.offset
    return FoundEvents(count, _rows(cursor), count if whole else _total(connection, condition, values))


def _total(connection: Connection, condition: sql.Composable, values: dict[str, Any]) -> int:
    found = connection.execute(_TOTAL.format(condition), values).fetchone()
    return int(found["count"]) if found else 0


def _rows(cursor: ServerCursor[dict[str, Any]]) -> Iterator[FoundEvent]:
    with cursor:
        for row in cursor:
            yield FoundEvent(event=_event(row.pop("body")), **row)


def _event(written: bytes) -> Event | None:
    try:
        return None if written == NOTHING else Event.model_validate_json(written)
    except ValueError:
        return None
