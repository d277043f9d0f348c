"""Hijri months: their days by the Umm al-Qura tables, and first days that were announced and stand above them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Self

from hijridate import Gregorian, Hijri
from hijridate.ummalqura import GREGORIAN_RANGE, HIJRI_RANGE
from pydantic import Field, model_validator

from models.base import Wire

DAY = timedelta(days=1)
HIJRI_KNOWN = date(*GREGORIAN_RANGE[0]), date(*GREGORIAN_RANGE[1])
"""The first and last date of which the Hijri month is known."""

HIJRI_YEARS = HIJRI_RANGE[0][0], HIJRI_RANGE[1][0]
"""The first and last Hijri year of the tables."""

FARTHEST = 2 * DAY
"""So far an announced first day may lie from the one of the tables: a sighting moves it by a day."""

_SHORTEST, _LONGEST = 29, 30


class HijriMonth(Wire):
    """The first day of one Hijri month as it was announced, and by whom: it replaces the computed one."""

    year: int = Field(ge=HIJRI_YEARS[0], le=HIJRI_YEARS[1])
    month: int = Field(ge=1, le=12)
    from_date: date
    source: str = ""

    @model_validator(mode="after")
    def _near_the_tables(self) -> Self:
        computed = _by_the_tables(self.year, self.month)[0]
        if abs(self.from_date - computed) > FARTHEST:
            raise ValueError(
                f"{self.year}-{self.month:02} begins on {computed} by the tables, and a sighting moves it by a day or"
                f" two: not to {self.from_date}"
            )
        return self

    @property
    def id(self) -> str:
        """Its name, by which it is replaced or taken back."""
        return f"hijri-{self.year}-{self.month:02}"


def days_of_hijri_month(month: int, first: date, last: date, announced: Iterable[HijriMonth] = ()) -> Iterator[date]:
    """The dates of a Hijri month of every year between two dates, as far as the Umm al-Qura tables go.

    From its first day, announced or computed, to the day before that of the next month: 29 days or 30.
    """
    first, last = max(first, HIJRI_KNOWN[0]), min(last, HIJRI_KNOWN[1])
    if first > last:
        return
    begins = {(each.year, each.month): each.from_date for each in announced}
    years = (_hijri_year(max(first - FARTHEST, HIJRI_KNOWN[0])), _hijri_year(min(last + FARTHEST, HIJRI_KNOWN[1])))
    for year in range(years[0], years[1] + 1):
        computed, length = _by_the_tables(year, month)
        start = begins.get((year, month), computed)
        following = (year, month + 1) if month < 12 else (year + 1, 1)
        end = begins.get(following, computed + DAY * length)
        for day in range(min(max((end - start).days, _SHORTEST), _LONGEST)):
            if first <= start + DAY * day <= last:
                yield start + DAY * day


def _by_the_tables(year: int, month: int) -> tuple[date, int]:
    """The first day and the length of a month."""
    begins = Hijri(year, month, 1)
    start: date = begins.to_gregorian()
    return start, begins.month_length()


def _hijri_year(day: date) -> int:
    return int(Gregorian.fromdate(day).to_hijri().year)
