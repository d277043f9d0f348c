"""Whether a text says nothing but that a service failed and help is wanted: each of its words is of that kind.

What an unknown word says nobody knows: it may speak against the ground of a return, so a person reads it.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_LONGEST_NUMBER = 3  # more digits may be an amount, a year or the number of a receipt
_PREFIXES = (
    "",
    "و",
    "ف",
    "ال",
    "وال",
    "ب",
    "بال",
    "ل",
    "لل",
    "ك",
    "وب",
    "ول",
    "ولل",
    "وبال",
    "فال",
    "ع",
    "عال",
    "ه",
    "هال",
)
_SUFFIXES = (
    "",
    "ي",
    "ه",
    "ها",
    "هم",
    "نا",
    "ك",
    "كم",
    "ني",
    "لي",
    "لنا",
    "ين",
    "ون",
    "ات",
    "ان",
    "وا",
    "و",
    "تي",
    "ته",
    "تها",
    "تنا",
    "يه",
)


def says_more(text: str, plain: Collection[str]) -> bool:
    """Whether a normalised text has a word that is not plain."""
    return any(not _is_plain(word, plain) for word in _WORD.findall(text))


def _is_plain(word: str, plain: Collection[str]) -> bool:
    if word.isdecimal():
        return len(word) <= _LONGEST_NUMBER
    return word in plain or (not word.isascii() and any(form in plain for form in _forms(word)))


@lru_cache(4096)
def _forms(word: str) -> tuple[str, ...]:
    """What a word may be without its article, prepositions, pronouns and plural endings."""
    return tuple(
        dict.fromkeys(form for rest in _without_prefix(word) for form in _without_suffix(rest) if len(form) > 1)
    )


def _without_prefix(word: str) -> Iterator[str]:
    return (word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix))


def _without_suffix(word: str) -> Iterator[str]:
    """A feminine ending opens before a pronoun: «تأشيرة», «تأشيرتي»."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix):
            rest = word.removesuffix(suffix)
            yield rest
            yield f"{rest}ه"
