"""What people see on a terminal. Whatever comes from data is made harmless here, so nothing else prints.

Arabic stays in logical order and stands in the last column, where terminals that reorder it and those that do not agree
(domain §5.2). Colours only on a terminal that wants them; instants are local with the time left beside them.
"""

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cache
from typing import TextIO

from models.text import safe_for_terminal, spreadsheet_cell


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
NONE = "–"
DEFAULT_ZONE = "Asia/Riyadh"


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


def line(*pieces: Piece, to: TextIO | None = None) -> None:
    """Print one line."""
    stream = to or sys.stdout
    stream.write("".join(_styled(piece, stream) for piece in pieces) + "\n")


def heading(text: str) -> None:
    """Print a heading after an empty line."""
    line()
    line(Span(text, Style.TITLE))


def block(text: str, indent: str = "    ") -> None:
    """Print a longer text as it was written, each line indented."""
    for each in text.splitlines():
        line(indent, each)


def table(headers: Sequence[str], rows: Iterable[Sequence[Piece]], indent: str = "") -> None:
    """Print rows under their headers, the columns aligned. The last column is never padded: Arabic goes there."""
    body = [list(row) for row in rows]
    widths = [max(map(_width, column)) for column in zip(headers, *body, strict=True)][:-1]
    line(indent, *_aligned([dim(header) for header in headers], widths))
    for row in body:
        line(indent, *_aligned(row, widths))


def properties(pairs: Iterable[tuple[str, Sequence[Piece] | Piece | None]], indent: str = "  ") -> None:
    """Print names with their values, one a line; a value of None is left out."""
    known = [(name, value) for name, value in pairs if value is not None]
    width = max((len(name) for name, _ in known), default=0)
    for name, value in known:
        pieces = [value] if isinstance(value, str | Span) else value
        line(indent, dim(name.ljust(width)), GAP, *pieces)


def as_json(value: object, *, indent: int | None = 2) -> None:
    """Print a value for programs. What could steer a terminal is written as a JSON escape, which reads the same."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)
    sys.stdout.write("".join(char if char.isprintable() or char == "\n" else _escaped(char) for char in text) + "\n")


def moment(at: datetime | None, zone: tzinfo) -> str:
    """An instant to the minute: `2026-01-06 09:12`; in a zone that shows another time than here, `… 08:12+02:00`.

    The one rule of time zones: what is told of one case is in the zone of its calendar where that is known (`show`,
    `explain`), everything else is local; a time without an offset is always local.
    """
    if at is None:
        return NONE
    there = at.astimezone(zone)
    if there.utcoffset() == at.astimezone(local_zone()).utcoffset():
        there = there.replace(tzinfo=None)
    return there.isoformat(" ", "minutes")


def counted(number: int, what: str) -> str:
    """`1 request`, `2 requests`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def amount(length: timedelta) -> str:
    """A length in its two largest units: `2 h 10 m`."""
    minutes = round(abs(length).total_seconds() / 60)
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "m"))
    first = next((index for index, (count, _) in enumerate(parts) if count), 2)
    shown = [f"{count} {unit}" for count, unit in parts[first : first + 2] if count]
    return " ".join(shown) or "0 m"


def working(length: timedelta) -> str:
    """An amount of working time, in hours and minutes: `36 h 40 m`."""
    minutes = round(abs(length).total_seconds() / 60)
    shown = [f"{count} {unit}" for count, unit in ((minutes // 60, "h"), (minutes % 60, "m")) if count]
    return ("-" if length < timedelta() else "") + (" ".join(shown) or "0 h")


def time_left(due: datetime | None, now: datetime) -> Span:
    """How far off an instant is: `2 h 10 m left`, or `late by 1 d`."""
    if due is None:
        return dim(NONE)
    if due <= now:
        return bad(f"late by {amount(now - due)}")
    left = due - now
    return Span(f"{amount(left)} left", Style.WARNING if left < timedelta(hours=4) else Style.PLAIN)


class Progress:
    """A bar on stderr, shown only to a person at a terminal."""

    def __init__(self, label: str, total: int | None = None) -> None:
        self.label, self.total, self.done = label, total, 0
        self.shown = sys.stderr.isatty()

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        if self.shown:
            sys.stderr.write(f"\r{self.label} {_bar(self.done, self.total)}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the bar away, so that a line can be printed."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _bar(done: int, total: int | None) -> str:
    if not total:
        return str(done)
    width = max(10, min(40, shutil.get_terminal_size().columns - 40))
    filled = width * done // total
    return f"[{'#' * filled}{'.' * (width - filled)}] {done}/{total}"


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
        pieces += [piece, " " * (width - _width(piece)), GAP]
    return [*pieces, row[-1]]


def _width(piece: Piece) -> int:
    """Columns on a terminal: marks take none, wide characters two."""
    text = safe_for_terminal(piece if isinstance(piece, str) else piece.text)
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    return 0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _plain(value: object) -> object:
    """What JSON has no form for, as the contracts write it: instants in ISO 8601, amounts of time in seconds."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high << 8 | low:04x}" for high, low in zip(units[::2], units[1::2], strict=True))


@cache
def local_zone(name: str = DEFAULT_ZONE) -> tzinfo:
    """The time zone people here live in, or that of a case's calendar."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def spreadsheet(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table for a spreadsheet: every cell quoted, none taken for a formula, with the mark that says UTF-8."""
    import csv

    sys.stdout.write("\ufeff")
    writer = csv.writer(sys.stdout, quoting=csv.QUOTE_ALL)
    writer.writerow(headers)
    writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else spreadsheet_cell(str(value))
