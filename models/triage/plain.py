"""What says no more than that a service is wanted, or failed, and help is wanted: words, documents and platforms."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Self

from models.base import Frozen
from models.text import normalized_text


class PlainWords(Frozen):
    """Words that say no more, by the endings they take, and phrases that say no more as a whole."""

    phrases: tuple[str, ...] = ()
    particles: frozenset[str] = frozenset()
    """As they stand; «و» may be joined."""
    verbs: frozenset[str] = frozenset()
    """With pronouns of an object."""
    nouns: frozenset[str] = frozenset()
    """With article, prepositions, possessives and plurals."""

    def with_more(self, more: "PlainWords") -> Self:
        """These and those."""
        return self.model_copy(
            update={
                "phrases": (*self.phrases, *more.phrases),
                "particles": self.particles | more.particles,
                "verbs": self.verbs | more.verbs,
                "nouns": self.nouns | more.nouns,
            }
        )


class PlainPair(Frozen):
    """Words that say no more where one of `then` follows, perhaps with words `over` which one reads."""

    words: frozenset[str]
    over: frozenset[str] = frozenset()
    then: frozenset[str]
    tries: bool | None = None
    """Only where a try is known, or only where none is."""


class Plain(PlainWords):
    """All that may stand in a request without saying more than a rule rests on."""

    tries: PlainWords = PlainWords()
    """What tells of a try, and says no more where one is known."""
    pairs: tuple[PlainPair, ...] = ()
    file_words: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    """Kinds of attachment that say no more."""
    evidence: frozenset[str] = frozenset()
    """What a try's `evidence` says where it proves no more."""
    platforms: frozenset[str] = frozenset()
    """Where a try of an e-service is made."""

    @cached_property
    def before_others(self) -> frozenset[str]:
        """All words that are plain only before others."""
        return frozenset(word for pair in self.pairs for word in pair.words)

    @cached_property
    def after_a_try(self) -> "Plain":
        """The same where a try is known."""
        return self.with_more(self.tries)._with_pairs(True)

    @cached_property
    def before_a_try(self) -> "Plain":
        """The same where none is."""
        return self._with_pairs(False)

    def _with_pairs(self, tries: bool) -> Self:
        pairs = tuple(pair for pair in self.pairs if pair.tries in (None, tries))
        return self.model_copy(update={"pairs": pairs})


def normalized_plain(plain: Plain) -> Plain:
    """The same with its words as normalized text."""
    return Plain.model_validate(dict(_normalized(plain.model_dump())))


_CODES = ("documents", "evidence", "platforms")


def _normalized(given: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if isinstance(value, dict):
            yield name, dict(_normalized(value))
        elif name == "pairs":
            yield name, [dict(_normalized(pair)) for pair in value]
        else:
            yield name, value if value is None or isinstance(value, bool) or name in _CODES else _words(value)


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(normalized_text, words))
