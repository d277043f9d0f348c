"""A text as words, numbers and signs, each known word without its Arabic prefix."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from workflows.triage.dates.language.forms import FORMS

Asked = ParamSpec("Asked")
Found = TypeVar("Found")
_NO_ARTICLE = frozenset(["الان", "الين", "اللي", "الذي", "التي", "الذين"])
_APOSTROPHES = "['’‘`ʿʾ]"
APOSTROPHED = rf"\b(?:q[aie]{_APOSTROPHES}a?dah?|sha{_APOSTROPHES}a?ban)\b"
"""Months that are written with an apostrophe: "Dhul-Qa'dah"."""
_TOKEN = re.compile(rf"\d+|{APOSTROPHED}|[^\W\d_]+|[^\w\s]")


class Token(NamedTuple):
    """One of them, with its place in the text."""

    word: str
    prefix: str
    start: int
    end: int
    is_number: bool = False
    """Whether it is written in digits."""

    @property
    def joined(self) -> bool:
        """Whether it stands behind «و» or «ف»."""
        return self.prefix[:1] in ("و", "ف") and self.prefix != ""

    @property
    def definite(self) -> bool:
        """Whether it has the article."""
        return "ال" in self.prefix or "لل" in self.prefix

    @property
    def has_article(self) -> bool:
        """Whether it has the article, known word or not."""
        return self.definite or (self.word.startswith("ال") and len(self.word) > 3 and self.word not in _NO_ARTICLE)


_MOST_SKIPPED = 4
NOTHING = Token("", "", -1, -1)
"""What stands beyond either end of a text."""


class InContext(NamedTuple):
    """Words of a kind of which the words around tell whether they are one."""

    is_one: Callable[["Tokens", int], bool]
    among: frozenset[str] | Callable[[str], bool]
    """All that may be one anywhere."""


Kind = frozenset[str] | Callable[[str], bool] | InContext
"""Words of one kind: a vocabulary, what tells of a word whether it is one, or what its context tells."""


def any_word(word: str) -> bool:
    """The kind of all words."""
    return True


class Tokens(list[Token]):
    """The words of a text; beyond its ends there is nothing, and nobody need ask.

    Where the words of a kind stand is found once for a text: no reader goes through the same words again for each date.
    """

    def __init__(self, given: Iterable[Token] = ()) -> None:
        super().__init__(given)
        self._words = [token.word for token in self]
        self._places = dict[Kind, list[int]]()
        self._starts = dict[Kind, list[int]]()
        self.kept = dict[tuple[object, ...], Any]()
        """What readers found that are asked once."""

    def at(self, place: int) -> Token:
        """The word at a place."""
        try:
            return self[place] if place >= 0 else NOTHING
        except IndexError:
            return NOTHING

    def word(self, place: int) -> str:
        """The word at a place, without its prefix."""
        try:
            return self._words[place] if place >= 0 else ""
        except IndexError:
            return ""

    def words(self, place: int, many: int) -> tuple[str, ...]:
        """So many words from a place on."""
        found = tuple(self._words[place : place + many])
        return found + ("",) * (many - len(found))

    def past(self, place: int, skipped: Container[str]) -> int:
        """The place behind words that say nothing there; no text makes anybody skip more than a few."""
        last = place + _MOST_SKIPPED
        while place < last and self.word(place) in skipped and self.word(place):
            place += 1
        return place

    def places(self, kind: Kind) -> list[int]:
        """The places of all words of a kind, in order."""
        found = self._places.get(kind)
        if found is None:
            found = self._places[kind] = self._looked_for(kind)
        return found

    def those(self, kind: Kind, start: int, stop: int) -> list[int]:
        """The places of the words of a kind from one place to another, in order."""
        places = self._places.get(kind)
        if places is None:
            places = self.places(kind)
        return places[bisect_left(places, start) : bisect_left(places, stop)] if places else places

    def any(self, kind: Kind, start: int, stop: int) -> bool:
        """Whether a word of a kind stands from one place to another."""
        return bool(self.those(kind, start, stop))

    def run_before(self, place: int, kind: Kind) -> int:
        """The first place of the words of a kind that stand right before a place; without any the place itself."""
        places = self.places(kind)
        last = bisect_left(places, place) - 1
        return self._runs(kind)[last] if last >= 0 and places[last] == place - 1 else place

    def _runs(self, kind: Kind) -> list[int]:
        """For each place of a kind, the first one of the run that it stands in."""
        if (found := self._starts.get(kind)) is None:
            found = self._starts[kind] = []
            before = -1
            for place in self.places(kind):
                found.append(found[-1] if found and place == before + 1 else place)
                before = place
        return found

    def _looked_for(self, kind: Kind) -> list[int]:
        if isinstance(kind, InContext):
            return [place for place in self.places(kind.among) if kind.is_one(self, place)]
        words = kind.intersection(self._by_word) if isinstance(kind, frozenset) else filter(kind, self._by_word)
        return sorted(chain.from_iterable(map(self._by_word.__getitem__, words)))

    @cached_property
    def _by_word(self) -> Mapping[str, list[int]]:
        found = defaultdict[str, list[int]](list)
        for place, word in enumerate(self._words):
            found[word].append(place)
        return found

    def number(self, place: int) -> int | None:
        """The number in digits at a place."""
        word = self.word(place)
        return int(word) if word.isdecimal() and len(word) < 6 else None


def once(read: Callable[Concatenate[Tokens, Asked], Found]) -> Callable[Concatenate[Tokens, Asked], Found]:
    """A reader that others ask for the same again, so that it keeps with the text what it finds at a place."""

    def kept(words: Tokens, /, *asked: Asked.args, **named: Asked.kwargs) -> Found:
        key = (read, *asked, *named.values())
        if (found := words.kept.get(key, words)) is words:  # nothing yet, not even that nothing is there
            found = words.kept[key] = read(words, *asked, **named)
        return found  # type: ignore[no-any-return]

    return kept


def tokens(text: str) -> Tokens:
    """The words, numbers and signs of a normalised text."""
    found = []
    for match in _TOKEN.finditer(text):
        word, prefix, is_number = _read(match[0])
        found.append(Token(word, prefix, *match.span(), is_number))
    return Tokens(found)


@lru_cache(8192)
def _read(written: str) -> tuple[str, str, bool]:
    """What is written without its prefix, the prefix, and whether it is a number."""
    if len(written) > 1 and not written.isalnum():
        written = re.sub(_APOSTROPHES, "", written)
    return (*(FORMS.get(written) or (written, "")), written.isdecimal())
