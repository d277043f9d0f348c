"""Teams and their members for programs and for spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from commands.common import terminal
from commands.common.lists import list_data
from commands.common.terminal.spreadsheet import spreadsheet

if TYPE_CHECKING:
    from activities.reports.team import TeamKey, TeamWork, Workload
    from models.packs.pack import Pack


def day_of(end: datetime) -> date:
    """The day that ends then."""
    return (end - timedelta(hours=1)).date()


def team_title(packs: "Mapping[str, Pack]", key: "TeamKey", reader: str | None) -> str:
    """What the pack calls a team, in the language of the reader, else in its first one."""
    pack = packs[key.pack]
    return pack.teams[key.team].of(*([reader] if reader else []), *pack.languages)


def team_data(
    found: "Sequence[TeamWork]", shown: "Sequence[Workload]", total: int, now: datetime, ends: Sequence[datetime]
) -> dict[str, Any]:
    """The answer for programs: the teams, and the members that are shown, of how many."""
    return list_data(now, total, members=map(_member_data, shown)) | {
        "days": [str(day_of(end)) for end in ends],
        "teams": [
            {
                **each.key._asdict(),
                "rule": each.rule.model_dump(mode="json"),
                **asdict(each.coming),
                "waiting": each.waiting,
                "to_be_given": each.to_be_given,
                "members": len(each.members),
            }
            for each in found
        ],
    }


def _member_data(each: "Workload") -> dict[str, Any]:
    member = each.member
    return {
        "staff": member.id,
        "name": member.name,
        "role": member.role,
        **each.key._asdict(),
        "holds": each.holds,
        "capacity": each.capacity,
        "free": each.free,
        **asdict(each.of_team),
        "skills": member.skills,
        "last_given": each.last_at,
        "away": asdict(each.away) if each.away else None,
    }


def print_sheet(
    members: "Sequence[Workload]",
    packs: "Mapping[str, Pack]",
    now: datetime,
    ends: Sequence[datetime],
    reader: str | None,
) -> None:
    """The members with their teams' titles; instants in local time."""
    about = ("staff", "name", "role", "pack", "team", "team title", "holds", "capacity", "free", "of team", "late")
    more = ("last given", "skills", "away from", "away until", "substitute")
    spreadsheet(
        (*about, *(f"due {day_of(end)}" for end in ends), *more),
        ([*_sheet_row(each, packs, reader)] for each in members),
        as_of=now,
    )


def _sheet_row(each: "Workload", packs: "Mapping[str, Pack]", reader: str | None) -> Iterator[object]:
    zone, member, away = terminal.local_zone(), each.member, each.away
    yield from (member.id, member.name, member.role, each.key.pack, each.key.team, team_title(packs, each.key, reader))
    yield from (each.holds, each.capacity, each.free, each.of_team.cases, each.of_team.late, *each.of_team.days)
    yield each.last_at.astimezone(zone) if each.last_at else None
    yield ", ".join(member.skills)
    yield from (at.astimezone(zone) for at in (away.since, away.until)) if away else (None, None)
    yield away.substitute if away else None
