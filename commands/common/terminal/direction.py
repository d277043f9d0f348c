"""The direction of lines on a terminal: Arabic goes from right to left, and codes, dates and names in it do not.

Text stays in logical order and unshaped. A terminal that implements the bidirectional algorithm (UAX 9) is told by
marks without width what belongs together; one that does not shows nothing of them. A file or a pipe gets none.
"""

import re
from collections.abc import Sequence
from typing import TextIO

from commands.common.language import in_arabic

RLM = "\u200f"
"""A letter without width from right to left: the direction of a line on a terminal that takes that of its text."""
LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
"""The begin of a run from left to right, from right to left, or as its first letter goes; and the end of one."""
MARKS = RLM + LRI + RLI + FSI + PDI
_ARABIC = re.compile("[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_COLOUR = re.compile("(\x1b\\[[\\d;]*m)")
_OTHER = r"[^\s\u0590-\u08ff\ufb1d-\ufefc«»()\[\]…]*[A-Za-z0-9][^\s\u0590-\u08ff\ufb1d-\ufefc«»()\[\]…]*"
_RUN = re.compile(rf"{_OTHER}(?: {_OTHER})*(?<![.,:;!?])")
"""Words that go from left to right, one after another: `tawasul show`, `2026-01-06 09:12`."""
_PLAIN = re.compile("[A-Za-z]+|[0-9]+")


def marked(stream: TextIO) -> bool:
    """Whether lines of a stream get marks."""
    return in_arabic() and stream.isatty()


def directed(text: str) -> str:
    """A line of Arabic with its marks; any other stays as it is. Colours may stand in it."""
    if not _ARABIC.search(text):
        return text
    body = text.lstrip(" ")
    parts = (part if _COLOUR.fullmatch(part) else _RUN.sub(_isolated, part) for part in _COLOUR.split(body))
    return f"{text[: len(text) - len(body)]}{RLM}{RLI}{''.join(parts)}{PDI}"


def directed_row(indent: str, cells: Sequence[tuple[str, str]], gap: str) -> str:
    """A row of a table that begins at the right: its cells with what fills their columns, the last one's too."""
    row = gap.join(f"{FSI}{cell}{PDI}{fill}" for cell, fill in cells)
    return f"{indent}{RLM}{RLI}{row}{RLM}{PDI}"


def directed_lines(text: str, stream: TextIO) -> str:
    """A text of several lines, each with its marks where the stream gets them."""
    return "\n".join(map(directed, text.split("\n"))) if marked(stream) else text


def _isolated(run: "re.Match[str]") -> str:
    return run[0] if _PLAIN.fullmatch(run[0]) else f"{LRI}{run[0]}{PDI}"
