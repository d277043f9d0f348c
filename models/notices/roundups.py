"""When a roundup goes out: the first instant of its rule after an event, in a calendar. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from models.calendar.wall_time import day_and_time, instant_of
from models.calendar.working import WorkingCalendar
from models.policy import RoundupRule

_DAY = timedelta(days=1)
_DAYS_LOOKED_AT = 3
"""One day has an instant after any other, but for the night in which a clock is put back."""


def next_roundup(at: datetime, rule: RoundupRule, calendar: WorkingCalendar) -> datetime:
    """The first instant after `at` at which a roundup goes out."""
    day, _ = day_and_time(at, calendar.zone)
    for each in _days(day, rule, calendar):
        for instant in _instants(each, at, rule, calendar):
            if instant > at:
                return instant
    return at


def _days(day: date, rule: RoundupRule, calendar: WorkingCalendar) -> Iterator[date]:
    """The days of the rule from one on."""
    if not rule.working_days or calendar.days.hours(day) is not None:
        yield day
    for _ in range(_DAYS_LOOKED_AT):
        day = calendar.days.after(day, 1) if rule.working_days else day + _DAY
        yield day


def _instants(day: date, after: datetime, rule: RoundupRule, calendar: WorkingCalendar) -> Iterator[datetime]:
    """The instants of a day, in order; of those at every so much time only the ones about an instant."""
    for each in sorted(rule.at):
        yield instant_of(day, each, calendar.zone)
    if rule.every:
        midnight = datetime.combine(day, time())
        local = after.astimezone(calendar.zone).replace(tzinfo=None)
        first = max((local - midnight) // rule.every, 0)
        for number in (first, first + 1):
            wall = midnight + number * rule.every
            if wall.date() == day:
                yield instant_of(day, wall.time(), calendar.zone)
