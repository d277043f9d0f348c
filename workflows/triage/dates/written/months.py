"""Days of a year in either calendar: months by name, years of two and four digits, and the year nobody wrote."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from hijridate import Hijri

from workflows.triage.dates.language.names import (
    FIRST_OF_TWINS,
    GREGORIAN,
    HIJRI,
    MONTH_PREFIXES,
    SECOND_OF_TWINS,
    TWIN_HIJRI,
    TWIN_MONTHS,
)
from workflows.triage.dates.language.tokens import Tokens

HIJRI_YEARS, GREGORIAN_YEARS = range(1343, 1501), range(1900, 2201)
SIGNS = ("/", "-", ".", "\\", "–", "−")
"""Signs that stand between the numbers of a date."""
_BETWEEN = MONTH_PREFIXES | {"-", "'", "’", "ال"}
_FAR = 121
"""Days: beyond them the day before today and the one after are too much alike to tell which is meant."""
_ALMOST_A_YEAR, _A_YEAR, _JUST = 300, 366, 60
_NEAR_YEARS, _APART = 10, 10
"""A year of two digits is read when it is near in one calendar and century, and so much farther in all others."""


class Month(NamedTuple):
    """A month by name, and the place behind it."""

    number: int
    hijri: bool
    after: int
    name: str


class Day(NamedTuple):
    """A day of a month, as written: perhaps without a year."""

    day: int
    month: int
    year: int | None
    hijri: bool


class Part(NamedTuple):
    """A day of a month, or what looks like one, and the place behind it."""

    day: Day | None
    after: int


def month_at(words: Tokens, place: int) -> Month | None:
    """The month whose name begins at a place."""
    word = words.word(place)
    if word in MONTH_PREFIXES and not words.at(place).joined:
        return _with_prefix(words, place)
    if word in TWIN_MONTHS or word in TWIN_HIJRI:
        return _twin(words, place)
    if word in GREGORIAN:
        return Month(GREGORIAN[word], False, place + 1, word)
    return Month(HIJRI[word], True, place + 1, word) if word in HIJRI else None


def _with_prefix(words: Tokens, place: int) -> Month | None:
    """A month of «ذو»: «ذي القعدة», «dhu al-hijjah»."""
    at = words.past(place + 1, _BETWEEN)
    found = month_at(words, at) if words.word(at) in HIJRI else None
    return found._replace(name="") if found else None


def _twin(words: Tokens, place: int) -> Month | None:
    word, at = words.word(place), words.past(place + 1, _BETWEEN)
    first, second = TWIN_MONTHS.get(word) or TWIN_HIJRI[word]
    which = words.word(at)
    if which in FIRST_OF_TWINS or which in SECOND_OF_TWINS:
        return Month(first if which in FIRST_OF_TWINS else second, word in TWIN_HIJRI, at + 1, word)
    return None


def twin_without_which(words: Tokens, place: int) -> bool:
    """Whether a month stands there that has a twin, and nothing says which of the two: «تشرين», «ربيع»."""
    word = words.word(place)
    return (word in TWIN_MONTHS or word in TWIN_HIJRI) and _twin(words, place) is None


def calendar_day(year: int, month: int, day: int, *, hijri: bool | None = None) -> date | None:
    """The Gregorian date of a day in either calendar; none for a day that does not exist or lies centuries away."""
    try:
        if year in HIJRI_YEARS and hijri is not False:
            found: date = Hijri(year, month, day).to_gregorian()
            return date(found.year, found.month, found.day)
        return date(year, month, day) if year in GREGORIAN_YEARS and not hijri else None
    except (ValueError, OverflowError):
        return None


def known_day(year: int, month: int, day: int, hijri: bool | None) -> Day | None:
    """The day of a year, if there is one."""
    found = calendar_day(year, month, day, hijri=hijri)
    return Day(day, month, year, year in HIJRI_YEARS) if found else None


def long_year(year: int, today: date, *, hijri: bool | None) -> int | None:
    """The year that two digits stand for: the one near today in either calendar, unless another is nearly as near."""
    centuries = [(1400, True), (1300, True), (2000, False), (1900, False)]
    years = [(century + year, of) for century, of in centuries if hijri is None or of is hijri]
    ranked = sorted((abs(_as_gregorian(each, of) - today.year), each) for each, of in years)
    (near, found), (next_near, _) = ranked[:2]
    return found if near <= _NEAR_YEARS and next_near - near >= _APART else None


def _as_gregorian(year: int, hijri: bool) -> float:
    return year * 0.970224 + 621.57 if hijri else year


def nearest(written: Day, today: date, *, ahead: bool | None) -> date | None:
    """The day of a year nobody wrote: by where it is said to lie, else the one near today."""
    return likeliest(sorted(_candidates(written, today)), today, ahead=ahead)


def likeliest(days: list[date], today: date, *, ahead: bool | None) -> date | None:
    """The one of some days that is meant: by where it is said to lie, within a year, else the one near today."""
    days = [day for day in days if abs(day - today).days <= _A_YEAR]
    if ahead is not None:
        fitting = [day for day in days if (day >= today if ahead else day <= today)]
        found = (fitting[0] if ahead else fitting[-1]) if fitting else None
        return None if found is None or _contradicts(found, days, today) else found
    near = min(days, key=lambda day: abs(day - today), default=None)
    return near if near is not None and abs(near - today).days <= _FAR else None


def _contradicts(found: date, days: list[date], today: date) -> bool:
    """Whether a day just on the other side of today is so much nearer that it may be the one meant."""
    others = [abs(day - today).days for day in days if day != found]
    return abs(found - today).days > _ALMOST_A_YEAR and min(others, default=_FAR) < _JUST


def _candidates(written: Day, today: date) -> Iterator[date]:
    this_year = round((today.year - 621.57) / 0.970224) if written.hijri else today.year
    for year in range(this_year - 2, this_year + 3):
        if day := calendar_day(year, written.month, written.day, hijri=written.hijri):
            yield day
