"""Dates that are written out: in digits, with the name of a month, as ranges, and as instants with their zone."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from models.text import normalized_text
from workflows.triage.counts import count_at
from workflows.triage.months import (
    GREGORIAN_YEARS,
    HIJRI_YEARS,
    Day,
    Month,
    calendar_day,
    long_year,
    month_at,
    nearest,
)
from workflows.triage.tokens import Tokens, tokens
from workflows.triage.vocabulary import (
    AND,
    ENGLISH_ORDINALS,
    MONEY,
    NEXT,
    NUMBER_OF,
    ORDINALS,
    OTHER_THINGS,
    TENS,
    THIS,
    TO,
    UNITS,
)

RANGE_STARTS = ("بين", "between", "from", "من")
_SIGNS = ("/", "-", ".", "\\", "–", "−")
_NO_DATE_BEHIND = frozenset(UNITS) | MONEY
_DATE_WORDS = frozenset(("يوم", "تاريخ", "في", "سفري", "رحلتي", "on", "date", "dated", ".", "،", ",", ";", "and"))
_SUBJECTS = frozenset(["i", "we", "you", "he", "she", "they", "it", "who", "which", "that", "this"])
_SUFFIXES = ("st", "nd", "rd", "th")
_BEFORE_A_DAY = ("يوم", "تاريخ", "the")
_BEFORE_A_YEAR = frozenset((",", "،", "سنه", "عام", "لسنه", "لعام", "من"))
_BEFORE_A_MONTH = ("من", "of", "شهر", "the")
TIME = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(?P<half>(?:am|pm|ص|م)\b)?"
    r"\s*(?P<zone>z\b|(?:gmt|utc)?\s?[+-]\d{2}:?\d{2}|gmt|utc|[a-z]{3,5}\b)?"
)
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t(\d{2})(\d{2})(\d{2})?(?:[.,]\d+)?)?(z|[+-]\d{2}:?\d{2})?")


class Written(NamedTuple):
    """A date or a range as it is written; without a day where it is written and cannot be read."""

    first: date | None
    last: date | None
    after: int


class _Part(NamedTuple):
    """A day of a month, or what looks like one, and the place behind it."""

    day: Day | None
    after: int


class Sense(NamedTuple):
    """What a date without its whole year is read by: today, and whether it is said to lie ahead or behind."""

    today: date
    ahead: Callable[[], bool | None] = lambda: None
    needs_year: bool = False


def written_at(words: Tokens, place: int, sense: Sense) -> Written | None:
    """The date or range that begins at a place."""
    if _is_no_date(words, place):
        return None
    if words.word(place) in RANGE_STARTS:
        return _range_between(words, place, sense)
    part = _part(words, place, sense.today)
    if found := _range(words, place, part, sense):
        return found
    if part is None or words.word(part.after) in MONEY:
        return None
    day = _resolved(part.day, sense)
    return Written(day, day, past_mark(words, part.after))


def _is_no_date(words: Tokens, place: int) -> bool:
    """Whether the number is the middle of a longer one, or of a reference."""
    before, token = words.at(place - 1), words.at(place)
    chained = before.word in _SIGNS and before.end == token.start and words.at(place - 2).end == before.start
    return token.is_number and (chained or before.word == "#" or _is_numbered(words, place))


def _is_numbered(words: Tokens, place: int) -> bool:
    """Whether the words before say that it is a number of something: «رقم الطلب 25-2-2026»."""
    for at in range(place - 1, place - 5, -1):
        if words.word(at) in NUMBER_OF:
            return words.word(at) != "no" or at >= place - 2
        if words.word(at) in _DATE_WORDS or words.at(at).is_number:
            return False
    return False


def _resolved(day: Day | None, sense: Sense) -> date | None:
    if day is None:
        return None
    if day.year is not None:
        return calendar_day(day.year, day.month, day.day, hijri=True if day.hijri else None)
    return None if sense.needs_year else nearest(day, sense.today, ahead=sense.ahead())


def _part(words: Tokens, place: int, today: date) -> _Part | None:
    return (
        _in_digits(words, place, today)
        or _day_first(words, place, today)
        or _month_first(words, place, today)
        or _day_and_month(words, place)
        or _of_this_month(words, place, today)
    )


def _range_between(words: Tokens, place: int, sense: Sense) -> Written | None:
    """«من 25 إلى 28 فبراير», «between 25 and 28 Feb»."""
    start = words.past(place + 1, _BEFORE_A_DAY)
    return _range(words, start, _part(words, start, sense.today), sense, joined=words.word(place) in ("بين", "between"))


def _range(words: Tokens, place: int, first: _Part | None, sense: Sense, *, joined: bool = False) -> Written | None:
    """«25 Feb - 3 March 2026», «Feb 25-28», «25-28 فبراير»; `joined` ones have «and» between."""
    number = _day_number(words, place) if first is None else None
    end = first.after if first and first.day else number.after if number else None
    if end is None or (last_at := _behind_to(words, past_mark(words, end), joined=joined)) is None:
        return None
    last = _part(words, last_at, sense.today) or (_end_of_range(words, last_at, first) if first else None)
    if last is None or last.day is None:
        return None
    if first and first.day:
        return _ordered(first.day if first.day.year else first.day._replace(year=last.day.year), last, words, sense)
    return _ordered(last.day._replace(day=number.value), last, words, sense) if number else None


def _behind_to(words: Tokens, place: int, *, joined: bool) -> int | None:
    """The place of a range's second end, when the words at a place lead to one."""
    token, at = words.at(place), place + 1
    if joined and token.joined:
        at = place
    elif token.word not in (AND if joined else TO):
        return None
    return words.past(at, _BEFORE_A_DAY)


def _ordered(first_day: Day, last: _Part, words: Tokens, sense: Sense) -> Written:
    first, end = _resolved(first_day, sense), _resolved(last.day, sense)
    whole = first is not None and end is not None and first <= end
    return Written(first if whole else None, end if whole else None, past_mark(words, last.after))


def _end_of_range(words: Tokens, place: int, first: _Part) -> _Part | None:
    """The second day of «Feb 25-28», in the month of the first."""
    number = _day_number(words, place)
    if number is None or first.day is None or UNITS.get(words.word(number.after)):
        return None
    after, year = _year(words, number.after)
    return _Part(first.day._replace(day=number.value, year=year or first.day.year), after)


class _Number(NamedTuple):
    value: int
    after: int


def _day_number(words: Tokens, place: int) -> _Number | None:
    """The day of a month, in digits or words, as a count or an ordinal."""
    token = words.at(place)
    if token.is_number:
        if len(token.word) > 2:
            return None
        suffixed = words.word(place + 1) in _SUFFIXES and words.at(place + 1).start == token.end
        return _Number(int(token.word), place + 1 + suffixed)
    if ordinal := _ordinal(words, place):
        return ordinal
    count = count_at(words, place)
    return _Number(*count) if count and count.value <= 31 and token.word != "a" else None


def _ordinal(words: Tokens, place: int) -> _Number | None:
    """«الخامس والعشرون», «twenty-fifth»."""
    token = words.at(place)
    if token.word in ENGLISH_ORDINALS:
        return _Number(ENGLISH_ORDINALS[token.word], place + 1)
    if token.word in TENS and token.word.isascii():
        at = place + 1 + (words.word(place + 1) == "-")
        more = ENGLISH_ORDINALS.get(words.word(at), 10)
        return _Number(TENS[token.word] + more, at + 1) if more < 10 else None
    if token.word not in ORDINALS:
        return None
    following = words.at(place + 1)
    if following.joined and following.word in TENS:
        return _Number(ORDINALS[token.word] + TENS[following.word], place + 2)
    if following.word in ("عشر", "عشره") and not following.joined:
        return _Number(ORDINALS[token.word] + 10, place + 2)
    return _Number(ORDINALS[token.word], place + 1)


def _in_digits(words: Tokens, place: int, today: date) -> _Part | None:
    """Day, month and year in digits between two equal signs, the year first or last."""
    numbers = [words.word(place + each) for each in (0, 2, 4)]
    signs = [words.word(place + each) for each in (1, 3)]
    if not all(number.isdecimal() for number in numbers) or signs[0] != signs[1] or signs[0] not in _SIGNS:
        return None
    if _goes_on(words, place + 5) or [len(number) for number in numbers if len(number) > 4]:
        return None
    mark = _calendar_mark(words, place + 5)
    left, middle, right = map(int, numbers)
    if len(numbers[0]) == 4 and len(numbers[2]) < 3:
        return _Part(_known_day(left, middle, right, mark), place + 5)
    if len(numbers[0]) > 2 or len(numbers[1]) > 2 or len(numbers[2]) == 3 or len(numbers[2]) == 1:
        return None
    year = right if len(numbers[2]) == 4 else long_year(right, today, hijri=mark)
    if year is None:
        return _Part(None, place + 5)
    return _Part(_known_day(year, middle, left, mark) or _known_day(year, left, middle, mark), place + 5)


def _goes_on(words: Tokens, place: int) -> bool:
    """Whether a sign and another number follow at once: then it was no date but a longer number."""
    sign = words.at(place)
    at_once = sign.start == words.at(place - 1).end and words.at(place + 1).start == sign.end
    return at_once and sign.word in _SIGNS and words.at(place + 1).is_number


def _known_day(year: int, month: int, day: int, hijri: bool | None) -> Day | None:
    found = calendar_day(year, month, day, hijri=hijri)
    return Day(day, month, year, year in HIJRI_YEARS) if found else None


def _calendar_mark(words: Tokens, place: int) -> bool | None:
    """Whether «هـ» or «م» stands behind a date: a Hijri one, or a Gregorian one."""
    word = words.word(place)
    return {"ه": True, "هجري": True, "ah": True, "م": False, "ميلادي": False, "ad": False}.get(word)


def past_mark(words: Tokens, place: int) -> int:
    return place + (_calendar_mark(words, place) is not None)


def _day_first(words: Tokens, place: int, today: date) -> _Part | None:
    """«25 فبراير 2026», «25-Feb-26», «الخامس من رمضان»."""
    number = _day_number(words, place)
    if number is None:
        return None
    at, sign = number.after, words.word(number.after)
    at += sign in _SIGNS
    at = words.past(at, _BEFORE_A_MONTH)
    if words.word(at - 1) == "شهر" and (numbered := words.number(at)) and words.word(at + 1) not in UNITS:
        after, year = _year(words, at + 1)
        return _Part(Day(number.value, numbered, year, False) if numbered <= 12 else None, after)
    month = month_at(words, at)
    if month is None or (month.name == "may" and not _may_be_may(words, place, at)):
        return None
    after, year = _year(words, month.after, today if sign in _SIGNS else None)
    return _Part(_of_month(number.value, month, year), after)


def _may_be_may(words: Tokens, place: int, at: int) -> bool:
    """Whether «may» is the month: no verb follows it."""
    following = words.word(at + 1)
    ends = ("at", "and", "to", "for", "in", "by", "or", "until", "but", "because", "from", "with", "please", "my", "i")
    if at > place + 1 or words.word(place - 1) in (
        "on",
        "by",
        "from",
        "until",
        "till",
        "since",
        "before",
        "after",
        "of",
    ):
        return True
    return not following.isalpha() or following in ends or not following.isascii()


def _of_month(day: int, month: Month, year: int | None) -> Day | None:
    hijri = month.hijri
    if year is not None and (year in HIJRI_YEARS) is not hijri:
        return None
    probe = year or (1446 if hijri else 2024)
    possible = calendar_day(probe, month.number, day, hijri=hijri) is not None or (hijri and 0 < day <= 30)
    return Day(day, month.number, year, hijri) if possible else None


def _year(words: Tokens, place: int, short_for: date | None = None) -> tuple[int, int | None]:
    """The place behind a year, and the year; of two digits only where a sign stands before it."""
    at = words.past(place, _BEFORE_A_YEAR | (frozenset(_SIGNS) if short_for else frozenset()))
    year = words.number(at)
    if year is not None and len(words.word(at)) == 4 and (year in GREGORIAN_YEARS or year in HIJRI_YEARS):
        return at + 1, year
    if year is not None and short_for and at > place and len(words.word(at)) == 2:
        return at + 1, long_year(year, short_for, hijri=None)
    return place, None


def _month_first(words: Tokens, place: int, today: date) -> _Part | None:
    """«Feb 25th, 2026», «فبراير 25»."""
    month = month_at(words, place)
    if month is None or (month.name == "may" and words.word(place - 1) in _SUBJECTS):
        return None
    at = month.after + (words.word(month.after) in ("the", *_SIGNS))
    at += words.word(at) == "the"
    number = _day_number(words, at) if words.at(at).is_number or words.word(at) in ENGLISH_ORDINALS else None
    sure = month.name not in OTHER_THINGS or month.name in ("مارس", "march", "mar", "may")
    if number is None or not sure or words.word(number.after) in UNITS or words.word(number.after) in (":", "%"):
        return _month_alone(words, place, month)
    short_for = today if words.word(month.after) in _SIGNS else None
    after, year = _year(words, number.after, short_for)
    return _Part(_of_month(number.value, month, year), after)


def _month_alone(words: Tokens, place: int, month: Month) -> _Part | None:
    """A month without its day, which says a date that cannot be read: «in March», «شهر رمضان», «مارس 2027»."""
    after, year = _year(words, month.after)
    lead = words.word(place - 1) in (
        "في",
        "in",
        "during",
        "شهر",
        "خلال",
        "by",
        "until",
        "till",
        "before",
        "after",
        "بعد",
    )
    return _Part(None, after) if year is not None or (lead and month.name not in ("صفر", "اب", "محرم")) else None


def _day_and_month(words: Tokens, place: int) -> _Part | None:
    """A day and month in digits: «25/2»; behind «يوم» or «on» also «25-2»."""
    day, month, sign = words.number(place), words.number(place + 2), words.at(place + 1)
    lead = words.word(place - 1) in ("يوم", "تاريخ", "بتاريخ", "on")
    if day is None or month is None or sign.word not in (_SIGNS if lead else ("/",)) or _goes_on(words, place + 3):
        return None
    if max(len(words.word(place)), len(words.word(place + 2))) > 2 or words.word(place + 3) in _NO_DATE_BEHIND:
        return None
    if words.word(place + 3) == "/" or (day, month) == (24, 7):  # the day and the hours of «24/7» are no date
        return None
    hijri = bool(_calendar_mark(words, place + 3))
    fits = 0 < month <= 12 and 0 < day <= (30 if hijri else 31)
    return _Part(Day(day, month, None, hijri) if fits else None, place + 3)


def _of_this_month(words: Tokens, place: int, today: date) -> _Part | None:
    """«25 من هذا الشهر», «25 الشهر القادم», «the 25th of next month»."""
    number = _day_number(words, place)
    if number is None:
        return None
    at = words.past(number.after, ("من", "of", "في", "the"))
    this, named = words.word(at) in THIS, at + (words.word(at) in THIS | NEXT)
    if words.word(named) not in ("شهر", "month") or not (this or words.at(named).definite or named > at):
        return None
    coming = words.word(named + 1) in NEXT or words.word(at) in NEXT
    if not coming and not this and words.word(named + 1) not in THIS:
        return None
    month = today.replace(day=1) + timedelta(days=32 if coming else 0)
    behind = named + 1 + (words.word(named + 1) in NEXT | THIS)
    return _Part(_known_day(month.year, month.month, number.value, None), behind)


def written_date(text: str, now: datetime) -> date | None:
    """The date that a field gives, in any usual spelling; of an instant with its zone the day where `now` is."""
    if _ISO_DAY.fullmatch(text):
        year, month, day = map(int, text.split("-"))
        return calendar_day(year, month, day)
    text = normalized_text(text)
    zone = now.tzinfo or UTC
    if compact := _COMPACT.fullmatch(text):
        return _compact(compact, zone)
    words = tokens(text)
    found = dict(_dates(words, Sense(now.date(), needs_year=True)))
    days = {day for each in found.values() for day in (each.first, each.last)}
    time = TIME.search(text)
    if len(days) != 1 or None in days or _says_more(words, found, time):
        return None
    day = days.pop()
    return in_zone(day, time, zone) if day and time else day


def _dates(words: Tokens, sense: Sense) -> Iterator[tuple[int, Written]]:
    """The dates of a field, by the places where they begin."""
    place = 0
    while place < len(words):
        found = written_at(words, place, sense)
        if found:
            yield place, found
        place = found.after if found else place + 1


def _says_more(words: Tokens, found: dict[int, Written], time: re.Match[str] | None) -> bool:
    """Whether a field has other numbers beside its date and time: then nobody knows which is meant."""
    read = {at for place, each in found.items() for at in range(place, each.after)}
    rest = (token for place, token in enumerate(words) if place not in read and token.is_number)
    return any(time is None or not time.start() <= token.start < time.end() for token in rest)


def _compact(match: re.Match[str], zone: tzinfo) -> date | None:
    year, month, day, hour, minute, _, offset = match.groups()
    found = calendar_day(int(year), int(month), int(day))
    if found is None or hour is None or offset is None:
        return found
    return _moved(found, int(hour), int(minute), offset, zone)


def in_zone(day: date, time: re.Match[str], zone: tzinfo) -> date | None:
    """The day of an instant in our zone; one without a zone is in ours, and one whose zone nobody knows is no date."""
    hour, offset = int(time["hour"]), time["zone"]
    if time["half"] in ("pm", "م") and hour < 12:
        hour += 12
    if time["half"] in ("am", "ص") and hour == 12:
        hour = 0
    if hour > 24 or int(time["minute"]) > 59:
        return None
    return _moved(day, hour, int(time["minute"]), offset, zone) if offset or hour == 24 else day


def _moved(day: date, hour: int, minute: int, offset: str | None, zone: tzinfo) -> date | None:
    try:
        local = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(hours=hour, minutes=minute)
        if offset is None:
            return local.date()
        there = re.fullmatch(r"(?:gmt|utc|z)? ?(?:([+-])(\d{2}):?(\d{2}))?", offset)
        if there is None:
            return None
        sign, hours, minutes = there.groups()
        ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
        return (local.replace(tzinfo=UTC) - ahead).astimezone(zone).date()
    except OverflowError:
        return None
