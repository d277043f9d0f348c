"""The calendar of a date, as the words of its clause name it: before it or behind it, beside it or apart."""

from collections.abc import Iterable, Iterator

from workflows.triage.dates.clauses.extent import is_joined
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
from workflows.triage.dates.language.tokens import Tokens
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
    word, of_a_year = words.word(place), any(_is_year(words, place - back) for back in (1, _TO_A_YEAR))
    if word in HIJRI_SIGNS or (of_a_year and word == HIJRI_YEAR_SIGN):
        return True
    if word in GREGORIAN_SIGNS or (of_a_year and word == GREGORIAN_YEAR_SIGN):
        return False
    return _word(words, place)


def past_mark(words: Tokens, place: int) -> int:
    """The place behind «هـ» or «م»."""
    return place + (calendar_mark(words, place) is not None)


def in_its_calendar(words: Tokens, place: int, part: Part | None) -> Part | None:
    """A day in the calendar that its clause names; one that does not fit it, or of two calendars, is unread."""
    if part is None or part.day is None:
        return part
    said, hijri = calendars_of(words, place, part.after), part.day.hijri
    open_to_both = part.day.year is None and not any(words.word(at) in MONTH_WORDS for at in range(place, part.after))
    if not said and open_to_both and not hijri and _is_hijri_elsewhere(words, place):
        return Part(None, part.after)
    if not said or said == {hijri}:
        return part
    fits = open_to_both and said == {True} and 0 < part.day.month <= _MONTHS and 0 < part.day.day <= _DAYS
    return Part(part.day._replace(hijri=True) if fits else None, part.after)


def calendars_of(words: Tokens, place: int, after: int) -> frozenset[bool]:
    """The calendars that the words around a date name, up to the dates on either side."""
    sign = calendar_mark(words, after + (words.word(after) in ("(", "[")))
    signed = frozenset[bool]() if sign is None else frozenset((sign,))
    return signed | frozenset(_named(words, (*_before(words, place), *_behind(words, after))))


def _is_year(words: Tokens, at: int) -> bool:
    return words.at(at).is_number and len(words.word(at)) == 4


def _word(words: Tokens, at: int) -> bool | None:
    """The calendar that a word names."""
    word = words.word(at)
    if HIJRI_WORD.fullmatch(word):
        return True
    if GREGORIAN_WORD.fullmatch(word):
        return False
    if not any(CALENDARS.fullmatch(words.word(each)) for each in (at - 2, at - 1, at + 1)):
        return None
    return True if HIJRI_OF_A_CALENDAR.fullmatch(word) else False if GREGORIAN_OF_A_CALENDAR.fullmatch(word) else None


def _named(words: Tokens, places: Iterable[int]) -> Iterator[bool]:
    """The calendars named at some places; one that is denied leaves both."""
    for at in places:
        if (named := _word(words, at)) is not None:
            denied = is_negator(words, at - 1) or is_negator(words, at - 2)
            yield from _EITHER if denied else (named,)


def _is_date(words: Tokens, at: int) -> bool:
    return words.at(at).is_number or words.word(at) in MONTH_WORDS


def _behind(words: Tokens, after: int) -> tuple[int, ...]:
    """The places behind a date up to the next one that is not the end of its range, as far as its clause goes."""
    start = words.past(after, BESIDE_A_CALENDAR)
    start = start if _word(words, start) is not None else after
    for at in range(start, start + _FARTHEST):
        if words.word(at) in _ENDS or not words.word(at) or is_joined(words.at(at)):
            return tuple(range(start, at))
        if _is_date(words, at) and not _is_range(words, start, at):
            return tuple(range(start, at))
    return tuple(range(start, start + _FARTHEST))


def _before(words: Tokens, place: int) -> tuple[int, ...]:
    """The places before a date back to the one before it, whose own mark is not of this one but in a range."""
    for at in range(place - 1, max(place - 1 - _FARTHEST, -1), -1):
        if _is_date(words, at):
            of_another = calendar_mark(words, at + 1) is not None and not _is_range(words, at + 2, place)
            return tuple(range(at + 1 + of_another, place))
        if words.word(at) in _ENDS:
            return tuple(range(at + 1, place))
        if is_joined(words.at(at)):
            return tuple(range(at, place))
    return tuple(range(max(place - _FARTHEST, 0), place))


def _is_range(words: Tokens, start: int, place: int) -> bool:
    return any(words.word(at) in TO for at in range(start, place))


def _is_hijri_elsewhere(words: Tokens, place: int) -> bool:
    """Whether a clause near a date, that has none of its own, speaks of the Hijri calendar."""
    near = range(max(place - 2 * _FARTHEST, 0), min(place + 2 * _FARTHEST, len(words)))
    return any(_word(words, at) and not _is_of_a_date(words, at) for at in near)


def _is_of_a_date(words: Tokens, at: int) -> bool:
    """Whether the clause of a word has a date."""
    return _meets_a_date(words, range(at - 1, at - _FARTHEST, -1)) or _meets_a_date(
        words, range(at + 1, at + _FARTHEST)
    )


def _meets_a_date(words: Tokens, places: range) -> bool:
    for at in places:
        if _is_date(words, at):
            return True
        if words.word(at) in _ENDS or is_joined(words.at(at)) or not words.word(at):
            return False
    return False
