"""Lengths of time that have gone by: «قبل أسبوعين», «3 weeks ago»."""

from typing import NamedTuple

from workflows.triage.dates.around import OWN, Around, FoundDate, bound_at, bound_before, day_after, is_now, unread
from workflows.triage.dates.language.amounts import Length
from workflows.triage.dates.language.lengths import length_at, skip_fillers
from workflows.triage.dates.language.names import WEEKDAYS
from workflows.triage.dates.language.particles import AGO, LESS, MORE, NEXT, SINCE_FUSED, SINCE_WORDS, WAITING
from workflows.triage.dates.language.tokens import Tokens


def ago_at(of: Around) -> FoundDate | None:
    """«قبل أسبوعين», «من 3 شهور», «since 3 days»; of more than that the day is not known."""
    past = past_length_at(of.words, of.place)
    return days_gone(of, past.length, past.length.after, more=past.more) if past else None


def days_ago_at(words: Tokens, place: int) -> int | None:
    """The days of a length with «ago» behind it."""
    length = length_at(words, place)
    told = length is not None and not length.bare and words.word(length.after) == "ago"
    least = length.least if told and length else None
    return least.days if least is not None and bound_before(words, place) is not False else None


class PastLength(NamedTuple):
    """A length that has gone by, and whether it was more than that."""

    length: Length
    more: bool


def past_length_at(words: Tokens, place: int) -> PastLength | None:
    """The length that has gone by since something, as it is told from a place on."""
    at = _behind_ago(words, place)
    if at is None:
        return None
    at = skip_fillers(words, at)
    if words.word(at) in LESS:
        return None
    bound = bound_at(words, at)
    length = length_at(words, skip_fillers(words, at + bound))
    if length is None or _is_another(words, place, length):
        return None
    return PastLength(length, bound > 0)


def _behind_ago(words: Tokens, place: int) -> int | None:
    word = words.word(place)
    if word == "من" and words.word(place - 1) in LESS | MORE:
        return None
    if word in AGO:
        return place + 1
    if word in WAITING and words.word(place + 1) == "for":
        return place + 2
    if word in SINCE_FUSED:
        return place + 1
    if word in SINCE_WORDS and words.word(place + 1) in OWN:
        return place + 2
    return None


def _is_another(words: Tokens, place: int, length: Length) -> bool:
    """Whether it is no time ago: «من يوم …», «من الأسبوع القادم», «من 3 إلى 5 أيام», «قبل يومين من السفر», «قبل شهر
    الخميس».
    """
    unit, following = words.at(length.after - 1), words.at(length.after)
    if length.bare and words.word(place) == "من" and (unit.word == "يوم" or unit.definite or following.word in NEXT):
        return True
    relative = words.word(place) == "قبل" and following.word == "من" and not is_now(words, length.after + 1)
    weekday = following.word in WEEKDAYS and following.definite
    ranged = words.word(place) == "من" and length.least != length.most
    return relative or weekday or ranged


def days_gone(of: Around, length: Length, after: int, *, more: bool) -> FoundDate:
    """So long ago; of more than that the day is not known."""
    if length.least is None or length.most is None or more:
        return unread(after)
    return FoundDate(day_after(of.now, -length.most), day_after(of.now, -length.least), after)
