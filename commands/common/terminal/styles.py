"""Pieces of styled text, of which a line on the terminal is made."""

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """The style of a text; the values are ANSI codes."""

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
"""Shown for a missing value."""


def bold(text: str) -> Span:
    """Bold text."""
    return Span(text, Style.BOLD)


def dim(text: str) -> Span:
    """Dimmed text."""
    return Span(text, Style.DIM)


def good(text: str) -> Span:
    """Green text."""
    return Span(text, Style.GOOD)


def warning(text: str) -> Span:
    """Amber text."""
    return Span(text, Style.WARNING)


def bad(text: str) -> Span:
    """Red text."""
    return Span(text, Style.BAD)
