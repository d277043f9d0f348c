"""Teams and their members: what each holds, what is due in the coming days, who is away, who got a case last.

Plain psycopg: a command shows it, and SQLModel would add 0.24 s to the 0.17 s of their imports.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from psycopg import sql

from activities.records.database import UNDECIDED, Connection
from activities.staff import Member, roster
from models.authority import Scope
from models.codes import Stage
from models.packs.pack import Pack
from models.sharing import TeamRule
from models.teams import is_in

_OPEN = sql.SQL("""
SELECT pack, team, assignee AS holder, width_bucket(due_at, %(ends)s::timestamptz[]) AS day, count(*) AS cases,
       count(*) FILTER (WHERE assignee IS NULL AND stage <> {asked}) AS waiting,
       count(*) FILTER (WHERE sharing IS NOT NULL) AS to_be_given
FROM case_row WHERE {undecided} AND team = ANY(%(teams)s)
  AND (pack, team) IN (SELECT * FROM unnest(%(packs)s::varchar[], %(teams)s::varchar[]))
GROUP BY 1, 2, 3, 4
""").format(asked=sql.Literal(str(Stage.AWAITING_BENEFICIARY)), undecided=sql.SQL(UNDECIDED))
_HOLDING = sql.SQL("""
SELECT assignee AS holder, count(*) AS cases FROM case_row
WHERE {undecided} AND assignee = ANY(%(people)s) GROUP BY assignee
UNION ALL
SELECT step_with, count(*) FROM case_row WHERE step_with = ANY(%(people)s) GROUP BY step_with
""").format(undecided=sql.SQL(UNDECIDED))
_ABSENCES = """
SELECT DISTINCT ON (staff_id) staff_id, since, until, substitute FROM absence
WHERE staff_id = ANY(%(people)s) AND until > %(now)s AND since <= %(horizon)s ORDER BY staff_id, since
"""
_LAST_GIVEN = """
SELECT place.*, last.at
FROM unnest(%(people)s::varchar[], %(packs)s::varchar[], %(teams)s::varchar[]) AS place (staff_id, pack, team)
CROSS JOIN LATERAL (
    SELECT at FROM share WHERE staff_id = place.staff_id AND pack = place.pack AND team = place.team
    ORDER BY number DESC LIMIT 1
) last
"""


class TeamKey(NamedTuple):
    """A team of a pack."""

    pack: str
    team: str


@dataclass(frozen=True, slots=True)
class ComingWork:
    """How many open cases there are, how many are late, and how many fall due in each of the coming days."""

    cases: int
    late: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ComingAbsence:
    """The absence of somebody that is under way, or the next within the days that are looked at."""

    since: datetime
    until: datetime
    substitute: str | None


@dataclass(frozen=True, slots=True)
class Workload:
    """One member of a team: `holds` counts the undecided cases and steps that are theirs, of whatever team."""

    key: TeamKey
    member: Member
    holds: int
    of_team: ComingWork
    capacity: int | None
    away: ComingAbsence | None
    last_at: datetime | None
    """When a case of the team was given to them last by its rule."""

    @property
    def free(self) -> int | None:
        """How many more they may be given; None where there is no capacity."""
        return None if self.capacity is None else max(self.capacity - self.holds, 0)


@dataclass(frozen=True, slots=True)
class TeamWork:
    """A team: its rule, its open cases, how many of them nobody holds or are to be given, and its members."""

    key: TeamKey
    rule: TeamRule
    coming: ComingWork
    waiting: int
    to_be_given: int
    members: tuple[Workload, ...]


def teams_of(packs: Mapping[str, Pack], scope: Scope) -> Iterator[TeamKey]:
    """The teams of which somebody sees figures: all, or those they work in."""
    for pack in packs.values():
        for team in pack.teams:
            if scope.all_teams or pack.name in scope.packs or is_in(scope.teams, team, pack.name):
                yield TeamKey(pack.name, team)


def team_work(
    connection: Connection, rules: Mapping[TeamKey, TeamRule], now: datetime, ends: Sequence[datetime]
) -> tuple[TeamWork, ...]:
    """Teams with their rules as they stand at `now`; `ends` are the ends of the coming days, the first that of today.

    A team that has neither members nor open cases is left out.
    """
    staff = [member for member in roster(connection, now) if member.active]
    known = _Known(connection, rules, staff, now, ends)
    found = (known.team(key, rule) for key, rule in rules.items())
    return tuple(team for team in found if team.members or team.coming.cases)


class _Known:
    """What the records know of teams, read once for all of them."""

    def __init__(
        self,
        connection: Connection,
        rules: Mapping[TeamKey, TeamRule],
        staff: Sequence[Member],
        now: datetime,
        ends: Sequence[datetime],
    ) -> None:
        self._days = len(ends)
        self._members = {key: [each for each in staff if is_in(each.teams, key.team, key.pack)] for key in rules}
        places = [(each.id, *key) for key, members in self._members.items() for each in members]
        people = sorted({person for person, _, _ in places})
        self._open = _grouped(connection, rules, [now, *ends])
        self._holds: dict[str, int] = defaultdict(int)
        for row in connection.execute(_HOLDING, {"people": people}):
            self._holds[row["holder"]] += row["cases"]
        absences = connection.execute(_ABSENCES, {"people": people, "now": now, "horizon": ends[-1]})
        self._away = {row["staff_id"]: ComingAbsence(row["since"], row["until"], row["substitute"]) for row in absences}
        columns = dict(zip(("people", "packs", "teams"), map(list, zip(*places, strict=True)), strict=False))
        given = connection.execute(_LAST_GIVEN, columns) if columns else ()
        self._last = {(row["staff_id"], row["pack"], row["team"]): row["at"] for row in given}

    def team(self, key: TeamKey, rule: TeamRule) -> TeamWork:
        """One team."""
        groups = self._open[key]
        return TeamWork(
            key,
            rule,
            self._coming(groups),
            waiting=sum(each.waiting for each in groups),
            to_be_given=sum(each.to_be_given for each in groups),
            members=tuple(self._workload(key, rule, member) for member in self._members[key]),
        )

    def _workload(self, key: TeamKey, rule: TeamRule, member: Member) -> Workload:
        held = [each for each in self._open[key] if each.holder == member.id]
        return Workload(
            key,
            member,
            self._holds[member.id],
            self._coming(held),
            rule.capacity,
            self._away.get(member.id),
            self._last.get((member.id, *key)),
        )

    def _coming(self, groups: Iterable["_Group"]) -> ComingWork:
        by_day: dict[int | None, int] = defaultdict(int)
        for each in groups:
            by_day[each.day] += each.cases
        days = tuple(by_day[day] for day in range(1, self._days + 1))
        return ComingWork(sum(by_day.values()), by_day[0], days)


class _Group(NamedTuple):
    """The open cases of a team with one holder, due in one day: 0 is past, 1 today; None has no due instant."""

    holder: str | None
    day: int | None
    cases: int
    waiting: int
    to_be_given: int


def _grouped(
    connection: Connection, rules: Mapping[TeamKey, TeamRule], ends: Sequence[datetime]
) -> Mapping[TeamKey, list[_Group]]:
    values = {"packs": [key.pack for key in rules], "teams": [key.team for key in rules], "ends": list(ends)}
    groups: dict[TeamKey, list[_Group]] = defaultdict(list)
    for row in connection.execute(_OPEN, values):
        key = TeamKey(row.pop("pack"), row.pop("team"))
        groups[key].append(_Group(**row))
    return groups
