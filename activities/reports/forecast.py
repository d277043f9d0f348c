"""Which promises will break if nobody acts: of running clocks by the due instants on record, of paused ones by their
histories.

Plain psycopg, as all reports that commands read.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, LiteralString

from psycopg import sql

from activities.records.database import UNDECIDED, Connection, allow_long_statements
from activities.reports.histories import KnownHistory, histories
from activities.reports.scopes import parameters, within
from models.authority import Scope
from models.case.row import CaseRow
from models.case.state import CaseState
from models.codes import ClockKind
from workflows.case.evolve import fold
from workflows.explain.foresee import breaks_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastFilter:
    """Which open cases; what is left out does not matter."""

    pack: str | None = None
    service: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A case whose resolution will break its promise if nobody acts, and when."""

    row: CaseRow
    at: datetime


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


_FILTERS: dict[str, LiteralString] = {
    "pack": "pack = %(pack)s",
    "service": "service = %(service)s",
    "team": "team = %(team)s",
}
_COUNTS = sql.SQL(
    "SELECT count(*) AS undecided, count(*) FILTER (WHERE due_at <= %(now)s) AS late FROM case_row WHERE {}"
)
_DUE = sql.SQL("SELECT * FROM case_row WHERE due_at > %(now)s AND due_at <= %(until)s AND {}")
_PAUSED = sql.SQL("SELECT reference FROM case_row WHERE paused AND {} ORDER BY reference")


def forecast(
    connection: Connection, wanted: ForecastFilter, now: datetime, until: datetime, scope: Scope | None = None
) -> Forecast:
    """The forecast of the cases that somebody sees (everybody's without a scope)."""
    allow_long_statements(connection)
    values: dict[str, Any] = asdict(wanted) | {"now": now, "until": until} | (parameters(scope) if scope else {})
    conditions: list[sql.Composable] = [sql.SQL(text) for name, text in _FILTERS.items() if values[name]]
    condition = sql.SQL(" AND ").join([sql.SQL(UNDECIDED), *conditions, *([within(scope)] if scope else [])])
    counted = connection.execute(_COUNTS.format(condition), values).fetchone() or {"undecided": 0, "late": 0}
    rows = (CaseRow.model_validate(row) for row in connection.execute(_DUE.format(condition), values))
    running = [Foreseen(row, row.due_at) for row in rows if row.due_at]
    paused, unreadable = _of_paused(connection, condition, values, now, until)
    foreseen = sorted((*running, *paused), key=lambda each: (each.at, each.row.reference))
    return Forecast(counted["undecided"], counted["late"], tuple(foreseen), unreadable)


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
            foreseen.append(Foreseen(row, at))
    return foreseen, tuple(unreadable)


def _breaks_at(row: CaseRow, history: KnownHistory, until: datetime) -> datetime | None:
    policy, events = history
    state = fold(CaseState(reference=row.reference, policy=policy), events)
    return breaks_at(state, until, ClockKind.RESOLUTION)
