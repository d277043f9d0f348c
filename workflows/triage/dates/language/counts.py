"""Numbers in digits or words, up to 999: «خمسة وأربعون», «مية وعشرين», «one hundred and five»."""

from typing import NamedTuple

from workflows.triage.dates.language.numbers import HUNDREDS, ONES, TEENS, TENS
from workflows.triage.dates.language.particles import AND
from workflows.triage.dates.language.tokens import Tokens

_TENS_OR_HUNDREDS = frozenset((*TENS, *HUNDREDS))
_MOST = 4
"""Digits of a number of days."""


class Quantity(NamedTuple):
    """A number, and the place behind it."""

    value: int
    after: int


class _Part(NamedTuple):
    """A part of a number in words: how many of its places it fills (hundreds, tens, ones), and the place behind it."""

    value: int
    fills: frozenset[str]
    after: int


_HUNDRED, _TEN, _ONE = frozenset({"hundreds"}), frozenset({"tens"}), frozenset({"ones"})


def count_at(words: Tokens, place: int) -> Quantity | None:
    """The number that begins at a place."""
    if (written := words.word(place)).isdecimal():
        return Quantity(int(written), place + 1) if len(written) <= _MOST else None
    part = _part(words, place)
    if part is None:
        return None
    value, filled, after = part
    while (following := _joined(words, after)) and not (following.fills & filled) and _in_order(filled, following):
        value, filled, after = value + following.value, filled | following.fills, following.after
    return Quantity(value, after)


def _in_order(filled: frozenset[str], following: _Part) -> bool:
    return "hundreds" not in following.fills or not filled


def _joined(words: Tokens, place: int) -> _Part | None:
    """The part that follows, behind «و», «and», a hyphen, or at once as in «twenty five»."""
    token = words.at(place)
    if token.word in AND:
        return _part(words, place + 1)
    if token.joined or (token.word == "واحد" and words.word(place - 1) in HUNDREDS):  # «وأحد» is folded to that
        return _part(words, place)
    if words.word(place - 1) in _TENS_OR_HUNDREDS and words.word(place - 1).isascii():
        return _part(words, place + 1 if token.word == "-" else place)
    return None


def _part(words: Tokens, place: int) -> _Part | None:
    word, following = words.word(place), words.at(place + 1)
    if word in HUNDREDS:
        return _Part(HUNDREDS[word], _HUNDRED, place + 1)
    if word in ONES:
        if HUNDREDS.get(following.word) == 100 and not following.joined:
            return _Part(ONES[word] * 100, _HUNDRED, place + 2)
        if TEENS.get(following.word) == 10 and not following.prefix and not word.isascii():
            return _Part(10 + ONES[word], _TEN | _ONE, place + 2)
        return _Part(ONES[word], _ONE, place + 1)
    if word in TEENS:
        return _Part(TEENS[word], _TEN | _ONE, place + 1)
    return _Part(TENS[word], _TEN, place + 1) if word in TENS else None
