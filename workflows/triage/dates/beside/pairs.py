"""Two dates of one sentence: the second may correct the first, or nobody knows which of them is meant."""

from collections.abc import Container
from datetime import date
from functools import lru_cache

from workflows.triage.dates.around import STOPS
from workflows.triage.dates.beside.said import SaidDate
from workflows.triage.dates.clauses.bounds import names_a_bearer
from workflows.triage.dates.clauses.called_off import is_of_a_former_plan
from workflows.triage.dates.clauses.denial import Stance
from workflows.triage.dates.clauses.extent import is_joined, is_journey, is_way
from workflows.triage.dates.language.beside import CORRECTIONS, MAYBE_CORRECTIONS, OF_TIME, WITH_CORRECTIONS
from workflows.triage.dates.language.denials import BETWEEN_TWO_CLAUSES
from workflows.triage.dates.language.names import WEEKDAYS
from workflows.triage.dates.language.open_ends import OR_ELSE
from workflows.triage.dates.language.particles import AND, LESS_OR_MORE, OR, TO
from workflows.triage.dates.language.tokens import Tokens

_MOST_BETWEEN = 9
"""Words of the longest correction."""
_SHORT = 3
"""Words between two dates of which each must have something of its own."""
_ANY = CORRECTIONS | MAYBE_CORRECTIONS
_IN_CORRECTIONS = _ANY | WITH_CORRECTIONS | {"."}
_JOINTS = AND | OR | TO | BETWEEN_TWO_CLAUSES | LESS_OR_MORE | STOPS | {"/", "at"} - {",", "،"}
_NO = frozenset(("لا", "no"))
_STRESSED = frozenset((",", "،", "the", "on", "يوم"))
_ALTERNATIVES = OR_ELSE | {"on", "يوم", "في", "the"}
_CLOCKS = frozenset(("ساعه", "at"))
_COMMAS = frozenset((",", "،"))


def corrected(words: Tokens, first: SaidDate, second: SaidDate, today: date) -> tuple[SaidDate, SaidDate]:
    """Two dates that follow each other, as what stands between leaves them."""
    if not first.stands or first.found[:2] == second.found[:2] or second.place - first.found.after > _MOST_BETWEEN:
        return first, second
    if is_of_a_former_plan(words, second.place):
        return first, second.doubted()
    between = range(first.found.after, second.place)
    if _is_correction(words, between) or _is_corrected_behind(words, between, second.found.after):
        sure = _is_sure(words, range(first.found.after, second.found.after + 1))
        return first.doubted(), second._replace(stance=Stance.STANDS) if sure else second.doubted()
    if _are_one_saying(words, first, second, today):
        return first.doubted(), second.doubted()
    return first, second


def one_of_two(words: Tokens, first: SaidDate, second: SaidDate) -> tuple[SaidDate, SaidDate]:
    """Two days of which one is meant, and of one of them the day is not known: «الخميس والا الجمعة»."""
    if second.place - first.found.after > len(_ALTERNATIVES) or second.stands is first.stands:
        return first, second
    between = [token.prefix + token.word for token in words[first.found.after : second.place]]
    side_by_side = set(between) <= _ALTERNATIVES and not is_joined(words.at(second.place))
    clock = words.word(second.place) in _CLOCKS
    day, weekday = first.found.first, WEEKDAYS.get(words.word(second.place))
    agrees = day is not None and day.weekday() == weekday
    if not between or not side_by_side or clock or agrees:
        return first, second
    return first.doubted(), second.doubted()


def _is_correction(words: Tokens, places: range) -> bool:
    """Whether nothing but a correction stands at some places."""
    if not words.any(_may_correct, places.start, places.stop):
        return False
    return all(_corrects(words, at, _IN_CORRECTIONS) for at in places)


def _is_corrected_behind(words: Tokens, between: range, after: int) -> bool:
    """ "Friday, or Saturday actually"."""
    last = _corrects(words, after, CORRECTIONS) and not words.word(after + 1).isalpha()
    return last and all(words.word(at) in WITH_CORRECTIONS for at in between)


@lru_cache(8192)
def _may_correct(word: str) -> bool:
    return word in _ANY or word.removeprefix("و") in _ANY


def _corrects(words: Tokens, at: int, vocabulary: Container[str]) -> bool:
    """Whether a word is of a vocabulary, perhaps joined: «والصحيح»."""
    return words.word(at) in vocabulary or words.word(at).removeprefix("و") in vocabulary


def _is_sure(words: Tokens, places: range) -> bool:
    """Whether a correction cannot be anything else; "no" between commas, or said twice, is one too."""
    if any(_corrects(words, at, CORRECTIONS) for at in places):
        return True
    said = [at for at in places if words.word(at) in _NO]
    return len(said) > 1 or (bool(said) and words.word(places[0]) in _COMMAS and words.word(said[0] + 1) in _STRESSED)


def is_taken_back(words: Tokens, after: int, ceiling: int) -> bool:
    """Whether a correction stands behind a date and gives something that is no date: «on the 8th, no, the 9th»."""
    at = after
    while at < min(after + _SHORT, ceiling) and words.word(at) in WITH_CORRECTIONS:
        at += 1
    if not _corrects(words, at, _ANY):
        return False
    while at < ceiling and words.word(at) and (_corrects(words, at, _ANY) or words.word(at) in WITH_CORRECTIONS):
        at += 1
    return at < ceiling and (words.word(at) in OF_TIME or words.at(at).is_number)


def _are_one_saying(words: Tokens, first: SaidDate, second: SaidDate, today: date) -> bool:
    """Whether two dates stand side by side, and nothing between or behind tells what the second is of."""
    between = range(first.found.after, second.place)
    if len(between) > _SHORT or second.stance is not Stance.STANDS or _lie_apart(first, second, today):
        return False
    if (
        words.word(second.place) in _CLOCKS
        or is_joined(words.at(second.place))
        or any(_is_joint(words, at) for at in between)
    ):
        return False
    listed = any(words.word(at) in _COMMAS for at in between)
    return not _says_something(words, second.found.after, listed)


def _is_joint(words: Tokens, at: int) -> bool:
    word = words.word(at)
    return word in _JOINTS or is_joined(words.at(at)) or is_way(word) or names_a_bearer(word)


def _lie_apart(first: SaidDate, second: SaidDate, today: date) -> bool:
    """Whether one has been and the other is to come: they are of different things."""
    one, other = first.found.first, second.found.first
    return one is not None and other is not None and (one < today) is not (other < today)


def _says_something(words: Tokens, after: int, listed: bool) -> bool:
    """Whether a clause goes on behind a date: of anything behind a comma, else of a journey."""
    word = words.word(after)
    if listed:
        return word.isalpha() and not is_joined(words.at(after))
    return any(is_journey(words.word(at)) for at in (after, after + 1))
