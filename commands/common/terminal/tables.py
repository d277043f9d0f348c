"""Tables, as wide as the terminal at most: cells are broken between words; where that is not enough, each row is told
by the names of its columns, a line for each."""

import sys
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from commands.common.terminal.output import line, properties, row
from commands.common.terminal.styles import GAP, NONE, Piece, dim
from commands.common.terminal.width import display_width, text_of, width_of, wrapped
from commands.common.words.language import _

WHOLE = (19, 10)
"""Cells up to this width stay whole, as references and instants do; where there is no room for that, up to the next."""


def table(headers: Sequence[str], rows: Iterable[Sequence[Piece]], indent: str = "", *, named_by: int = 0) -> None:
    """Print rows under their headers, which are translated here, the columns aligned.

    The last column is never padded: Arabic goes there. Without rows there are no headers, in a part of a page a dash.
    `named_by` is the column, of those with a header, that says what a row is about; one without goes on with the one
    before.
    """
    body, names = [list(each) for each in rows], [_(header) for header in headers]
    if not body:
        return line(indent, dim(NONE)) if indent else None
    lines: list[list[Piece]] = [[dim(name) for name in names], *body]
    columns = [*zip(*lines, strict=True)]
    natural = [max(map(display_width, column)) for column in columns]
    room = width_of(sys.stdout)
    widths = natural if room is None else _fitted(columns, natural, room - len(indent))
    if widths is None:
        _told_by_names(names, body, indent, named_by)
        return None
    for cells in lines:
        _print_row(cells, widths, indent)
    return None


def _fitted(columns: Sequence[Sequence[Piece]], natural: Sequence[int], room: int) -> list[int] | None:
    """The widths of the columns, narrowed alike, so that cells have few lines; none below its longest word.

    None where they never fit.
    """
    for whole in WHOLE:
        widths = list(natural)
        least = [_least(column, width, whole) for column, width in zip(columns, natural, strict=True)]
        if _total(least) <= room:
            while _total(widths) > room:
                able = (index for index, each in enumerate(widths) if each > least[index])
                widths[max(able, key=lambda index: (widths[index] / natural[index], widths[index]))] -= 1
            return widths
    return None


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _least(column: Sequence[Piece], natural: int, whole: int) -> int:
    words = (word for cell in column for word in text_of(cell).split(" "))
    return min(natural, max(whole, *map(display_width, words)))


def _print_row(cells: Sequence[Piece], widths: Sequence[int], indent: str) -> None:
    """A row; a cell that is wider than its column goes on below."""
    broken = [_broken(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for pieces in zip_longest(*broken, fillvalue=""):
        row(indent, pieces, widths, whole=True)


def _broken(cell: Piece, width: int) -> list[Piece]:
    """The lines of a cell, each in its style."""
    if display_width(cell) <= width:
        return [cell]
    return [next(filter(text_of, line), "") for line in wrapped([cell], width, 0)]


def _told_by_names(names: Sequence[str], rows: Iterable[Sequence[Piece]], indent: str, named_by: int) -> None:
    """Each row: the cell that names it, and below it the others that say something, by the names of their columns."""
    for cells in rows:
        said = list[tuple[str, list[Piece]]]()
        for name, cell in zip(names, cells, strict=True):
            if name:
                said.append((name, [cell]))
            else:
                said[-1][1].extend((GAP, cell))
        _name, named = said.pop(named_by)
        first = [cell for cell in named if cell != GAP]
        row(indent, first, list(map(display_width, first)))
        properties(((name, cell) for name, cell in said if _says_something(cell)), indent=f"{indent}  ")


def _says_something(cells: Sequence[Piece]) -> bool:
    return any(text_of(cell).strip() not in ("", NONE) for cell in cells)
