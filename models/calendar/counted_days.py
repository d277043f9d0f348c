"""The instant at which a promise in days ends, counted from its start by a rule and a calendar."""

from datetime import date, datetime, time

from models.calendar.day_rule import ClosedStart, DayRule, DayUnit, Until
from models.calendar.rules import DAY
from models.calendar.wall_time import day_and_time, instant_of
from models.calendar.working import WorkingCalendar

LONGEST = 1_000
"""The most days of a promise; every calendar of a pack is tried with what the pack promises."""

LocalTime = tuple[date, time]


def end_of_days(start: datetime, days: int, rule: DayRule, calendar: WorkingCalendar) -> datetime:
    """When so many days have passed since a start. Never before it; ValueError beyond the calendar's years."""
    day, at = counted_from(start, rule, calendar)
    last = day + days * DAY if rule.unit is DayUnit.CALENDAR else calendar.days.after(day, days)
    if rule.until is Until.CLOCK:
        return calendar.next_open(instant_of(last, at, calendar.zone))
    return _closing(last, calendar) if rule.unit is DayUnit.WORKING else instant_of(last + DAY, time(), calendar.zone)


def counted_from(start: datetime, rule: DayRule, calendar: WorkingCalendar) -> LocalTime:
    """The local day and time from which the days of a start are counted."""
    day, at = day_and_time(start, calendar.zone)
    is_working_day = calendar.days.hours(day) is not None
    if is_working_day and rule.last_start and at >= rule.last_start:
        return _morning(calendar.days.after(day, 1), rule, calendar)
    if calendar.is_open(start):
        return day, at
    return _moved(start, rule.outside_hours if is_working_day else rule.closed_day, rule, calendar)


def _closing(day: date, calendar: WorkingCalendar) -> datetime:
    """When a working day closes; hours of the day before may go on longer than its own."""
    return max(hours.closes for each in (day - DAY, day) if (hours := calendar.days.hours(each)))


def _moved(start: datetime, to: ClosedStart, rule: DayRule, calendar: WorkingCalendar) -> LocalTime:
    """Where a start at a closed time is moved."""
    day, at = day_and_time(start, calendar.zone)
    match to:
        case ClosedStart.OPENING:
            return day_and_time(calendar.next_open(start), calendar.zone)
        case ClosedStart.MORNING:
            today = _morning(day, rule, calendar) if calendar.days.hours(day) else None
            return today if today and at <= today[1] else _morning(calendar.days.after(day, 1), rule, calendar)
        case ClosedStart.SAME_TIME:
            return calendar.days.after(day, 1), at
        case ClosedStart.AS_IT_IS:
            return day, at


def _morning(day: date, rule: DayRule, calendar: WorkingCalendar) -> LocalTime:
    """The morning of a working day."""
    hours = calendar.days.hours(day)
    return day, rule.morning or (day_and_time(hours.opens, calendar.zone)[1] if hours else time())
