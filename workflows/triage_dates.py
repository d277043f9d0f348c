"""Dates and lengths of time as people write them, in Arabic and English, found without a model (domain §7)."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from hijridate import Hijri

_MONTHS = (
    ("يناير", "january", "jan"),
    ("فبراير", "february", "feb"),
    ("مارس", "march", "mar"),
    ("ابريل", "april", "apr"),
    ("مايو", "may"),
    ("يونيو", "june", "jun"),
    ("يوليو", "july", "jul"),
    ("اغسطس", "august", "aug"),
    ("سبتمبر", "september", "sep"),
    ("اكتوبر", "october", "oct"),
    ("نوفمبر", "november", "nov"),
    ("ديسمبر", "december", "dec"),
)
_WEEKDAYS = (
    ("الاثنين", "monday"),
    ("الثلاثاء", "tuesday"),
    ("الاربعاء", "wednesday"),
    ("الخميس", "thursday"),
    ("الجمعه", "friday"),
    ("السبت", "saturday"),
    ("الاحد", "sunday"),
)
_NUMBERS = (
    ("واحد", "one", "a"),
    ("اثنين", "two"),
    ("ثلاث", "three"),
    ("اربع", "four"),
    ("خمس", "five"),
    ("ست", "six"),
    ("سبع", "seven"),
    ("ثمان", "eight"),
    ("تسع", "nine"),
    ("عشر", "ten"),
)
_MONTH = {name: month for month, names in enumerate(_MONTHS, start=1) for name in names}
_WEEKDAY = {name: day for day, names in enumerate(_WEEKDAYS) for name in names}
_NUMBER = {name: number for number, names in enumerate(_NUMBERS, start=1) for name in names}
_DAYS_OF = {"يوم": 1, "ايام": 1, "day": 1, "اسبوع": 7, "اسابيع": 7, "week": 7}
_DAYS_OF |= dict.fromkeys(("شهر", "شهور", "اشهر", "month"), 30)
_PAIRS = {"يومين": 2, "يومان": 2, "اسبوعين": 14, "اسبوعان": 14, "شهرين": 60, "شهران": 60}


def _one_of(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_COUNTED = rf"(?:(?P<count>\d{{1,3}}|{_one_of(_NUMBER)})(?:ي?ه|ي)? )?(?P<unit>{_one_of(_DAYS_OF)})(?:s|ا)?\b(?! \d)"
_LENGTH = rf"(?:(?P<pair>{_one_of(_PAIRS)})|{_COUNTED})"

_FIRST_DIGIT = r"\d(?<!\d\d)"  # not in the middle of a number; a look-behind in front would slow the search down
_DIGITS = re.compile(rf"(?P<left>{_FIRST_DIGIT}\d{{0,3}})([-/.])(?P<month>\d{{1,2}})\2(?P<right>\d{{1,4}})(?!\d)")
_YEAR = r"\b(?:,? (?P<y>\d{4}))?"
_NAMED = re.compile(
    rf"(?P<d>{_FIRST_DIGIT}\d?)(?:st|nd|rd|th)? (?:من |of )?(?:شهر )?(?P<month>{_one_of(_MONTH)}){_YEAR}"
)
_MONTH_FIRST = re.compile(rf"\b(?P<month>{_one_of(_MONTH)}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}")
_AHEAD = re.compile(rf"(?:بعد|خلال|\b(?:in|within|after)|(?:باقي|متبقي|فاضل)(?: \S+){{0,3}}?) {_LENGTH}")
_REMAINING = re.compile(rf"{_COUNTED}(?: \S+)? (?:left|remain)")
_TODAY = re.compile(r"(?P<today>\b(?:اليوم|الليله|today|tonight)\b)|\b(?:غدا|بكره|باكر|tomorrow)\b")
_ON_WEEKDAY = re.compile(rf"(?:يوم|on|this|next) (?P<weekday>{_one_of(_WEEKDAY)})\b(?! (?:الماضي|الفائت))")
_SINCE = re.compile(
    r"(?:منذ|قبل|مضي عليها?(?: اكثر من)?|(?<!اقل )(?<!اكثر )\bمن|(?:pending|waiting|stuck) for)"
    rf"(?: حوالي| تقريبا)? {_LENGTH}"
)
_AGO = re.compile(rf"{_COUNTED} ago")
_SENTENCE_END = re.compile(r"[.!?؟؛;](?: |$)")

WIDE, CLOSE = (60, 30), (20, 20)
"""How many characters before and after a date its words may stand; close for «today», which people say of anything."""


class _Reader(NamedTuple):
    """One way to write a date. Without any of its `signs` in a text the slower `pattern` need not look."""

    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    day: Callable[[re.Match[str], date], date | None]
    reach: tuple[int, int]


class Mention(NamedTuple):
    """A date found in a text, with the words around it in the same sentence."""

    day: date
    words: str


def mentions(text: str, today: date) -> Iterator[Mention]:
    """The dates a normalised text speaks of: written out, or counted from today. Hijri years are Umm al-Qura."""
    for reader in _READERS:
        if any(sign in text for sign in reader.signs):
            for match in reader.pattern.finditer(text):
                if (day := reader.day(match, today)) is not None:
                    yield Mention(day, _around(match, *reader.reach))


def _around(match: re.Match[str], before: int, after: int) -> str:
    """The words of the same sentence that stand near a match."""
    text, start, end = match.string, match.start(), match.end()
    left = _SENTENCE_END.split(text[max(start - before, 0) : start])[-1]
    return left + match[0] + _SENTENCE_END.split(text[end : end + after])[0]


def written_date(text: str) -> date | None:
    """The date a text gives in digits, year first or last."""
    match = _DIGITS.search(text)
    return _in_digits(match, date.min) if match else None


def longest_past(text: str) -> int | None:
    """The longest time ago a normalised text names, in days: «منذ 12 يوم», «قبل اسبوعين», «3 weeks ago»."""
    lengths = (_days(match) for pattern in (_SINCE, _AGO) for match in pattern.finditer(text))
    return max(lengths, default=None)


def _days(match: re.Match[str]) -> int:
    """The days of a length; a unit without a number is one of it."""
    groups = match.groupdict()
    if pair := groups.get("pair"):
        return _PAIRS[pair]
    count = groups["count"] or "1"
    return _DAYS_OF[groups["unit"]] * (int(count) if count.isdigit() else _NUMBER[count])


def _calendar_day(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a day in either calendar; none where no such day is, or no one living could mean it."""
    try:
        if 1343 <= year <= 1500:
            hijri: date = Hijri(year, month, day).to_gregorian()
            return date(hijri.year, hijri.month, hijri.day)
        return date(year, month, day) if 1900 <= year <= 2200 else None
    except (ValueError, OverflowError):
        return None


def _in_digits(match: re.Match[str], today: date) -> date | None:
    """Year first or last, by which of them has four digits."""
    year, day = sorted((match["left"], match["right"]), key=len, reverse=True)
    return _calendar_day(int(year), int(match["month"]), int(day)) if len(year) == 4 else None


def _named(match: re.Match[str], today: date) -> date | None:
    """A day and month; without a year the one that lies nearest to today."""
    month, day = _MONTH[match["month"]], int(match["d"])
    years = [int(match["y"])] if match["y"] else [today.year - 1, today.year, today.year + 1]
    days = [found for year in years if (found := _calendar_day(year, month, day))]
    return min(days, key=lambda found: abs(found - today), default=None)


def _ahead(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=_days(match))


def _today(match: re.Match[str], today: date) -> date:
    return today if match["today"] else today + timedelta(days=1)


def _on_weekday(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=(_WEEKDAY[match["weekday"]] - today.weekday()) % 7)


_AHEAD_SIGNS = ("بعد", "خلال", "باقي", "متبقي", "فاضل", "in ", "after ")
_READERS = (
    _Reader(("/", "-", "."), _DIGITS, _in_digits, WIDE),
    _Reader(tuple(_MONTH), _NAMED, _named, WIDE),
    _Reader(tuple(_MONTH), _MONTH_FIRST, _named, WIDE),
    _Reader(_AHEAD_SIGNS, _AHEAD, _ahead, WIDE),
    _Reader(("left", "remain"), _REMAINING, _ahead, WIDE),
    _Reader(("اليوم", "الليله", "غدا", "بكره", "باكر", "today", "tonight", "tomorrow"), _TODAY, _today, CLOSE),
    _Reader(tuple(_WEEKDAY), _ON_WEEKDAY, _on_weekday, CLOSE),
)
