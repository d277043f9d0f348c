"""A day and its month by name: «25 فبراير», «الخامس من رمضان», «Feb 25th», «25 من هذا الشهر»."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from workflows.triage.dates.language.counts import count_at
from workflows.triage.dates.language.names import OTHER_THINGS
from workflows.triage.dates.language.numbers import DAY_WORDS, ENGLISH_ORDINALS, FIRST_OF_MONTH, ORDINALS, TENS
from workflows.triage.dates.language.particles import AFTER, EVERY, NEXT, PAST, PAST_VERBS, WHICH, WHICH_ONE
from workflows.triage.dates.language.spelling import words
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.units import UNITS
from workflows.triage.dates.written.months import (
    GREGORIAN_YEARS,
    HIJRI_YEARS,
    SIGNS,
    Day,
    Month,
    Part,
    calendar_day,
    known_day,
    long_year,
    month_at,
    twin_without_which,
)

_SUBJECTS = frozenset(
    ["i", "we", "you", "he", "she", "they", "it", "who", "which", "that", "this", "can", "will", "to"]
)
"""Behind them «may» and «march» are verbs."""
SUFFIXES = ("st", "nd", "rd", "th")
_BEFORE_A_LONE_MONTH = AFTER | {"في", "شهر", "during", "by", "until", "till", "before"}
_BEFORE_A_YEAR = frozenset((",", "،", "سنه", "عام", "لسنه", "لعام", "من"))
_BEFORE_A_SHORT_YEAR = _BEFORE_A_YEAR | frozenset(SIGNS)
SENTENCE_GOES_ON = frozenset(words("at and to for in by or until but because from with plus minus please my i"))
"""English words behind which no noun or verb belongs to what stands before them."""
_LONGEST_MONTH = 31
_GONE = PAST | PAST_VERBS
_SAID_OF_A_MONTH = WHICH_ONE | PAST_VERBS
_DAYS_OF = ("ايام", "يوم", "ليالي", "ليله", "في")
_BEFORE_A_MONTH = ("من", "of", "شهر", "the")


class DayNumber(NamedTuple):
    """The number of a day in its month, and the place behind it."""

    value: int
    after: int


def day_number(words: Tokens, place: int) -> DayNumber | None:
    """The day of a month, in digits or words, as a count or an ordinal."""
    token = words.at(place)
    if token.is_number:
        if len(token.word) > 2:
            return None
        suffixed = words.word(place + 1) in SUFFIXES and words.at(place + 1).start == token.end
        return DayNumber(int(token.word), place + 1 + suffixed)
    if token.word not in DAY_WORDS:
        return None
    if ordinal := _ordinal(words, place):
        return ordinal
    count = count_at(words, place)
    return DayNumber(*count) if count and count.value <= 31 and token.word != "a" else None


def _ordinal(words: Tokens, place: int) -> DayNumber | None:
    """«الخامس والعشرون», «twenty-fifth»."""
    token = words.at(place)
    if token.word in ENGLISH_ORDINALS:
        return DayNumber(ENGLISH_ORDINALS[token.word], place + 1)
    if token.word in TENS and token.word.isascii():
        at = place + 1 + (words.word(place + 1) == "-")
        more = ENGLISH_ORDINALS.get(words.word(at), 10)
        return DayNumber(TENS[token.word] + more, at + 1) if more < 10 else None
    if token.word not in ORDINALS:
        return None
    following = words.at(place + 1)
    if following.joined and following.word in TENS:
        return DayNumber(ORDINALS[token.word] + TENS[following.word], place + 2)
    if following.word in ("عشر", "عشره") and not following.joined:
        return DayNumber(ORDINALS[token.word] + 10, place + 2)
    return DayNumber(ORDINALS[token.word], place + 1)


def day_first(words: Tokens, place: int, today: date) -> Part | None:
    """«25 فبراير 2026», «25-Feb-26», «الخامس من رمضان»."""
    number = day_number(words, place)
    if number is None:
        return _first_of_month(words, place)
    at, sign = number.after, words.word(number.after)
    at += sign in SIGNS
    at = words.past(_past_days(words, place, at), _BEFORE_A_MONTH)
    if words.word(at - 1) == "شهر" and (numbered := count_at(words, at)) and words.word(numbered.after) not in UNITS:
        after, year = year_at(words, numbered.after)
        return Part(Day(number.value, numbered.value, year, False) if numbered.value <= 12 else None, after)
    if twin_without_which(words, at):
        return Part(None, at + 1)
    month = month_at(words, at)
    if month is None or (month.name == "may" and not _may_be_may(words, place, at)):
        return None
    after, year = year_at(words, month.after, today if sign in SIGNS else None)
    return Part(_of_month(number.value, month, year), after)


def _past_days(words: Tokens, place: int, at: int) -> int:
    """The place behind «أيام» in «ثاني أيام رمضان», «في» in «20 في شهر 1»; behind a count days are a length."""
    in_a_month = words.word(at) == "في" and words.word(at + 1) == "شهر"
    return words.past(at, _DAYS_OF) if words.word(place) in ORDINALS else at + in_a_month


def _first_of_month(words: Tokens, place: int) -> Part | None:
    """«غرة شوال», «فاتح مارس»."""
    month = month_at(words, words.past(place + 1, ("شهر", "من"))) if words.word(place) in FIRST_OF_MONTH else None
    if month is None:
        return None
    after, year = year_at(words, month.after)
    return Part(_of_month(1, month, year), after)


def _may_be_may(words: Tokens, place: int, at: int) -> bool:
    """Whether «may» is the month: no verb follows it."""
    following = words.word(at + 1)
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
    return not following.isalpha() or following in SENTENCE_GOES_ON or not following.isascii()


def _of_month(day: int, month: Month, year: int | None) -> Day | None:
    hijri = month.hijri
    if year is not None and (year in HIJRI_YEARS) is not hijri:
        return None
    probe = year or (1446 if hijri else 2024)
    possible = calendar_day(probe, month.number, day, hijri=hijri) is not None or (hijri and 0 < day <= 30)
    return Day(day, month.number, year, hijri) if possible else None


def year_at(words: Tokens, place: int, short_for: date | None = None) -> tuple[int, int | None]:
    """The place behind a year, and the year; of two digits only where a sign stands before it."""
    at = words.past(place, _BEFORE_A_SHORT_YEAR if short_for else _BEFORE_A_YEAR)
    year = words.number(at)
    if year is not None and len(words.word(at)) == 4 and (year in GREGORIAN_YEARS or year in HIJRI_YEARS):
        return at + 1, year
    if year is not None and short_for and at > place and len(words.word(at)) == 2:
        return at + 1, long_year(year, short_for, hijri=None)
    return place, None


def month_first(words: Tokens, place: int, today: date) -> Part | None:
    """«Feb 25th, 2026», «فبراير 25»."""
    if twin_without_which(words, place) and words.word(place - 1) in _BEFORE_A_LONE_MONTH:
        return Part(None, place + 1)
    month = month_at(words, place)
    if month is None or (month.name in ("may", "march") and words.word(place - 1) in _SUBJECTS):
        return None
    at = month.after + (words.word(month.after) in ("the", *SIGNS))
    at += words.word(at) == "the"
    number = day_number(words, at) if words.at(at).is_number or words.word(at) in ENGLISH_ORDINALS else None
    sure = month.name not in OTHER_THINGS or month.name in ("مارس", "march", "mar", "may")
    if number is None or not sure or words.word(number.after) in UNITS or words.word(number.after) in (":", "%"):
        return _month_alone(words, place, month)
    short_for = today if words.word(month.after) in SIGNS else None
    after, year = year_at(words, number.after, short_for)
    if month.hijri and year is None:  # «رجب», «شعبان» and «رمضان» are people's names too
        return None
    return Part(_of_month(number.value, month, year), after)


def _month_alone(words: Tokens, place: int, month: Month) -> Part | None:
    """A month without its day, which says a date that cannot be read: «in March», «شهر رمضان», «مارس 2027»."""
    after, year = year_at(words, month.after)
    lead = words.word(place - 1) in _BEFORE_A_LONE_MONTH
    return Part(None, after) if year is not None or (lead and month.name not in ("صفر", "اب", "محرم")) else None


def of_this_month(words: Tokens, place: int, today: date) -> Part | None:
    """«25 من هذا الشهر», «25 الشهر القادم», «25 الشهر»; of «the month» a day gone by may be of another."""
    number = day_number(words, place)
    if number is None or words.word(place - 1) in EVERY:
        return None
    at = words.past(_past_days(words, place, number.after), ("من", "of", "في", "the"))
    named = at + (words.word(at) in WHICH_ONE)
    definite = named > at or words.at(named).definite or words.word(named - 1) == "the"
    if words.word(named) not in ("شهر", "month") or not definite:
        return None
    which = named + 1 + (words.word(named + 1) in WHICH)
    said = {words.word(at), words.word(which)}
    month = near_month(today, said)
    day = known_day(month.year, month.month, number.value, None)
    of_another = said.isdisjoint(_SAID_OF_A_MONTH) and number.value < today.day
    return Part(None if of_another else day, which + 1 if words.word(which) in _SAID_OF_A_MONTH else named + 1)


def near_month(today: date, said: Collection[str]) -> date:
    """A day of this month, or of the next or the last one where some words say so."""
    first = today.replace(day=1)
    if not NEXT.isdisjoint(said):
        return first + timedelta(days=_LONGEST_MONTH + 1)
    return first - timedelta(days=1) if not _GONE.isdisjoint(said) else first
