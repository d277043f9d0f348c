"""Relations: an open vocabulary. A word is understood when the pack has it, and unknown otherwise, never guessed at.

«my house driver», «السائق الخاص», `domestic_workers`: words that say nothing about the relation are left out, plural
and possessive endings are taken off. What then is no word of the pack is unknown: «son of a friend», «former wife».
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import combinations, product

from pydantic import Field

from models.base import Frozen
from models.text import normalized_text

SELF = "self"
"""The relation of a person concerned who is the applicant."""
_JOINTS = re.compile(r"[_\-/.,'\u2019\u2018]+|(?<=[a-z])(?=[A-Z])")
_WRITTEN_ALONE = {"ت": "ه", "ي": "ء", "و": "ء"}
"""The last letter of a word before a possessive, and how it is written without one: «زوجتي» زوجة, «أبنائي» أبناء."""
_MOST_WORDS, _MOST_BESIDE = 4, 6
_POSSESSIVES = ("ي", "نا", "ك", "كم")
"""My, our, your: whose relation it is, as the applicant says it. «His» and «her» are other people's relations."""


class Vocabulary(Frozen):
    """The words of each relation, and the words beside them that say nothing about it."""

    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By relation; its code is one of its words."""
    beside: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    """Relations that may stand for narrower ones: who is only called so is entitled where they are, else unknown."""

    def relation(self, word: str) -> str | None:
        """The relation a word stands for; None for a word nobody has listed."""
        if word in self.words:
            return word
        for phrase in self._narrowed(_tokens(word)):
            if exact := self._relations.get(" ".join(phrase)):
                return exact
            found = {self._relations[form] for form in _forms(phrase) if form in self._relations}
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def _narrowed(self, tokens: list[str]) -> Iterator[list[str]]:
        """The phrase, and with ever more words left out that say nothing about the relation."""
        optional = [place for place, token in enumerate(tokens) if token in self._beside or token.isdecimal()]
        for left_out in range(len(optional[:_MOST_BESIDE]) + 1):
            for places in combinations(optional[:_MOST_BESIDE], left_out):
                yield [token for place, token in enumerate(tokens) if place not in places]

    @cached_property
    def _relations(self) -> Mapping[str, str]:
        listed = {" ".join(_tokens(word)): code for code, words in self.words.items() for word in (code, *words)}
        return listed | {SELF: SELF}

    @cached_property
    def _beside(self) -> frozenset[str]:
        return frozenset(token for word in self.beside for token in _tokens(word))


def _tokens(word: str) -> list[str]:
    return normalized_text(_JOINTS.sub(" ", word)).split()


def _forms(tokens: list[str]) -> Iterator[str]:
    """The phrase with the endings and the article of its words taken off, in every combination."""
    if 0 < len(tokens) <= _MOST_WORDS:
        yield from map(" ".join, product(*map(_bare, tokens)))


def _bare(token: str) -> tuple[str, ...]:
    """A word as it stands, and without the ending of a plural, the article, the possessive of who speaks."""
    return tuple(dict.fromkeys(_english(token) if token.isascii() else _arabic(token)))


def _english(token: str) -> Iterator[str]:
    yield token
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if token.endswith(ending) and len(token) > len(ending) + 2:
            yield token.removesuffix(ending) + instead


def _arabic(token: str) -> Iterator[str]:
    """The article is left alone in short words, where it belongs to the word."""
    bare = token.removeprefix("ال") if len(token) > 4 else token
    for form in (token, bare, *_owned(bare)):
        yield form
        for ending in ("ين", "ون", "ات", "ان"):
            if form.endswith(ending) and len(form) > len(ending) + 1:
                yield form.removesuffix(ending)
                yield form.removesuffix(ending) + "ه"


def _owned(token: str) -> Iterator[str]:
    """The word without «my», «our» or «your»; a feminine one with its last letter as it is written alone."""
    for ending in _POSSESSIVES:
        if token.endswith(ending) and len(token) > len(ending) + 1:
            stem = token.removesuffix(ending)
            yield stem
            if stem.endswith(tuple(_WRITTEN_ALONE)):
                yield stem[:-1] + _WRITTEN_ALONE[stem[-1]]
