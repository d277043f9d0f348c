"""Promises in words: days and how they end, and another calendar than the case's own."""

from datetime import timedelta

from commands.common.terminal import counted, working
from models.calendar.day_rule import DayUnit, Until
from models.calendar.promise import Promise

_DAYS = {DayUnit.WORKING: "working day", DayUnit.CALENDAR: "calendar day"}
_ENDS = {
    (DayUnit.WORKING, Until.CLOCK): "same time of day",
    (DayUnit.CALENDAR, Until.CLOCK): "same time of day",
    (DayUnit.WORKING, Until.END): "end of its hours",
    (DayUnit.CALENDAR, Until.END): "end of the day",
}


def promise_text(promise: Promise | timedelta) -> str:
    """`5 working days, same time of day`, or `4 h, calendar always`."""
    if isinstance(promise, timedelta):
        return working(promise)
    return f"{days_text(promise) or working(promise.amount or timedelta())}{_in_calendar(promise)}"


def days_text(promise: Promise) -> str | None:
    """The days of a promise and how they end; None where it is an amount."""
    if promise.days is None:
        return None
    rule = promise.rule
    return f"{counted(promise.days, _DAYS[rule.unit])}, {_ENDS[rule.unit, rule.until]}"


def _in_calendar(promise: Promise) -> str:
    return f", calendar {promise.calendar}" if promise.calendar else ""
