"""Journeys of other people: of a friend, and of a brother where the writer tells of a journey of their own."""

import re
from collections.abc import Iterator
from functools import lru_cache

from workflows.triage.dates.clauses.extent import begins_a_clause, is_journey
from workflows.triage.dates.language.tokens import InContext, Kind, Tokens

_STRANGER = re.compile(
    r"[وف]?(?:(?:جار|صديق|صاحب|زميل|رفيق|خوي)(?:ت?ي|ت?نا|ته|ه|ها)|(?:جيران|اصحاب|ربع|ربايع)(?:ي|نا)"
    r"|(?:اصدقا|زملا|رفقا)[يء]?(?:ي|نا))|friends?|neighbou?rs?|colleagues?|coworkers?|roommates?|classmates?"
)
"""Who is nobody that a request can be about."""
_KIN = re.compile(
    r"[وف]?(?:اخ|اخو|اخت|اخوان|اخوات|عم|عمت|خال|خالت|نسيب)(?:ي|ي?نا)|brothers?|sisters?|uncles?|aunts?|cousins?"
)
"""Whose journey may matter, unless there is one of the writer's own."""
_OF = frozenset(("of", "my", "our", "a", "the"))
_TO_BE = frozenset(("'", "’", "s", "is", "are", "will", "who"))
_NEAR = 4
"""Words behind a person, with where they are between them and their verb."""
_VERB = re.compile(r"[بحهسغ]?[يت]\w*(?:سافر|طير|غادر|رحل)\w*|مسافر\w*|مغادر\w*|طاير\w*|رايح\w*")


def is_of_another(words: Tokens, before: range, behind: range) -> bool:
    """Whether the journey that the clause around a day tells of is another's."""
    if any(_travels(words, at) for at in _in_clause(words, _is_stranger, before, behind)):
        return True
    kin = any(_travels(words, at) for at in _in_clause(words, _is_kin, before, behind))
    return kin and _tells_of_own(words, before, behind)


def _in_clause(words: Tokens, kind: Kind, before: range, behind: range) -> Iterator[int]:
    for part in (before, behind):
        yield from words.those(kind, part.start, part.stop)


def may_be_another(word: str) -> bool:
    """Whether a word is of a person whose journey may not be the writer's."""
    return _is_stranger(word) or _is_kin(word)


@lru_cache(8192)
def _is_stranger(word: str) -> bool:
    return _STRANGER.fullmatch(word) is not None


@lru_cache(8192)
def _is_kin(word: str) -> bool:
    return _KIN.fullmatch(word) is not None


def _travels(words: Tokens, at: int) -> bool:
    """Whether a person named there travels: «سفر أخي», «جاري يسافر», "my friend's flight"."""
    if words.word(at).isascii():
        lead = at - 1
        while lead > at - 3 and words.word(lead) in _OF:
            lead -= 1
        of_them = words.word(at - 2) == "of" or words.word(at - 1) == "of"
        behind = words.word(words.past(at + 1, _TO_BE))
        return is_journey(behind) or (of_them and is_journey(words.word(lead)))
    if is_journey(words.word(at - 1)):
        return True
    places = range(at + 1, at + 1 + (_NEAR if words.word(at + 1) == "في" else 1))
    return any(_VERB.fullmatch(words.word(each)) for each in places)


def _tells_of_own(words: Tokens, before: range, behind: range) -> bool:
    """Whether a journey of the writer's own is mentioned beside the clause."""
    beside = (range(before.start), range(before.stop, behind.start), range(behind.stop, len(words)))
    return any(words.any(_OWN_JOURNEY, part.start, part.stop) for part in beside)


@lru_cache(8192)
def _is_mine(word: str) -> bool:
    return word.endswith(_MINE)


_OWN_JOURNEY = InContext(begins_a_clause, among=_is_mine)


_MINE = ("سفري", "سفرنا", "رحلتي", "رحلتنا", "flight", "trip", "travel", "fly", "طيارتي", "flying", "travelling")
