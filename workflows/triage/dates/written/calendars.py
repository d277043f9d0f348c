"""The calendar of a date, as the words of its clause name it: before it or behind it, beside it or apart."""

from functools import lru_cache

from workflows.triage.dates.clauses.extent import JOINED, is_joined
from workflows.triage.dates.clauses.negators import is_negator
from workflows.triage.dates.language.calendars import (
    BESIDE_A_CALENDAR,
    CALENDARS,
    GREGORIAN_OF_A_CALENDAR,
    GREGORIAN_SIGNS,
    GREGORIAN_WORD,
    GREGORIAN_YEAR_SIGN,
    HIJRI_OF_A_CALENDAR,
    HIJRI_SIGNS,
    HIJRI_WORD,
    HIJRI_YEAR_SIGN,
)
from workflows.triage.dates.language.denials import BETWEEN_TWO_CLAUSES
from workflows.triage.dates.language.names import MONTH_WORDS
from workflows.triage.dates.language.particles import AND, TO
from workflows.triage.dates.language.tokens import InContext, Tokens, once
from workflows.triage.dates.written.months import Part

_FARTHEST = 12
"""Words on either side that are looked at."""
_ENDS = frozenset(".!?؟؛;،,") | AND | BETWEEN_TWO_CLAUSES
_MONTHS, _DAYS = 12, 30
_TO_A_YEAR = 5
"""Words from the end of a date in digits back to a year at its beginning."""
_EITHER = frozenset((True, False))
"""Both calendars: nobody knows which."""


def calendar_mark(words: Tokens, place: int) -> bool | None:
    """Whether the word or sign right behind a date names the Hijri calendar (true) or the Gregorian one (false)."""
    word = words.word(place)
    if word in HIJRI_SIGNS or (word == HIJRI_YEAR_SIGN and _is_of_a_year(words, place)):
        return True
    if word in GREGORIAN_SIGNS or (word == GREGORIAN_YEAR_SIGN and _is_of_a_year(words, place)):
        return False
    return _named(words, place)


def past_mark(words: Tokens, place: int) -> int:
    """The place behind «هـ» or «م»."""
    return place + (calendar_mark(words, place) is not None)


def in_its_calendar(words: Tokens, place: int, part: Part | None) -> Part | None:
    """A day in the calendar that its clause names; one that does not fit it, or of two calendars, is unread."""
    if part is None or part.day is None:
        return part
    said, hijri = calendars_of(words, place, part.after), part.day.hijri
    open_to_both = part.day.year is None and not words.any(MONTH_WORDS, place, part.after)
    if not said and open_to_both and not hijri and _is_hijri_elsewhere(words, place):
        return Part(None, part.after)
    if not said or said == {hijri}:
        return part
    fits = open_to_both and said == {True} and 0 < part.day.month <= _MONTHS and 0 < part.day.day <= _DAYS
    return Part(part.day._replace(hijri=True) if fits else None, part.after)


@once
def calendars_of(words: Tokens, place: int, after: int) -> frozenset[bool]:
    """The calendars that the words around a date name, up to the dates on either side."""
    sign = calendar_mark(words, after + (words.word(after) in ("(", "[")))
    found = set[bool]() if sign is None else {sign}
    for part in (_before(words, place), _behind(words, after)):
        for at in words.those(_CALENDAR, part.start, part.stop):
            found |= _said_at(words, at)
    return frozenset(found)


def _is_of_a_year(words: Tokens, place: int) -> bool:
    return any(words.at(at).is_number and len(words.word(at)) == 4 for at in (place - 1, place - _TO_A_YEAR))


def _said_at(words: Tokens, at: int) -> frozenset[bool]:
    """The calendar that a word names; one that is denied leaves both."""
    denied = is_negator(words, at - 1) or is_negator(words, at - 2)
    return _EITHER if denied else frozenset((_named(words, at) is True,))


def _named(words: Tokens, at: int) -> bool | None:
    """The calendar that a word names."""
    word = words.word(at)
    named = _may_name(word)
    if named is None or _is_of_it_alone(word):
        return named
    beside = any(CALENDARS.fullmatch(words.word(each)) for each in (at - 2, at - 1, at + 1))
    return named if beside else None


@lru_cache(8192)
def _may_name(word: str) -> bool | None:
    """The calendar that a word names, alone or beside a word for one."""
    if _is_of_it_alone(word):
        return HIJRI_WORD.fullmatch(word) is not None
    return True if HIJRI_OF_A_CALENDAR.fullmatch(word) else False if GREGORIAN_OF_A_CALENDAR.fullmatch(word) else None


def _is_of_it_alone(word: str) -> bool:
    return HIJRI_WORD.fullmatch(word) is not None or GREGORIAN_WORD.fullmatch(word) is not None


@lru_cache(8192)
def _may_be_calendar(word: str) -> bool:
    return _may_name(word) is not None


def _names_a_calendar(words: Tokens, at: int) -> bool:
    return _named(words, at) is not None


_CALENDAR = InContext(_names_a_calendar, among=_may_be_calendar)


@lru_cache(8192)
def _is_date(word: str) -> bool:
    return word.isdecimal() or word in MONTH_WORDS


def _behind(words: Tokens, after: int) -> range:
    """The places behind a date up to the next one that is not the end of its range, as far as its clause goes."""
    start = words.past(after, BESIDE_A_CALENDAR)
    start = start if _named(words, start) is not None else after
    last = min(start + _FARTHEST, len(words))
    end = next(iter(words.those(_ENDS, start, last)), last)
    end = next(iter(words.those(JOINED, start, end)), end)
    dates = (at for at in words.those(_is_date, start, end) if not words.any(TO, start, at))
    return range(start, next(dates, end))


def _before(words: Tokens, place: int) -> range:
    """The places before a date back to the one before it, whose own mark is not of this one but in a range."""
    first = max(place - _FARTHEST, 0)
    for at in range(place - 1, first - 1, -1):
        token = words.at(at)
        if _is_date(token.word):
            of_another = calendar_mark(words, at + 1) is not None and not words.any(TO, at + 2, place)
            return range(at + 1 + of_another, place)
        if token.word in _ENDS:
            return range(at + 1, place)
        if is_joined(token):
            return range(at, place)
    return range(first, place)


def _is_hijri_elsewhere(words: Tokens, place: int) -> bool:
    """Whether a clause near a date, that has none of its own, speaks of the Hijri calendar."""
    near = words.those(_CALENDAR, max(place - 2 * _FARTHEST, 0), place + 2 * _FARTHEST)
    return any(_named(words, at) and not _is_of_a_date(words, at) for at in near)


def _is_of_a_date(words: Tokens, at: int) -> bool:
    """Whether the clause of a word has a date."""
    return _meets_a_date(words, range(at - 1, at - _FARTHEST, -1)) or _meets_a_date(
        words, range(at + 1, at + _FARTHEST)
    )


def _meets_a_date(words: Tokens, places: range) -> bool:
    for at in places:
        if _is_date(words.word(at)):
            return True
        if words.word(at) in _ENDS or is_joined(words.at(at)) or not words.word(at):
            return False
    return False
