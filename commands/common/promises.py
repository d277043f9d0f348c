"""Promises in words: days and how they end, another calendar than the case's own, and where a rung stands."""

from datetime import timedelta

from commands.common.terminal import counted, working
from models.calendar.day_rule import DayUnit, Until
from models.calendar.promise import DayOffset, Promise
from models.policy import Rung

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


def rung_text(rung: Rung) -> str:
    """Where a rung stands: `at 50 %`, `5 h before the end`, `2 days after the end`."""
    if rung.share is not None:
        return f"at {rung.share * 100:g} %"
    offset = rung.offset or timedelta()
    if isinstance(offset, DayOffset):
        return _from_the_end(counted(abs(offset.days), "day"), offset.days)
    return _from_the_end(working(abs(offset)), offset.total_seconds())


def _from_the_end(distance: str, sign: float) -> str:
    return f"{distance} {'before' if sign < 0 else 'after'} the end" if sign else "at the end"


def _in_calendar(promise: Promise) -> str:
    return f", calendar {promise.calendar}" if promise.calendar else ""
