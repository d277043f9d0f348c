"""Dates that are written out, and ranges of them."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import NamedTuple

from workflows.triage.dates.around import STOPS
from workflows.triage.dates.clauses.extent import is_journey
from workflows.triage.dates.language.names import MONTH_PREFIXES, MONTH_WORDS
from workflows.triage.dates.language.numbers import DAY_WORDS, FIRST_OF_MONTH
from workflows.triage.dates.language.particles import AND, MONEY, NUMBER_OF, OR, TO
from workflows.triage.dates.language.spelling import words
from workflows.triage.dates.language.tokens import Tokens, once
from workflows.triage.dates.language.units import UNITS
from workflows.triage.dates.written.calendars import in_its_calendar, past_mark
from workflows.triage.dates.written.digits import day_and_month, in_digits
from workflows.triage.dates.written.lists import listed_at, stroked_at
from workflows.triage.dates.written.month_days import (
    DayNumber,
    day_first,
    day_number,
    month_first,
    of_this_month,
    year_at,
)
from workflows.triage.dates.written.months import SIGNS, Day, Part, calendar_day, nearest

RANGE_STARTS = ("بين", "between", "from", "من")
_STARTS = frozenset((*DAY_WORDS, *FIRST_OF_MONTH, *MONTH_WORDS, *MONTH_PREFIXES))
_DATE_WORDS = frozenset(("يوم", "تاريخ", "في", "سفري", "رحلتي", "on", "date", "dated", ".", "،", ",", ";", "and"))
_BEFORE_TO = AND | {"up"}
_BEFORE_A_DAY = ("يوم", "تاريخ", "the", "غايه")


class Written(NamedTuple):
    """A date or a range as it is written; without a day where it is written and cannot be read."""

    first: date | None
    last: date | None
    after: int


class Sense(NamedTuple):
    """What a date without its whole year is read by: today, and whether it is said to lie ahead or behind."""

    today: date
    ahead: Callable[[], bool | None] = lambda: None
    needs_year: bool = False


def may_be_written(words: Tokens, place: int) -> bool:
    """Whether a written date may begin with a word."""
    return words.at(place).is_number or words.word(place) in _STARTS or words.word(place) in RANGE_STARTS


def written_at(words: Tokens, place: int, sense: Sense) -> Written | None:
    """The date or range that begins at a place."""
    if _is_no_date(words, place):
        return None
    if words.word(place) in RANGE_STARTS:
        return _range_between(words, place, sense)
    if not words.at(place).is_number and words.word(place) not in _STARTS:
        return None
    if stroked := stroked_at(words, place, sense.today):
        return _ordered(*stroked, words, sense)
    part = _part(words, place, sense.today)
    return _range(words, place, part, sense) or _single(words, place, part, sense)


def _single(words: Tokens, place: int, part: Part | None, sense: Sense) -> Written | None:
    """One date, or one of a list."""
    part = part or listed_at(words, place, partial(_part, words, today=sense.today))
    if part is None or words.word(part.after) in MONEY:
        return None
    if part.day and (earlier := _or_earlier(words, part.day, part.after)):
        return _ordered(part.day._replace(day=earlier.value), part._replace(after=earlier.after), words, sense)
    day = _resolved(part.day, sense)
    return Written(day, day, past_mark(words, part.after))


_TWO_LETTERS = frozenset(
    words("at by in is it my no of on or so to up us we am be do go he if me an as ok id dt st nd rd th")
)
_CODE = 2
"""Letters of an airline before the number of its flight: «SV12/3»."""


def _is_no_date(words: Tokens, place: int) -> bool:
    """Whether the number is the middle of a longer one, or of a reference."""
    before, token = words.at(place - 1), words.at(place)
    if not token.is_number:
        return False
    chained = before.word in SIGNS and before.end == token.start and words.at(place - 2).end == before.start
    coded = before.end == token.start and len(before.word) == _CODE and before.word.isascii() and before.word.isalpha()
    coded = coded or (len(before.word) == _CODE and _is_airline(words, place - 1))
    return chained or coded or before.word == "#" or _is_numbered(words, place)


def _is_airline(words: Tokens, place: int) -> bool:
    """Whether two letters behind a journey are no word: "flight SV 8/1"."""
    word = words.word(place)
    letters = word.isascii() and word.isalpha() and word not in _TWO_LETTERS
    return letters and is_journey(words.word(place - 1))


def _is_numbered(words: Tokens, place: int) -> bool:
    """Whether the words before say that it is a number of something: «رقم الطلب 25-2-2026»."""
    place -= words.word(place - 1) == "." and words.word(place - 2) in NUMBER_OF
    for at in range(place - 1, place - 5, -1):
        if words.word(at) in NUMBER_OF:
            return words.word(at) != "no" or at >= place - 2
        if words.word(at) in _DATE_WORDS or words.at(at).is_number:
            return words.word(at - 1) in NUMBER_OF and is_journey(words.word(at))
    return False


def _or_earlier(words: Tokens, day: Day, after: int) -> DayNumber | None:
    """The earlier day that another may be: «11 يناير أو 9»; the later of two is read without it."""
    at = words.past(after + 1, _BEFORE_A_DAY) if words.word(after) in OR else after
    number = day_number(words, at) if words.at(at).is_number and at > after else None
    ends = number is not None and (words.word(number.after) in STOPS or words.word(number.after) == "")
    return number if number and ends and 0 < number.value < day.day else None


def _resolved(day: Day | None, sense: Sense) -> date | None:
    if day is None:
        return None
    if day.year is not None:
        return calendar_day(day.year, day.month, day.day, hijri=True if day.hijri else None)
    return None if sense.needs_year else nearest(day, sense.today, ahead=sense.ahead())


@once
def _part(words: Tokens, place: int, today: date) -> Part | None:
    found = (
        in_digits(words, place, today)
        or day_first(words, place, today)
        or month_first(words, place, today)
        or day_and_month(words, place)
        or of_this_month(words, place, today)
    )
    return in_its_calendar(words, place, found)


def _range_between(words: Tokens, place: int, sense: Sense) -> Written | None:
    """«من 25 إلى 28 فبراير», «between 25 and 28 Feb»."""
    start = words.past(place + 1, _BEFORE_A_DAY)
    return _range(words, start, _part(words, start, sense.today), sense, joined=words.word(place) in ("بين", "between"))


def _range(words: Tokens, place: int, first: Part | None, sense: Sense, *, joined: bool = False) -> Written | None:
    """«25 Feb - 3 March 2026», «Feb 25-28», «25-28 فبراير»; `joined` ones have «and» between."""
    number = day_number(words, place) if first is None else None
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
    place += words.word(place) in _BEFORE_TO and words.word(place + 1) in TO
    token, at = words.at(place), place + 1
    if joined and token.joined:
        at = place
    elif not (token.word in (AND if joined else TO) or (token.word == "حد" and words.at(at).is_number)):
        return None
    return words.past(at, _BEFORE_A_DAY)


def _ordered(first_day: Day, last: Part, words: Tokens, sense: Sense) -> Written:
    first, end = _resolved(first_day, sense), _resolved(last.day, sense)
    whole = first is not None and end is not None and first <= end
    return Written(first if whole else None, end if whole else None, past_mark(words, last.after))


def _end_of_range(words: Tokens, place: int, first: Part) -> Part | None:
    """The second day of «Feb 25-28», in the month of the first."""
    number = day_number(words, place)
    if number is None or first.day is None or UNITS.get(words.word(number.after)):
        return None
    after, year = year_at(words, number.after)
    return Part(first.day._replace(day=number.value, year=year or first.day.year), after)
