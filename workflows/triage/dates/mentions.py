"""Dates as people write them, in Arabic and English, found without a model (domain §7): read right or not at all."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from workflows.triage.dates.agreement import number_with_weekday, weekday_with_date, with_date_behind, written_in
from workflows.triage.dates.around import Around, FoundDate, unread
from workflows.triage.dates.clauses.bounds import words_around
from workflows.triage.dates.clauses.denial import Stance, goes_on, stance_of
from workflows.triage.dates.clauses.shifts import is_shifted
from workflows.triage.dates.counted.ago import ago_at, days_ago_at, past_length_at
from workflows.triage.dates.counted.ahead import ahead_at
from workflows.triage.dates.counted.day_names import airport_at, clock_at, near_day_at, this_day_at
from workflows.triage.dates.counted.led_on import counted_at, either_way_at, had_at, still_at
from workflows.triage.dates.counted.lone_days import lone_day_at, suffixed_day_at
from workflows.triage.dates.counted.month_weekdays import month_weekday_at
from workflows.triage.dates.counted.periods import ARABIC_PERIODS, period_at
from workflows.triage.dates.counted.weekdays import weekday_at
from workflows.triage.dates.language.forms import FORMS
from workflows.triage.dates.language.names import (
    EVENTS,
    MONTH_PREFIXES,
    MONTH_WORDS,
    NEAR_DAYS,
    WEEKDAYS,
)
from workflows.triage.dates.language.numbers import (
    ENGLISH_ORDINALS,
    FIRST_OF_MONTH,
    HALF,
    HUNDREDS,
    ONES,
    ORDER,
    ORDINALS,
    SOME,
    TEENS,
    TENS,
)
from workflows.triage.dates.language.particles import (
    AFTER,
    AGO,
    AIRPORT,
    EDGES,
    EITHER_WAY,
    HAVE,
    LEFT,
    NEXT,
    PAST,
    SINCE_FUSED,
    SINCE_WORDS,
    STILL_THERE,
    THIS,
    VALID,
    WAITING,
)
from workflows.triage.dates.language.tokens import Tokens, tokens
from workflows.triage.dates.language.units import FRIDAYS, FUSED_DAYS, PAIR, PLURAL, UNITS
from workflows.triage.dates.written.month_days import SUFFIXES
from workflows.triage.dates.written.reader import RANGE_STARTS


class Mention(NamedTuple):
    """A date found in a text, with the words around it in the same sentence. Without a day it could not be read."""

    day: date | None
    words: str


Reader = Callable[[Around], FoundDate | None]
_NEAR_FIRST = frozenset(phrase[0] for phrase in NEAR_DAYS)
_READERS: tuple[tuple[frozenset[str], Reader], ...] = (
    (frozenset(ORDER), month_weekday_at),
    (_NEAR_FIRST, near_day_at),
    (frozenset({"يوم", "ليله"}), this_day_at),
    (frozenset({"يوم", "نهار", "تاريخ", "on"}), number_with_weekday),
    (frozenset({"يوم", "نهار", "تاريخ", "on"}), lone_day_at),
    (frozenset(WEEKDAYS), weekday_at),
    (AFTER | LEFT | VALID, ahead_at),
    (AGO | WAITING | SINCE_WORDS | SINCE_FUSED, ago_at),
    (EITHER_WAY, either_way_at),
    (HAVE, had_at),
    (STILL_THERE, still_at),
    (EDGES | NEXT | PAST | THIS | EVENTS | {*ARABIC_PERIODS, "week", "month"}, period_at),
    (AIRPORT, airport_at),
    (frozenset({"ساعه", "at"}), clock_at),
)
_OF_NEAR_DAYS = (near_day_at, this_day_at)
_BY_WORD: dict[str, tuple[Reader, ...]] = {
    word: tuple(reader for signs, reader in _READERS if word in signs) for signs, _ in _READERS for word in signs
}
_MONTH_WORDS = MONTH_WORDS | {"شهر", "month"}
_AMOUNTS = frozenset((*ONES, *TEENS, *TENS, *HUNDREDS, *PAIR, *HALF, *PLURAL, *SOME, *FUSED_DAYS, "ال", "("))
_STARTS = frozenset(
    (*_BY_WORD, *_MONTH_WORDS, *_AMOUNTS, *ORDINALS, *ENGLISH_ORDINALS, *MONTH_PREFIXES, *RANGE_STARTS, *FIRST_OF_MONTH)
)
_SIGNS = frozenset(
    (
        *MONTH_WORDS,
        *WEEKDAYS,
        *UNITS,
        *PAIR,
        *FUSED_DAYS,
        *FRIDAYS,
        *EVENTS,
        *AIRPORT,
        *EDGES,
    )
)
_SIGNS |= _NEAR_FIRST - AFTER - AGO - {"the", "this", "last"} | {"morrow", "moro", "nite"}
_SIGN_FORMS = frozenset(form for form, known in FORMS.items() if known.word in _SIGNS)
_UNIT_FORMS = frozenset(
    form for form, known in FORMS.items() if known.word in UNITS or known.word in PAIR or known.word in FRIDAYS
)
_WORD = re.compile(r"[^\W\d_]+")
_DATE_SIGN = re.compile(r"\d ?[/\\.–−-] ?\d|\d(?:st|nd|rd|th)\b")


def mentions(text: str, now: datetime) -> Iterator[Mention]:
    """The dates a normalised text speaks of: written out, or counted from now. Hijri years are Umm al-Qura."""
    if not _speaks_of_dates(text):
        return
    words = tokens(text)
    has_month = not _MONTH_WORDS.isdisjoint(token.word for token in words)
    behind, stance = 0, Stance.STANDS
    for place, token in enumerate(words):
        if place < behind or not (token.word in _STARTS or token.is_number):
            continue
        found = _found_at(Around(words, place, text, now), has_month=has_month)
        if found is None:
            continue
        if not (stance is not Stance.STANDS and goes_on(words, behind, place)):
            stance = _stance(words, place, found, now.date())
        behind = found.after
        if stance is not Stance.DENIED:
            settled = found if stance is Stance.STANDS else unread(found.after, found.reach)
            yield from _mentions(settled, text, token.start, words.at(behind - 1).end)


def _stance(words: Tokens, place: int, found: FoundDate, today: date) -> Stance:
    """What the words around make of a date: one that is denied is none, one that is only counted on from is unread."""
    stance = stance_of(words, place, found.after, ahead=found.last is not None and found.last > today)
    if stance is Stance.STANDS and found.first and is_shifted(words, place, found.after, found.first, today):
        return Stance.DOUBTED
    return stance


def _speaks_of_dates(text: str) -> bool:
    """Whether anything in the text can be of a date: without it nothing else need be looked at."""
    return not _SIGN_FORMS.isdisjoint(_WORD.findall(text)) or _DATE_SIGN.search(text) is not None


def _mentions(found: FoundDate, text: str, start: int, end: int) -> Iterator[Mention]:
    around = words_around(text, start, end, found.reach)
    for day in dict.fromkeys((found.first, found.last)):
        yield Mention(day, around)


def _found_at(of: Around, *, has_month: bool) -> FoundDate | None:
    token = of.token
    if (has_month or token.is_number) and (written := written_in(of)):
        return FoundDate(*written)
    if token.word in WEEKDAYS and (found := month_weekday_at(of) or weekday_with_date(of)):
        return found
    for reader in _BY_WORD.get(token.word, ()):
        if found := reader(of):
            return with_date_behind(of, found) if reader in _OF_NEAR_DAYS else found
    counted = counted_at(of) if token.is_number or token.word in _AMOUNTS else None
    return counted or (_numbered_day(of) if token.is_number else None)


def _numbered_day(of: Around) -> FoundDate | None:
    """«the 3rd Friday of March», «the 9th (Friday)», «flying the 9th»."""
    if of.behind().word not in SUFFIXES:
        return number_with_weekday(of)
    return month_weekday_at(of) or number_with_weekday(of) or suffixed_day_at(of)


def longest_past(text: str) -> int | None:
    """The longest time ago a normalised text names, in days: «منذ 12 يوم», «قبل اسبوعين», «3 weeks ago»."""
    if _UNIT_FORMS.isdisjoint(_WORD.findall(text)):
        return None
    words = tokens(text)
    return max(_past_lengths(words), default=None)


def _past_lengths(words: Tokens) -> Iterator[int]:
    for place, token in enumerate(words):
        if not (token.word in _STARTS or token.is_number):
            continue
        past = past_length_at(words, place)
        if past and _never_happened(words, place, past.length.after):
            continue
        length = past.length if past else None
        if length and (least := length.least or length.at_least):
            yield least.days
        elif past is None and (days := days_ago_at(words, place)) is not None:
            yield days


def _never_happened(words: Tokens, place: int, after: int) -> bool:
    """Whether what is said to have been so long ago is denied: «ما قدمت البلاغ قبل 3 أيام»."""
    return words.word(place) == "قبل" and stance_of(words, place, after, ahead=False) is not Stance.STANDS
