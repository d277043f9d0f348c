"""When a promise in days ends, counted one day after another, and one minute after another where the clock is changed.

It is written from docs/policies.md alone and shares no code with `models.calendar`, against which it is tested.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from chaos.checks.calendar import DAY, Calendar, calendar_of

Json = Mapping[str, Any]
MINUTE = timedelta(minutes=1)
_LONGEST = 3_660
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def end_of_days(start: datetime, days: int, rule: Json, calendar: Calendar) -> datetime:
    """When so many days have passed since a start, by a day rule. Raises ValueError where the calendar has not so many.

    What the rule does not say: working days, the same time of day, and a start at a closed time from the next opening.
    """
    day, at = _counted_from(start, rule, calendar)
    every_day = rule.get("unit", "working_days") == "calendar_days"
    last = day + days * DAY if every_day else _working_day_after(day, days, calendar)
    if rule.get("until", "clock") == "clock":
        return next_open(_when(last, at, calendar.zone), calendar)
    if every_day:
        return _when(last + DAY, time(), calendar.zone)
    return max(ends for each in (last - DAY, last) for _, ends in calendar.begun_on(each))


def next_open(instant: datetime, calendar: Calendar) -> datetime:
    """The first instant from another on at which somebody works. Raises ValueError."""
    day = instant.astimezone(calendar.zone).date()
    for number in range(_LONGEST):
        for begins, ends in calendar.pieces(day + number * DAY):
            if ends > instant:
                return max(begins, instant)
    raise ValueError(f"the calendar {calendar.rules['name']} does not open after {instant}")


@lru_cache(maxsize=16)
def every_hour(timezone: str) -> Calendar:
    """A calendar in which all time counts."""
    week = {"hours": {day: ["00:00-24:00"] for day in _WEEK}}
    return calendar_of({"name": "every hour", "timezone": timezone, "weekly": [week]})


def _counted_from(start: datetime, rule: Json, calendar: Calendar) -> tuple[date, time]:
    day, at = _shown(start, calendar.zone)
    works, latest = bool(calendar.begun_on(day)), _time(rule.get("last_start"))
    if works and latest and at >= latest:
        return _morning(_working_day_after(day, 1, calendar), rule, calendar)
    opening = next_open(start, calendar)
    moved = "as_it_is" if opening == start else rule.get("outside_hours" if works else "closed_day", "opening")
    if moved == "opening":
        return _shown(opening, calendar.zone)
    if moved == "morning" and works and at <= _morning(day, rule, calendar)[1]:
        return _morning(day, rule, calendar)
    if moved == "as_it_is":
        return day, at
    following = _working_day_after(day, 1, calendar)
    return (following, at) if moved == "same_time" else _morning(following, rule, calendar)


def _morning(day: date, rule: Json, calendar: Calendar) -> tuple[date, time]:
    return day, _time(rule.get("morning")) or _shown(calendar.begun_on(day)[0][0], calendar.zone)[1]


def _working_day_after(day: date, many: int, calendar: Calendar) -> date:
    for _ in range(_LONGEST):
        day += DAY
        many -= bool(calendar.begun_on(day))
        if many == 0:
            return day
    raise ValueError(f"the calendar {calendar.rules['name']} has not so many working days")


def _time(given: str | time | None) -> time | None:
    return time.fromisoformat(given) if isinstance(given, str) else given


def _shown(instant: datetime, zone: ZoneInfo) -> tuple[date, time]:
    """The local day of an instant and the latest time that the clock has shown on it so far."""
    day = instant.astimezone(zone).date()
    shown = [instant.astimezone(zone).replace(tzinfo=None)]
    shown += [local + MINUTE for at, local in _minutes(day, zone) if at + MINUTE <= instant]
    latest = max(shown)
    return day, latest.time() if latest.date() == day else time.max


def _when(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant of a local day at which the clock shows a time, or a later one."""
    asked = datetime.combine(day, at)
    for instant, local in _minutes(day, zone):
        if local + MINUTE > asked:
            return instant + max(asked - local, timedelta())
    return _first(day + DAY, zone)


@lru_cache(maxsize=512)
def _minutes(day: date, zone: ZoneInfo) -> tuple[tuple[datetime, datetime], ...]:
    """The minutes of a local day: the instant at which each begins, and what the clock shows then."""
    return tuple(_each_minute(day, zone))


def _each_minute(day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    instant = _first(day, zone)
    while (local := instant.astimezone(zone).replace(tzinfo=None)).date() == day:
        yield instant, local
        instant += MINUTE


def _first(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
