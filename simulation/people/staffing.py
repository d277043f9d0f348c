"""Who works when, and who gets which case: what is tried in the model of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from models.calendar.working import WorkingCalendar
from models.case.commands import Actor
from models.codes import Role
from simulation.people.assignment import Assignment


class OfficerAway(NamedTuple):
    """A time in which one of the officers is away: the first is number 1."""

    officer: int
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Staffing:
    """The people of each team, when they work, and by which rule they get cases."""

    officers: int
    supervisors: int = 1
    assignment: Assignment = Assignment.OLDEST
    shifts: WorkingCalendar | None = None
    """When they work; none: in the working hours of the policy."""
    away: Sequence[OfficerAway] = ()
    arrivals: float = 1.0
    """By how much more cases come, as a factor."""

    def people(self, team: str) -> list[Actor]:
        """The officers and supervisors of a team."""
        names = [(f"officer.{number}.{team}", Role.OFFICER) for number in range(1, self.officers + 1)]
        names += [(f"supervisor.{number}.{team}", Role.SUPERVISOR) for number in range(1, self.supervisors + 1)]
        return [Actor(id=name, role=role, teams=(team,)) for name, role in names]

    def back_at(self, person: Actor, now: datetime) -> datetime:
        """When somebody is there who may be away at an instant."""
        number = int(person.id.split(".")[1]) if person.role is Role.OFFICER else 0
        absences = (each.until for each in self.away if each.officer == number and each.since <= now < each.until)
        return max(absences, default=now)
