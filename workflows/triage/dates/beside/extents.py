"""A length and a range of one clause: where they disagree, or the beginning cannot be read, nobody knows the days."""

from collections.abc import Iterator
from datetime import timedelta

from workflows.triage.dates.around import STOPS
from workflows.triage.dates.beside.said import SaidDate
from workflows.triage.dates.clauses.denial import Stance
from workflows.triage.dates.language.amounts import Length
from workflows.triage.dates.language.lengths import length_at
from workflows.triage.dates.language.particles import LASTING_FOR, TO
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.units import DAY

_ENDS = STOPS - {",", "،"}
_FARTHEST = 6
"""Words between a range and its length."""


def without_odd_ranges(words: Tokens, said: list[SaidDate]) -> Iterator[SaidDate]:
    """The dates of a text, in doubt where a range is of another length than is said beside it."""
    for order, each in enumerate(said):
        ends_unread = order > 0 and _leads_to(words, said[order - 1], each) and _begins_unread(words, said[order - 1])
        yield each.doubted() if ends_unread or _is_at_odds(words, each, said, order) else each


def _begins_unread(words: Tokens, each: SaidDate) -> bool:
    """Whether a day cannot be read that has a length before it, from which it may be counted."""
    unread = each.stance is not Stance.DENIED and not each.stands
    return unread and (length_at(words, each.place) is not None or any(True for _ in _before(words, each.place)))


def _leads_to(words: Tokens, first: SaidDate, last: SaidDate) -> bool:
    """Whether two dates are the beginning and the end of a range."""
    return last.place - first.found.after <= 2 and words.any(TO, first.found.after, last.place)


def _is_at_odds(words: Tokens, each: SaidDate, said: list[SaidDate], order: int) -> bool:
    """Whether a date belongs to a range, and a length beside that is another one."""
    first, last = each, each
    if order + 1 < len(said) and _leads_to(words, each, said[order + 1]):
        last = said[order + 1]
    elif order and _leads_to(words, said[order - 1], each):
        first = said[order - 1]
    begins, ends = first.found.first, last.found.last
    if begins is None or ends is None or begins == ends:
        return False
    lengths = _lengths_beside(words, first.place, last.found.after)
    return any(not _fits(length, ends - begins) for length in lengths)


def _fits(length: Length, between: timedelta) -> bool:
    """Whether a length is that of a range, with its last day or without."""
    if length.least is None or length.most is None:
        return True
    return length.least <= between + DAY and between <= length.most


def _lengths_beside(words: Tokens, start: int, after: int) -> Iterator[Length]:
    """The lengths right before a range («إجازة أسبوع من … إلى …»), and those behind it that say how long it lasts."""
    yield from _before(words, start)
    for at in range(after, after + _FARTHEST):
        if words.word(at) in _ENDS or not words.word(at):
            return
        if words.word(at) in LASTING_FOR and (length := length_at(words, words.past(at + 1, LASTING_FOR))):
            yield length
            return


def _before(words: Tokens, start: int) -> Iterator[Length]:
    for at in range(start - 1, max(start - 1 - _FARTHEST, -1), -1):
        if words.word(at) in _ENDS:
            return
        length = length_at(words, at)
        if length and length.after <= start:
            yield length
            return
