"""Retention: for how long a directorate keeps each kind of personal data of a closed case, why, and what then."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple

from hijridate import Gregorian, Hijri
from pydantic import Field

from models.base import Frozen
from models.calendar.months import HIJRI_KNOWN, HIJRI_YEARS
from models.codes import DataKind, Disposal
from models.language import Text

DAY = timedelta(days=1)
_SHORTEST_YEAR = 354


class Term(Frozen):
    """How long data are kept after the closing: so many days, or so many years of a calendar."""

    days: int | None = Field(None, ge=1, le=36_500)
    years: int | None = Field(None, ge=1, le=100)
    counted_from: Literal["closing", "next_year"] = "closing"
    """Years count from the closing, or from the start of the year after it, as schedules of records do."""
    calendar: Literal["gregorian", "hijri"] = "gregorian"

    def closed_by(self, today: date) -> date:
        """The last day of closing of which data are kept no longer today."""
        day = today - timedelta(days=self.days or (self.years or 0) * _SHORTEST_YEAR)
        while self.last_day(day) >= today:
            day -= DAY
        return day

    def last_day(self, closed: date) -> date:
        """The last day on which data of a case that was closed on a day are kept."""
        if self.days is not None:
            return closed + timedelta(days=self.days)
        if self.calendar == "hijri" and (day := self._last_hijri_day(closed)):
            return day
        year = closed.year + (self.years or 0)
        return date(year, 12, 31) if self.counted_from == "next_year" else _same_day(closed, year)

    def _last_hijri_day(self, closed: date) -> date | None:
        """The same by the Umm al-Qura tables; beyond them none, and Gregorian years count, which are longer."""
        if not HIJRI_KNOWN[0] <= closed <= HIJRI_KNOWN[1]:
            return None
        begin = Gregorian.fromdate(closed).to_hijri()
        year = begin.year + (self.years or 0)
        if year >= HIJRI_YEARS[1]:
            return None
        if self.counted_from == "next_year":
            return _gregorian(year + 1, 1) - DAY
        return _gregorian(year, begin.month) + (begin.day - 1) * DAY


class RetentionRule(Frozen):
    """Why one kind of data is kept, on what legal ground, for how long, and what becomes of it then."""

    purpose: Text
    ground: Text
    then: Disposal
    term: Term | None = None
    """None for what is kept."""


class Due(NamedTuple):
    """Kinds of data of one case whose term has passed, and what becomes of them."""

    disposal: Disposal
    kinds: tuple[DataKind, ...]
    since: date
    """The first day on which they are kept no longer."""


Done = Collection[tuple[DataKind, Disposal]]
"""What was disposed of already."""


def due_of(rules: Mapping[DataKind, RetentionRule], closed: date, today: date, done: Done = ()) -> tuple[Due, ...]:
    """What is due of a case that was closed on a day, what is anonymised first; kinds of one fate and day together."""
    found: dict[tuple[bool, date, Disposal], list[DataKind]] = {}
    for kind, rule in rules.items():
        if rule.term and (kind, rule.then) not in done and (since := rule.term.last_day(closed) + DAY) <= today:
            found.setdefault((rule.then is Disposal.ERASE, since, rule.then), []).append(kind)
    return tuple(Due(then, tuple(kinds), since) for (_, since, then), kinds in sorted(found.items()))


def _same_day(day: date, year: int) -> date:
    """The same day of another year; of 29 February in a year without it 1 March, so that no day is lost."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _gregorian(year: int, month: int) -> date:
    """The first day of a Hijri month."""
    first = Hijri(year, month, 1).to_gregorian()
    return date(first.year, first.month, first.day)
