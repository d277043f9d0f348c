"""The direction of lines on a terminal: Arabic goes from right to left, and codes, dates and names in it do not.

Text stays in logical order and unshaped. A terminal that implements the bidirectional algorithm (UAX 9) is told by
marks without width what belongs together; one that does not shows nothing of them. A file or a pipe gets none.
"""

import os
import re
from collections.abc import Sequence
from typing import TextIO

from commands.common.words.language import in_arabic

RLM = "\u200f"
"""A letter without width from right to left: the direction of a line on a terminal that takes that of its text."""
LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
"""The begin of a run from left to right, from right to left, or as its first letter goes; and the end of one."""
UNABLE = ("linux", "dumb")
"""Terminals that show marks as signs."""
_ARABIC = re.compile("[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_COLOUR = re.compile("(\x1b\\[[\\d;]*m)")
_OTHER = r"[^\s\u0590-\u08ff\ufb1d-\ufefc«»()\[\]…]*[A-Za-z0-9][^\s\u0590-\u08ff\ufb1d-\ufefc«»()\[\]…]*"
_RUN = re.compile(rf"{_OTHER}(?:(?<![.,:;!?]) {_OTHER})*(?<![.,:;!?])")
"""Words that go from left to right, one after another: `tawasul show`, `2026-01-06 09:12`."""
_PLAIN = re.compile("[A-Za-z]+|[0-9]+")


def marked(stream: TextIO) -> bool:
    """Whether lines of a stream get marks: in Arabic, on a terminal; the console of Linux would draw them."""
    return in_arabic() and stream.isatty() and os.environ.get("TERM") not in UNABLE


def has_arabic(text: str) -> bool:
    """Whether there is an Arabic letter in a text."""
    return bool(_ARABIC.search(text))


def begins_in_arabic(text: str) -> bool:
    """Whether the first letter of a text is an Arabic one."""
    first = _LETTER.search(text)
    return bool(first and _ARABIC.match(first[0]))


def directed(text: str, fill: int = 0, *, of_arabic: bool = False) -> str:
    """A line of Arabic with its marks, and so many blanks that it begins at the right edge; any other stays as it is,
    unless it is the rest of a sentence `of_arabic`.

    Colours may stand in it.
    """
    if not (of_arabic or has_arabic(text)):
        return text
    parts = (part if _COLOUR.fullmatch(part) else _RUN.sub(_isolated, part) for part in _COLOUR.split(text))
    return _from_right("".join(parts), fill)


def directed_row(indent: str, cells: Sequence[tuple[str, str]], gap: str, fill: int = 0) -> str:
    """A row of a table that begins at the right: its cells with what fills their columns, the last one's too."""
    return _from_right(indent + gap.join(f"{FSI}{cell}{PDI}{blanks}" for cell, blanks in cells), fill)


def directed_lines(text: str, stream: TextIO) -> str:
    """A text of several lines, each with its marks where the stream gets them."""
    if not marked(stream):
        return text
    from wcwidth import wcswidth

    lines = [(line, wcswidth(line)) for line in text.split("\n")]
    longest = max(width for _line, width in lines)
    return "\n".join(directed(line, longest - width) for line, width in lines)


def _from_right(text: str, fill: int) -> str:
    """What a line holds, with the blanks on its left: the mark behind them keeps them there."""
    return f"{RLM}{RLI}{text}{' ' * max(fill, 0)}{RLM}{PDI}"


def _isolated(run: "re.Match[str]") -> str:
    return run[0] if _PLAIN.fullmatch(run[0]) else f"{LRI}{run[0]}{PDI}"
