"""How many calls each caller may make: a bucket that fills evenly, for one process."""

import time
from dataclasses import dataclass
from math import ceil

from errors import TawasulError

BURST_SECONDS = 10
"""Seconds of calls that may be made at once."""
REMEMBERED = 10_000
"""Callers: channels and staff on the list."""


class TooManyCalls(TawasulError):
    """The caller has made as many calls as they may; `after` is in how many seconds the next is answered."""

    def __init__(self, after: int) -> None:
        super().__init__("too_many_calls", f"too many calls: the next one is answered in {after} s")
        self.after = after


@dataclass(frozen=True, slots=True)
class Left:
    """What a caller has left: calls at once, and the seconds until the bucket is full again."""

    burst: int
    calls: int
    full_in: int


class CallLimits:
    """The buckets of all callers. Used by one event loop, so it needs no lock."""

    def __init__(self, per_second: float, at_once: float | None = None) -> None:
        self._per_second, self._burst = per_second, at_once or max(1.0, per_second * BURST_SECONDS)
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, caller: str, now: float | None = None) -> Left:
        """Count a call of a caller, and say what is left. Raises TooManyCalls."""
        at = time.monotonic() if now is None else now
        calls, then = self._buckets.get(caller, (self._burst, at))
        calls = min(self._burst, calls + (at - then) * self._per_second)
        if calls < 1:
            raise TooManyCalls(ceil((1 - calls) / self._per_second))
        if len(self._buckets) >= REMEMBERED:
            self._buckets.clear()
        self._buckets[caller] = (calls - 1, at)
        full_in = ceil((self._burst - calls + 1) / self._per_second)
        return Left(int(self._burst), int(calls - 1), full_in)
