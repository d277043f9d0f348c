"""Printing lines, tables and JSON. What comes from data is made harmless here, so nothing else prints."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TextIO

from commands.common.terminal.direction import begins_in_arabic, directed, directed_row, has_arabic, marked
from commands.common.terminal.styles import GAP, Piece, Span, Style, dim
from commands.common.terminal.width import display_width, text_of, width_of, wrapped
from commands.common.words.language import _, ngettext
from models.text import safe_for_terminal


def line(*pieces: Piece, to: TextIO | None = None, whole: bool = False, hang: int | None = None) -> None:
    """Print one line; on a terminal that is narrower it is broken between words, unless it is `whole`.

    `hang`: how far its further lines are set in; a little more than the first, where it is not given.
    """
    stream = to or sys.stdout
    arabic = marked(stream) and any(has_arabic(text_of(piece)) for piece in pieces)
    _write(pieces, stream, None if whole else width_of(stream), hang, of_arabic=arabic)


def _write(pieces: Sequence[Piece], stream: TextIO, width: int | None, hang: int | None, *, of_arabic: bool) -> None:
    """Write one line, or the lines it is broken into; those of an Arabic sentence all begin at the right."""
    fits = width is None or sum(map(display_width, pieces)) <= width
    for each in [pieces] if fits or width is None else wrapped(pieces, width, hang):
        text = "".join(styled(piece, stream) for piece in each)
        stream.write((directed(text, _room(stream, each), of_arabic=of_arabic) if marked(stream) else text) + "\n")


def _room(stream: TextIO, pieces: Iterable[Piece]) -> int:
    """The blanks up to the edge of a terminal; the last column stays free, where some break the line."""
    return (width_of(stream) or 0) - 1 - sum(map(display_width, pieces))


def heading(text: str) -> None:
    """Print a heading after an empty line."""
    line()
    line(Span(text, Style.TITLE))


def block(text: str, indent: str = "    ") -> None:
    """Print a longer text as it was written, each line indented; one that begins in Arabic goes on from the right."""
    for each in text.splitlines():
        arabic = marked(sys.stdout) and begins_in_arabic(each)
        _write([indent, each], sys.stdout, width_of(sys.stdout), len(indent), of_arabic=arabic)


def page(text: str) -> None:
    """Print a text that fits the terminal as it is: a help page, whose lines have their marks."""
    sys.stdout.write(f"{text}\n")


def row(indent: str, cells: Sequence[Piece], widths: Sequence[int], *, whole: bool = False) -> None:
    """Print a row of a table, each cell as wide as its column; one of English is not padded at its end."""
    fills = [" " * (width - display_width(cell)) for cell, width in zip(cells, widths, strict=True)]
    if marked(sys.stdout):
        texts = [(styled(cell, sys.stdout), fill) for cell, fill in zip(cells, fills, strict=True)]
        room = _room(sys.stdout, [indent, " " * (sum(widths) + len(GAP) * (len(widths) - 1))])
        sys.stdout.write(directed_row(indent, texts, GAP, room) + "\n")
        return
    pieces: list[Piece] = [indent]
    for cell, fill in zip(cells[:-1], fills, strict=False):
        pieces += [cell, fill, GAP]
    line(*pieces, *cells[-1:], whole=whole)


def properties(pairs: Iterable[tuple[str, Sequence[Piece] | Piece | None]], indent: str = "  ") -> None:
    """Print names, which are translated here, with their values, one a line; a value of None is left out."""
    known = [(_(name), value) for name, value in pairs if value is not None]
    width = max((display_width(name) for name, _value in known), default=0)
    for name, value in known:
        pieces = [value] if isinstance(value, str | Span) else value
        fill = " " * (width - display_width(name))
        line(indent, dim(name + fill), GAP, *pieces, hang=len(indent) + width + len(GAP))


def as_json(value: object, *, indent: int | None = 2) -> None:
    """Print a value for programs."""
    sys.stdout.write(json_text(value, indent=indent) + "\n")


def json_text(value: object, *, indent: int | None = 2) -> str:
    """A value as JSON. What could steer a terminal is written as a JSON escape, which reads the same."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_json_form)
    return "".join(char if char.isprintable() or char == "\n" else _json_escape(char) for char in text)


def counted(number: int, what: str, many: str = "", *, shown: str = "") -> str:
    """`1 request`, `2 requests`; `many` is the plural where it has no `s`, `shown` the number as it is written.

    The catalogue takes what is named here without a mark.
    """
    return ngettext(f"{{number}} {what}", f"{{number}} {many or f'{what}s'}", number, number=shown or number)


def styled(piece: Piece, stream: TextIO) -> str:
    """A piece as it is written: harmless, and with its colour where the stream shows any."""
    text, style = (piece, Style.PLAIN) if isinstance(piece, str) else (piece.text, piece.style)
    safe = safe_for_terminal(text)
    return f"\x1b[{style}m{safe}\x1b[0m" if style and safe and _wants_colour(stream) else safe


@cache
def _wants_colour(stream: TextIO) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _json_form(value: object) -> object:
    """JSON form of instants (ISO 8601) and durations (seconds); the text of anything else."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high << 8 | low:04x}" for high, low in zip(units[::2], units[1::2], strict=True))
