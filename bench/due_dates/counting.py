"""Due dates of a log, and how many of them a number of days by a rule gives."""

import gzip
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from activities.packs import load_pack
from models.calendar.counted_days import LONGEST, end_of_days
from models.calendar.day_rule import DayRule
from models.calendar.rules import CalendarRules
from models.calendar.working import WorkingCalendar, compile_calendar
from models.packs.pack import Pack

NEAR = timedelta(minutes=1)
"""A log may say 23:59:59 for the end of a day."""


class DueDate(NamedTuple):
    """A request of a log with the due date that its owner gave it."""

    kind: str
    arrived: datetime
    due: datetime


class Counting(NamedTuple):
    """One way to count days: a rule, and the calendar it is counted in."""

    rule: DayRule
    calendar: WorkingCalendar

    def end(self, start: datetime, days: int) -> datetime:
        """When so many days are over."""
        return end_of_days(start, days, self.rule, self.calendar)


Countings = dict[str, Counting]
"""The ways to count of one owner, by the names of their rules."""


class Promised(NamedTuple):
    """The promise of a kind of request that gives the most of its due dates."""

    kind: str
    rule: str
    days: int
    given: int
    of: int


def read_countings(path: Path) -> Countings:
    """The ways to count of a pack, or in a file. Raises ValueError, LookupError, OSError."""
    return _of_pack(load_pack(path)) if path.is_dir() else _in_file(path)


def _of_pack(pack: Pack) -> Countings:
    """Every day rule of a pack in every calendar of it."""
    calendars = {name: compile_calendar(pack.calendar_named(name)) for name in pack.calendar_names}
    return {
        f"{rule} in {name}": Counting(given, calendar)
        for rule, given in pack.day_rules.items()
        for name, calendar in calendars.items()
    }


def _in_file(path: Path) -> Countings:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    given = {name: CalendarRules.model_validate(each, extra="forbid") for name, each in tables["calendars"].items()}
    calendars = {name: compile_calendar(rules) for name, rules in given.items()}
    counted_in = tables.get("counted_in", {})
    return {
        name: Counting(DayRule.model_validate(each, extra="forbid"), calendars[counted_in.get(name, next(iter(given)))])
        for name, each in tables["day_rules"].items()
    }


def read_due_dates(path: Path) -> list[DueDate]:
    """The due dates of a log in the normal form, one JSON object a line, also gzipped."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        cases = [json.loads(line) for line in lines]
    return [
        DueDate(each["category"], datetime.fromisoformat(each["arrived_at"]), datetime.fromisoformat(each["due_at"]))
        for each in cases
        if each.get("due_at")
    ]


def promises(dates: Iterable[DueDate], countings: Countings) -> Iterator[Promised]:
    """For each kind of request the number of days that gives the most of its due dates, by the rule that does."""
    by_kind: defaultdict[str, list[DueDate]] = defaultdict(list)
    for date in dates:
        by_kind[date.kind].append(date)
    for kind, of_kind in by_kind.items():
        found = (_by_rule(name, of_kind, counting) for name, counting in countings.items())
        rule, days, given = max(found, key=lambda each: each[2])
        yield Promised(kind, rule, days, given, len(of_kind))


def given(date: DueDate, promised: Promised, countings: Countings) -> bool:
    """Whether a promise gives a due date."""
    return abs(countings[promised.rule].end(date.arrived, promised.days) - date.due) <= NEAR


def _by_rule(name: str, dates: list[DueDate], counting: Counting) -> tuple[str, int, int]:
    numbers = Counter(days for date in dates if (days := _days(date, counting)))
    [(days, times)] = numbers.most_common(1) or [(1, 0)]
    return name, days, times


def _days(date: DueDate, counting: Counting) -> int | None:
    """The number of days by which a due date is given, found by halving; None when there is none."""
    low, high = 1, LONGEST
    while low < high:
        middle = (low + high) // 2
        if counting.end(date.arrived, middle) < date.due - NEAR:
            low = middle + 1
        else:
            high = middle
    return low if abs(counting.end(date.arrived, low) - date.due) <= NEAR else None
