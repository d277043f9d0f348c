"""Teams and their members for spreadsheets."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from commands.common import terminal
from commands.common.terminal.spreadsheet import spreadsheet
from commands.work.managing.team_data import day_of
from models.teams import name_of

if TYPE_CHECKING:
    from activities.reports.team import TeamKey, Workload
    from commands.looks.team import TeamTold


def team_title(told: "TeamTold", key: "TeamKey") -> str:
    """What the pack calls a team."""
    return told.titles.get(name_of(key.team, key.pack), "")


def print_sheet(members: "Sequence[Workload]", told: "TeamTold", ends: Sequence[datetime]) -> None:
    """The members with their teams' titles; instants in local time."""
    about = ("staff", "name", "role", "pack", "team", "team title", "holds", "capacity", "free", "of team", "late")
    more = ("last given", "skills", "away from", "away until", "substitute")
    spreadsheet(
        (*about, *(f"due {day_of(end)}" for end in ends), *more),
        ([*_sheet_row(each, told)] for each in members),
        as_of=told.now,
    )


def _sheet_row(each: "Workload", told: "TeamTold") -> Iterator[object]:
    zone, member, away = terminal.local_zone(), each.member, each.away
    yield from (member.id, member.name, member.role, each.key.pack, each.key.team, team_title(told, each.key))
    yield from (each.holds, each.capacity, each.free, each.of_team.cases, each.of_team.late, *each.of_team.days)
    yield each.last_at.astimezone(zone) if each.last_at else None
    yield ", ".join(member.skills)
    yield from (at.astimezone(zone) for at in (away.since, away.until)) if away else (None, None)
    yield away.substitute if away else None
