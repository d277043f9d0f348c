"""Names: two of them may be one person's unless both are whole names, in one script, with nothing in common.

A name is written in many ways, in part, in another order, or as what somebody is to another («مولود», «ابن طلال»). So
it says of two persons that they differ only where no part of the one resembles a part of the other; it never says that
they are one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from models.intake.name_words import BEFORE_A_PARENT, BETWEEN, NOT_NAMES
from models.text import normalized_text

_ALIKE = 0.66
"""From which share of equal letters on two parts of names may be one: «سعد» سعيد, Samir Sameer."""
_LEAST_INSIDE = 3
"""Letters of a part that may stand within another one, as of names written together: «سعدمحمد»."""
_WHOLE = 2
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['\u2018\u2019\u02bc`](?=\w)")


class _Name(NamedTuple):
    """The parts of a name in one script, and whether it is whole: at least two of them, and nothing but a name."""

    parts: frozenset[str]
    is_whole: bool


_WRITTEN_TOGETHER = re.compile(
    r"\b(عبد|ابو|ابا|ابي|ابن|بن|ام|ال|abd|abdul|abdel|abdal|abu|abou|abo|al|el|bin|ben|ibn|um|umm)[\s\-]+(?=\w)"
)
"""What some write together with the rest of a name: «عبد الله», «أبو بكر», `Abdul Rahman`."""
_LAST_HAMZA = re.compile(r"(?<=ا)ء(?!\w)")


@lru_cache(1024)
def folded_name(name: str) -> str:
    """A name in one spelling, whichever of its parts are written together, with or without a last hamza: «هيفاء»."""
    plain = _APOSTROPHE.sub("", _LAST_HAMZA.sub("", normalized_text(name)))
    return _WRITTEN_TOGETHER.sub(r"\1", plain)


def may_be_one_name(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether the names of two persons may be those of one; who has none may have any."""
    one, other = _by_script(tuple(mine)), _by_script(tuple(theirs))
    shared = one.keys() & other.keys()
    if any(_have_something_in_common(one[script].parts, other[script].parts) for script in shared):
        return True
    return not any(one[script].is_whole and other[script].is_whole for script in shared)


@lru_cache(1024)
def _by_script(names: tuple[str, ...]) -> dict[str, _Name]:
    """What stands of the names in each script; a number or a letter alone may stand for any name."""
    found: dict[str, set[str]] = {}
    vague = False
    for name in names:
        words = _WORD.findall(normalized_text(_APOSTROPHE.sub("", name)))
        vague |= bool(words) and (words[0] in BEFORE_A_PARENT or any(map(_is_vague, words)))
        for word in words:
            if word not in BETWEEN:
                found.setdefault(_script(word), set()).update(_spellings(word))
    return {script: _whole(frozenset(parts), vague=vague) for script, parts in found.items()}


def _whole(parts: frozenset[str], *, vague: bool) -> _Name:
    return _Name(parts, is_whole=len(parts) >= _WHOLE and not vague)


def _is_vague(word: str) -> bool:
    return word not in BETWEEN and (len(word) == 1 or word in NOT_NAMES or any(sign.isdigit() for sign in word))


def _script(word: str) -> str:
    return unicodedata.name(word[0], "").partition(" ")[0]


_SHORT_FOR = dict.fromkeys(("md", "mohd", "mhd", "mohmd", "muhd"), "muhammad")
_PREFIXES = ("عبدال", "عبد", "ال", "ابو", "abdul", "abdel", "abdal", "abd")
"""What is written together with a name, and common to many: the rest is the name."""


def _spellings(word: str) -> Iterator[str]:
    word = _SHORT_FOR.get(word, word)
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) > len(prefix) + 1:
            yield _latin(word.removeprefix(prefix))
            return
    yield _latin(word)


_SOUNDS = (
    ("ph", "f"), ("kh", "k"), ("gh", "g"), ("sh", "s"), ("ch", "s"), ("th", "t"), ("dh", "d"), ("ck", "k"), ("c", "k"),
    ("q", "k"), ("v", "f"), ("z", "s"), ("j", "g"), ("p", "b"), ("x", "ks"), ("ie", "i"), ("ee", "i"), ("ou", "u"),
    ("oo", "u"), ("e", "i"), ("y", "i"), ("o", "u"), ("w", "u"),
)  # fmt: skip
"""Latin letters that are written for one another in names from Arabic, in the order in which they are replaced."""


def _latin(word: str) -> str:
    """A part of a name with the Latin letters of one sound made one, and without accents."""
    word = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    if not word.isascii():
        return word
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    return re.sub(r"(.)\1+", r"\1", word)


def _have_something_in_common(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return any(_resemble(one, other) for one, other in product(mine, theirs))


@lru_cache(8192)
def _resemble(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _LEAST_INSIDE and shorter in longer:
        return True
    if SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE:
        return True
    mine, theirs = _consonants(one), _consonants(other)
    return len(mine) > 1 and mine == theirs


_VOWELS = str.maketrans("", "", "aiuh")


def _consonants(word: str) -> str:
    return word.translate(_VOWELS)
