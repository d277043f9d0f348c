"""The weekday behind the coming one: «الخميس اللي بعده», "not this Thursday but next Thursday"."""

from datetime import timedelta

from workflows.triage.dates.around import STOPS, Around, FoundDate, unread
from workflows.triage.dates.clauses.bounds import NEAR
from workflows.triage.dates.clauses.extent import is_journey
from workflows.triage.dates.clauses.negators import is_negator
from workflows.triage.dates.language.denials import LEAVING
from workflows.triage.dates.language.names import WEEKDAYS
from workflows.triage.dates.language.particles import AFTER_IT, NEXT, THIS, WHICH
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.units import UNITS, WEEK

_BACK, _ON = 7, 5
"""Words before and behind a weekday where its contrast with the coming one is looked for."""
_LATER = frozenset(("بعد", "عقب", "after", "following"))
_BEFORE_THIS = frozenset(("يوم", "نهار", "في", "on", "the"))
_IT = THIS | {"that", "it", "ذلك", "ذاك", "هيك"}


def week_after_at(of: Around, ahead: int) -> FoundDate | None:
    """A week behind the coming one, where it is told that this one is not meant; else nobody knows behind which."""
    words, after = of.words, of.place + 1
    contrast = _not_this(words, of.place)
    if told := _behind_it(words, after):
        after, known = told[0], told[1] or contrast
    elif not contrast:
        return None
    else:
        known = bool(NEXT & {words.word(of.place - 1), words.word(after)})
        after += words.word(after) in NEXT
    day = of.today + timedelta(days=ahead + 7)
    return FoundDate(day, day, after, NEAR) if known else unread(after, NEAR)


def _behind_it(words: Tokens, after: int) -> tuple[int, bool] | None:
    """The place behind «اللي بعده» or «after this one», and whether it is said after which."""
    at = words.past(after, WHICH | {"is", "comes"})
    if words.word(at) in AFTER_IT:
        return at + 1, False
    if words.word(at) not in _LATER:
        return None
    if words.word(at + 1) in _IT:
        behind = words.word(at + 2)
        return at + 2 + (behind == "one" or behind in WEEKDAYS), True
    return (at + 1, False) if words.word(at) == "after" and words.word(at + 1) in STOPS | {""} else None


def _not_this(words: Tokens, place: int) -> bool:
    """Whether the words around a weekday say that it is not this one: «مو هذا», "not this Thursday but"."""
    near = range(place - _BACK, place + _ON)
    if not any(words.word(at) in THIS or words.at(at).prefix == "هال" for at in near):
        return False
    weekday = WEEKDAYS[words.word(place)]
    return any((words.word(at) in LEAVING or is_negator(words, at)) and _is_this(words, at + 1, weekday) for at in near)


def _is_this(words: Tokens, at: int, weekday: int) -> bool:
    """Whether «this» stands there, before or behind the weekday or alone."""
    start = at
    while at < start + 3 and (words.word(at) in _BEFORE_THIS or is_journey(words.word(at))):
        at += 1
    near = [words.word(each) for each in range(at, at + 3)]
    if near[0] in WEEKDAYS:
        return WEEKDAYS[near[0]] == weekday and (near[1] in THIS or words.at(at).prefix == "هال")
    return near[0] in THIS and not any(
        UNITS.get(word, WEEK) != WEEK or WEEKDAYS.get(word, weekday) != weekday for word in near[1:]
    )
