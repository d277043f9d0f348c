"""Journeys that somebody has come back from: «رجعت من السفر اليوم», "landed today from my flight"."""

import re
from functools import lru_cache

from workflows.triage.dates.clauses.called_off import OF_A_DAY
from workflows.triage.dates.clauses.extent import is_journey
from workflows.triage.dates.language.tokens import Tokens

_FROM = frozenset(("من", "from", "off"))
_BEFORE_A_NOUN = frozenset(("my", "our", "the", "a", "his", "her", "their", "an"))
_CAME = re.compile(
    r"[وف]?(?:رجع|عاد|عد|وصل|جي|جا|حضر|نزل|قدم|دخل)(?:ت|نا|وا|و|تو)?|[وف]?جاء?وا?|came|back|returned|arrived|landed|home"
)
"""Verbs of who has come, whole; with an object they tell what others did: «رجعوني»."""
_MET = re.compile(r"[وف]?[اينتسبحه]{0,3}ستقبل(?:ت|نا|وا)?|picked|picking|pick|welcomed|welcoming|receive[ds]?|met|meet")
"""Verbs of who meets another: the journey is the other's, and on its way back."""


def is_over(words: Tokens, before: range, behind: range, *, is_today: bool) -> bool:
    """Whether the clause around a day tells of coming from a journey; of today, or where another is met."""
    clause = (before, behind)
    places = (at for part in clause for at in words.those(_FROM, part.start, part.stop))
    if not any(_comes_from(words, at, before, behind) for at in places):
        return False
    met = any(words.any(_meets, part.start, part.stop) for part in clause)
    return met or (is_today and any(words.any(_came, part.start, part.stop) for part in clause))


def tells_of_coming(word: str) -> bool:
    """Whether a word is one of those without which nobody has come from a journey."""
    return _meets(word) or _came(word)


@lru_cache(8192)
def _meets(word: str) -> bool:
    return _MET.fullmatch(word) is not None


@lru_cache(8192)
def _came(word: str) -> bool:
    return _CAME.fullmatch(word) is not None


def _comes_from(words: Tokens, at: int, before: range, behind: range) -> bool:
    """Whether a journey stands behind "from", perhaps with the day between them: "from tomorrow's flight"."""
    noun = words.past(at + 1, _BEFORE_A_NOUN)
    return is_journey(words.word(words.past(behind.start, OF_A_DAY) if noun == before.stop else noun))
