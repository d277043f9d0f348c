"""Waiting times of a run, intervals over several seeds, and how far two distributions are apart."""

import math
import statistics
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from simulation.people.pace import Observed

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)
"""The quantiles that are shown."""


class Waits(NamedTuple):
    """How long cases waited to be taken and to be decided, in hours by the clock; those that were."""

    taken: Sequence[float]
    decided: Sequence[float]


class MeanOverSeeds(NamedTuple):
    """A mean over seeds with its interval of 95 % (Student's t); of one seed there is none."""

    mean: float
    low: float | None
    high: float | None


class Distance(NamedTuple):
    """Two distributions: the largest difference of their shares (Kolmogorov-Smirnov), and quantiles side by side."""

    largest: float
    ours: tuple[float, ...]
    theirs: tuple[float, ...]


def waits_of(cases: Iterable[Observed]) -> Waits:
    """The waiting times of cases."""
    known = list(cases)
    taken = [hours(each.arrived, each.taken) for each in known if each.taken]
    return Waits(taken, [hours(each.arrived, each.decided) for each in known if each.decided])


def hours(since: datetime, until: datetime) -> float:
    """From one instant to another, by the clock."""
    return (until - since).total_seconds() / 3600


def quantiles(values: Sequence[float]) -> tuple[float, ...]:
    """The quantiles that are shown; none of no value."""
    ordered = sorted(values)
    return tuple(ordered[min(int(len(ordered) * share), len(ordered) - 1)] for share in SHARES) if ordered else ()


def distance(ours: Sequence[float], theirs: Sequence[float]) -> Distance:
    """How far two distributions are apart. Raises ValueError for an empty one."""
    if not ours or not theirs:
        raise ValueError("nothing to compare")
    mine, other = sorted(ours), sorted(theirs)
    largest, left, right = 0.0, 0, 0
    while left < len(mine) and right < len(other):
        at = min(mine[left], other[right])
        while left < len(mine) and mine[left] <= at:
            left += 1
        while right < len(other) and other[right] <= at:
            right += 1
        largest = max(largest, abs(left / len(mine) - right / len(other)))
    return Distance(largest, quantiles(ours), quantiles(theirs))


def interval(values: Sequence[float]) -> MeanOverSeeds:
    """The mean of values, one for each seed, with its interval."""
    mean = statistics.fmean(values)
    if len(values) < 2:
        return MeanOverSeeds(mean, None, None)
    half = _student(len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))
    return MeanOverSeeds(mean, mean - half, mean + half)


def _student(degrees: int) -> float:
    """The 97.5 % quantile of Student's t, by the expansion of Cornish and Fisher; below 3 degrees from the table."""
    table = {1: 12.706, 2: 4.303}
    if degrees in table:
        return table[degrees]
    normal = statistics.NormalDist().inv_cdf(0.975)
    third = (normal**3 + normal) / (4 * degrees)
    fifth = (5 * normal**5 + 16 * normal**3 + 3 * normal) / (96 * degrees**2)
    return normal + third + fifth + (3 * normal**7 + 19 * normal**5 + 17 * normal**3 - 15 * normal) / (384 * degrees**3)
