"""Teams and their members for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from commands.common.lists import list_data

if TYPE_CHECKING:
    from activities.reports.team import TeamWork, Workload


def day_of(end: datetime) -> date:
    """The day that ends then."""
    return (end - timedelta(hours=1)).date()


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
