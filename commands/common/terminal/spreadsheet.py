"""Printing a table for a spreadsheet, as CSV."""

import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime

from models.text import spreadsheet_cell


def spreadsheet(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a CSV: every cell quoted, none taken for a formula, with the mark that says UTF-8."""
    sys.stdout.write("\ufeff")
    writer = csv.writer(sys.stdout, quoting=csv.QUOTE_ALL)
    writer.writerow(headers)
    writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else spreadsheet_cell(str(value))
