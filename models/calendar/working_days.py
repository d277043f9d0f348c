"""The working days of a calendar: the local days on which hours begin that no break takes whole."""

from bisect import bisect_right
from datetime import date, datetime
from typing import NamedTuple

from models.calendar.days import EPOCH, MICROSECOND, LocalDays
from models.calendar.rules import DAY, CalendarRules


class DayHours(NamedTuple):
    """When a working day opens first and closes last; that may be on the day after."""

    opens: datetime
    closes: datetime


class WorkingDays:
    """The working days of calendar rules, computed year by year and kept. A day beyond `last_year` is a ValueError."""

    def __init__(self, rules: CalendarRules, last_year: int) -> None:
        self._rules, self._last_year = rules, last_year
        self._years: dict[int, dict[date, DayHours]] = {}
        self._listed: dict[int, tuple[date, ...]] = {}

    def hours(self, day: date) -> DayHours | None:
        """The hours of a day; none of a day that is no working day."""
        return self._year(day.year).get(day)

    def after(self, day: date, many: int) -> date:
        """The working day that is so many after a day; the first one is 1."""
        year = day.year
        while True:
            self._year(year)
            listed = self._listed[year]
            passed = bisect_right(listed, day)
            if passed + many <= len(listed):
                return listed[passed + many - 1]
            many -= len(listed) - passed
            year += 1

    def _year(self, year: int) -> dict[date, DayHours]:
        if year not in self._years:
            if year > self._last_year:
                raise ValueError(f"calendar {self._rules.name!r} has not so many working days until {self._last_year}")
            first, last = date(year, 1, 1), date(year, 12, 31)
            days = LocalDays(self._rules, first - DAY, last + DAY)
            found = {day: spans for day in days if first <= day <= last and (spans := days.open_spans(day))}
            self._listed[year] = tuple(found)
            self._years[year] = {
                day: DayHours(EPOCH + spans[0][0] * MICROSECOND, EPOCH + spans[-1][1] * MICROSECOND)
                for day, spans in found.items()
            }
        return self._years[year]
