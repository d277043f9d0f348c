"""How many of the promises that would break if nobody acted do break, by what happened on the days before. Pure.

A past day is looked at as today is: at the same time of day, by the events up to then. What broke afterwards is on
record. A day counts only once its whole span is over, in the back-test as well: no forecast knows what came after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import ceil, floor
from typing import NamedTuple

from models.case.events import Breached, Event
from models.case.state import CaseState
from models.codes import UNDECIDED, ClockKind
from models.policy import CasePolicy
from workflows.case.evolve import changed
from workflows.explain.foresee import breaks_at

FEWEST_DAYS = 5
"""On fewer past days with something to foresee nothing is said of the pace."""
LOW, HIGH = 0.1, 0.9
"""The quantiles of the past days between which the interval lies: four days in five."""


class Sighting(NamedTuple):
    """A promise that on a past day would have broken within the span if nobody had acted; and whether it did."""

    at: datetime
    team: str | None
    late: bool


class PastDay(NamedTuple):
    """How many promises would have broken on a past day if nobody had acted, and how many did."""

    at: datetime
    foreseen: int
    late: int

    @property
    def share(self) -> float:
        """The share of those that broke."""
        return self.late / self.foreseen


class Expected(NamedTuple):
    """How many will be late at the pace of the past days, and between which numbers on four days in five."""

    late: float
    low: int
    high: int
    days: int
    """How many past days it rests on."""


class BackTest(NamedTuple):
    """How good the forecasts of past days would have been."""

    days: int
    late: float
    """How many were late on average."""
    error: float
    """By how many the forecast was off on average."""
    within: int
    """On how many days the number was within the interval."""


def sightings(
    policy: CasePolicy, reference: str, events: Sequence[Event], instants: Sequence[datetime], span: timedelta
) -> Iterator[Sighting]:
    """What would have been foreseen of a case at each of some instants, in order."""
    broken = [
        body.due
        for body in (event.body for event in events)
        if isinstance(body, Breached) and body.clock is ClockKind.RESOLUTION
    ]
    state, following = CaseState(reference=reference, policy=policy), 0
    for at in instants:
        while following < len(events) and events[following].at <= at:
            state, following = changed(state, events[following]), following + 1
        if following == 0 or state.stage not in UNDECIDED:
            continue
        due = breaks_at(state, at + span, ClockKind.RESOLUTION)
        if due and due > at:
            yield Sighting(at, state.team, any(at < each <= at + span for each in broken))


def past_days(seen: Iterable[Sighting]) -> tuple[PastDay, ...]:
    """The sightings counted by day, in order."""
    counts: dict[datetime, list[int]] = {}
    for each in seen:
        count = counts.setdefault(each.at, [0, 0])
        count[0] += 1
        count[1] += each.late
    return tuple(PastDay(at, *counts[at]) for at in sorted(counts))


def expected(past: Sequence[PastDay], foreseen: int) -> Expected | None:
    """What becomes of so many promises at the pace of past days; none where there are too few of them."""
    if len(past) < FEWEST_DAYS:
        return None
    share = sum(day.late for day in past) / sum(day.foreseen for day in past)
    shares = sorted(day.share for day in past)
    low, high = _quantile(shares, LOW), _quantile(shares, HIGH)
    bounds = floor(round(low * foreseen, 6)), ceil(round(high * foreseen, 6))
    return Expected(share * foreseen, *bounds, len(past))


def back_test(past: Sequence[PastDay], span: timedelta) -> BackTest | None:
    """The forecasts of past days against what came; none where no day had enough days before it."""
    tried = []
    for day in past:
        before = [each for each in past if each.at + span <= day.at]
        if forecast := expected(before, day.foreseen):
            tried.append((forecast, day.late))
    if not tried:
        return None
    return BackTest(
        days=len(tried),
        late=sum(late for _, late in tried) / len(tried),
        error=sum(abs(forecast.late - late) for forecast, late in tried) / len(tried),
        within=sum(forecast.low <= late <= forecast.high for forecast, late in tried),
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of sorted values lies, between two of them in proportion."""
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
