"""Lists of staff: which are asked for, in which order, for programs and for spreadsheets."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from commands.common import terminal
from commands.common.terminal.spreadsheet import spreadsheet
from commands.common.words.absences import absence_data
from models.codes import Role, StaffOrder

if TYPE_CHECKING:
    from activities.reports.absences import PlannedAbsence
    from activities.staff import Member

    Absences = Mapping[str, list[PlannedAbsence]]

SHEET_HEADERS = (
    "staff",
    "name",
    "role",
    "teams",
    "skills",
    "works here",
    "away from",
    "away until",
    "substitute",
    "language",
)
_NEVER = datetime.max.replace(tzinfo=UTC)


class StaffFilter(NamedTuple):
    """Which members of staff, in which order; what is left out does not matter."""

    team: str | None = None
    role: Role | None = None
    away: bool = False
    """Only who is away, or will be."""
    order: StaffOrder = StaffOrder.ID


def by_member(away: "Iterable[PlannedAbsence]") -> "dict[str, list[PlannedAbsence]]":
    """The absences of each, the earliest first as they come."""
    of: dict[str, list[PlannedAbsence]] = {}
    for absence in away:
        of.setdefault(absence.staff_id, []).append(absence)
    return of


def chosen(members: "Iterable[Member]", away: "Iterable[PlannedAbsence]", wanted: StaffFilter) -> "list[Member]":
    """The members that are asked for."""
    of = by_member(away)

    def is_asked_for(each: "Member") -> bool:
        in_team = wanted.team is None or _is_named(each.teams, wanted.team)
        return in_team and wanted.role in (None, each.role) and (each.id in of or not wanted.away)

    return sorted(filter(is_asked_for, members), key=_orders(of)[wanted.order])


def _orders(of: "Absences") -> "Mapping[StaffOrder, Callable[[Member], Any]]":
    ranks = list(Role)
    return {
        StaffOrder.ID: lambda each: each.id,
        StaffOrder.NAME: lambda each: (each.name, each.id),
        StaffOrder.ROLE: lambda each: (ranks.index(each.role), each.id),
        StaffOrder.AWAY: lambda each: (of[each.id][0].since if each.id in of else _NEVER, each.id),
    }


def _is_named(teams: Iterable[str], team: str) -> bool:
    """Whether a team is among some, named with its pack or without."""
    return any(team in (name, name.rpartition(".")[2]) for name in teams)


def as_data(members: "Iterable[Member]", away: "Iterable[PlannedAbsence]") -> list[dict[str, Any]]:
    """Members of staff with all their absences, for programs."""
    of = by_member(away)
    return [asdict(member) | {"absences": [absence_data(each) for each in of.get(member.id, ())]} for member in members]


def print_sheet(members: "Sequence[Member]", away: "Iterable[PlannedAbsence]", now: datetime) -> None:
    """A line for each member, with the first of their absences; instants are local."""
    of = by_member(away)
    spreadsheet(SHEET_HEADERS, (tuple(_cells(each, of)) for each in members), as_of=now)


def _cells(member: "Member", of: "Absences") -> Iterator[object]:
    zone, first = terminal.local_zone(), of.get(member.id, [None])[0]
    yield from (member.id, member.name, member.role, ", ".join(member.teams), ", ".join(member.skills))
    yield "yes" if member.active else "no"
    yield from (at.astimezone(zone) for at in (first.since, first.until)) if first else (None, None)
    yield first.substitute if first else None
    yield member.language
