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
_TENS = (
    (11, "احدعش", "eleven"),
    (12, "اثنا عشر", "اثني عشر", "اثنعش", "twelve"),
    (14, "اربعه عشر", "اربعطعش", "fourteen"),
    (15, "خمسه عشر", "خمسطعش", "fifteen"),
    (20, "عشرين", "عشرون", "twenty"),
    (30, "ثلاثين", "ثلاثون", "thirty"),
    (40, "اربعين", "اربعون", "forty"),
    (60, "ستين", "ستون", "sixty"),
)
_MONTH = {name: month for month, names in enumerate(_MONTHS, start=1) for name in names}
_WEEKDAY = {name: day for day, names in enumerate(_WEEKDAYS) for name in names}
_NUMBER = {name: number for number, names in enumerate(_NUMBERS, start=1) for name in names}
_NUMBER |= {name: number for number, *names in _TENS for name in names}
_DAYS_OF = {"يوم": 1, "ايام": 1, "day": 1, "اسبوع": 7, "اسابيع": 7, "week": 7}
_DAYS_OF |= dict.fromkeys(("شهر", "شهور", "اشهر", "month"), 30)
_DAYS_OF |= dict.fromkeys(("سنه", "سنوات", "سنين", "عام", "اعوام", "year"), 365)
_SOME = {"ايام", "اسابيع", "شهور", "اشهر", "سنوات", "سنين", "اعوام"}
"""More than two of a unit: without a number nobody knows how many."""
_PAIRS = {"يومين": 2, "يومان": 2, "اسبوعين": 14, "اسبوعان": 14, "شهرين": 60, "شهران": 60, "سنتين": 730, "عامين": 730}


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
_LEFT = r"باقي|متبقي|فاضل|يتبقي|تبقي|بقي"
_AHEAD = re.compile(rf"(?:بعد|خلال|within|after|in(?<=\bin)|(?:{_LEFT})(?: \S+){{0,3}}?) {_LENGTH}")
_REMAINING = re.compile(rf"{_COUNTED}(?: \S+)? (?:left|remain)")
_VALID = re.compile(rf"(?:صلاحي\S+|valid)(?: (?!اقل|اكثر|less|more|at)\S+){{0,2}}? {_LENGTH}")
_DAY_MONTH = re.compile(r"(?P<d>\d(?<![\d/.-]\d)\d?)/(?P<month>\d{1,2})(?![\d/.-])")
_NEAR_DAYS = (
    (-2, "اول امس", "اول البارح", "قبل امس", "day before yesterday"),
    (-1, "امس", "البارح", "البارحه", "yesterday"),
    (0, "اليوم", "الليله", "today", "tonight"),
    (1, "غدا", "غد", "بكره", "بكرا", "باكر", "باجر", "tomorrow"),
    (2, "بعد غدا", "بعد غد", "بعد بكره", "بعد بكرا", "بعد باكر", "day after tomorrow"),
)
_DISTANCE = {name: days for days, *names in _NEAR_DAYS for name in names}
_WHOLE = [rf"{name}(?<=\b{name})\b" for name in _DISTANCE]
_NEAR_DAY = re.compile(rf"(?P<near>{_one_of(_WHOLE)})")
_ON_WEEKDAY = re.compile(
    rf"(?:\b(?P<lead>يوم|on|this|next|last|coming|by) )?\b(?P<weekday>{_one_of(_WEEKDAY)})\b"
    r"(?: (?:(?P<past>الماضي|الفايت|السابق|المنصرم|اللي فات|اللي راح)|(?P<next>القادم|الجاي|المقبل))\w*)?"
)
_BEFORE_NOW = re.compile(
    r"حاولت|سافرت|رجع|\bعاد|كان|كنت|رفعت|سجلت|بلغت|سويت|قدمت|tried|\bwas\b|filed|reported|returned"
)
_AGO_WORDS = r"(?:منذ|قبل|مضي عليها?|مر عليها?|من(?<=\bمن)(?<!اقل من)(?<!اكثر من)|pending for|waiting for|stuck for)"
_ABOUT = r"(?: اكثر من| حوالي| تقريبا| نحو| over| about| more than)?"
_SINCE = re.compile(rf"{_AGO_WORDS}{_ABOUT} {_LENGTH}(?! (?:من \S*(?:سفر|موعد|انته)|ال(?:{_one_of(_WEEKDAY)})))")
_AGO = re.compile(rf"{_COUNTED} ago")
_LAST_WEEK = re.compile(r"الاسبوع (?:الماضي|الفايت|اللي فات|اللي راح)|last week")
_SENTENCE_END = re.compile(r"[.!?؟؛;](?: |$)")
_CLAUSE_END = re.compile(
    r"[.!?؟؛;،,](?: |$)| (?=و\S)| (?=(?:لكن|لان|بس|علما|حيث|and|but|because|while|so|though)\b)"
    rf"| (?<!جواز )(?=\S+ (?:{_LEFT}|\w?\w?نتهي|منتهي\w?|expires?|has|is valid)\b)| (?=(?:{_LEFT}) (?:علي|في) )"
)
_BEARER = re.compile(
    r"جواز|صلاحي|اقام|هوي|تاشير|فيز|زيار|سفر|سافر|رحل|طيار|طيران|تذكر|حجز|غادر|بلاغ|بلغت|تغيب|هروب|رجع| عاد|جدد|سدد|دفع"
    r"|حاول|الرد\b|passport|valid|iqama|residen|visa|visit|travel|fly|fli|depart|trip|ticket|report|huroob|return"
    r"|c[ao]me back|renew|paid|tried|repl"
)
"""What a date may be said of: papers that last, journeys, reports, and acts of the past."""

WIDE, NEAR, CLOSE = (60, 30), (40, 20), (20, 20)
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
        if _any_of(reader.signs, text):
            for match in reader.pattern.finditer(text):
                if (day := reader.day(match, today)) is not None:
                    yield Mention(day, _around(match, *reader.reach))


def _any_of(signs: tuple[str, ...], text: str) -> bool:
    return any(sign in text for sign in signs)


def _around(match: re.Match[str], before: int, after: int) -> str:
    """The near words of the clause when it names what the date is said of, else those of the whole sentence."""
    clause = _between(_CLAUSE_END, match, before, after)
    return clause if _BEARER.search(clause) else _between(_SENTENCE_END, match, before, after)


def _between(boundary: re.Pattern[str], match: re.Match[str], before: int, after: int) -> str:
    text, start, end = match.string, match.start(), match.end()
    lower, upper = max(start - before, 0), min(end + after, len(text))
    for found in boundary.finditer(text, lower, upper):
        if found.end() <= start:
            lower = found.end()
        elif found.start() >= end:
            return text[lower : found.start()]
    return text[lower:upper]


def written_date(text: str) -> date | None:
    """The date a text gives in digits, year first or last."""
    match = _DIGITS.search(text)
    return _in_digits(match, date.min) if match else None


def longest_past(text: str) -> int | None:
    """The longest time ago a normalised text names, in days: «منذ 12 يوم», «قبل اسبوعين», «3 weeks ago»."""
    lengths = (_length_in_days(match) for pattern in (_SINCE, _AGO) for match in pattern.finditer(text))
    return max(lengths, default=None)


def _length_in_days(match: re.Match[str]) -> int:
    """The days of a length; a unit without a number is one of it."""
    groups = match.groupdict()
    if pair := groups.get("pair"):
        return _PAIRS[pair]
    count = groups["count"] or "1"
    return _DAYS_OF[groups["unit"]] * (int(count) if count.isdigit() else _NUMBER[count])


def _calendar_day(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a day in either calendar; none for a day that does not exist or lies centuries away."""
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


def _day_of_named_month(match: re.Match[str], today: date) -> date | None:
    """A day and month; without a year the one that lies nearest to today."""
    month, day = _MONTH[match["month"]], int(match["d"])
    years = [int(match["y"])] if match["y"] else [today.year - 1, today.year, today.year + 1]
    days = [found for year in years if (found := _calendar_day(year, month, day))]
    return min(days, key=lambda found: abs(found - today), default=None)


def _day_and_month(match: re.Match[str], today: date) -> date | None:
    """A day and month in digits, the one that lies nearest to today."""
    days = (_calendar_day(today.year + years, int(match["month"]), int(match["d"])) for years in (-1, 0, 1))
    return min((day for day in days if day), key=lambda found: abs(found - today), default=None)


def _ahead(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=_length_in_days(match))


def _ago(match: re.Match[str], today: date) -> date | None:
    groups = match.groupdict()
    unknown = not groups.get("pair") and not groups["count"] and groups["unit"] in _SOME
    return None if unknown else today - timedelta(days=_length_in_days(match))


def _last_week(match: re.Match[str], today: date) -> date:
    return today - timedelta(days=7)


def _near_day(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=_DISTANCE[match["near"]])


def _on_weekday(match: re.Match[str], today: date) -> date | None:
    """The next such day, or the last one where that is said or the act before it has happened."""
    bare = not (match["lead"] or match["past"] or match["next"])
    if bare and match["weekday"] == "الاثنين":  # also «both of us»
        return None
    ahead = (_WEEKDAY[match["weekday"]] - today.weekday()) % 7
    words_before = match.string[max(match.start() - CLOSE[0], 0) : match.start()]
    if match["past"] or match["lead"] == "last" or (not match["next"] and _BEFORE_NOW.search(words_before)):
        return today + timedelta(days=ahead - 7)
    return today + timedelta(days=7 if match["next"] and not ahead else ahead)


_AHEAD_SIGNS = ("بعد", "خلال", "باقي", "بقي", "فاضل", "in ", "after ")
_AGO_SIGNS = ("منذ", "قبل", "مضي", "مر علي", "من ")
_MONTH_SIGNS = tuple(name for names in _MONTHS for name in (names[0], names[-1]))
_NEAR_SIGNS = ("اليوم", "الليله", "امس", "البارح", "غد", "بكر", "باكر", "باجر", "today", "tonight", "tomor", "yester")
_READERS = (
    _Reader(("/", "-", "."), _DIGITS, _in_digits, WIDE),
    _Reader(_MONTH_SIGNS, _NAMED, _day_of_named_month, WIDE),
    _Reader(_MONTH_SIGNS[1::2], _MONTH_FIRST, _day_of_named_month, WIDE),
    _Reader(_AHEAD_SIGNS, _AHEAD, _ahead, WIDE),
    _Reader(("left", "remain"), _REMAINING, _ahead, WIDE),
    _Reader(("صلاحي", "valid"), _VALID, _ahead, WIDE),
    _Reader(("/",), _DAY_MONTH, _day_and_month, WIDE),
    _Reader(_AGO_SIGNS, _SINCE, _ago, WIDE),
    _Reader((" ago",), _AGO, _ago, WIDE),
    _Reader(("الاسبوع", "last week"), _LAST_WEEK, _last_week, WIDE),
    _Reader(_NEAR_SIGNS, _NEAR_DAY, _near_day, CLOSE),
    _Reader(tuple(_WEEKDAY), _ON_WEEKDAY, _on_weekday, NEAR),
)
