"""Late promises, from the events: a reopening erases none. Each with where its working time went.

Plain psycopg, as all reports that commands read.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, LiteralString

from psycopg import sql

from activities.records.database import Connection, allow_long_statements
from activities.reports.histories import histories
from activities.reports.scopes import parameters, within
from models.authority import Scope
from models.case.events import Event
from models.case.row import CaseRow
from models.codes import ClockKind
from models.policy import CasePolicy
from workflows.explain.lateness import LateRun, late_runs


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFilter:
    """Which late promises: those of a clock that broke between two instants, both included."""

    clock: ClockKind = ClockKind.RESOLUTION
    since: datetime | None = None
    until: datetime | None = None
    pack: str | None = None
    service: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Lateness:
    """The late promises that were found, and the cases of which the events cannot be read, as erased ones."""

    runs: tuple[LateRun, ...]
    unreadable: tuple[str, ...]


_FILTERS: dict[str, LiteralString] = {
    "pack": "pack = %(pack)s",
    "service": "service = %(service)s",
    "team": "team = %(team)s",
}
_LATE = sql.SQL("""
WITH late AS (
    SELECT e.reference FROM case_event e
    CROSS JOIN LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb -> 'body' AS told OFFSET 0) AS read_once
    WHERE e.type = 'breached' AND (%(since)s::timestamptz IS NULL OR e.at >= %(since)s)
      AND told ->> 'clock' = %(clock)s
      AND (%(since)s::timestamptz IS NULL OR (told ->> 'due')::timestamptz >= %(since)s)
      AND (%(until)s::timestamptz IS NULL OR (told ->> 'due')::timestamptz <= %(until)s)
    UNION
    SELECT reference FROM case_row WHERE imported AND breached
)
SELECT reference FROM case_row JOIN late USING (reference) WHERE {} ORDER BY reference
""")
"""Of an imported case the breach may lie before its first event. A breach is on record when its due instant is over."""


def lateness(connection: Connection, wanted: LateFilter, now: datetime, scope: Scope | None = None) -> Lateness:
    """The promises that broke, of the cases that somebody sees (everybody's without a scope)."""
    allow_long_statements(connection)
    references = _late_references(connection, wanted, scope)
    runs: list[LateRun] = []
    unreadable: list[str] = []
    for row, history in histories(connection, references):
        found = _runs_of(row, *history, now, wanted.clock) if history else None
        if found is None:
            unreadable.append(row.reference)
        else:
            runs += [run for run in found if _is_wanted(run.broke_at, wanted)]
    return Lateness(tuple(runs), tuple(unreadable))


def _late_references(connection: Connection, wanted: LateFilter, scope: Scope | None) -> list[str]:
    values: dict[str, Any] = asdict(wanted)
    conditions: list[sql.Composable] = [sql.SQL(text) for name, text in _FILTERS.items() if values[name]]
    conditions += [within(scope)] if scope else []
    values |= parameters(scope) if scope else {}
    query = _LATE.format(sql.SQL(" AND ").join(conditions or [sql.SQL("true")]))
    return [row["reference"] for row in connection.execute(query, values)]


def _is_wanted(broke_at: datetime, wanted: LateFilter) -> bool:
    return (wanted.since is None or wanted.since <= broke_at) and (wanted.until is None or broke_at <= wanted.until)


def _runs_of(
    row: CaseRow, policy: CasePolicy, events: tuple[Event, ...], now: datetime, clock: ClockKind
) -> list[LateRun] | None:
    """The late promises of a case; None when its events do not make one."""
    try:
        return list(late_runs(row, policy, events, now, clock))
    except (ValueError, LookupError):
        return None
