"""Promises in words: days and how they end, another calendar than the case's own, and where a rung stands."""

from datetime import timedelta

from commands.common.terminal import counted, working
from commands.common.words.language import N_, _
from models.calendar.day_rule import DayUnit, Until
from models.calendar.promise import DayOffset, Promise
from models.policy import Rung

_ENDS = {
    (DayUnit.WORKING, Until.CLOCK): N_("same time of day"),
    (DayUnit.CALENDAR, Until.CLOCK): N_("same time of day"),
    (DayUnit.WORKING, Until.END): N_("end of its hours"),
    (DayUnit.CALENDAR, Until.END): N_("end of the day"),
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
    return f"{_counted_days(promise.days, rule.unit)}, {_(_ENDS[rule.unit, rule.until])}"


def _counted_days(number: int, unit: DayUnit) -> str:
    return counted(number, "working day") if unit is DayUnit.WORKING else counted(number, "calendar day")


def rung_text(rung: Rung) -> str:
    """Where a rung stands: `at 50 %`, `5 h before the end`, `2 days after the end`."""
    if rung.share is not None:
        return _("at {share:g} %", share=rung.share * 100)
    offset = rung.offset or timedelta()
    if isinstance(offset, DayOffset):
        return _from_the_end(counted(abs(offset.days), "day"), offset.days)
    return _from_the_end(working(abs(offset)), offset.total_seconds())


def _from_the_end(distance: str, sign: float) -> str:
    if not sign:
        return _("at the end")
    if sign < 0:
        return _("{distance} before the end", distance=distance)
    return _("{distance} after the end", distance=distance)


def _in_calendar(promise: Promise) -> str:
    return _(", calendar {calendar}", calendar=promise.calendar) if promise.calendar else ""
