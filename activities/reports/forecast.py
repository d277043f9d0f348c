"""Which promises will break if nobody acts: of running clocks by the due instants on record, of paused ones by their
histories.

Plain psycopg, as all reports that commands read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, LiteralString

from psycopg import sql
from psycopg.rows import args_row

from activities.records.database import UNDECIDED, Connection, allow_long_statements
from activities.reports.histories import KnownHistory, histories
from activities.reports.scopes import parameters, within
from models.authority import Scope
from models.case.row import CaseRow
from models.case.state import CaseState
from models.codes import ClockKind, Priority
from workflows.case.evolve import changed
from workflows.explain.foresee import breaks_at
from workflows.explain.past_weeks import PastDay, Sighting, past_days, sightings


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastFilter:
    """Which open cases; what is left out does not matter."""

    pack: str | None = None
    service: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A case whose resolution will break its promise if nobody acts, and when; `rows_of` has the rest of it."""

    at: datetime
    reference: str
    pack: str
    team: str | None
    holder: str | None
    priority: Priority


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will be late up to an instant if nobody acts, the first one first."""

    undecided: int
    """The open cases that were looked at."""
    late: int
    """Those that are late already."""
    foreseen: tuple[Foreseen, ...]
    unreadable: tuple[str, ...]
    """Paused cases whose events cannot be read: nobody knows of them."""


@dataclass(frozen=True, slots=True)
class PastWeeks:
    """What became on past days of the promises that would have broken if nobody had acted."""

    sampled: int
    """How many cases it rests on."""
    days: tuple[PastDay, ...]
    by_team: Mapping[str, tuple[PastDay, ...]]
    """By the team a case was with then."""


PAST_DAYS = 56
"""How many days are looked back at: the last four weeks are tested with the four before."""
MOST_SAMPLED = 500
"""How many cases the pace rests on at most. References are hashes, so the first ones in their order are any ones."""

_FILTERS: dict[str, LiteralString] = {
    "pack": "pack = %(pack)s",
    "service": "service = %(service)s",
    "team": "team = %(team)s",
}
_COUNTS = sql.SQL(
    "SELECT count(*) AS undecided, count(*) FILTER (WHERE due_at <= %(now)s) AS late FROM case_row WHERE {}"
)
_DUE = sql.SQL(
    "SELECT due_at, reference, pack, team, assignee, priority FROM case_row "
    "WHERE due_at > %(now)s AND due_at <= %(until)s AND {}"
)
_ROWS = "SELECT * FROM case_row WHERE reference = ANY(%(references)s)"
_OPEN_THEN = sql.SQL(
    "SELECT reference FROM case_row WHERE opened_at <= %(until)s AND coalesce(closed_at > %(since)s, true) AND {} "
    "ORDER BY reference LIMIT %(most)s"
)
_PAUSED = sql.SQL("""
SELECT reference FROM case_row
WHERE paused AND (limited IS NOT FALSE OR third_party_due_at <= %(until)s) AND {} ORDER BY reference
""")
"""The paused cases that may break: by a legal limit, or as their wait ends."""


def forecast(
    connection: Connection, wanted: ForecastFilter, now: datetime, until: datetime, scope: Scope | None = None
) -> Forecast:
    """The forecast of the cases that somebody sees (everybody's without a scope)."""
    allow_long_statements(connection)
    values: dict[str, Any] = asdict(wanted) | {"now": now, "until": until} | (parameters(scope) if scope else {})
    conditions: list[sql.Composable] = [sql.SQL(text) for name, text in _FILTERS.items() if values[name]]
    condition = sql.SQL(" AND ").join([sql.SQL(UNDECIDED), *conditions, *([within(scope)] if scope else [])])
    counted = connection.execute(_COUNTS.format(condition), values).fetchone() or {"undecided": 0, "late": 0}
    with connection.cursor(row_factory=args_row(Foreseen)) as cursor:
        running = cursor.execute(_DUE.format(condition), values).fetchall()
    paused, unreadable = _of_paused(connection, condition, values, now, until)
    foreseen = sorted((*running, *paused), key=lambda each: (each.at, each.reference))
    return Forecast(counted["undecided"], counted["late"], tuple(foreseen), unreadable)


def rows_of(connection: Connection, foreseen: Sequence[Foreseen]) -> list[tuple[Foreseen, CaseRow]]:
    """Foreseen cases with their rows, in the same order."""
    found = connection.execute(_ROWS, {"references": [each.reference for each in foreseen]})
    rows = {row["reference"]: CaseRow.model_validate(row) for row in found}
    return [(each, rows[each.reference]) for each in foreseen if each.reference in rows]


def past_weeks(
    connection: Connection, wanted: ForecastFilter, now: datetime, span: timedelta, scope: Scope | None = None
) -> PastWeeks:
    """The pace of the past days at this time of day, of cases that somebody sees (of everybody's without a scope)."""
    instants = [now - span - timedelta(days=day) for day in reversed(range(PAST_DAYS))]
    values: dict[str, Any] = asdict(wanted) | {"since": instants[0], "until": instants[-1], "most": MOST_SAMPLED}
    conditions: list[sql.Composable] = [sql.SQL(text) for name, text in _FILTERS.items() if values[name]]
    condition = sql.SQL(" AND ").join([sql.SQL("true"), *conditions, *([within(scope)] if scope else [])])
    found = connection.execute(_OPEN_THEN.format(condition), values | (parameters(scope) if scope else {}))
    references = [row["reference"] for row in found]
    seen: list[Sighting] = []
    for row, history in histories(connection, references):
        if history:
            seen += sightings(history[0], row.reference, history[1], instants, span)
    teams = sorted({each.team for each in seen if each.team})
    by_team = {team: past_days(each for each in seen if each.team == team) for team in teams}
    return PastWeeks(len(references), past_days(seen), by_team)


def _of_paused(
    connection: Connection, condition: sql.Composable, values: dict[str, Any], now: datetime, until: datetime
) -> tuple[list[Foreseen], tuple[str, ...]]:
    """The paused cases that will be late, and those that cannot be read."""
    references = [row["reference"] for row in connection.execute(_PAUSED.format(condition), values)]
    foreseen: list[Foreseen] = []
    unreadable: list[str] = []
    for row, history in histories(connection, references):
        if history is None:
            unreadable.append(row.reference)
        elif (at := _breaks_at(row, history, until)) and at > now:
            foreseen.append(Foreseen(at, row.reference, row.pack, row.team, row.assignee, row.priority))
    return foreseen, tuple(unreadable)


def _breaks_at(row: CaseRow, history: KnownHistory, until: datetime) -> datetime | None:
    policy, events = history
    state = reduce(changed, events, CaseState(reference=row.reference, policy=policy))
    return breaks_at(state, until, ClockKind.RESOLUTION)
