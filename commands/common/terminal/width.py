"""How wide a terminal is, and texts that fit it: shortened, or wrapped between words."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
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


def padded(text: str, width: int) -> str:
    """A text with blanks up to a number of columns."""
    return text + " " * (width - display_width(text))


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
    words = list(_words(pieces))
    indent = min(_indent(words) if hang is None else hang, width // 2)
    line, used, goes_on = list[Piece](), 0, False
    for word in words:
        size, blank, empty = sum(map(display_width, word)), _is_blank(word), _is_blank(line)
        if used + size > width and not blank and not empty:
            yield _joined(line)
            line, used, goes_on = [" " * indent], indent, True
        elif blank and empty and goes_on:
            continue  # a line that goes on does not begin with the gap it was broken at
        line += word
        used += size
    yield _joined(line)


def _indent(words: Sequence[Sequence[Piece]]) -> int:
    first = "".join(map(text_of, words[0])) if words else ""
    return (len(first) if not first.strip() else 0) + HANGING


def _words(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The words of a line and the gaps between them, each of the pieces it is made of, in their styles."""
    parts = ((blank, _with_text(piece, "".join(run))) for piece in pieces for blank, run in _runs(piece))
    for _, word in groupby(parts, key=lambda part: part[0]):
        yield [piece for _, piece in word]


def _runs(piece: Piece) -> Iterator[tuple[bool, Iterator[str]]]:
    return groupby(text_of(piece), key=lambda char: char == " ")


def _is_blank(pieces: Iterable[Piece]) -> bool:
    return not "".join(map(text_of, pieces)).strip()


def _joined(line: Sequence[Piece]) -> list[Piece]:
    """The line without a gap at its end, with what has one style in one piece."""
    end = len(line)
    while end and not text_of(line[end - 1]).strip():
        end -= 1
    runs = groupby(line[:end], key=lambda piece: None if isinstance(piece, str) else piece.style)
    return [_with_text(first, "".join(map(text_of, (first, *rest)))) for _, (first, *rest) in runs]


def _with_text(piece: Piece, text: str) -> Piece:
    return text if isinstance(piece, str) else replace(piece, text=text)
