"""Relations: an open vocabulary. A word is understood when the pack has it, and unknown otherwise, never guessed at.

«my house driver», «السائق الخاص», `domestic_workers`: words that say nothing about the relation are left out, endings
are taken off (`models.triage.word_forms`). What then is no word of the pack is unknown: «son of a friend», «former
wife»; and so is what may be two relations, or another person's: «ابنه», «زوجته».
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import combinations, pairwise, product

from pydantic import Field

from models.base import Frozen
from models.triage.word_forms import Owner, WordForm, folded, forms

SELF = "self"
"""The relation of a person concerned who is the applicant."""
_JOINTS = re.compile(r"[_\-/.,:;()«»'\u2010-\u2015\u2018\u2019\u060c\u061b]+|(?<=[a-z])(?=[A-Z])")
_OF_ANOTHER = frozenset({"his", "her", "their"})
_MOST_WORDS, _MOST_BESIDE, _FEWEST_LETTERS = 4, 6, 8


class Vocabulary(Frozen):
    """The words of each relation, and the words beside them that say nothing about it."""

    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By relation; its code is one of its words."""
    beside: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    """Words that say nothing where they stand before it: «family driver», but not «driver family»."""
    care: tuple[str, ...] = ()
    """Words beside a relation that tell of somebody who needs care: a child, or who is ill, disabled or old."""
    open: tuple[str, ...] = ()
    """What may as well be an address, a title or a name."""
    wide: tuple[str, ...] = ()
    """Relations that may stand for narrower ones: who is only called so is entitled where they are, else unknown."""
    unsure_beside: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By relation, words beside it that may say that it has ended, or is one of several: «first husband»."""

    def relation(self, word: str) -> str | None:
        """The relation a word stands for; None for a word nobody has listed, and for one that may be two."""
        if word in self.words:
            return word
        tokens = _tokens(word)
        for places in self._narrowed(tokens):
            phrase = [token for place, token in enumerate(tokens) if place not in places]
            if self._is_open(phrase):
                return None
            if found := self._relations_of(phrase):
                return self._sure(found, {_undotted(tokens[place]) for place in places})
        return None

    def tells_of_care(self, word: str) -> bool:
        """Whether what is written for a relation says that the person needs care: «أخي القاصر»."""
        return not self._care.isdisjoint(map(_undotted, _tokens(word)))

    def spoken_of(self, words: Sequence[str], besides: str | None) -> tuple[str, ...]:
        """The relations that single words, normalized text, may be of, but for the words of the relation `besides`."""
        own = (word for before, word in pairwise(("", *words)) if before not in _OF_ANOTHER)
        tokens = {part for word in own for part in (word, _without_joined(word)) if part}
        read = [{form.word for form in self._known_forms(each) if form.owner is not Owner.ANOTHER} for each in tokens]
        said = self._words_of(besides, frozenset(word for each in read for word in each))
        found = {self._listed.get(word, SELF) for each in read if said.isdisjoint(each) for word in each}
        return tuple(sorted(found - {SELF, besides or SELF}))

    def _words_of(self, relation: str | None, there: frozenset[str]) -> frozenset[str]:
        """The words of the phrases for a relation that are there as a whole."""
        phrases = (phrase for phrase in self._phrases_of.get(relation or "", ()) if phrase <= there)
        return frozenset(word for phrase in phrases for word in phrase)

    def _narrowed(self, tokens: list[str]) -> Iterator[tuple[int, ...]]:
        """The places of ever more words to leave out that say nothing about the relation."""
        optional = self._optional(tokens)[:_MOST_BESIDE]
        for left_out in range(len(optional) + 1):
            yield from combinations(optional, left_out)

    def _optional(self, tokens: list[str]) -> list[int]:
        kinds = [self._is_beside(token) or (token in self._before and "before") for token in tokens]
        last = max((place for place, kind in enumerate(kinds) if not kind), default=len(tokens))
        return [place for place, kind in enumerate(kinds) if kind is True or (kind and place < last)]

    def _is_beside(self, token: str) -> bool:
        return token.isdecimal() or _undotted(token) in self._beside

    def _is_open(self, phrase: list[str]) -> bool:
        written, bare = " ".join(phrase), " ".join(map(_without_preposition, phrase))
        return written in self._open or bare in self._open

    def _relations_of(self, phrase: list[str]) -> set[str | None]:
        """The relations that a phrase may be; None stands for those of another person."""
        text = " ".join(phrase)
        if exact := self._listed.get(text) or self._run_together.get(text.replace(" ", "")):
            return {exact}
        applicants, others = self._read(phrase)
        return {*applicants, *([] if others <= applicants else [None])}

    def _sure(self, found: set[str | None], left_out: set[str]) -> str | None:
        """The one relation that was found, unless a word left out makes it unsure."""
        (relation, *more) = found
        if more or relation is None or not left_out.isdisjoint(self._unsure_beside.get(relation, ())):
            return None
        return relation

    def _read(self, phrase: list[str]) -> tuple[set[str], set[str]]:
        """The relations that a phrase may be: of the applicant, and by its ending of another person."""
        applicants, others = set[str](), set[str]()
        if 0 < len(phrase) <= _MOST_WORDS:
            for read in product(*map(self._known_forms, phrase)):
                if relation := self._listed.get(" ".join(form.word for form in read)):
                    (others if read[-1].owner is Owner.ANOTHER else applicants).add(relation)
        return applicants, others

    def _known_forms(self, token: str) -> tuple[WordForm, ...]:
        return _forms_among(self._known, token)

    @cached_property
    def _listed(self) -> Mapping[str, str]:
        """The relation of each phrase that is listed, with the articles of its words and without."""
        found = {SELF: SELF}
        for code, words in self.words.items():
            for word in (code, *words):
                found |= {" ".join(phrase): code for phrase in product(*map(_definite_or_not, _tokens(word)))}
        return found | {" ".join(_tokens(word)): code for code, words in self.words.items() for word in (code, *words)}

    @cached_property
    def _phrases_of(self) -> Mapping[str, tuple[frozenset[str], ...]]:
        """The phrases of each relation, by their words, and the English ones by their last as well."""
        found: dict[str, list[frozenset[str]]] = {}
        for phrase, code in self._listed.items():
            words = phrase.split()
            heads = words[-1:] if phrase.isascii() else words  # a «farm worker» is a worker
            found.setdefault(code, []).extend((frozenset(words), frozenset(heads)))
        return {code: tuple(phrases) for code, phrases in found.items()}

    @cached_property
    def _run_together(self) -> Mapping[str, str]:
        """The relation of each phrase of several words, by its letters: «motherinlaw», `sonin-law`."""
        phrases = [(text.replace(" ", ""), code) for text, code in self._listed.items() if " " in text]
        codes = Counter(letters for letters, _ in set(phrases))
        return {letters: code for letters, code in phrases if codes[letters] == 1 and len(letters) >= _FEWEST_LETTERS}

    @cached_property
    def _open(self) -> frozenset[str]:
        return frozenset(" ".join(_tokens(word)) for word in self.open)

    @cached_property
    def _care(self) -> frozenset[str]:
        definite = (form for word in self.care for form in (word, f"ال{word}", f"لل{word}"))
        return frozenset(_undotted(token) for form in definite for token in _tokens(form))

    @cached_property
    def _before(self) -> frozenset[str]:
        return frozenset(token for word in self.before for token in _tokens(word))

    @cached_property
    def _unsure_beside(self) -> Mapping[str, frozenset[str]]:
        tokens = {
            code: [token for word in words for token in _tokens(word)] for code, words in self.unsure_beside.items()
        }
        return {code: frozenset(map(_undotted, each)) for code, each in tokens.items()}

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(token for phrase in self._listed for token in phrase.split())

    @cached_property
    def _beside(self) -> frozenset[str]:
        return frozenset(_undotted(token) for word in self.beside for token in _tokens(word))


@lru_cache(8192)
def _forms_among(known: frozenset[str], token: str) -> tuple[WordForm, ...]:
    return tuple(form for form in forms(token) if form.word in known)


def _tokens(word: str) -> list[str]:
    return folded(_JOINTS.sub(" ", word)).split()


def _without_joined(token: str) -> str:
    """The word without «و» or «ف» before it; nothing when there is none."""
    return token[1:] if len(token) > 3 and token[0] in "وف" else ""


def _definite_or_not(token: str) -> tuple[str, ...]:
    return (token, token.removeprefix("ال")) if token.startswith("ال") else (token,)


def _without_preposition(token: str) -> str:
    if token.startswith("لل"):
        return "ال" + token[2:]
    return token.removeprefix("ل")


def _undotted(token: str) -> str:
    return token.replace("ة", "ه")
