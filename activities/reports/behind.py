"""The cases behind a figure of the board or of a report: those that were counted, of which somebody sees the rows now.

Plain psycopg, as all reports. The conditions are those that count, so a figure and its cases cannot differ: what
happened meanwhile, and cases that went to units of others since, are the difference.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, LiteralString

from psycopg import sql

from activities.records.database import LIVE, UNDECIDED, Connection
from activities.reports.board import BoardFilter, counted_cases
from activities.reports.counted import counted
from activities.reports.indicators import Period, cases_now, occurred, values_of, with_name
from activities.reports.scopes import parameters, within
from models.authority import Scope
from models.case.row import CaseRow
from models.codes import ReportBy, Stage
from models.reports.catalog import BY_CODE
from models.reports.indicator import Oldest, Stock


class BoardFigure(StrEnum):
    """What the board counts; its codes stand in addresses."""

    OPEN = "open"
    LATE = "late"
    AT_RISK = "at_risk"
    PAUSED = "paused"
    APPEALS = "appeals"
    FOLLOW_UP = "follow_up"
    OPENED_TODAY = "opened_today"
    RESOLVED_TODAY = "resolved_today"
    CLOSED_TODAY = "closed_today"


EVERY_CASE = BoardFilter()
_CONDITIONS: Mapping[BoardFigure, LiteralString] = {
    BoardFigure.OPEN: UNDECIDED,
    BoardFigure.LATE: UNDECIDED + " AND due_at <= %(now)s",
    BoardFigure.AT_RISK: UNDECIDED + " AND due_at > %(now)s AND at_risk_at <= %(now)s",
    BoardFigure.PAUSED: UNDECIDED + " AND paused",
    BoardFigure.APPEALS: UNDECIDED + " AND appeal_of IS NOT NULL",
    BoardFigure.FOLLOW_UP: "stage = 'resolved'",
    BoardFigure.OPENED_TODAY: "opened_at >= %(day_began)s AND opened_at <= %(now)s",
    BoardFigure.RESOLVED_TODAY: "resolved_at >= %(day_began)s AND resolved_at <= %(now)s",
    BoardFigure.CLOSED_TODAY: "closed_at >= %(day_began)s AND closed_at <= %(now)s",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCases:
    """Which figure of the board, at `now`; of one stage, or of those that are with no team yet."""

    figure: BoardFigure
    now: datetime
    day_began: datetime
    wanted: BoardFilter = EVERY_CASE
    stage: Stage | None = None
    without_team: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorCases:
    """Which indicators of a period, any of them; of one group of a report by something, where `by` says so. What is
    as it says now stands alone."""

    codes: tuple[str, ...]
    period: Period
    now: datetime
    by: ReportBy | None = None
    name: str = ""
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class CasesBehind:
    """A page of the cases that somebody sees now, and how many those are in all; `counted`: how often something
    happened with them and with others, as the figure says; `elsewhere`: cases that they do not see any more."""

    rows: tuple[CaseRow, ...]
    total: int
    counted: int
    elsewhere: int


_ORDER: LiteralString = "stage = 'closed', due_at NULLS LAST, reference"
_PAGE = sql.SQL("""
WITH first AS (SELECT reference FROM case_row WHERE {of} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s)
SELECT c.* FROM first JOIN case_row c USING (reference) ORDER BY {order}
""")
"""First which cases, by an index that has all it needs for the open ones; then their rows."""
_HOW_MANY = sql.SQL("SELECT count(*) AS n FROM case_row WHERE {}")
_HAPPENED = sql.SQL("""
{source} SELECT count(*) AS n, array_agg(DISTINCT reference) AS cases FROM occurrence
WHERE ({where}) AND at >= %(since)s AND at < %(until)s AND {seen}
""")
_THEM = sql.SQL("reference = ANY(%(cases)s)")


def cases_on_board(
    connection: Connection, asked: BoardCases, scope: Scope | None, limit: int, offset: int = 0
) -> CasesBehind:
    """The cases of a figure of the board."""
    of = [sql.SQL(_CONDITIONS[asked.figure]), counted_cases(scope, asked.wanted)]
    of += [sql.SQL("stage = %(stage)s")] if asked.stage else []
    of += [sql.SQL("team IS NULL")] if asked.without_team else []
    values = {"now": asked.now, "day_began": asked.day_began, "stage": asked.stage} | asdict(asked.wanted)
    return _found(connection, of, values | (parameters(scope) if scope else {}), limit, offset)


def cases_of_indicator(
    connection: Connection, asked: IndicatorCases, scope: Scope | None, limit: int, offset: int = 0
) -> CasesBehind:
    """The cases of an indicator: those that are as it says now, or with which it happened in the period. Of a
    quotient those above the line. Raises KeyError for one that there is not."""
    measures = [BY_CODE[code].measure for code in asked.codes]
    values = {"now": asked.now, "zone": asked.zone, "name": asked.name} | values_of(asked.period, scope)
    is_now = isinstance(measures[0], (Stock, Oldest))
    named = [with_name(asked.by, now=is_now)] if asked.by else []
    where = sql.SQL(" OR ").join(sql.SQL(f"({each.where})") for each in measures)
    if is_now:
        of = [sql.SQL(LIVE), where, cases_now(asked.period, scope), *named]
        return _found(connection, of, values, limit, offset)
    known = counted(connection)
    seen = sql.SQL(" AND ").join([occurred(asked.period, scope), *named])
    query = _HAPPENED.format(source=known.source, where=where, seen=seen)
    row = connection.execute(query, values | known.parameters).fetchone() or {}
    cases = row["cases"] or []
    of = [_THEM, *([within(scope)] if scope else [])]
    found = _found(connection, of, values | {"cases": cases}, limit, offset)
    return CasesBehind(found.rows, found.total, row["n"], len(cases) - found.total)


def _found(
    connection: Connection, of: list[sql.Composable], values: Mapping[str, Any], limit: int, offset: int
) -> CasesBehind:
    condition = sql.SQL(" AND ").join(sql.SQL("({})").format(each) for each in of)
    total = (connection.execute(_HOW_MANY.format(condition), values).fetchone() or {})["n"]
    query = _PAGE.format(of=condition, order=sql.SQL(_ORDER))
    page = connection.execute(query, {**values, "limit": limit, "offset": offset})
    return CasesBehind(tuple(map(CaseRow.model_validate, page)), total, total, 0)
