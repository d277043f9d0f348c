"""Absences as people see them: under way or to come, with who stands in.

Plain psycopg, as in `activities.absences`.
"""

from dataclasses import dataclass
from datetime import datetime

from activities.absences import absences_since
from activities.coverage import Gap, gaps, stand_ins
from activities.records.database import Connection


@dataclass(frozen=True, slots=True)
class PlannedAbsence:
    """An absence that is under way or to come."""

    staff_id: str
    since: datetime
    until: datetime
    substitute: str | None
    stand_ins: tuple[str, ...]
    """Who stands in now, or when it begins."""
    gaps: tuple[Gap, ...]
    """The times from now on in which the substitute is not there."""

    @property
    def all_stand_ins(self) -> set[str]:
        """All who stand in at some time of it."""
        named = {self.substitute} if self.substitute else set[str]()
        return named.union(self.stand_ins, *(gap.stand_ins for gap in self.gaps))


def planned(connection: Connection, now: datetime) -> tuple[PlannedAbsence, ...]:
    """All absences that are under way or to come, the earliest first."""
    known = absences_since(connection, now)
    return tuple(
        PlannedAbsence(
            staff_id=each.staff_id,
            since=each.since,
            until=each.until,
            substitute=each.substitute,
            stand_ins=stand_ins(known, each, max(each.since, now)),
            gaps=gaps(known, each.within(now, each.until)),
        )
        for each in known
    )


def planned_of(connection: Connection, staff_id: str, now: datetime) -> tuple[PlannedAbsence, ...]:
    """The absences of one person, the earliest first."""
    return tuple(each for each in planned(connection, now) if each.staff_id == staff_id)


def absences_about(connection: Connection, staff_id: str, now: datetime) -> tuple[PlannedAbsence, ...]:
    """What somebody should know of: their own absences, and those of others for which they stand in at some time."""
    return tuple(each for each in planned(connection, now) if staff_id in {each.staff_id, *each.all_stand_ins})
