"""The script a text is written in, from its letters alone."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

_WORD = re.compile(r"\S+")
_NO_WORD = re.compile(r"[\d_@/\\]")
"""What a reference, an address or a number has: it is in no language."""


def letters_by_script(text: str) -> Counter[str]:
    """How many letters of each script the words of a text have, by the names of Unicode: `ARABIC`, `LATIN`."""
    words = (word for word in _WORD.findall(text) if not _NO_WORD.search(word))
    return Counter(script for word in words for char in word if (script := _script(char)))


def is_of_other_script(text: str, sample: str) -> bool:
    """Whether most letters of a text are of another script than those of a sample; where either has none, it is not."""
    found, expected = letters_by_script(text), letters_by_script(sample)
    if not found or not expected:
        return False
    return 2 * found[max(expected, key=lambda script: expected[script])] < found.total()


@lru_cache(maxsize=2_000)
def _script(char: str) -> str:
    """The script of a letter; empty for any other character."""
    if not char.isalpha():
        return ""
    return unicodedata.name(unicodedata.normalize("NFKC", char)[0], "").partition(" ")[0]
