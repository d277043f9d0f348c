"""Rotation of wrapping keys: a new one in the file, and the case keys on record wrapped anew by the one in use."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from activities.keys.secret_files import write_secret
from activities.keys.wrapping_keys import Wrapped, WrappingKeys, new_line, parsed, read_private
from activities.records.database import Connection, allow_long_statements
from models.keys.wrapping import place_of_key

BATCH = 1_000
"""Keys wrapped anew in one transaction."""

_COUNT = "SELECT wrapped_by, count(*) AS cases FROM case_key WHERE wrapped IS NOT NULL GROUP BY wrapped_by"
_OTHERS = """
SELECT reference, key_id, wrapped_by, wrapped FROM case_key
WHERE wrapped IS NOT NULL AND wrapped_by <> %(current)s AND reference > %(after)s
ORDER BY reference LIMIT %(batch)s
"""
_REWRAP = """
UPDATE case_key SET wrapped_by = %(by)s, wrapped = %(wrapped)s
WHERE reference = %(reference)s AND key_id = %(key_id)s AND wrapped IS NOT NULL
"""


Row = dict[str, Any]


@dataclass(frozen=True)
class Rewrapped:
    """How many case keys were wrapped anew, and how many could not be unwrapped here."""

    cases: int
    left: int


def counted_by_wrapping_key(connection: Connection) -> Counter[str]:
    """How many case keys on record each wrapping key wraps."""
    return Counter({row["wrapped_by"]: row["cases"] for row in connection.execute(_COUNT)})


def rotate(file: Path) -> str:
    """Put a new wrapping key first in a file; its id. The file is replaced in one step. Raises WrongUsage."""
    before = read_private(file)
    line = new_line(datetime.now(UTC))
    parsed(f"{line}\n{before}", str(file))
    write_secret(file, f"{line}\n{before}")
    return line.partition(":")[0]


def rewrap(connection: Connection, wrapping: WrappingKeys) -> Rewrapped:
    """Wrap every case key anew that another key than the one in use wraps; twice changes nothing.

    As the owner of the records: the application may not change a key.
    """
    allow_long_statements(connection)
    place = {"current": wrapping.ids[0], "after": "", "batch": BATCH}
    cases = left = 0
    while rows := connection.execute(_OTHERS, place).fetchall():
        pairs = list(zip(rows, wrapping.rewrap([_wrapped(row) for row in rows]), strict=True))
        done = [{**row, "by": anew[0], "wrapped": anew[1]} for row, anew in pairs if anew]
        with connection.transaction():
            for each in done:
                connection.execute(_REWRAP, each)
        cases, left = cases + len(done), left + len(rows) - len(done)
        place["after"] = rows[-1]["reference"]
    return Rewrapped(cases, left)


def _wrapped(row: Row) -> Wrapped:
    return Wrapped(row["wrapped_by"], bytes(row["wrapped"]), place_of_key(row["reference"], row["key_id"]))
