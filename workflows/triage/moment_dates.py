"""The dates of a text with the moments of the pack that they may be of, by the words that stand near them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from models.triage.lexicon import Look, looks
from models.triage.policy import Moment
from workflows.triage.dates.mentions import Mention
from workflows.triage.words import without


class MomentDate(NamedTuple):
    """A date of a text; without a day it could not be read."""

    day: date | None
    moments: frozenset[str]
    """The moments whose words stand near it."""
    by: date | None = None
    """Of one without a day, the last that it can be, where a bound says it."""
    is_left: bool = False
    """Whether it is time that is left, and the words beside it do not say of what."""

    @property
    def is_left_of_nothing(self) -> bool:
        """Whether time is left, and neither the words beside it nor those around say of what."""
        return self.is_left and not self.moments

    def may_be_of(self, moment: str) -> bool:
        """Whether it may be of a moment: by the words near it, or because they are of no other."""
        return moment in self.moments or not self.moments


class _NearWords(NamedTuple):
    """The words of a moment that a text has: one word of every group of a way has to stand near a date."""

    but_not: tuple[str, ...]
    ways: tuple[tuple[tuple[Look, ...], ...], ...]

    def found_in(self, around: Collection[str]) -> frozenset[str]:
        """Those of the words around dates in which they stand."""
        if not self.ways:
            return frozenset()
        clean = {words: without(words, self.but_not) for words in around}
        return frozenset().union(*(_with_each(groups, clean) for groups in self.ways))


def moment_dates(moments: Mapping[str, Moment], mentions: Iterable[Mention], text: str) -> list[MomentDate]:
    """The dates of a normalised text; the words of a moment that stand nowhere in it are looked for near no date."""
    found = list(mentions)
    around = {each.words for each in found}
    near = {name: _near_words(moment, text).found_in(around) for name, moment in moments.items()} if found else {}
    of_words = {words: frozenset(name for name, there in near.items() if words in there) for words in around}
    return [MomentDate(each.day, of_words[each.words], each.by, each.is_left) for each in found]


def _near_words(moment: Moment, text: str) -> _NearWords:
    misleading = tuple(
        phrase for phrase, look in zip(moment.but_not, looks(moment.but_not), strict=True) if look.sign in text
    )
    ways = []
    for groups in (moment.near_words, moment.or_near):  # without a phrase in it, other letters may meet
        there = [tuple(look for look in looks(group) if misleading or look.sign in text) for group in groups]
        if there and all(there):
            ways.append(tuple(there))
    return _NearWords(misleading, tuple(ways))


def _with_each(groups: tuple[tuple[Look, ...], ...], clean: Mapping[str, str]) -> set[str]:
    """The words around dates that have, without what misleads, a word of every group."""
    left = set(clean)
    for group in groups:
        left = set[str]().union(
            *(
                [each for each in left if sign in clean[each] and (pattern is None or pattern.search(clean[each]))]
                for sign, pattern in group
            )
        )
    return left
