"""How good forecasts would have been over a log of another system: each day, as `tawasul forecast` makes them.

`python -m bench.forecasts LOG --days 1 2 5`: the cases are relived under the pack of the mapping, and on each day
what will be late is foreseen by the 56 days before, then compared with what came. The mapping is that of `bench/logs/`.
"""

import argparse
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from activities.packs import load_pack
from activities.reports.forecast import PAST_DAYS
from simulation.lives import Life, relive
from simulation.logs.cases import recorded
from simulation.logs.mapping import read_mapping
from simulation.logs.reading import end_of, read_log
from simulation.policies import PackPolicies
from workflows.explain.past_weeks import PastDay, Sighting, expected, past_days, sightings

MAPPINGS = Path(__file__).parent / "logs"
DAY = timedelta(days=1)


class JudgedForecasts(NamedTuple):
    """The forecasts of all days of a log for one span."""

    forecasts: int
    foreseen: float
    """How many would have been late on an average day if nobody had acted."""
    late: float
    """How many were."""
    error: float
    """By how many the forecast was off on average."""
    within: float
    """The share of days on which the number was within the interval."""

    def said(self) -> str:
        """One line of the report."""
        return (
            f"{self.forecasts} forecasts: late if nobody acts {self.foreseen:.2f}, late {self.late:.2f}, off by"
            f" {self.error:.2f} on average, within the interval on {100 * self.within:.0f} %"
        )


def lives_of(log: Path, first: int | None = None) -> list[Life]:
    """The cases of a log, relived under the pack of its mapping."""
    mapping = read_mapping(MAPPINGS / f"{log.name.partition('.')[0]}.toml")
    pack = load_pack(MAPPINGS / mapping.pack)
    cases = read_log(log, mapping, first)
    end, policies = end_of(cases) or datetime.now(UTC), PackPolicies(pack)
    lived = (relive(recorded(case, mapping, pack, end), policies, end) for case in cases)
    return [each for each in lived if isinstance(each, Life)]


def days_of(lives: Sequence[Life], span: timedelta) -> tuple[PastDay, ...]:
    """What was to be foreseen on each day of the log, at noon, and what came of it."""
    begins = min(life.events[0].at for life in lives).replace(hour=12, minute=0, second=0, microsecond=0)
    ends = max(life.events[-1].at for life in lives) - span
    instants = [begins + place * DAY for place in range(max((ends - begins) // DAY + 1, 0))]
    return past_days(each for life in lives for each in _of_life(life, instants, span))


def _of_life(life: Life, instants: Sequence[datetime], span: timedelta) -> Iterator[Sighting]:
    """The sightings of one case; it is open at none of the other instants."""
    opened, last = bisect_left(instants, life.events[0].at), bisect_right(instants, life.events[-1].at)
    open_then = instants[opened : last + PAST_DAYS]
    return sightings(life.state.rules, life.state.reference, life.events, open_then, span)


def judged(days: Sequence[PastDay], span: timedelta) -> JudgedForecasts | None:
    """The forecast of each day against what came; none where no day had enough days before it."""
    tried = []
    for day in days:
        known = [each for each in days if day.at - span - PAST_DAYS * DAY < each.at <= day.at - span]
        if forecast := expected(known, day.foreseen):
            tried.append((day, forecast))
    if not tried:
        return None
    many = len(tried)
    return JudgedForecasts(
        many,
        sum(day.foreseen for day, _ in tried) / many,
        sum(day.late for day, _ in tried) / many,
        sum(abs(forecast.late - day.late) for day, forecast in tried) / many,
        sum(forecast.low <= day.late <= forecast.high for day, forecast in tried) / many,
    )


def main() -> None:
    """Print how good the forecasts of a log are."""
    parser = argparse.ArgumentParser(prog="python -m bench.forecasts", description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument("--days", type=int, nargs="+", default=[1, 5])
    parser.add_argument("--first", type=int, help="only so many cases")
    options = parser.parse_args()
    lives = lives_of(options.log, options.first)
    for days in options.days:
        found = judged(days_of(lives, days * DAY), days * DAY)
        print(f"{days} days ahead, {found.said() if found else 'too few days'}")


if __name__ == "__main__":
    main()
