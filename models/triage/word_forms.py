"""Forms of a word for a relation: as it is listed, and with endings of number and possession, article, preposition.

«سائقين», «زوجتي», «للوالدة», «أبويا», `nannies`. Whose the relation is stays with the form: «زوجتي» is the speaker's
wife, «زوجته» is another's. Letters that make one word two are told apart as far as they were written: ابنة is a
daughter, and «ابنه» a daughter without her dots, or his son.
"""

import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from models.text import normalized_text

_FEMININE, _MARK = "ة", "ǂ"
"""The letter that folds away, and a letter of no language here that keeps its place meanwhile."""


class Owner(Enum):
    """Whose relation a form says it is."""

    NOBODY = auto()
    SPEAKER = auto()
    """Mine, ours; yours, as a form asks the applicant."""
    ANOTHER = auto()


class WordForm(NamedTuple):
    """A word without its endings, and whose relation they said it is."""

    word: str
    owner: Owner


def folded(text: str) -> str:
    """Normalized text in which the dots of a feminine ending still stand."""
    marked = unicodedata.normalize("NFKC", text).replace(_FEMININE, _MARK)
    return normalized_text(marked).replace(_MARK, _FEMININE)


@lru_cache(4096)
def forms(token: str) -> tuple[WordForm, ...]:
    """The forms that a folded word can be of."""
    found = (WordForm(word, Owner.NOBODY) for word in _english(token)) if token.isascii() else _arabic(token)
    return tuple(dict.fromkeys(found))


def _english(token: str) -> Iterator[str]:
    yield token
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if token.endswith(ending) and len(token) > len(ending) + 2:
            yield token.removesuffix(ending) + instead


_ENDINGS = {
    Owner.SPEAKER: ("ي", "يا", "نا", "ك", "كي", "كم"),
    Owner.ANOTHER: ("ه", "ها", "هم", "هن", "هما"),
}
_NUMBERS = {"ين": "", "ون": "", "ان": "", "ا": "", "ات": _FEMININE}
"""Endings of dual and plural, of a dual before a possessive, of the accusative; what stands there without them."""
_WRITTEN_ALONE = {"ت": "ة", "ي": "ء", "و": "ء"}
"""The last letter of a word before an ending, and how it is written without one: «زوجتي» زوجة, «أبنائي» أبناء."""
_FIVE_NOUNS = 3
"""Letters of a word as «أبو», which has the last of them only before another word or an ending."""


def _arabic(token: str) -> Iterator[WordForm]:
    for bare, takes_ending in _without_article(token):
        for word in (bare, *_in_other_dots(bare), *_singular(bare)):
            yield WordForm(word, Owner.NOBODY)
        if takes_ending:
            yield from _owned(bare)


def _without_article(token: str) -> Iterator[tuple[str, bool]]:
    """The word as it stands, without a preposition, without the article; who has that takes no possessive."""
    yield token, True
    for before, takes_ending in (("لل", False), ("ال", False), ("ل", True)):
        if token.startswith(before) and len(token) > len(before) + 1:
            yield token.removeprefix(before), takes_ending


def _owned(bare: str) -> Iterator[WordForm]:
    for owner, endings in _ENDINGS.items():
        for ending in endings:
            if bare.endswith(ending) and len(bare) > len(ending) + 1:
                yield from (WordForm(word, owner) for word in _alone(bare.removesuffix(ending)))


def _alone(stem: str) -> Iterator[str]:
    """A word before an ending, as it is written without one."""
    for word in (stem, *_singular(stem)):
        yield word
        if word[-1] in _WRITTEN_ALONE:
            yield word[:-1] + _WRITTEN_ALONE[word[-1]]
    if len(stem) == _FIVE_NOUNS and stem[-1] in "اوي":
        yield stem[:-1]


def _singular(word: str) -> Iterator[str]:
    for ending, instead in _NUMBERS.items():
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word.removesuffix(ending) + instead
            yield stem
            if stem.endswith("ت"):
                yield stem[:-1] + _FEMININE


def _in_other_dots(word: str) -> Iterator[str]:
    """The feminine ending without its dots, and dots where none belong."""
    if word.endswith("ه"):
        yield word[:-1] + _FEMININE
    elif word.endswith(_FEMININE):
        yield word[:-1] + "ه"
