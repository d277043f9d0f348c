"""Dates as people write them, in Arabic and English, found without a model (domain §7): read right or not at all."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from workflows.triage.dates.around import Around, FoundDate, unread
from workflows.triage.dates.beside.open_ended import Bound, bound_beside
from workflows.triage.dates.beside.said import SaidDate
from workflows.triage.dates.beside.understood import understood
from workflows.triage.dates.clauses.bounds import Clause, clause_around
from workflows.triage.dates.clauses.denial import Stance, goes_on, is_said_instead, stance_of
from workflows.triage.dates.clauses.shifts import is_shifted
from workflows.triage.dates.clauses.time_left import is_left_of_nothing
from workflows.triage.dates.counted.ago import days_ago_at, past_length_at
from workflows.triage.dates.language.forms import FORMS
from workflows.triage.dates.language.lengths import length_at
from workflows.triage.dates.language.names import MONTH_WORDS
from workflows.triage.dates.language.tokens import APOSTROPHED, Tokens, tokens
from workflows.triage.dates.language.vocabulary import LENGTH_WORDS, SIGNS_OF_DATES
from workflows.triage.dates.readers import date_at, may_begin


class Mention(NamedTuple):
    """A date found in a text, with the words around it in the same sentence. Without a day it could not be read."""

    day: date | None
    words: str
    by: date | None = None
    """Of one without a day, the last that it can be, where a bound says it."""
    is_left: bool = False
    """Whether it is time that is left, and nothing says of what: «باقي أسبوع»."""


_MONTH_WORDS = MONTH_WORDS | {"شهر", "month"}
_SIGN_FORMS = frozenset(form for form, known in FORMS.items() if known.word in SIGNS_OF_DATES)
_UNIT_FORMS = frozenset(form for form, known in FORMS.items() if known.word in LENGTH_WORDS)
_CLOCKS = frozenset(("ساعه", "at"))
_COMMAS = frozenset((",", "،"))
_WORD = re.compile(r"[^\W\d_]+")
_DATE_SIGN = re.compile(r"\d ?[/\\.–−-] ?\d|\d(?:st|nd|rd|th)\b|" + APOSTROPHED)


def mentions(text: str, now: datetime) -> Iterator[Mention]:
    """The dates a normalised text speaks of: written out, or counted from now. Hijri years are Umm al-Qura."""
    if not _speaks_of_dates(text):
        return
    words = tokens(text)
    said = list(_said(words, text, now))
    said = list(understood(words, said, now.date()))
    clauses = [_clause(each, words, text) for each in said]
    told = [_names_its_bearer(each, clause, words) for each, clause in zip(said, clauses, strict=True)]
    any_told = any(told)
    for each, clause, is_told in zip(said, clauses, told, strict=True):
        # Of a clause that tells of something else, the rest of the sentence says nothing: it has a day of its own.
        alone = any_told and not is_told and clause.says_something()
        if each.stance is not Stance.DENIED:
            yield from _mentions(each, words, clause.words_around(clause_only=alone))


def _clause(said: SaidDate, words: Tokens, text: str) -> Clause:
    return clause_around(text, words.at(said.place).start, words.at(said.found.after - 1).end, said.found.reach)


def _names_its_bearer(said: SaidDate, clause: Clause, words: Tokens) -> bool:
    """Whether the clause of a day, and of no mere time of day, names what it is of."""
    return words.word(said.place) not in _CLOCKS and clause.names_what_it_is_of


def _said(words: Tokens, text: str, now: datetime) -> Iterator[SaidDate]:
    """The dates of a text one after the other, each with its stance."""
    has_month = not _MONTH_WORDS.isdisjoint(token.word for token in words)
    behind, denied, stance = 0, 0, Stance.STANDS
    for place, token in enumerate(words):
        if place < behind or not may_begin(token):
            continue
        found = date_at(Around(words, place, text, now), has_month=has_month)
        if found is None:
            continue
        if stance is Stance.DENIED and is_said_instead(words, denied, behind, place):
            stance = Stance.STANDS
        elif stance is Stance.STANDS or not goes_on(words, behind, place):
            stance = _stance(words, place, found, now.date())
        elif words.word(place - 1) in _COMMAS:  # «مو 25، 28 فبراير»: denied as well, or said instead
            stance = Stance.DOUBTED
        behind, denied = found.after, place
        yield SaidDate(place, found, stance)


def _stance(words: Tokens, place: int, found: FoundDate, today: date) -> Stance:
    """What the words around make of a date: one that is denied is none, one that is only counted on from is unread."""
    ahead = found.last is not None and found.last > today
    stance = stance_of(words, place, found.after, ahead=ahead, is_today=found.last == today)
    if stance is Stance.STANDS and found.first and is_shifted(words, place, found.after, found.first, today):
        return Stance.DOUBTED
    return stance


def _speaks_of_dates(text: str) -> bool:
    """Whether anything in the text can be of a date: without it nothing else need be looked at."""
    return not _SIGN_FORMS.isdisjoint(_WORD.findall(text)) or _DATE_SIGN.search(text) is not None


def _mentions(said: SaidDate, words: Tokens, around: str) -> Iterator[Mention]:
    found = said.found
    if said.stance is not Stance.STANDS:
        found = unread(found.after, found.reach)._replace(by=found.by)
    is_left = is_left_of_nothing(words, said.place, found.after)
    for day in dict.fromkeys((found.first, found.last)):
        yield Mention(day, around, found.by, is_left)


def longest_past(text: str) -> int | None:
    """The longest time ago a normalised text names, in days: «منذ 12 يوم», «قبل اسبوعين», «3 weeks ago»."""
    if _UNIT_FORMS.isdisjoint(_WORD.findall(text)):
        return None
    words = tokens(text)
    return max(_past_lengths(words), default=None)


def _past_lengths(words: Tokens) -> Iterator[int]:
    for place, token in enumerate(words):
        if not may_begin(token):
            continue
        past = past_length_at(words, place)
        if past and (_never_happened(words, place, past.length.after) or _may_be_less(words, place, past.length.after)):
            continue
        length = past.length if past else None
        if length and (least := length.least or length.at_least):
            yield least.days
        elif past is None and (days := days_ago_at(words, place)) is not None and not _is_less_ago(words, place):
            yield days


def _never_happened(words: Tokens, place: int, after: int) -> bool:
    """Whether what is said to have been so long ago is denied: «ما قدمت البلاغ قبل 3 أيام»."""
    return words.word(place) == "قبل" and stance_of(words, place, after, ahead=False) is not Stance.STANDS


def _is_less_ago(words: Tokens, place: int) -> bool:
    """ "14 days ago or less"."""
    length = length_at(words, place)
    return length is not None and _may_be_less(words, place, length.after + 1)


def _may_be_less(words: Tokens, place: int, after: int) -> bool:
    """Whether a bound beside a length says that it may be a shorter one."""
    return bound_beside(words, place, after) in (Bound.MOST, Bound.OPEN)
