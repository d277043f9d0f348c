"""Relations: an open vocabulary. A word is understood when the pack has it, and unknown otherwise, never guessed at.

«my house driver», «السائق الخاص», `domestic_workers`: words that say nothing about the relation are left out, endings
are taken off (`models.triage.word_forms`). What then is no word of the pack is unknown: «son of a friend», «former
wife»; and so is what may be two relations, or another person's: «ابنه», «زوجته».
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import combinations, product

from pydantic import Field

from models.base import Frozen
from models.triage.word_forms import Owner, WordForm, folded, forms

SELF = "self"
"""The relation of a person concerned who is the applicant."""
_JOINTS = re.compile(r"[_\-/.,:;()«»'\u2010-\u2015\u2018\u2019\u060c\u061b]+|(?<=[a-z])(?=[A-Z])")
_MOST_WORDS, _MOST_BESIDE = 4, 6


class Vocabulary(Frozen):
    """The words of each relation, and the words beside them that say nothing about it."""

    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By relation; its code is one of its words."""
    beside: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    """Relations that may stand for narrower ones: who is only called so is entitled where they are, else unknown."""

    def relation(self, word: str) -> str | None:
        """The relation a word stands for; None for a word nobody has listed, and for one that may be two."""
        if word in self.words:
            return word
        for phrase in self._narrowed(_tokens(word)):
            if exact := self._listed.get(" ".join(phrase)):
                return exact
            applicants, others = self._read(phrase)
            if applicants or others:
                return applicants.pop() if len(applicants) == 1 and others <= applicants else None
        return None

    def _narrowed(self, tokens: list[str]) -> Iterator[list[str]]:
        """The phrase, and with ever more words left out that say nothing about the relation."""
        optional = [
            place for place, token in enumerate(tokens) if _undotted(token) in self._beside or token.isdecimal()
        ]
        for left_out in range(len(optional[:_MOST_BESIDE]) + 1):
            for places in combinations(optional[:_MOST_BESIDE], left_out):
                yield [token for place, token in enumerate(tokens) if place not in places]

    def _is_beside(self, token: str) -> bool:
        return token.isdecimal() or _undotted(token) in self._beside

    def _read(self, phrase: list[str]) -> tuple[set[str], set[str]]:
        """The relations that a phrase may be: of the applicant, and by its ending of another person."""
        applicants, others = set[str](), set[str]()
        if 0 < len(phrase) <= _MOST_WORDS:
            for read in product(*map(self._known_forms, phrase)):
                if relation := self._listed.get(" ".join(form.word for form in read)):
                    (others if read[-1].owner is Owner.ANOTHER else applicants).add(relation)
        return applicants, others

    def _known_forms(self, token: str) -> list[WordForm]:
        return [form for form in forms(token) if form.word in self._known]

    @cached_property
    def _listed(self) -> Mapping[str, str]:
        """The relation of each phrase that is listed, with the articles of its words and without."""
        found = {SELF: SELF}
        for code, words in self.words.items():
            for word in (code, *words):
                found |= {" ".join(phrase): code for phrase in product(*map(_definite_or_not, _tokens(word)))}
        return found | {" ".join(_tokens(word)): code for code, words in self.words.items() for word in (code, *words)}

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(token for phrase in self._listed for token in phrase.split())

    @cached_property
    def _beside(self) -> frozenset[str]:
        return frozenset(_undotted(token) for word in self.beside for token in _tokens(word))


def _tokens(word: str) -> list[str]:
    return folded(_JOINTS.sub(" ", word)).split()


def _definite_or_not(token: str) -> tuple[str, ...]:
    return (token, token.removeprefix("ال")) if token.startswith("ال") else (token,)


def _undotted(token: str) -> str:
    return token.replace("ة", "ه")
