"""Whether a figure that is read again and again stays flat: pure functions over readings, oldest first."""

from collections.abc import Sequence
from itertools import combinations
from statistics import median

Reading = tuple[float, float]
"""Seconds since the beginning, and the value."""

QUARTER = 4


def since(seconds: float, readings: Sequence[Reading]) -> list[Reading]:
    """What was read after a time of warming up."""
    return [reading for reading in readings if reading[0] >= seconds]


def slope(readings: Sequence[Reading]) -> float:
    """What the value gains a minute: the median over all pairs (Theil–Sen), which no single spike moves."""
    return 60 * median((later - value) / (then - at) for (at, value), (then, later) in combinations(readings, 2))


def growth(readings: Sequence[Reading]) -> float:
    """By how much the last quarter lies above the first, by their medians."""
    values, quarter = [value for _, value in readings], -(-len(readings) // QUARTER)
    return median(values[-quarter:]) - median(values[:quarter])
