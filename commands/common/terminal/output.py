"""Printing lines, tables and JSON. What comes from data is made harmless here, so nothing else prints."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TextIO

from commands.common.terminal.styles import GAP, Piece, Span, Style, dim
from commands.common.terminal.width import display_width, width_of, wrapped
from models.text import safe_for_terminal


def line(*pieces: Piece, to: TextIO | None = None, whole: bool = False, hang: int | None = None) -> None:
    """Print one line; on a terminal that is narrower it is broken between words, unless it is `whole`.

    `hang`: how far its further lines are set in; a little more than the first, where it is not given.
    """
    stream = to or sys.stdout
    width = None if whole else width_of(stream)
    fits = width is None or sum(map(display_width, pieces)) <= width
    for each in [pieces] if fits or width is None else wrapped(pieces, width, hang):
        stream.write("".join(_styled(piece, stream) for piece in each) + "\n")


def heading(text: str) -> None:
    """Print a heading after an empty line."""
    line()
    line(Span(text, Style.TITLE))


def block(text: str, indent: str = "    ") -> None:
    """Print a longer text as it was written, each line indented."""
    for each in text.splitlines():
        line(indent, each, hang=len(indent))


def table(headers: Sequence[str], rows: Iterable[Sequence[Piece]], indent: str = "") -> None:
    """Print rows under their headers, the columns aligned. The last column is never padded: Arabic goes there."""
    body = [list(row) for row in rows]
    columns = list(zip(headers, *body, strict=True))[:-1]
    widths = [max(map(display_width, column)) for column in columns]
    line(indent, *_aligned([dim(header) for header in headers], widths))
    for row in body:
        line(indent, *_aligned(row, widths))


def properties(pairs: Iterable[tuple[str, Sequence[Piece] | Piece | None]], indent: str = "  ") -> None:
    """Print names with their values, one a line; a value of None is left out."""
    known = [(name, value) for name, value in pairs if value is not None]
    width = max((len(name) for name, _ in known), default=0)
    for name, value in known:
        pieces = [value] if isinstance(value, str | Span) else value
        line(indent, dim(name.ljust(width)), GAP, *pieces, hang=len(indent) + width + len(GAP))


def as_json(value: object, *, indent: int | None = 2) -> None:
    """Print a value for programs."""
    sys.stdout.write(json_text(value, indent=indent) + "\n")


def json_text(value: object, *, indent: int | None = 2) -> str:
    """A value as JSON. What could steer a terminal is written as a JSON escape, which reads the same."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_json_form)
    return "".join(char if char.isprintable() or char == "\n" else _json_escape(char) for char in text)


def counted(number: int, what: str, many: str = "") -> str:
    """`1 request`, `2 requests`; `many` is the plural where it has no `s`."""
    return f"{number} {what}" if number == 1 else f"{number} {many or f'{what}s'}"


def _styled(piece: Piece, stream: TextIO) -> str:
    text, style = (piece, Style.PLAIN) if isinstance(piece, str) else (piece.text, piece.style)
    safe = safe_for_terminal(text)
    return f"\x1b[{style}m{safe}\x1b[0m" if style and safe and _wants_colour(stream) else safe


@cache
def _wants_colour(stream: TextIO) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _aligned(row: Sequence[Piece], widths: Sequence[int]) -> list[Piece]:
    pieces: list[Piece] = []
    for piece, width in zip(row, widths, strict=False):
        pieces += [piece, " " * (width - display_width(piece)), GAP]
    return [*pieces, row[-1]]


def _json_form(value: object) -> object:
    """JSON form of instants (ISO 8601) and durations (seconds); the text of anything else."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high << 8 | low:04x}" for high, low in zip(units[::2], units[1::2], strict=True))
