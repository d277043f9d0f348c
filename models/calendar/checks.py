"""What is wrong with the hours of a calendar as its owner writes them, checked when a pack is loaded.

The compiled calendar merges hours that overlap, so that the calendars in histories stay readable; written by hand they
are a slip: nobody could say which of the two was meant.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from models.calendar.rules import CalendarRules, Interval, Overlay, WeeklyPattern
from models.problems import Misfit, Misfits


def hour_misfits(rules: CalendarRules) -> Misfits:
    """Days whose hours overlap or stand in no order, in the week, the overlays and the exceptional openings."""
    of_openings = (_day(each.hours, "openings", place, "hours") for place, each in enumerate(rules.openings))
    return chain(_weeks(rules.weekly, "weekly"), _weeks(rules.overlays, "overlays"), *of_openings)


def _weeks(weeks: Iterable[WeeklyPattern | Overlay], layer: str) -> Misfits:
    for place, week in enumerate(weeks):
        for weekday, hours in week.hours.items():
            yield from _day(hours, layer, place, "hours", weekday)


def _day(hours: Iterable[Interval], *key: str | int) -> Iterator[Misfit]:
    for earlier, later in pairwise(hours):
        over_midnight = earlier.closes <= earlier.opens
        if over_midnight or later.opens < earlier.closes:
            yield Misfit(
                key, f"{_text(later)} begins before {_text(earlier)} ends: write them in order, without overlap"
            )


def _text(hours: Interval) -> str:
    return f"{hours.opens:%H:%M}-{hours.closes:%H:%M}"
