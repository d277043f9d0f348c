"""Dates in digits, with any sign between, in either calendar."""

from datetime import date

from workflows.triage.dates.clauses.bounds import names_a_bearer
from workflows.triage.dates.clauses.extent import is_way
from workflows.triage.dates.language.names import AMBIGUOUS_WEEKDAYS, WEEKDAYS
from workflows.triage.dates.language.particles import MEASURES, MONEY, SUMS
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.units import UNITS
from workflows.triage.dates.written.calendars import calendar_mark, calendars_of
from workflows.triage.dates.written.months import SIGNS, Day, Part, known_day, long_year, month_at

_LEADS = frozenset(("يوم", "تاريخ", "بتاريخ", "موافق", "on", *WEEKDAYS)) - AMBIGUOUS_WEEKDAYS
_OF = ("of", "من", "the", "my", "our", "كامل", "total", "ال")
_MONTHS = 12
_LARGEST = 11
"""The least number that nobody divides by."""
_NO_DATE_BEHIND = frozenset(UNITS) | MONEY | MEASURES


def in_digits(words: Tokens, place: int, today: date) -> Part | None:
    """Day, month and year in digits between two equal signs, the year first or last."""
    if words.word(place + 1) not in SIGNS or words.word(place + 3) != words.word(place + 1):
        return None
    numbers = [words.word(place + each) for each in (0, 2, 4)]
    if not all(number.isdecimal() and len(number) < 5 for number in numbers) or _goes_on(words, place + 5):
        return None
    mark = calendar_mark(words, place + 5)
    left, middle, right = map(int, numbers)
    if len(numbers[0]) == 4 and len(numbers[2]) < 3:
        return Part(known_day(left, middle, right, mark), place + 5)
    if len(numbers[0]) > 2 or len(numbers[1]) > 2 or len(numbers[2]) == 3 or len(numbers[2]) == 1:
        return None
    year = right if len(numbers[2]) == 4 else long_year(right, today, hijri=mark)
    if year is None:
        return Part(None, place + 5)
    return Part(known_day(year, middle, left, mark) or known_day(year, left, middle, mark), place + 5)


def _goes_on(words: Tokens, place: int) -> bool:
    """Whether a sign and another number follow at once: then it was no date but a longer number."""
    sign = words.at(place)
    at_once = sign.start == words.at(place - 1).end and words.at(place + 1).start == sign.end
    return at_once and sign.word in SIGNS and words.at(place + 1).is_number


def _is_measure(words: Tokens, place: int) -> bool:
    """Whether a unit or money follows; «الساعة 5» is a time of the day."""
    clock = words.word(place) == "ساعه" and words.at(place).definite and words.at(place + 1).is_number
    return words.word(place) in _NO_DATE_BEHIND and not clock


def _noun_behind(words: Tokens, place: int) -> str:
    """The noun that two numbers may be a fraction of: «1/2 المبلغ», "1/2 of the fees"."""
    at = words.past(place, _OF)
    token, known = words.at(at), words.at(at).prefix
    if token.word.startswith(SUMS):
        return token.word
    noun = at > place or (token.has_article and not known and not names_a_bearer(token.word))
    return token.word if noun and words.word(place) not in ("في", "in") else ""


def day_and_month(words: Tokens, place: int) -> Part | None:
    """A day and month in digits: «25/2»; behind «يوم», «on» or a weekday also «25-2»."""
    day, month, sign = words.number(place), words.number(place + 2), words.word(place + 1)
    lead = words.word(place - 1) in _LEADS or (words.word(place - 1) in WEEKDAYS and words.at(place - 1).definite)
    if day is None or month is None or sign not in SIGNS or _goes_on(words, place + 3):
        return None
    if max(len(words.word(place)), len(words.word(place + 2))) > 2 or _is_measure(words, place + 3):
        return None
    if not lead and sign != "/":
        return Part(None, place + 3) if month <= _MONTHS and _is_travelled(words, place) else None
    may_be_a_part = not lead and 0 < day < month < _LARGEST and not calendars_of(words, place, place + 3)
    if may_be_a_part and (noun := _noun_behind(words, place + 3)):
        return None if noun.startswith(SUMS) else Part(None, place + 3)
    if words.word(place + 3) == "/" or _is_always(words, place):
        return None
    hijri = bool(calendar_mark(words, place + 3))
    fits = 0 < month <= _MONTHS and 0 < day <= (30 if hijri else 31)
    return Part(Day(day, month, None, hijri) if fits else None, place + 3)


def _is_always(words: Tokens, place: int) -> bool:
    """Whether «24/7» is the day and its hours, and no date."""
    return (words.number(place), words.number(place + 2)) == (24, 7) and not calendars_of(words, place, place + 3)


def _is_travelled(words: Tokens, place: int) -> bool:
    """«ورجعتي 20-1»: a date, or from a day to another of a month that is not named behind them."""
    month = month_at(words, words.past(place + 3, ("من", "of"))) or words.word(place + 3) in ("من", "شهر", "of")
    return is_way(words.word(place - 1)) and not month
