"""A day that is only where counting begins: «بعد غد بيومين», «a week from Friday», «5 يناير من العام الماضي»."""

from datetime import date

from workflows.triage.dates.language.numbers import ONES, TEENS, TENS
from workflows.triage.dates.language.particles import AFTER, NEXT, PARTS_OF_A_DAY, PAST
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.units import PAIR, PLURAL, SINGULAR, UNITS, YEAR

_LENGTHS = frozenset((*UNITS, *PAIR, *PLURAL))
_AMOUNTS = frozenset((*_LENGTHS, *ONES, *TEENS, *TENS))
_ENGLISH_LENGTHS = frozenset(word for word in _LENGTHS - PARTS_OF_A_DAY if word.isascii())
_YEARS = frozenset(word for word, length in SINGULAR.items() if length == YEAR)
_COUNTED_FROM = frozenset(("بعد", "عقب", "قبل", "من", "after", "before", "from"))
_PAST = PAST - {"past"}
_NEXT_OR_PAST = NEXT | PAST
_BOUNDS = frozenset(("بعد", "عقب", "قبل", "after", "before"))
"""A day that something is before or after is not its day."""
_BEFORE_A_DAY = frozenset(("يوم", "تاريخ", "on", "the"))
_BEFORE_A_YEAR = frozenset(("من", "في", "of", "the"))


def is_shifted(words: Tokens, place: int, after: int, day: date, today: date) -> bool:
    """Whether a day from one place to another is counted on from, or its year is another than was read."""
    return _counted_from(words, place) or _counted_on(words, after) or _of_another_year(words, after, day, today)


def _counted_from(words: Tokens, place: int) -> bool:
    """«three days from tomorrow», «أسبوع من بكرة», «a week on Monday»."""
    at, least = place - 1, place - 3
    while at > least and words.word(at) in _BEFORE_A_DAY:
        at -= 1
    if words.word(at) in _BOUNDS:
        return True
    if words.word(at) in _COUNTED_FROM:
        return words.word(at - 1) in _LENGTHS
    return words.word(at) in _LENGTHS and words.word(at).isascii()


def _counted_on(words: Tokens, after: int) -> bool:
    """«… بيومين», «tomorrow week», «Saturday after next»."""
    token, following = words.at(after), words.at(after + 1)
    if token.word in AFTER or token.word == "ما":
        return following.word in NEXT or words.word(after + 2) in NEXT
    return token.word in _ENGLISH_LENGTHS or (token.prefix == "ب" and token.word in _AMOUNTS)


def _of_another_year(words: Tokens, after: int, day: date, today: date) -> bool:
    """«5 مارس الماضي» of a day to come, «5 March next year»."""
    at = words.past(after, _BEFORE_A_YEAR)
    one, other = words.word(at), words.word(at + 1)
    if (one in _YEARS and other in _NEXT_OR_PAST) or (one in _NEXT_OR_PAST and other in _YEARS):
        return True
    return at == after and ((one in _PAST and day >= today) or (one in NEXT and day <= today))
