"""Board: open cases by stage, team and service; late, at risk, paused; the oldest; today's flow.

Plain psycopg: a command shows it, and SQLModel would add 0.24 s to the 0.17 s of its imports.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Literal

from psycopg import sql
from psycopg.rows import class_row

from activities.records.database import LIVE, UNDECIDED, VERSION_OF_ROW, Connection
from activities.reports.scopes import parameters, within
from models.authority import Scope
from models.case.row import CaseRow
from models.codes import Stage
from models.teams import name_of

_GROUPS = sql.SQL("""
SELECT pack, stage, team, service, {version} AS version, cases, late, at_risk, paused, appeals, oldest FROM (
    SELECT pack, stage, team, service, {apart} count(*) AS cases,
           count(*) FILTER (WHERE due_at <= %(now)s) AS late,
           count(*) FILTER (WHERE due_at > %(now)s AND at_risk_at <= %(now)s) AS at_risk,
           count(*) FILTER (WHERE paused) AS paused,
           count(*) FILTER (WHERE appeal_of IS NOT NULL) AS appeals,
           min(submitted_at) AS oldest
    FROM case_row WHERE {live} AND {seen} GROUP BY pack, stage, team, service {groups}
) AS case_row
""")
_TOGETHER = {"version": sql.SQL("NULL::varchar"), "apart": sql.SQL(""), "groups": sql.SQL("")}
_BY_VERSION = {
    "version": sql.SQL(VERSION_OF_ROW),
    "apart": sql.SQL("version, CASE WHEN version = '' THEN policy END AS policy,"),
    "groups": sql.SQL(", 5, 6"),
}
"""Half as much again. Rows from before the version was written there have it by their policy, which is looked up once
for each group."""

_FLOW = sql.SQL("""
SELECT (SELECT count(*) FROM case_row WHERE opened_at >= %(since)s AND opened_at <= %(now)s AND {seen}) AS opened,
       (SELECT count(*) FROM case_row WHERE resolved_at >= %(since)s AND resolved_at <= %(now)s AND {seen}) AS resolved,
       (SELECT count(*) FROM case_row WHERE closed_at >= %(since)s AND closed_at <= %(now)s AND {seen}) AS closed
""")

_OLDEST = sql.SQL("SELECT * FROM case_row WHERE {undecided} AND {seen} ORDER BY submitted_at LIMIT 5")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """Which cases the board counts; what is left out does not matter."""

    pack: str | None = None
    team: str | None = None
    service: str | None = None
    version: str | None = None
    """Of the pack, as `VERSION_OF_ROW` has it."""


_EVERY_CASE = BoardFilter()
_COUNTS = ("cases", "late", "at_risk", "paused", "appeals")


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of cases, and how many are late, at risk, paused or appeals. The first two need a running clock."""

    cases: int = 0
    late: int = 0
    at_risk: int = 0
    paused: int = 0
    appeals: int = 0
    oldest: datetime | None = None
    """When the first of them was submitted."""

    def __add__(self, other: "Tally") -> "Tally":
        oldest = min((each for each in (self.oldest, other.oldest) if each), default=None)
        sums = {name: getattr(self, name) + getattr(other, name) for name in _COUNTS}
        return Tally(**sums, oldest=oldest)


@dataclass(frozen=True, slots=True)
class Group(Tally):
    """The cases of one stage, team and service of a pack; under one version, where these are told apart."""

    pack: str = ""
    stage: str = ""
    team: str | None = None
    service: str = ""
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """Cases opened, resolved and closed since the day began."""

    opened: int
    resolved: int
    closed: int


@dataclass(frozen=True, slots=True)
class Board:
    """All cases at an instant. A case is open until its decision; then it is in follow-up until it is closed."""

    at: datetime
    groups: tuple[Group, ...]
    """The open cases."""
    follow_up: int
    """How many cases are decided and may still be reopened: no member of staff has to act."""
    oldest: tuple[CaseRow, ...]
    """The five cases that wait longest for a decision."""
    flow: Flow

    @property
    def total(self) -> Tally:
        """All open cases together."""
        return sum(self.groups, Tally())

    def _shared(self, what: Literal["team", "service"]) -> set[str]:
        """The codes that groups of several packs have."""
        packs: dict[str, set[str]] = defaultdict(set)
        for group in self.groups:
            packs[getattr(group, what) or ""].add(group.pack)
        return {code for code, of in packs.items() if code and len(of) > 1}

    def by(self, what: Literal["stage", "team", "service"]) -> dict[str, Tally]:
        """The groups added up by one of their names, the largest first.

        A team or service that several packs have stands there for each, with its pack: `town.payments`.
        """
        sums: dict[str, Tally] = defaultdict(Tally)
        shared = self._shared(what) if what != "stage" else set()
        for group in self.groups:
            name = getattr(group, what) or ""
            sums[name_of(name, group.pack) if name in shared else name] += group
        return dict(sorted(sums.items(), key=lambda item: -item[1].cases))

    def by_version(self) -> dict[str, Tally]:
        """The same by the version of the pack that they are under, as `passports@ecfd2c2dbe13`, where it was asked."""
        sums: dict[str, Tally] = defaultdict(Tally)
        for group in self.groups:
            sums[f"{group.pack}@{group.version or ''}"] += group
        return dict(sorted(sums.items(), key=lambda item: (-item[1].cases, item[0])))


def _parts(scope: Scope | None, wanted: BoardFilter) -> dict[str, sql.Composable]:
    """The conditions of the queries: which cases are counted, of those that somebody sees, and which are open."""
    return {
        "seen": counted_cases(scope, wanted),
        "live": sql.SQL(LIVE),
        "undecided": sql.SQL(UNDECIDED),
    }


def counted_cases(scope: Scope | None, wanted: BoardFilter) -> sql.Composable:
    """The condition of the cases that are asked for, of those that somebody sees, all without a scope."""
    of = [sql.SQL("{} = {}").format(_column(name), sql.Placeholder(name)) for name, on in asdict(wanted).items() if on]
    return sql.SQL(" AND ").join([within(scope) if scope else sql.SQL("true"), *of])


def _column(name: str) -> sql.Composable:
    """What a field of the filter is compared with."""
    return sql.SQL(VERSION_OF_ROW) if name == "version" else sql.Identifier(name)


def board(
    connection: Connection,
    now: datetime,
    day_began: datetime,
    scope: Scope | None = None,
    wanted: BoardFilter = _EVERY_CASE,
    *,
    by_version: bool = False,
) -> Board:
    """The board at `now` of the cases that somebody sees, all without a scope; its flow is counted from `day_began`.

    `by_version`: the versions of packs are told apart.
    """
    values = {"now": now, "since": day_began} | asdict(wanted) | (parameters(scope) if scope else {})
    parts = _parts(scope, wanted)
    with connection.cursor(row_factory=class_row(Group)) as cursor:
        apart = _BY_VERSION if by_version else _TOGETHER
        groups = tuple(cursor.execute(_GROUPS.format(**parts, **apart), values))
    with connection.cursor(row_factory=class_row(Flow)) as cursor:
        flow = cursor.execute(_FLOW.format(**parts), values).fetchone()
    decided = sum(group.cases for group in groups if group.stage == Stage.RESOLVED)
    undecided = tuple(group for group in groups if group.stage != Stage.RESOLVED)
    oldest = tuple(map(CaseRow.model_validate, connection.execute(_OLDEST.format(**parts), values)))
    flow = flow or Flow(*[0] * len(fields(Flow)))
    return Board(at=now, groups=undecided, follow_up=decided, oldest=oldest, flow=flow)
