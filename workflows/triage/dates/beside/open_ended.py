"""A day or a length that is the least or the most it can be: of the day nobody knows, of the last one perhaps."""

from datetime import date
from enum import Enum

from workflows.triage.dates.around import STOPS
from workflows.triage.dates.beside.said import SaidDate
from workflows.triage.dates.clauses.denial import Stance
from workflows.triage.dates.clauses.extent import is_joined, is_journey
from workflows.triage.dates.language.open_ends import (
    BEFORE_A_BOUND,
    BEFORE_WHAT_COMES,
    BETWEEN_A_BOUND_AND_A_DAY,
    EARLIER,
    LATER,
    LEAST,
    LESS_BEHIND,
    MORE_BEHIND,
    MOST,
    NEAR_IT,
    ON_A_JOURNEY,
    OR_ELSE,
)
from workflows.triage.dates.language.particles import AND
from workflows.triage.dates.language.spelling import words as folded
from workflows.triage.dates.language.tokens import Token, Tokens, tokens

_ENDINGS = STOPS | {"", ")"}
_COMMAS = frozenset((",", "،", "(", "-", "–", "—"))
_MOST_BETWEEN = 3
"""Words between a saying and what it is of."""


class Bound(Enum):
    """What is said of a day or a length besides itself."""

    LEAST = "least"
    MOST = "most"
    OPEN = "open"


def _phrases(sayings: tuple[str, ...], bound: Bound) -> dict[tuple[str, ...], Bound]:
    return {folded(saying): bound for saying in sayings}


_SAYINGS = _phrases(LEAST, Bound.LEAST) | _phrases(MOST, Bound.MOST)
_LONGEST = max(map(len, _SAYINGS))
_FIRST, _LAST = (frozenset(tokens(" ".join(saying))[end].word for saying in _SAYINGS) for end in (0, -1))
"""The words, without their prefixes, that a saying begins and ends with."""
_MOST_COMMAS = 4
_FARTHEST = 3 * _LONGEST
"""Words behind a date: no reader here looks any farther."""


def bounded(words: Tokens, said: SaidDate, ceiling: int, today: date) -> SaidDate:
    """A date with a bound beside it, up to the next date, is unread, with the last day it can be where that is said."""
    last = said.found.last
    if last is None or said.stance is Stance.DENIED:
        return said
    bound = _bound_before_another(words, said.place, said.found.after, ceiling)
    comes = last > today and words.word(said.place - 1) in BEFORE_WHAT_COMES
    if comes or (said.found.after + 1 < ceiling and _is_chained(words, said.found.after)):
        bound = Bound.OPEN
    if bound is None:
        return said
    by = last if bound is Bound.MOST and last >= today else None
    return said.doubted()._replace(found=said.found._replace(by=by))


def _is_chained(words: Tokens, after: int) -> bool:
    """Whether a stroke and another number follow at once: «9jan/10jan»."""
    stroke, number = words.at(after), words.at(after + 1)
    return stroke.word == "/" and number.is_number and stroke.start == words.at(after - 1).end


def _bound_before_another(words: Tokens, place: int, after: int, ceiling: int) -> Bound | None:
    """The bound that is said right beside a date, without the words of the next one."""
    bound = None
    if _may_add(words.at(after)) or words.any(_FIRST, after, after + _MOST_COMMAS + 1):
        start = max(after - 1, 0)
        bound = _behind(Tokens(words[start : min(ceiling, after + _FARTHEST)]), after - start)
    return bound or _before(words, place)


def _may_add(token: Token) -> bool:
    """Whether a word may be "or" or "and", or is joined."""
    return token.word in AND or token.prefix + token.word in OR_ELSE or _joined_word(token) != ""


def bound_beside(words: Tokens, place: int, after: int) -> Bound | None:
    """The bound that is said right behind a day or a length, or before it."""
    return _behind(words, after) or _before(words, place)


def _behind(words: Tokens, after: int) -> Bound | None:
    return _other(words, after) or _saying_behind(words, after)


def _other(words: Tokens, after: int) -> Bound | None:
    """«أو أكثر», "or later", «فما فوق», «ونيف»: what else it may be."""
    token, joined = words.at(after), _joined_word(words.at(after))
    alternative = token.prefix + token.word in OR_ELSE or token.word == "فما"
    if not (alternative or token.word in AND or joined):
        return None
    if joined and joined != "ما" and not alternative:
        return _bound_of(words, after, joined, sure=False, more_or_less=(token.prefix or token.word)[0] == "ف")
    at = words.past(after + 1, BEFORE_A_BOUND)
    if alternative and words.at(at).is_number:  # «10 يناير أو 11»
        return Bound.OPEN
    return _bound_of(words, at, words.word(at), sure=alternative, more_or_less=alternative)


def _joined_word(token: Token) -> str:
    """The word that is joined to what stands before it by «و» or «ف», without it."""
    if token.joined:
        return token.word
    return token.word[1:] if token.word[:1] in ("و", "ف") and not token.prefix else ""


def _bound_of(words: Tokens, at: int, word: str, *, sure: bool, more_or_less: bool) -> Bound | None:
    """What a word behind "or" or "and" makes of what is before, unless it begins another clause."""
    ends = _ends(words, at + 1)
    leads_on = (
        more_or_less
        or ends
        or is_journey(words.word(at + 1))
        or (words.word(at + 1) in ON_A_JOURNEY and words.word(at + 2) not in ("ذلك", "هذا", "that", "this"))
    )
    least = (word in MORE_BEHIND and leads_on) or (word in LATER and (sure or ends))
    most = (word in LESS_BEHIND and leads_on) or (word in EARLIER and (sure or ends))
    if least or most:
        return Bound.LEAST if least else Bound.MOST
    return Bound.OPEN if word in NEAR_IT and (sure or ends) else None


def _ends(words: Tokens, at: int) -> bool:
    return words.word(at) in _ENDINGS or is_joined(words.at(at))


def _saying_behind(words: Tokens, after: int) -> Bound | None:
    """The bound that a saying names behind a date; an English word alone, or one behind a comma, has to end it."""
    at = words.past(after, _COMMAS)
    written = _written(words, at, at + _LONGEST)
    for many in range(len(written), 0, -1):
        found = _SAYINGS.get(written[:many])
        of_it = at == after and (many > 1 or not written[0].isascii())
        if found and (of_it or _ends(words, at + many)):
            return found
    return None


def _before(words: Tokens, place: int) -> Bound | None:
    """The bound of a saying right before a date, or before the few words that lead to it."""
    if not words.any(_LAST, place - _MOST_BETWEEN - 1, place):
        return None
    for at in range(place, place - _MOST_BETWEEN - 1, -1):
        written = _written(words, max(at - _LONGEST, 0), at)
        for many in range(_LONGEST, 0, -1):
            if len(written) >= many and (bound := _SAYINGS.get(written[-many:])):
                return bound
        if words.word(at - 1) not in BETWEEN_A_BOUND_AND_A_DAY:
            return None
    return None


def _written(words: Tokens, start: int, end: int) -> tuple[str, ...]:
    """The words between two places with their prefixes, as they were written."""
    return tuple(token.prefix + token.word for token in words[start:end])
