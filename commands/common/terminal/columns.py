"""Lists that fit the terminal: columns that may be shortened, and columns that are left out where there is no room."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commands.common.terminal.output import line
from commands.common.terminal.output import row as print_row
from commands.common.terminal.styles import GAP, NONE, Piece, dim
from commands.common.terminal.width import display_width, shortened, width_of
from commands.common.words.language import _, listed


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    header: str
    dropped: int = 0
    """Which is left out first where there is no room: the one with the highest number; 0: never."""
    least: int | None = None
    """How narrow its texts may be cut; none: they stay whole."""
    wanted: int = 0
    """Down to this width others are left out before it is cut."""


def listing(
    columns: Sequence[Column], rows: Iterable[Sequence[Piece]], indent: str = "", *, wide: bool = False
) -> None:
    """Print rows under their headers so that each is one line of the terminal; `wide`: all of it, however long.

    The last column is never padded: Arabic goes there. What was left out is named below.
    """
    body = [list(row) for row in rows]
    natural = [max(map(display_width, (_(each.header), *cells))) for each, *cells in zip(columns, *body, strict=True)]
    room = None if wide else width_of(sys.stdout)
    shown, empty = list(range(len(columns))), set[int]()
    if room is not None and _total(natural) > room - len(indent):
        empty = {index for index in shown if columns[index].dropped and all(row[index] == NONE for row in body)}
        shown = _kept(columns, natural, [index for index in shown if index not in empty], room - len(indent))
    widths = [natural[index] for index in shown]
    if room is not None:
        widths = _fitted([columns[index] for index in shown], widths, room - len(indent))
    _print_row([dim(_(columns[index].header)) for index in shown], widths, indent)
    for row in body:
        _print_row([row[index] for index in shown], widths, indent)
    if left_out := [_(each.header) for index, each in enumerate(columns) if index not in {*shown, *empty}]:
        line(indent, dim(_("no room for: {columns}; --wide shows all", columns=listed(left_out))))


def _kept(columns: Sequence[Column], natural: Sequence[int], shown: Sequence[int], room: int) -> list[int]:
    """The columns for which there is room, each as narrow as it may be cut before others are left out."""
    kept = list(shown)
    for index in sorted(shown, key=lambda index: -columns[index].dropped):
        if _total([_least(columns[each], natural[each]) for each in kept]) <= room or not columns[index].dropped:
            break
        kept.remove(index)
    return kept


def _least(column: Column, natural: int) -> int:
    return natural if column.least is None else min(natural, max(column.least, column.wanted))


def _fitted(columns: Sequence[Column], natural: Sequence[int], room: int) -> list[int]:
    """The widths of the columns: the widest of those that may be cut gives first, a wanted one last."""
    widths = list(natural)
    while _total(widths) > room:
        able = [index for index, each in enumerate(columns) if each.least is not None and widths[index] > each.least]
        if not able:
            break
        spare = [index for index in able if widths[index] > columns[index].wanted]
        widest = max(spare or able, key=lambda index: widths[index])
        widths[widest] -= 1
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _print_row(row: Sequence[Piece], widths: Sequence[int], indent: str) -> None:
    print_row(indent, [shortened(cell, width) for cell, width in zip(row, widths, strict=True)], widths, whole=True)
