"""A day that is put off or brought forward by some time: «رحلتي الخميس وتأجلت يومين», "tomorrow but delayed 1 day"."""

from workflows.triage.dates.language.beside import LINKS
from workflows.triage.dates.language.denials import CALLED_OFF, CHANGED
from workflows.triage.dates.language.lengths import length_at
from workflows.triage.dates.language.tokens import Tokens

_MOST_BETWEEN = 4
_MOVED = CALLED_OFF | CHANGED
_BETWEEN = LINKS | frozenset(
    ("but", "is", "was", "got", "it", "and", "been", "has", "then", "بس", "لكن", "ثم", "و", "now")
)
_BY = frozenset(("by", "up", "back", "forward", "with", "for", "ل", "ب", "مده", "لمده", "حوالي", "تقريبا"))


def is_put_off(words: Tokens, after: int, ceiling: int) -> bool:
    """Whether words behind a day move it by a length of time."""
    for at in range(after, min(after + _MOST_BETWEEN, ceiling)):
        word = words.word(at)
        if word in _MOVED or word.removeprefix("و").removeprefix("ف") in _MOVED:
            return length_at(words, words.past(at + 1, _BY)) is not None
        if word not in _BETWEEN:
            return False
    return False
