"""Intervals of shares: what a share of few cases says of the whole."""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple


class ShareInterval(NamedTuple):
    """From and to, both between 0 and 1."""

    low: float
    high: float


def wilson(hits: int, among: int, confidence: float = 0.95) -> ShareInterval:
    """Wilson's score interval of a share; of nothing it is from 0 to 1."""
    if not among:
        return ShareInterval(0.0, 1.0)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = hits / among, z * z / among
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / among + spread / (4 * among)) / (1 + spread)
    return ShareInterval(max(middle - half, 0.0), min(middle + half, 1.0))
