"""A text as words, numbers and signs, each known word without its Arabic prefix."""

import re
from collections.abc import Container
from typing import NamedTuple

from workflows.triage.dates.language.forms import FORMS, Form

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

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.word.isdecimal()


_MOST_SKIPPED = 4
NOTHING = Token("", "", -1, -1)
"""What stands beyond either end of a text."""


class Tokens(list[Token]):
    """The words of a text; beyond its ends there is nothing, and nobody need ask."""

    def at(self, place: int) -> Token:
        """The word at a place."""
        return self[place] if 0 <= place < len(self) else NOTHING

    def word(self, place: int) -> str:
        """The word at a place, without its prefix."""
        return self[place].word if 0 <= place < len(self) else ""

    def words(self, place: int, many: int) -> tuple[str, ...]:
        """So many words from a place on."""
        found = tuple([token.word for token in self[place : place + many]])
        return found + ("",) * (many - len(found))

    def past(self, place: int, skipped: Container[str]) -> int:
        """The place behind words that say nothing there; no text makes anybody skip more than a few."""
        last = place + _MOST_SKIPPED
        while place < last and self.word(place) in skipped and self.word(place):
            place += 1
        return place

    def number(self, place: int) -> int | None:
        """The number in digits at a place."""
        word = self.word(place)
        return int(word) if word.isdecimal() and len(word) < 6 else None


def tokens(text: str) -> Tokens:
    """The words, numbers and signs of a normalised text."""
    return Tokens(_token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text))


def _token(written: str, start: int, end: int) -> Token:
    if len(written) > 1 and not written.isalnum():
        written = re.sub(_APOSTROPHES, "", written)
    word, prefix = FORMS.get(written) or Form(written, "")
    return Token(word, prefix, start, end)
