"""Prints how many due dates of a log the promises of a pack reproduce: `python -m bench.due_dates LOG COUNTING`.

LOG has one request a line in the normal form (`category`, `arrived_at`, `due_at`). COUNTING is the folder of a pack
with day rules, or a file with calendars and day rules as a pack has them. What each kind of request is promised, the
log itself says: the number of days that gives most of its dates. With `--apart` it is learned from every other request,
and the figures are those of the rest.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from bench.due_dates.counting import (
    Counting,
    Countings,
    DueDate,
    Promised,
    given,
    promises,
    read_countings,
    read_due_dates,
)
from models.calendar.wall_time import day_and_time


def main() -> int:
    """Read the log, learn the promises, and print what they give."""
    parser = argparse.ArgumentParser(prog="python -m bench.due_dates", description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument("counting", type=Path)
    parser.add_argument("--apart", action="store_true", help="learn from every other request, and try the rest")
    parser.add_argument("--kinds", type=int, default=10, help="how many kinds of request to list")
    asked = parser.parse_args()
    try:
        dates, countings = read_due_dates(asked.log), read_countings(asked.counting)
    except (OSError, ValueError, LookupError) as error:
        parser.error(f"{type(error).__name__}: {error}")
    learned = {each.kind: each for each in promises(dates[::2] if asked.apart else dates, countings)}
    tried = [date for date in (dates[1::2] if asked.apart else dates) if date.kind in learned]
    _show_kinds(sorted(learned.values(), key=lambda each: -each.of)[: asked.kinds])
    _show_starts(tried, learned, countings)
    return 0


def _show_kinds(shown: Iterable[Promised]) -> None:
    for each in shown:
        print(f"{each.kind:28} {each.days:4} days by {each.rule:12} {each.given:6} of {each.of:6}")


def _show_starts(dates: list[DueDate], learned: dict[str, Promised], countings: Countings) -> None:
    """The figures by the start of the request, and in all."""
    seen, right = Counter[str](), Counter[str]()
    for date in dates:
        start = _start(date.arrived, next(iter(countings.values())))
        seen[start] += 1
        right[start] += given(date, learned[date.kind], countings)
    for start in sorted(seen):
        print(f"{start:28} {right[start]:6} of {seen[start]:6}  {right[start] / seen[start]:8.2%}")
    total, all_of = right.total(), max(seen.total(), 1)
    print(f"{'all due dates':28} {total:6} of {seen.total():6}  {total / all_of:8.2%}")


def _start(arrived: datetime, counting: Counting) -> str:
    """When a request came, by the first way to count."""
    day, at = day_and_time(arrived, counting.calendar.zone)
    latest = counting.rule.last_start
    if counting.calendar.days.hours(day) is None:
        return "closed day"
    open_then = counting.calendar.is_open(arrived) and not (latest and at >= latest)
    return "working day, open" if open_then else "working day, closed"


if __name__ == "__main__":
    sys.exit(main())
