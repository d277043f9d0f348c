"""Words that deny, and those of their form that do not: «ما الحل», «لا بد», "flight no 12"."""

import re
from functools import lru_cache

from workflows.triage.dates.language.denials import (
    CAN,
    CANNOT,
    LIKE_WHAT,
    NEGATORS,
    NO_DENIAL_BEHIND,
    PARTICIPLES,
    STILL,
)
from workflows.triage.dates.language.names import WEEKDAYS
from workflows.triage.dates.language.tokens import InContext, Tokens

_LONGEST_CODE = 4
_NUMBERED = frozenset(("flight", "ticket", "booking", "request", "order", "visa", "passport", "pnr", "reference"))
FUSED = re.compile(r"ما\w{2,}ش|م?ا?\w*(?:سافر|رحل|غادر|روح|طير)\w*ش|ما\w{0,3}(?:سافر|غادر)\w*")
"""Negators and their verb in one word: «ماسافرتش», «مبسافرش», «مانسافر»."""


@lru_cache(8192)
def may_deny(word: str) -> bool:
    """Whether a word denies anywhere: without its neighbours nobody knows whether it does."""
    return word == "مني" or _bare(word) in NEGATORS or FUSED.fullmatch(word) is not None


def _bare(word: str) -> str:
    return word if word in NEGATORS else word.removeprefix("و").removeprefix("ف")


def is_negator(words: Tokens, at: int) -> bool:
    """Whether a word denies there."""
    word = words.word(at)
    return may_deny(word) and _denies(words, at, word)


NEGATOR = InContext(is_negator, among=may_deny)


def _denies(words: Tokens, at: int, word: str) -> bool:
    before, following = words.word(at - 1), words.at(at + 1)
    if FUSED.fullmatch(word):
        return True
    if word == "مني":
        return following.word.startswith(PARTICIPLES)
    if word == "no" and _is_numero(words, at):
        return False
    if _is_able(words, at):
        return False
    bare = _bare(word)
    if following.word in STILL or (before in NO_DENIAL_BEHIND and bare in ("ما", "لا")):
        return False
    asked = words.at(_past_pronoun(words, at + 1))
    return not (bare in LIKE_WHAT and asked.has_article and asked.word not in WEEKDAYS)


def _is_numero(words: Tokens, at: int) -> bool:
    """Whether «no» means number: «flight no SV1025», «ticket no. 88»."""
    following = words.at(at + 1)
    if following.is_number or following.word in (".", "#", ":"):
        return True
    code = words.at(at + 2).is_number and len(following.word) < _LONGEST_CODE
    return code and (following.end == words.at(at + 2).start or words.word(at - 1) in _NUMBERED)


def _past_pronoun(words: Tokens, at: int) -> int:
    return at + (words.word(at) in ("هو", "هي"))


def _is_able(words: Tokens, at: int) -> bool:
    """«can't», «could not», «cannot»."""
    return bool({words.word(at - 1), words.word(at - 2)} & CAN) or words.word(at) in CANNOT
