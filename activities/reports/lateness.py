"""Late promises, from the events: a reopening erases none. Each with where its working time went.

Plain psycopg, as all reports that commands read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, LiteralString

from psycopg import sql

from activities.keys.parts import NOTHING
from activities.records.database import Connection, allow_long_statements
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
    "since": "e.at >= %(since)s",
}
_LATE = sql.SQL("""
SELECT DISTINCT reference FROM case_event e JOIN case_row USING (reference)
WHERE e.type = 'breached' AND convert_from(e.body, 'UTF8')::jsonb #>> '{{body,clock}}' = %(clock)s AND {}
ORDER BY reference
""")
_HISTORIES = """
SELECT e.reference, e.body FROM case_event e
WHERE e.reference = ANY(%(references)s) AND e.type NOT IN ('notice_sent', 'notice_failed')
ORDER BY e.reference, e.seq
"""
"""Notices change no clock."""
_ROWS = "SELECT * FROM case_row WHERE reference = ANY(%(references)s)"
_POLICY = "SELECT slice FROM policy WHERE digest = %(digest)s"
_AT_ONCE = 200


def lateness(connection: Connection, wanted: LateFilter, now: datetime, scope: Scope | None = None) -> Lateness:
    """The promises that broke, of the cases that somebody sees (everybody's without a scope)."""
    allow_long_statements(connection)
    references = _late_references(connection, wanted, scope)
    runs: list[LateRun] = []
    unreadable: list[str] = []
    for row, policy, events in _histories(connection, references):
        found = _runs_of(row, policy, events, now, wanted.clock)
        if found is None:
            unreadable.append(row.reference)
        else:
            runs += [run for run in found if _is_wanted(run.broke_at, wanted)]
    return Lateness(tuple(runs), tuple(unreadable))


def _late_references(connection: Connection, wanted: LateFilter, scope: Scope | None) -> list[str]:
    values: dict[str, Any] = {name: getattr(wanted, name) for name in _FILTERS} | {"clock": wanted.clock}
    conditions: list[sql.Composable] = [sql.SQL(text) for name, text in _FILTERS.items() if values[name]]
    conditions += [within(scope)] if scope else []
    values |= parameters(scope) if scope else {}
    query = _LATE.format(sql.SQL(" AND ").join(conditions or [sql.SQL("true")]))
    return [row["reference"] for row in connection.execute(query, values)]


def _is_wanted(broke_at: datetime, wanted: LateFilter) -> bool:
    return (wanted.since is None or wanted.since <= broke_at) and (wanted.until is None or broke_at <= wanted.until)


def _histories(
    connection: Connection, references: list[str]
) -> Iterator[tuple[CaseRow, CasePolicy | None, list[bytes]]]:
    """Each case with the policy it was opened under and its events as they are written."""
    policies: dict[str, CasePolicy | None] = {}
    for first in range(0, len(references), _AT_ONCE):
        some = {"references": references[first : first + _AT_ONCE]}
        rows = {row["reference"]: CaseRow.model_validate(row) for row in connection.execute(_ROWS, some)}
        for reference, events in groupby(connection.execute(_HISTORIES, some), key=lambda each: each["reference"]):
            row = rows[reference]
            if row.policy not in policies:
                policies[row.policy] = _policy(connection, row.policy)
            yield row, policies[row.policy], [each["body"] for each in events]


def _policy(connection: Connection, digest: str) -> CasePolicy | None:
    found = connection.execute(_POLICY, {"digest": digest}).fetchone()
    try:
        return CasePolicy.model_validate_json(found["slice"]) if found else None
    except ValueError:
        return None


def _runs_of(
    row: CaseRow, policy: CasePolicy | None, written: list[bytes], now: datetime, clock: ClockKind
) -> list[LateRun] | None:
    """The late promises of a case; None when its policy or an event cannot be read."""
    if policy is None or NOTHING in written:
        return None
    try:
        events = [Event.model_validate_json(each) for each in written]
        return list(late_runs(row, policy, events, now, clock))
    except (ValueError, LookupError):
        return None
