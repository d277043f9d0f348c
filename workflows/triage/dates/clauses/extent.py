"""How far a clause reaches from a date, and where a journey of somebody's begins a new one."""

import re
from functools import lru_cache

from workflows.triage.dates.around import ENDS_OR_GOES, JOURNEY, STOPS
from workflows.triage.dates.language.denials import BETWEEN_TWO_CLAUSES, NEGATORS, RELATIVE
from workflows.triage.dates.language.particles import AND, WAYS_BACK
from workflows.triage.dates.language.tokens import InContext, Token, Tokens, any_word

_FARTHEST = 14
"""Words: no clause is looked at any farther."""
_ENDS = (STOPS - {","} - {"،"}) | {",", "،", ":", "؟"}
_NATIVE = frozenset(
    [
        "وقت",
        "وصل",
        "وصلت",
        "وصول",
        "وزاره",
        "وزير",
        "وثيقه",
        "وثائق",
        "واحد",
        "واحده",
        "وضع",
        "وجود",
        "ورقه",
        "وسط",
        "وعد",
        "وافق",
        "وكيل",
        "وكاله",
        "ودي",
        "وين",
        "واجب",
        "والد",
        "والدي",
    ]
)
"""Words that begin with «و» and are not joined by it."""
BEFORE_A_DAY = frozenset(["يوم", "نهار", "on", "في"])
_JOURNEY = re.compile("|".join((*JOURNEY, "حجز", "تذكر", "booking", "ticket")))
_OWN_ENDS = ("ي", "نا", "ه", "ها", "هم", "ك")
_OF_SOMEBODY = ("سفر", "رحل", "طيار", "موعد", "حجز", "تذكر")
_FINITE = ("اسافر", "نسافر", "مسافر", "بسافر", "حسافر", "هسافر", "ساسافر", "اغادر", "نغادر", "يسافر", "تسافر")
_JOINED_BY_FA = (*_OF_SOMEBODY, *_FINITE)
_SUBJECTS = frozenset(["my", "our", "his", "her", "their", "i", "we", "he", "she", "they"])
_ENDS_BEHIND = _ENDS | BETWEEN_TWO_CLAUSES | AND


def clause_start(words: Tokens, place: int) -> int:
    """The place where the clause of a date begins."""
    if is_joined(words.at(place)):
        return place
    first = max(place - _FARTHEST, 0)
    parted = words.those(_PARTED, first, place)
    start = parted[-1] + 1 if parted else first
    joints = (*words.those(AND, start, place), *words.those(JOINED, start, place))
    return max((at for at in joints if _begins_another(words, at, place)), default=start)


def clause_end(words: Tokens, after: int) -> int:
    """The place behind the clause of a date, as far as it goes on behind the date."""
    last = min(after + _FARTHEST // 2, len(words))
    end = next(iter(words.those(_ENDS_BEHIND, after, last)), last)
    return next(iter(words.those(JOINED, after, end)), end)


@lru_cache(8192)
def is_journey(word: str) -> bool:
    """Whether a word is of what the dates of people are of: journeys, and ends of papers."""
    return word in ENDS_OR_GOES or _JOURNEY.search(word) is not None


def is_way(word: str) -> bool:
    """Whether a word is of a journey there or back."""
    return is_journey(word) or word.startswith(WAYS_BACK)


def is_joined(token: Token) -> bool:
    """Whether «و» or «ف» joins a word to the one before it, also one that no vocabulary has."""
    if token.joined or (token.word[:1] == "و" and not token.prefix and _is_joined_by_and(token.word)):
        return True
    return token.word[:1] == "ف" and token.word[1:].startswith(_JOINED_BY_FA)


def _is_joined_there(words: Tokens, at: int) -> bool:
    return is_joined(words.at(at))


JOINED = InContext(_is_joined_there, among=any_word)


def _is_joined_by_and(word: str) -> bool:
    return (len(word) > 3 and word not in _NATIVE) or word[1:] in NEGATORS


def begins_a_clause(words: Tokens, at: int) -> bool:
    """Whether a word is the subject or verb of a clause about somebody's journey: «سفري …», «my flight …», «I fly»."""
    word = words.word(at)
    led = not word.isascii() or words.word(at - 1) in _SUBJECTS or words.word(at - 2) in _SUBJECTS
    return led and may_begin_a_clause(word)


@lru_cache(8192)
def may_begin_a_clause(word: str) -> bool:
    """Whether a word is the subject or verb of such a clause, in English behind whose journey it is."""
    if word.isascii():
        return is_journey(word)
    word = word[1:] if word[:1] in ("و", "ف") else word
    own = word.startswith(_OF_SOMEBODY) and word.endswith(_OWN_ENDS)
    return own or word.startswith(_FINITE)


def _parts_clauses(words: Tokens, at: int) -> bool:
    word, before = words.word(at), words.word(at - 1)
    if word == "but":
        return before not in ("anything", "nothing", "any", "none", "no")
    return word not in RELATIVE or not is_journey(before)


_PARTED = InContext(_parts_clauses, among=_ENDS | BETWEEN_TWO_CLAUSES | RELATIVE | {"but"})
"""What parts the clause of a date from what stands before it."""


def _begins_another(words: Tokens, at: int, place: int) -> bool:
    """Whether what a word joins is another clause: what follows it speaks of a journey of its own, or is it."""
    first = at + (words.word(at) in AND)
    return words.any(is_journey, first, place) or all(words.word(each) in BEFORE_A_DAY for each in range(first, place))
