"""Checks of the opening hours in a pack's calendar, run when the pack is loaded.

Overlapping hours are a mistake in a pack: nobody could say which of the two was meant. The compiled calendar merges
them all the same, so that calendars in histories stay readable.
"""

from collections.abc import Iterable
from itertools import chain, pairwise

from models.calendar.rules import CalendarRules, Interval, Overlay, WeeklyPattern
from models.problems import KeyProblem, KeyProblems


def hour_problems(rules: CalendarRules) -> KeyProblems:
    """Days whose hours overlap or stand in no order, in the week, the overlays and the exceptional openings."""
    of_openings = (_day_problems(each.hours, "openings", place, "hours") for place, each in enumerate(rules.openings))
    return chain(_week_problems(rules.weekly, "weekly"), _week_problems(rules.overlays, "overlays"), *of_openings)


def _week_problems(weeks: Iterable[WeeklyPattern | Overlay], layer: str) -> KeyProblems:
    for place, week in enumerate(weeks):
        for weekday, hours in week.hours.items():
            yield from _day_problems(hours, layer, place, "hours", weekday)


def _day_problems(hours: Iterable[Interval], *key: str | int) -> KeyProblems:
    for earlier, later in pairwise(hours):
        over_midnight = earlier.closes <= earlier.opens
        if over_midnight or later.opens < earlier.closes:
            yield KeyProblem(
                key,
                f"{_formatted(later)} begins before {_formatted(earlier)} ends: write them in order, without overlap",
            )


def _formatted(hours: Interval) -> str:
    return f"{hours.opens:%H:%M}-{hours.closes:%H:%M}"
