"""What a clock promises where plain working time of the case's own calendar does not say it."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import Discriminator, Tag

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


AMOUNT, DAYS = "as an amount", "as a table"
"""The two ways to write what is an amount or a number of days; no keys of a pack."""


def way_of(written: Any) -> str:
    """Which of the two ways something is written in."""
    return AMOUNT if isinstance(written, timedelta | float | int | str) else DAYS


class DayOffset(Wire):
    """So many days after the end of a promise in days, or before it where they are fewer than none.

    They are counted as the days of the promise are: with -1 it is where the promise would end with a day less.
    """

    days: int


Offset = Annotated[Annotated[timedelta, Tag(AMOUNT)] | Annotated[DayOffset, Tag(DAYS)], Discriminator(way_of)]
"""Working time, or days; after the end of a promise, or before it."""
