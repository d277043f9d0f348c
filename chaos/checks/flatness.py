"""Flatness of a resource over time: trend and growth of its readings, oldest first, as pure functions."""

from collections.abc import Sequence
from itertools import combinations
from statistics import median

Reading = tuple[float, float]
"""Seconds since the start, and what was read then (`chaos.system.meter`)."""

QUARTER = 4


def since(seconds: float, readings: Sequence[Reading]) -> list[Reading]:
    """The readings after a warm-up of so many seconds."""
    return [reading for reading in readings if reading[0] >= seconds]


def slope(readings: Sequence[Reading]) -> float:
    """The gain per minute: the median slope of all pairs (Theil–Sen), which no single spike moves."""
    return 60 * median((later - value) / (then - at) for (at, value), (then, later) in combinations(readings, 2))


def growth(readings: Sequence[Reading]) -> float:
    """The median of the last quarter less the median of the first."""
    values, quarter = [value for _, value in readings], -(-len(readings) // QUARTER)
    return median(values[-quarter:]) - median(values[:quarter])
