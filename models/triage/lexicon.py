"""Compiled lexicon: many words to search for in a text at once, as patterns where needed.

`*` stands for some words of the same clause and `|` for the edge of a word: «سحب * ريال».
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

_START = 3
"""Letters with which a sign begins that tell whether it is worth a search."""
_SOME_WORDS = r"[^.!?؟؛;،,]{0,40}?"
_WHOLE_WORDS = re.compile(r"\|\w(?:.*\w)?\|")
_BLANK_BETWEEN_SIGNS = re.compile(r"\W \W")


class Look(NamedTuple):
    """A word to search for: letters that must be there, and the pattern of one with `*` or `|`."""

    sign: str
    pattern: re.Pattern[str] | None

    def is_in(self, text: str) -> bool:
        """Whether a text contains the word."""
        return self.sign in text and (self.pattern is None or self.pattern.search(text) is not None)

    def taken_out_of(self, text: str) -> str:
        """The text with a blank for each of it."""
        return self.pattern.sub(" ", text) if self.pattern else text.replace(self.sign, " ")


class Lexicon:
    """Words to search for: those whose first letters stand nowhere in a text cost nothing.

    `as_written`: `*` and `|` are letters as any other.
    """

    def __init__(self, words: Iterable[str], *, as_written: bool = False) -> None:
        written = tuple(words)
        self.looks = tuple(Look(word, None) if as_written else _look(word) for word in written)
        """The compiled form of each word, in their order."""
        self._by_start = dict[str, list[tuple[int, str]]]()
        self._short = list[tuple[int, str]]()
        for place, (sign, _) in enumerate(self.looks):
            alike = self._by_start.setdefault(sign[:_START], []) if len(sign) >= _START else self._short
            alike.append((place, sign))
        self._starts = frozenset(self._by_start)
        self._apart = all(map(_stays_apart, written))

    def signs_in(self, text: str) -> list[int]:
        """The places of the words whose letters stand in a text, in order."""
        worth_a_search = self._starts & _parts_of(text)
        found = [place for start in worth_a_search for place, sign in self._by_start[start] if sign in text]
        if self._short:
            found += [place for place, sign in self._short if sign in text]
        found.sort()
        return found

    def found_in(self, text: str) -> Iterator[int]:
        """The places of the words that stand in a text, in order."""
        looks = self.looks
        for place in self.signs_in(text):
            pattern = looks[place].pattern
            if pattern is None or pattern.search(text):
                yield place

    def is_in(self, text: str) -> bool:
        """Whether any of the words stands in a text."""
        return next(self.found_in(text), None) is not None

    def without(self, text: str, places: Sequence[int] | None = None) -> str:
        """The text without the words, or without those at some places: one after the other, in their order."""
        if places is None:
            places = self.signs_in(text)
            if places and not self._apart:  # what is taken out may bring together what is in a later one
                places = range(places[0], len(self.looks))
        for place in places:
            if self.looks[place].sign in text:
                text = self.looks[place].taken_out_of(text)
        return text


def _stays_apart(word: str) -> bool:
    """Whether no other one of its kind comes about where it was taken out, with signs or blanks on both sides."""
    return _WHOLE_WORDS.fullmatch(word) is not None and not _BLANK_BETWEEN_SIGNS.search(word)


@lru_cache(8)
def _parts_of(text: str) -> frozenset[str]:
    """All runs of three characters in a text: what begins with another one stands nowhere in it."""
    return frozenset([text[at : at + _START] for at in range(len(text) - _START + 1)])


@cache
def _look(word: str) -> Look:
    if not {"*", "|"} & set(word):
        return Look(word, None)
    pattern = re.escape(word).replace(r"\ \*\ ", _SOME_WORDS).replace(r"\|", r"\b")
    return Look(max(re.split(r" \* |\|", word), key=len), re.compile(pattern))
