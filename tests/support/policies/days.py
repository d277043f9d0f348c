"""Promises in days for tests: a policy whose resolution is promised in days, and the city's way to count them."""

from datetime import time
from typing import Any

from models.calendar.day_rule import ClosedStart, DayRule, DayUnit, Until
from models.calendar.promise import DayOffset, Promise
from models.codes import Action, ClockKind, Priority
from models.policy import Rung, RungAction
from tests.support.policies.calendars import rules
from tests.support.simulation import DAY, HOUR, Case

TO_THE_CLOCK = DayRule()
TO_THE_END = DayRule(until=Until.END)
CALENDAR_DAYS = DayRule(unit=DayUnit.CALENDAR, closed_day=ClosedStart.AS_IT_IS, outside_hours=ClosedStart.AS_IT_IS)
CALENDAR_DAYS_TO_THE_END = CALENDAR_DAYS.but(until=Until.END)
CITY = DayRule(
    outside_hours=ClosedStart.MORNING, closed_day=ClosedStart.SAME_TIME, last_start=time(17), morning=time(8, 30)
)
"""Boston's in 2011: a weekend counts from the same time on Monday, from 17:00 on the next weekday's 08:30."""
WEEKDAYS = [{"hours": {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}]


EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = rules([{"hours": dict.fromkeys(EVERY_DAY, ("00:00-24:00",))}]).model_copy(update={"name": "always"})


def in_days(rule: DayRule, *, normal: int = 5, urgent: int = 2, **changes: Any) -> dict[str, Any]:
    """Changes of the policy of tests that promise the resolution in days."""
    days = dict.fromkeys(Priority, normal) | {Priority.URGENT: urgent}
    promises = {priority: Promise(days=many, rule=rule) for priority, many in days.items()}
    first = {ClockKind.FIRST_RESPONSE: dict.fromkeys(Priority, DAY)}
    return {"targets": first | {ClockKind.RESOLUTION: promises}, **changes}


def days_from_the_end(*days: int) -> tuple[Rung, ...]:
    """A ladder of the resolution with a rung at each of so many days after its end, or before it."""
    action = RungAction(action=Action.RAISE_PRIORITY, priority=Priority.LOW)
    return tuple(Rung(name=f"days_{each}", offset=DayOffset(days=each), actions=(action,)) for each in days)


def around_the_clock_when_urgent(**changes: Any) -> dict[str, Any]:
    """Changes of the policy: urgent is four hours of any time, and the rest days of the office."""
    given = in_days(TO_THE_CLOCK)
    urgent = {Priority.URGENT: Promise(amount=4 * HOUR, calendar="always")}
    targets = given["targets"] | {ClockKind.RESOLUTION: given["targets"][ClockKind.RESOLUTION] | urgent}
    return {"targets": targets, "calendars": {"always": ALWAYS}, **changes}


def due_in_days(case: Case) -> str:
    """The due instant of the resolution in Riyadh, as `2026-01-13 09:00`."""
    due = case.due()
    assert due
    return f"{due.astimezone(case.state.rules.working_calendar.zone):%Y-%m-%d %H:%M}"
