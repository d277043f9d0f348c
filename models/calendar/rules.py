"""The rules of a working calendar, as data: weekly hours, overlays, sourced closures, exceptional openings."""

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, field_validator, model_serializer, model_validator

from models.base import Wire
from models.calendar import months
from models.calendar.months import HijriMonth, days_of_hijri_month

YearlyDay = Annotated[str, StringConstraints(pattern=r"^\*-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""A day of every year, as `*-09-23`."""

DAY, HIJRI_KNOWN = months.DAY, months.HIJRI_KNOWN


class Weekday(StrEnum):
    """The days of the week, in the order of `date.weekday()`."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


class ClosureStatus(StrEnum):
    """How sure a closure is: computed by a library, announced by the authority, or confirmed after the fact."""

    ESTIMATED = "estimated"
    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"


class Interval(Wire):
    """Opening hours in local wall time, written `07:30-14:30`; an end not after its start runs over midnight."""

    opens: time
    closes: time

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not (parts := re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", value)):
            raise ValueError(f"write hours as 07:30-14:30, not {value!r}")
        return {"opens": parts[1], "closes": "00:00" if parts[2] == "24:00" else parts[2]}

    @model_serializer
    def _to_text(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


WeeklyHours = dict[Weekday, tuple[Interval, ...]]
"""The hours that start on each weekday; a weekday that is not named is closed."""


class Effective(Wire):
    """Something in force between two dates, both included; an open end when one is missing."""

    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it is in force on a local date."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class WeeklyPattern(Effective):
    """The usual hours of a week. Of several in force on a date the last one counts."""

    hours: WeeklyHours


class Dated(Wire):
    """A run of local dates, both ends included, in one year (dates) or in every year (`*-09-23`).

    As data `to_date` may be left out for a single day.
    """

    from_date: date | YearlyDay
    to_date: date | YearlyDay

    @model_validator(mode="before")
    @classmethod
    def _single_day(cls, value: Any) -> Any:
        return {"to_date": value["from_date"], **value} if isinstance(value, dict) and "from_date" in value else value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if isinstance(self.from_date, str) != isinstance(self.to_date, str):
            raise ValueError(f"{self.from_date} to {self.to_date}: give two dates or two days of every year")
        if str(self.from_date) > str(self.to_date):
            raise ValueError(f"{self.from_date} to {self.to_date}: the end comes before the start")
        for yearly in (self.from_date, self.to_date):
            if isinstance(yearly, str):
                _in_year(yearly, 2000, date.max)
        return self

    def days(self, first: date, last: date) -> Iterator[date]:
        """The dates between `first` and `last`, both included, that it covers."""
        if isinstance(self.from_date, date) and isinstance(self.to_date, date):
            yield from _dates(max(first, self.from_date), min(last, self.to_date))
            return
        for year in range(first.year, last.year + 1):
            start = _in_year(str(self.from_date), year, date(year, 3, 1))
            end = _in_year(str(self.to_date), year, date(year, 2, 28))
            yield from _dates(max(first, start), min(last, end))


class Overlay(Wire):
    """Other weekly hours for a while: a range of dates, or a Hijri month of every year (Umm al-Qura, as Ramadan: 9).

    With a Hijri month the dates limit the years. Of several on a date the last one counts.
    """

    name: str
    source: str = ""
    from_date: date | None = None
    to_date: date | None = None
    hijri_month: Annotated[int, Field(ge=1, le=12)] | None = None
    hours: WeeklyHours

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.hijri_month is None and (self.from_date is None or self.to_date is None):
            raise ValueError(f"overlay {self.name!r}: give from_date and to_date, or a hijri_month")
        return self

    def days(self, first: date, last: date, announced: Iterable[HijriMonth] = ()) -> Iterator[date]:
        """The dates between `first` and `last`, both included, that it covers; a month from its announced first day."""
        first, last = max(first, self.from_date or first), min(last, self.to_date or last)
        if self.hijri_month is None:
            yield from _dates(first, last)
        elif first <= last:
            yield from days_of_hijri_month(self.hijri_month, first, last, announced)


class Closure(Dated, Effective):
    """Time the office is closed though the weekly pattern says open, and the source of it.

    Without `hours` whole dates (the hours that start on them) are closed; with `hours` it is a break, subtracted from
    whatever is open, exceptional openings included. `since` and `until` limit a closure of every year.
    """

    id: str
    name: str
    source: str = ""
    status: ClosureStatus = ClosureStatus.CONFIRMED
    hours: tuple[Interval, ...] = ()

    def days(self, first: date, last: date) -> Iterator[date]:
        """The dates between `first` and `last`, both included, that it covers."""
        return (day for day in super().days(first, last) if self.covers(day))


class Opening(Dated):
    """An exception: these dates have exactly these hours, whatever the week, an overlay or a whole-day closure says."""

    name: str = ""
    source: str = ""
    hours: tuple[Interval, ...]


class CalendarRules(Wire):
    """A working calendar as its owner writes it, in TOML or JSON; `compile_calendar` makes it computable.

    `working_day` is the working time that «one day» of a promise means. Raises ValueError for an unknown time zone
    or two closures of the same id.
    """

    name: str
    version: str
    timezone: str
    working_day: Annotated[timedelta, Field(gt=timedelta())]
    weekly: tuple[WeeklyPattern, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    closures: tuple[Closure, ...] = ()
    openings: tuple[Opening, ...] = ()
    months: tuple[HijriMonth, ...] = Field(default=(), exclude_if=lambda value: not value)
    """First days of Hijri months that were announced. Without any nothing is written, so that older policies keep
    their digest."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, LookupError) as error:
            raise ValueError(f"unknown time zone {value!r}; use a name as Asia/Riyadh") from error
        return value

    @field_validator("closures")
    @classmethod
    def _one_closure_an_id(cls, value: tuple[Closure, ...]) -> tuple[Closure, ...]:
        ids = [closure.id for closure in value]
        if twice := sorted({each for each in ids if ids.count(each) > 1}):
            raise ValueError(
                f"two closures have the id {', '.join(twice)}; the later announcement replaces the earlier"
            )
        return value

    @field_validator("months")
    @classmethod
    def _one_first_day_a_month(cls, value: tuple[HijriMonth, ...]) -> tuple[HijriMonth, ...]:
        ids = [month.id for month in value]
        if twice := sorted({each for each in ids if ids.count(each) > 1}):
            raise ValueError(f"two first days of {', '.join(twice)}; the later announcement replaces the earlier")
        return value

    def __hash__(self) -> int:
        """Equal rules share a hash; the content is compared field by field."""
        return hash((self.name, self.version))


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + DAY * offset for offset in range((last - first).days + 1))


def _in_year(yearly: str, year: int, without_leap_day: date) -> date:
    """A day of every year in one year; 29 February falls away in a common year."""
    if yearly == "*-02-29" and not calendar.isleap(year):
        return without_leap_day
    return date.fromisoformat(f"{year}{yearly[1:]}")
