"""Words that are one letter from a word that changes a day: «بعذ», "befor"; nobody knows whether they are it."""

from collections.abc import Iterator
from functools import lru_cache

from workflows.triage.dates.clauses.extent import is_journey
from workflows.triage.dates.language.beside import PLAIN, RELATIVES
from workflows.triage.dates.language.forms import FORMS

_SHORTEST = 3


def _without_a_letter(word: str) -> Iterator[str]:
    """The word with one letter left out, whichever; two words that share one of these are a slip apart."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


_SHARED = frozenset(short for word in RELATIVES for short in (word, *_without_a_letter(word)))


@lru_cache(8192)
def is_like_a_word_of_time(word: str) -> bool:
    """Whether a word that is none of ours may be a slip for one that changes a day."""
    if len(word) < _SHORTEST or not word.isalpha() or word in PLAIN or word in FORMS:
        return False
    return (word in _SHARED or any(short in _SHARED for short in _without_a_letter(word))) and not is_journey(word)
