"""The indicators of a period, from the occurrences on record: in all, and by one of the attributes of the cases.

Plain psycopg: a command shows them, and SQLModel would add 0.24 s to the 0.17 s of its imports. Counts, shares and
means are taken of the occurrences added up by kind first: a hundred conditions on a few hundred rows, not on a million.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, LiteralString

from psycopg import sql

from activities.records.database import LIVE, VERSION_OF_ROW, Connection
from activities.reports.counted import Counted, counted
from activities.reports.scopes import parameters, with_team, within
from models.authority import Scope
from models.codes import ReportBy
from models.reports.catalog import INDICATORS
from models.reports.indicator import Count, Indicator, Mean, Oldest, Percentile, Portion, Ratio, Stock
from models.reports.intervals import ShareInterval, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `since` until before `until`, and of which cases; what is left out does not matter."""

    since: datetime
    until: datetime
    pack: str | None = None
    service: str | None = None
    team: str | None = None
    version: str | None = None
    """Of the pack."""


@dataclass(frozen=True, slots=True)
class Value:
    """The value of an indicator; none where it is of nothing. Of shares and ratios also of how many, and how many."""

    value: float | None
    hits: int | None = None
    among: int | None = None
    is_share: bool = False

    @property
    def interval(self) -> ShareInterval | None:
        """Of a share: between which the whole lies by it, with 95 % confidence."""
        return wilson(self.hits or 0, self.among or 0) if self.is_share else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The values of all indicators by their codes; by a group's name those of its cases."""

    as_of: datetime
    """Everything recorded before this instant is counted."""
    uncounted: int
    """Cases written since that are not counted yet."""
    total: Mapping[str, Value]
    groups: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    def in_order(self, names: Iterable[str]) -> "Figures":
        """The same with the groups in this order."""
        return replace(self, groups={name: self.groups[name] for name in names})


_UNKNOWN: LiteralString = "NULL"
_BY: Mapping[ReportBy, tuple[LiteralString, LiteralString]] = {
    ReportBy.SERVICE: ("pack || '.' || service", "pack || '.' || service"),
    ReportBy.PROBLEM: ("pack || '.' || problem", "pack || '.' || problem"),
    ReportBy.TEAM: ("pack || '.' || team", "pack || '.' || team"),
    ReportBy.OFFICER: ("officer", "assignee"),
    ReportBy.CHANNEL: ("channel", "channel"),
    ReportBy.APPLICANT: ("applicant", "applicant_type"),
    ReportBy.LANGUAGE: ("language", _UNKNOWN),
    ReportBy.VERSION: ("version", "version"),
    ReportBy.DAY: ("to_char(at AT TIME ZONE %(zone)s, 'YYYY-MM-DD')", _UNKNOWN),
    ReportBy.RUNG: ("CASE WHEN kind IN ('rung', 'nobody_found') THEN code END", _UNKNOWN),
}
"""By what figures are grouped, as a column of the occurrences, and of the cases now: NULL where rows have none.
Codes of a pack stand with its name, as several packs may have them."""

_COUNTS = sql.SQL("""
{source} SELECT name, {total} AS is_total, {values} FROM (
    SELECT {name} AS name, kind, code, yes, by_hand, number, count(*) AS n
    FROM occurrence WHERE at >= %(since)s AND at < %(until)s AND {seen} GROUP BY 1, 2, 3, 4, 5, 6
) AS added GROUP BY {sets}
""")
_TIMES = sql.SQL("""
{source} SELECT name, {total} AS is_total,
       percentile_cont(%(shares)s::float[]) WITHIN GROUP (ORDER BY working) AS working,
       percentile_cont(%(shares)s::float[]) WITHIN GROUP (ORDER BY elapsed) AS elapsed
FROM (
    SELECT {name} AS name, working, elapsed
    FROM occurrence WHERE {where} AND at >= %(since)s AND at < %(until)s AND {seen}
) AS measured GROUP BY {sets}
""")
_NOW = sql.SQL("""
WITH live AS (SELECT {name} AS name, {each} FROM case_row WHERE {live} AND {seen} GROUP BY 1)
SELECT name, {total} AS is_total, {values} FROM live GROUP BY {sets}
""")
_FILTERS: Mapping[str, LiteralString] = {
    "pack": "pack = %(pack)s",
    "service": "service = %(service)s",
    "team": "team = %(team)s",
    "version": "version = %(version)s",
}
_FILTERS_NOW: Mapping[str, LiteralString] = {**_FILTERS, "version": VERSION_OF_ROW + " = %(version)s"}
_NOTHING = sql.SQL("NULL::varchar")

Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: which occurrences and cases, grouped by what."""

    period: Period
    scope: Scope | None
    values: Mapping[str, Any]
    by: ReportBy | None
    counted: Counted

    def name(self, *, now: bool = False) -> sql.Composable:
        """By what they are grouped."""
        return sql.SQL(_BY[self.by][now]) if self.by else _NOTHING

    def parts(self, *, now: bool = False) -> dict[str, sql.Composable]:
        """What every question has: by what it is grouped, the sums of all beside it, and what may be seen."""
        apart = self.by is not None
        return {
            "source": self.counted.source,
            "name": self.name(now=now),
            "seen": self.seen(now=now),
            "total": sql.SQL("grouping(name) = 1" if apart else "true"),
            "sets": sql.SQL("GROUPING SETS ((), (name))" if apart else "name"),
        }

    def seen(self, *, now: bool = False) -> sql.Composable:
        """The condition of what is asked for and may be seen."""
        return cases_now(self.period, self.scope) if now else occurred(self.period, self.scope)


def with_name(by: ReportBy, *, now: bool = False) -> sql.Composable:
    """The condition of the group `name` of what is grouped; its parameters are `name` and `zone`."""
    return sql.SQL("coalesce({}, '') = %(name)s").format(sql.SQL(_BY[by][now]))


def occurred(period: Period, scope: Scope | None) -> sql.Composable:
    """The condition of the occurrences that are asked for and that somebody may see, whenever they were."""
    return _all_of(_FILTERS, period, [_of_teams(scope)] if scope else [])


def cases_now(period: Period, scope: Scope | None) -> sql.Composable:
    """The same of cases as they are now."""
    return _all_of(_FILTERS_NOW, period, [within(scope)] if scope else [])


def _all_of(filters: Mapping[str, LiteralString], period: Period, seen: list[sql.Composable]) -> sql.Composable:
    asked: list[sql.Composable] = [sql.SQL(text) for name, text in filters.items() if getattr(period, name)]
    return sql.SQL(" AND ").join([*asked, *seen] or [sql.SQL("true")])


def values_of(period: Period, scope: Scope | None) -> dict[str, Any]:
    """The parameters of both."""
    asked = {name: getattr(period, name) for name in ("since", "until", *_FILTERS)}
    return asked | (parameters(scope) if scope else {})


def indicators(
    connection: Connection,
    period: Period,
    now: datetime,
    scope: Scope | None = None,
    *,
    by: ReportBy | None = None,
    zone: str = "UTC",
    known: Counted | None = None,
) -> Figures:
    """The indicators of a period that somebody sees, all without a scope; what is open, at `now`.

    Somebody sees what occurred while a case was with a team of theirs, or theirs to hold. `known`: what is counted,
    where several questions are asked.
    """
    known = known or counted(connection)
    values = {"now": now, "zone": zone} | values_of(period, scope) | known.parameters
    total, groups = _found(connection, _Asked(period, scope, values, by, known))
    return Figures(known.as_of, known.uncounted, total, groups)


def _of_teams(scope: Scope) -> sql.Composable:
    mine = sql.SQL(f"({with_team('scope')} OR officer = ANY(%(scope_holders)s))")
    return sql.SQL("true") if scope.all_teams else mine


def _found(connection: Connection, asked: _Asked) -> tuple[Values, dict[str, Values]]:
    """The values of all, and of each group by its name; it is empty for what has none."""
    total: dict[str, Any] = {}
    groups: dict[str, dict[str, Any]] = {}
    for row in (*_counts(connection, asked), *_times(connection, asked), *_now(connection, asked)):
        name, is_total = row.pop("name") or "", row.pop("is_total")
        (total if is_total else groups.setdefault(name, {})).update(row)
    apart = asked.by is None or _BY[asked.by][1] != _UNKNOWN
    return _values(total), {name: _values(groups[name], now=apart) for name in sorted(groups)}


def _values(row: Mapping[str, Any], *, now: bool = True) -> Values:
    """The values of all indicators; none of what is open now where it is not told apart."""
    return {
        each.code: _value(each, row) if now or not isinstance(each.measure, (Stock, Oldest)) else Value(None)
        for each in INDICATORS
    }


def _counts(connection: Connection, asked: _Asked) -> Iterable[dict[str, Any]]:
    query = _COUNTS.format(**asked.parts(), values=_selected(_COUNTED))
    return connection.execute(query, asked.values).fetchall()


def _selected(columns: Mapping[str, LiteralString]) -> sql.Composable:
    return sql.SQL(", ").join(sql.SQL("{} AS {}").format(sql.SQL(of), sql.Identifier(it)) for it, of in columns.items())


def _times(connection: Connection, asked: _Asked) -> Iterable[dict[str, Any]]:
    """Of each time that indicators are about, the shares they ask for, in working and in all time."""
    shares = sorted({each.measure.share for each in INDICATORS if isinstance(each.measure, Percentile)})
    for where, timed in _timed().items():
        query = _TIMES.format(**asked.parts(), where=sql.SQL(where))
        for row in connection.execute(query, {**asked.values, "shares": shares}):
            found = {"name": row["name"], "is_total": row["is_total"]}
            for each in timed:
                if isinstance(each.measure, Percentile) and (times := row[each.measure.column]):
                    found[each.code] = times[shares.index(each.measure.share)]
            yield found


def _timed() -> dict[LiteralString, list[Indicator]]:
    """The indicators of times by their condition."""
    timed: dict[LiteralString, list[Indicator]] = {}
    for each in INDICATORS:
        if isinstance(each.measure, Percentile):
            timed.setdefault(each.measure.where, []).append(each)
    return timed


def _now(connection: Connection, asked: _Asked) -> Iterable[dict[str, Any]]:
    """What is open now, added up first; of groups that open cases have no column for, the sum of all alone."""
    if asked.by and _BY[asked.by][1] == _UNKNOWN:
        asked = replace(asked, by=None)
    query = _NOW.format(
        **asked.parts(now=True), live=sql.SQL(LIVE), each=_selected(_STOCKS), values=_selected(_STOCKS_OF_ALL)
    )
    return connection.execute(query, asked.values).fetchall()


def _columns(each: Indicator) -> dict[str, LiteralString]:
    """What is asked of the occurrences that were added up, by the names of the columns."""
    measure, code = each.measure, each.code
    if isinstance(measure, Count):
        return {code: _how_many(measure.where)}
    if isinstance(measure, (Portion, Ratio)):
        return {f"{code}_hits": _how_many(measure.where), f"{code}_among": _how_many(measure.among)}
    if isinstance(measure, Mean):
        return {code: f"sum(n * number) FILTER (WHERE {measure.where})::float / {_how_many(measure.where, '0')}"}
    return {}


def _how_many(where: LiteralString, nothing: LiteralString = "") -> LiteralString:
    counted: LiteralString = f"coalesce(sum(n) FILTER (WHERE {where}), 0)::bigint"
    return f"nullif({counted}, {nothing})" if nothing else counted


_COUNTED: Mapping[str, LiteralString] = {name: text for each in INDICATORS for name, text in _columns(each).items()}
_STOCKS: Mapping[str, LiteralString] = {
    each.code: f"count(*) FILTER (WHERE {each.measure.where})"
    if isinstance(each.measure, Stock)
    else f"min(submitted_at) FILTER (WHERE {each.measure.where})"
    for each in INDICATORS
    if isinstance(each.measure, (Stock, Oldest))
}
_STOCKS_OF_ALL: Mapping[str, LiteralString] = {
    each.code: f"sum({each.code})::bigint"
    if isinstance(each.measure, Stock)
    else f"extract(epoch FROM %(now)s - min({each.code}))::float"
    for each in INDICATORS
    if isinstance(each.measure, (Stock, Oldest))
}


def _value(each: Indicator, row: Mapping[str, Any]) -> Value:
    """The value of an indicator from what was asked; a count of nothing is 0."""
    if isinstance(each.measure, (Portion, Ratio)):
        hits, among = row.get(f"{each.code}_hits") or 0, row.get(f"{each.code}_among") or 0
        return Value(hits / among if among else None, hits, among, isinstance(each.measure, Portion))
    counts = isinstance(each.measure, (Count, Stock))
    return Value(row.get(each.code) or 0 if counts else row.get(each.code))
