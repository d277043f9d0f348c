"""What a clock promises where plain working time of the case's own calendar does not say it."""

from datetime import timedelta

from models.base import Wire
from models.calendar.day_rule import DayRule, DayUnit, Until


class Promise(Wire):
    """An amount of working time, or a number of days, in a calendar by name (none: the case's own)."""

    amount: timedelta | None = None
    days: int | None = None
    rule: DayRule = DayRule()
    """How the days are counted."""
    calendar: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether an amount says it all."""
        return self.days is None and self.calendar is None

    @property
    def counts_every_hour(self) -> bool:
        """Whether all time passes for it: calendar days go on at night and on closed days."""
        return self.days is not None and self.rule.unit is DayUnit.CALENDAR

    @property
    def ends_when_open(self) -> bool:
        """Whether it ends at an opening rather than at the closing before, which is the same in working time."""
        return self.days is not None and self.rule.until is Until.CLOCK
