"""What the beneficiary says of their own: the text without what it quotes of the platform's messages.

Who writes «it says: the fees are unpaid» says no more than the platform does. What is left may speak against it, and
holds a return back, however it is put.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from models.triage.quoting import Quoting
from workflows.triage.runs import run_end

_WORD = re.compile(r"\w+|[^\w\s]")
QUOTED = "«»"
"""A sign for a quotation of the platform's message."""
_JOINED = ("و", "ف")  # «ويقول» reports as «يقول» does


def without_quotations(text: str, messages: tuple[str, ...], quoting: Quoting, *, sign: str = "") -> str:
    """A normalised text without the parts of a message that it reports, with a sign in their place."""
    pairs, words = _pairs(messages), _WORD.findall(text)
    quotations = list(_quotations(words, pairs, quoting))
    found = list(_WORD.finditer(text)) if quotations else []
    kept, behind = list[str](), 0
    for first, last in quotations:
        kept += (text[behind : found[first].start()], sign)
        behind = found[last].end()
    return " ".join((*kept, text[behind:]))


@lru_cache(256)
def _pairs(messages: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """The words of messages that stand side by side."""
    return frozenset(pair for message in messages for pair in pairwise(_WORD.findall(message)))


def _quotations(words: list[str], pairs: frozenset[tuple[str, str]], quoting: Quoting) -> Iterator[tuple[int, int]]:
    """The places of the first and last word of each quotation."""
    last = -1
    for place in [place for place, pair in enumerate(pairwise(words)) if pair in pairs]:
        if place <= last:
            continue
        last = run_end(words, place, lambda at: tuple(words[at : at + 2]) in pairs)
        said = words[place : last + 1]
        if _says_what_is_wanting(said, quoting) and _is_reported(words, place, quoting):
            yield place, last


def _says_what_is_wanting(words: Sequence[str], quoting: Quoting) -> bool:
    return words[-1] not in quoting.leads and any(word in quoting.keeps for word in words)


def _is_reported(words: list[str], place: int, quoting: Quoting) -> bool:
    """Whether it opens its clause or follows a word that reports: what is denied or told of oneself is no quotation."""
    place -= 1
    while place >= 0 and _plain(words[place]) in quoting.between:
        place -= 1
    return place < 0 or not words[place][0].isalnum() or _plain(words[place]) in quoting.reports


def _plain(word: str) -> str:
    return word[1:] if len(word) > 3 and word[0] in _JOINED else word
