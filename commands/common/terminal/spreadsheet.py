"""Printing a table for a spreadsheet, as CSV."""

import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime

from commands.common.terminal.times import local_zone
from models.text import spreadsheet_cell

AS_OF = "as of"
"""The last column of figures that hold for an instant: each line says it, as lines are sorted and cut out."""


def spreadsheet(headers: Sequence[str], rows: Iterable[Sequence[object]], as_of: datetime | None = None) -> None:
    """Print a CSV: every cell quoted, no text taken for a formula, with the mark that says UTF-8."""
    sys.stdout.write("\ufeff")
    writer = csv.writer(sys.stdout, quoting=csv.QUOTE_ALL)
    known = [_cell(as_of.astimezone(local_zone()))] if as_of else []
    writer.writerow([*headers, *([AS_OF] if as_of else [])])
    writer.writerows([*map(_cell, row), *known] for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value) if isinstance(value, int | float) else spreadsheet_cell(str(value))
