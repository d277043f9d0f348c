"""What is wrong with the hours of a calendar as its owner writes them, checked when a pack is loaded.

The compiled calendar merges hours that overlap, so that the calendars in histories stay readable; written by hand they
are a mistake: nobody could say which of the two was meant.
"""

from collections.abc import Iterable
from itertools import chain, pairwise

from models.calendar.rules import CalendarRules, Interval, Overlay, WeeklyPattern
from models.problems import KeyProblem, KeyProblems


def hour_problems(rules: CalendarRules) -> KeyProblems:
    """Days whose hours overlap or stand in no order, in the week, the overlays and the exceptional openings."""
    of_openings = (_day(each.hours, "openings", place, "hours") for place, each in enumerate(rules.openings))
    return chain(_weeks(rules.weekly, "weekly"), _weeks(rules.overlays, "overlays"), *of_openings)


def _weeks(weeks: Iterable[WeeklyPattern | Overlay], layer: str) -> KeyProblems:
    for place, week in enumerate(weeks):
        for weekday, hours in week.hours.items():
            yield from _day(hours, layer, place, "hours", weekday)


def _day(hours: Iterable[Interval], *key: str | int) -> KeyProblems:
    for earlier, later in pairwise(hours):
        over_midnight = earlier.closes <= earlier.opens
        if over_midnight or later.opens < earlier.closes:
            yield KeyProblem(
                key, f"{_written(later)} begins before {_written(earlier)} ends: write them in order, without overlap"
            )


def _written(hours: Interval) -> str:
    return f"{hours.opens:%H:%M}-{hours.closes:%H:%M}"
