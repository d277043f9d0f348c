"""Particulars that a text names and an earlier one does not: another person, place, document, length or number.

Each is plain in a first request. Beside an open one it asks for something else, though every word of it is harmless.
"""

import re

from models.triage.plain import Plain
from workflows.triage.plain_words import is_of, without_joined
from workflows.triage.runs import run_end

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

Amount = tuple[str, ...]
"""The words of a number, a length or both, as they stand together: «٣ أشهر», «شهرين»."""


def tells_others(text: str, before: str, plain: Plain) -> bool:
    """Whether a normalised text names a particular that the one before does not."""
    amounts = _amounts(text, plain)
    return (bool(amounts) and amounts != _amounts(before, plain)) or _names_others(text, before, plain)


def _amounts(text: str, plain: Plain) -> frozenset[Amount]:
    known = (plain.sets.get("counts", frozenset()) | plain.sets.get("lengths", frozenset())) - plain.particles
    words = [_amount_word(word, known, plain) for word in _WORD.findall(text)]
    found, place = set[Amount](), 0
    while place < len(words):
        end = run_end(words, place, lambda at: bool(words[at]))
        if end > place:
            found.add(tuple(words[place:end]))
        place = end + 1
    return frozenset(found)


def _amount_word(word: str, known: frozenset[str], plain: Plain) -> str:
    """The word as it counts or measures, without what is joined to it; nothing for any other."""
    if word.isdecimal():
        return word
    if word in plain.particles:  # «اليوم» is no length
        return ""
    return next((form for form in (word, *without_joined(word)) if form in known), "")


def _names_others(text: str, before: str, plain: Plain) -> bool:
    words, told = plain.particulars, {form for word in _WORD.findall(before) for form in without_joined(word)}
    if any(f" {phrase} " in f" {text} " and phrase not in before for phrase in words.phrases):
        return True
    wishes = plain.verbs  # «ابي» is «I want» before it is «my father»
    named = (word for word in _WORD.findall(text) if word not in wishes and is_of(word, words))
    return any(told.isdisjoint(without_joined(word)) for word in named)
