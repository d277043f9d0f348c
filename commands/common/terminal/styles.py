"""Pieces of styled text, of which a line on the terminal is made."""

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """How a piece of text stands out; the values are the terminal's codes."""

    PLAIN = ""
    BOLD = "1"
    DIM = "2"
    GOOD = "32"
    WARNING = "33"
    BAD = "31"
    TITLE = "1;36"


@dataclass(frozen=True, slots=True)
class Span:
    """A text with its style."""

    text: str
    style: Style = Style.PLAIN


Piece = str | Span
GAP = "  "
"""Between two columns."""
NONE = "–"
"""Stands where a value is missing."""


def bold(text: str) -> Span:
    """Text that stands out."""
    return Span(text, Style.BOLD)


def dim(text: str) -> Span:
    """Text that stands back."""
    return Span(text, Style.DIM)


def good(text: str) -> Span:
    """Text that says: in order."""
    return Span(text, Style.GOOD)


def warning(text: str) -> Span:
    """Text that says: look here soon."""
    return Span(text, Style.WARNING)


def bad(text: str) -> Span:
    """Text that says: look here now."""
    return Span(text, Style.BAD)
