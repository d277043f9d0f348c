"""How wide a terminal is, and texts that fit it: shortened, or wrapped between words."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TextIO

from commands.common.terminal.styles import NONE, Piece
from models.text import safe_for_terminal

CUT = "…"
"""What stands in place of the end of a text that does not fit."""
NARROWEST = 20
"""The least columns that are taken into account; a terminal that says less does not know."""
HANGING = 2
"""By how much further lines of a wrapped one are set in."""


def width_of(stream: TextIO) -> int | None:
    """The columns of a stream: those of `COLUMNS`, else of its terminal; none where nothing limits a line."""
    named = os.environ.get("COLUMNS", "")
    if named.isdecimal() and int(named) >= NARROWEST:
        return int(named)
    if not stream.isatty():
        return None
    try:
        found = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return None
    return found if found >= NARROWEST else None


def display_width(piece: Piece) -> int:
    """The columns a piece takes on a terminal.

    What most tables hold does without `wcwidth`, whose import takes 20 ms: ASCII, and the sign for a missing value.
    """
    text = safe_for_terminal(text_of(piece))
    if text.isascii() or text == NONE:
        return len(text)
    from wcwidth import wcswidth

    return wcswidth(text)


def text_of(piece: Piece) -> str:
    """The text of a piece, without its style."""
    return piece if isinstance(piece, str) else piece.text


def shortened(piece: Piece, width: int) -> Piece:
    """A piece that takes at most so many columns; the sign of the cut is one of them."""
    if display_width(piece) <= width:
        return piece
    text = text_of(piece)
    while text and display_width(text) >= width:
        text = text[:-1]
    return _with_text(piece, text.rstrip() + CUT)


def wrapped(pieces: Iterable[Piece], width: int, hang: int | None = None) -> Iterator[list[Piece]]:
    """The lines of a line that is too long, broken between words; a word that is longer than a line stays whole.

    Further lines are set in by `hang`, at most by half of the width; else as far as the first one and a little more.
    """
    words = [word for piece in pieces for word in _words(piece)]
    line, used, indent = list[Piece](), 0, min(_indent(words) if hang is None else hang, width // 2)
    for word in words:
        size = display_width(word)
        blank = not text_of(word).strip()
        if used + size > width and not blank and used > indent:
            yield _without_end(line)
            line, used = [" " * indent], indent
        if blank and line and used == indent and not text_of(line[-1]).strip() and used:
            continue  # a line that goes on does not begin with the gap it was broken at
        line.append(word)
        used += size
    yield _without_end(line)


def _indent(words: list[Piece]) -> int:
    first = text_of(words[0]) if words else ""
    return (len(first) if not first.strip() else 0) + HANGING


def _words(piece: Piece) -> Iterator[Piece]:
    """The words of a piece and the gaps between them, in the style of the piece."""
    part = ""
    for char in text_of(piece):
        if part and (char == " ") != (part[-1] == " "):
            yield _with_text(piece, part)
            part = ""
        part += char
    if part:
        yield _with_text(piece, part)


def _without_end(line: list[Piece]) -> list[Piece]:
    while line and not text_of(line[-1]).strip():
        line = line[:-1]
    return line


def _with_text(piece: Piece, text: str) -> Piece:
    return text if isinstance(piece, str) else replace(piece, text=text)
