"""The words that stand near the dates of moments, compiled: those of all moments are looked for at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from models.triage.lexicon import Lexicon

Groups = Sequence[Sequence[str]]
"""Words of which one of every group has to stand near."""


class _NearGroup(NamedTuple):
    """A group of words: of which moment, and of which of its ways to be named."""

    moment: str
    way: int
    group: int


class NearWords:
    """Of which moments a date may be, by the words around it. A moment has ways to be named, and words that mislead."""

    def __init__(self, moments: Iterable[tuple[str, Sequence[Groups], Sequence[str]]]) -> None:
        known = tuple(moments)
        self._moments = tuple(name for name, _, _ in known)
        self._but_not = {name: Lexicon(but_not) for name, _, but_not in known if but_not}
        grouped = tuple(chain.from_iterable(_grouped(name, ways) for name, ways, _ in known))
        self._group_of = [group for group, _ in grouped]
        self._words = Lexicon(word for _, word in grouped)
        self._wanted = {(name, place): len(groups) for name, ways, _ in known for place, groups in enumerate(ways)}

    def found_in(self, around: Collection[str], text: str) -> Mapping[str, frozenset[str]]:
        """The moments that each of the words around dates of a text names."""
        misleading = {name: places for name, but_not in self._but_not.items() if (places := but_not.signs_in(text))}
        return {words: frozenset(self._named(words, misleading)) for words in around}

    def _named(self, words: str, misleading: Mapping[str, Sequence[int]]) -> Iterator[str]:
        named = self._named_as_they_stand(words)
        for moment in self._moments:
            clean = self._but_not[moment].without(words, misleading[moment]) if moment in misleading else words
            if moment in (named if clean == words else self._named_as_they_stand(clean)):
                yield moment

    def _named_as_they_stand(self, words: str) -> set[str]:
        """The moments of which the words have one of every group of a way."""
        groups = {self._group_of[place] for place in self._words.found_in(words)}
        there = dict[tuple[str, int], int]()
        for moment, way, _ in groups:
            there[moment, way] = there.get((moment, way), 0) + 1
        return {moment for (moment, way), many in there.items() if many == self._wanted[moment, way]}


def _grouped(moment: str, ways: Iterable[Groups]) -> Iterator[tuple[_NearGroup, str]]:
    for way, groups in enumerate(ways):
        for place, group in enumerate(groups):
            yield from ((_NearGroup(moment, way, place), word) for word in group)
