"""How far a clause reaches from a date, and where a journey of somebody's begins a new one."""

import re

from workflows.triage.dates.around import ENDS_OR_GOES, JOURNEY, STOPS
from workflows.triage.dates.language.denials import BETWEEN_TWO_CLAUSES, NEGATORS, RELATIVE
from workflows.triage.dates.language.particles import AND, WAYS_BACK
from workflows.triage.dates.language.tokens import Token, Tokens

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
_SUBJECTS = frozenset(["my", "our", "his", "her", "their", "i", "we", "he", "she", "they"])


def clause_start(words: Tokens, place: int) -> int:
    """The place where the clause of a date begins."""
    if is_joined(words.at(place)):
        return place
    for at in range(place - 1, max(place - 1 - _FARTHEST, -1), -1):
        if words.word(at) in _ENDS or _parts_clauses(words, at):
            return at + 1
        if _begins_another(words, at, place):
            return at
    return max(place - _FARTHEST, 0)


def clause_end(words: Tokens, after: int) -> int:
    """The place behind the clause of a date, as far as it goes on behind the date."""
    for at in range(after, min(after + _FARTHEST // 2, len(words))):
        if words.word(at) in _ENDS or words.word(at) in BETWEEN_TWO_CLAUSES or is_joined(words.at(at)):
            return at
        if words.word(at) in AND:
            return at
    return min(after + _FARTHEST // 2, len(words))


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
    return token.word[:1] == "ف" and any(token.word[1:].startswith(part) for part in (*_OF_SOMEBODY, *_FINITE))


def _is_joined_by_and(word: str) -> bool:
    return (len(word) > 3 and word not in _NATIVE) or word[1:] in NEGATORS


def begins_a_clause(words: Tokens, at: int) -> bool:
    """Whether a word is the subject or verb of a clause about somebody's journey: «سفري …», «my flight …», «I fly»."""
    word = words.word(at)
    if word.isascii():
        return is_journey(word) and bool({words.word(at - 1), words.word(at - 2)} & _SUBJECTS)
    word = word[1:] if word[:1] in ("و", "ف") else word
    own = word.startswith(_OF_SOMEBODY) and word.endswith(_OWN_ENDS)
    return own or word.startswith(_FINITE)


def _parts_clauses(words: Tokens, at: int) -> bool:
    word, before = words.word(at), words.word(at - 1)
    if word == "but":
        return before not in ("anything", "nothing", "any", "none", "no")
    return word in BETWEEN_TWO_CLAUSES or (word in RELATIVE and not is_journey(before))


def _begins_another(words: Tokens, at: int, place: int) -> bool:
    """Whether a word is joined to another clause: what follows it speaks of a journey of its own, or is it."""
    if not (is_joined(words.at(at)) or words.word(at) in AND):
        return False
    between = [words.word(each) for each in range(at + (words.word(at) in AND), place)]
    return any(map(is_journey, between)) or all(word in BEFORE_A_DAY for word in between)
