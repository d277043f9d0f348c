"""Compiled lexicon: words to search for in a text, as patterns where needed, and grouped by shared stems.

`*` stands for some words of the same clause and `|` for the edge of a word: «سحب * ريال».
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

_STEM = 3  # letters of a stem
_LONG = 500  # characters of a text, from which on its parts are worth a look
_SOME_WORDS = r"[^.!?؟؛;،,]{0,40}?"


class Look(NamedTuple):
    """A word to search for: letters that must be there, and the pattern of one with `*` or `|`."""

    sign: str
    pattern: re.Pattern[str] | None

    def is_in(self, text: str) -> bool:
        """Whether a text contains the word."""
        return self.sign in text and (self.pattern is None or self.pattern.search(text) is not None)


Stems = Mapping[str, tuple[Look, ...]]


def by_stem(words: tuple[str, ...]) -> Stems:
    """The compiled words by letters that many share: where those are missing, none of the words need be searched."""
    stems, left = dict[str, tuple[Look, ...]](), looks(words)
    while left:
        stem = Counter(part for look in left for part in _substrings(look.sign)).most_common(1)[0][0]
        stems[stem] = tuple(look for look in left if stem in look.sign)
        left = tuple(look for look in left if stem not in look.sign)
    return stems


def _substrings(sign: str) -> tuple[str, ...]:
    parts = dict.fromkeys(sign[at : at + _STEM] for at in range(len(sign) - _STEM + 1))
    return tuple(part for part in parts if " " not in part) or (sign,)


@cache
def looks(words: tuple[str, ...]) -> tuple[Look, ...]:
    """The compiled form of each word."""
    return tuple(_look(word) for word in words)


def signs_in(text: str, signs: Iterable[str]) -> Iterator[str]:
    """Those of some signs that stand in a text; a long one is not gone through again for each of them."""
    if len(text) < _LONG:
        return (sign for sign in signs if sign in text)
    parts = _parts_of(text)
    return (sign for sign in signs if (sign[:_STEM] in parts or len(sign) < _STEM) and sign in text)


@lru_cache(4)
def _parts_of(text: str) -> frozenset[str]:
    """All runs of three characters in a text: what begins with another one stands nowhere in it."""
    return frozenset([text[at : at + _STEM] for at in range(len(text) - _STEM + 1)])


def _look(word: str) -> Look:
    if not {"*", "|"} & set(word):
        return Look(word, None)
    pattern = re.escape(word).replace(r"\ \*\ ", _SOME_WORDS).replace(r"\|", r"\b")
    return Look(max(re.split(r" \* |\|", word), key=len), re.compile(pattern))
