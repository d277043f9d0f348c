"""What a fault carries of its pack from its opening on."""

from datetime import timedelta
from functools import cached_property

from models.base import Wire
from models.calendar.rules import CalendarRules
from models.calendar.working import WorkingCalendar, compile_calendar
from models.codes import ClockKind, Role
from models.policy import Rung, Target


class FaultPolicy(Wire):
    """Whose the faults of a pack are, who may act on them, and what is promised; amounts of working time."""

    pack: str
    version: str
    team: str
    roles: tuple[Role, ...]
    within: timedelta
    """How long before its opening its first cases may have come, by the wall clock."""
    targets: dict[ClockKind, timedelta]
    """`first_response`: until it is known; `resolution`: until it is mended."""
    ladder: tuple[Rung, ...] = ()
    fallback: Target
    """Who is told where nobody of those is there whom a rung names."""
    message: str
    language: str
    """That of the message, where its readers speak several."""
    calendar: CalendarRules

    @cached_property
    def working_calendar(self) -> WorkingCalendar:
        """The calendar in which the clocks run."""
        return compile_calendar(self.calendar)
