"""The transparency log on record: events get their places in it, and the tree grows from the last checkpoint.

Plain psycopg: the audit reads it too, and SQLModel would add 0.24 s to the 0.17 s of its imports.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.records.database import Connection
from models.log.tree import HASH_BYTES, Frontier

AT_ONCE = 5_000
"""Events that get their places in one transaction."""

_EXTEND = "SELECT extend_log(%s) AS taken"
_GENERATION = "SELECT max(number) AS number FROM log_generation"
_LAST = """
SELECT size, note, frontier FROM log_checkpoint WHERE generation = %s ORDER BY size DESC LIMIT 1
"""
_NOTE = "SELECT note FROM log_checkpoint WHERE generation = %s AND size = %s"
_KEEP = """
INSERT INTO log_checkpoint (generation, size, signed_at, note, frontier) VALUES (%s, %s, %s, %s, %s)
"""
_HASHES = "SELECT hash FROM log_entry WHERE generation = %s AND index >= %s AND index < %s ORDER BY index"
_WAITING = """
SELECT min(e.at) AS since FROM (SELECT reference, seq FROM log_waiting ORDER BY id LIMIT 1) w
JOIN case_event e USING (reference, seq)
"""
_SIZE = "SELECT coalesce(max(index) + 1, 0) AS size FROM log_entry WHERE generation = %s"
_PLACE = "SELECT index, hash FROM log_entry WHERE generation = %s AND reference = %s AND seq = %s"
_BEGIN = """
INSERT INTO log_generation SELECT max(number) + 1, %s, %s, %s FROM log_generation RETURNING number
"""
_LINE_UP_ALL = """
INSERT INTO log_waiting (reference, seq, hash) SELECT reference, seq, hash FROM case_event ORDER BY at, reference, seq
"""


@dataclass(frozen=True)
class Kept:
    """A checkpoint as it is on record, and what the tree goes on with."""

    note: str
    frontier: Frontier


def extend(connection: Connection) -> None:
    """Give every event that waits its place in the log."""
    while _one(connection, _EXTEND, (AT_ONCE,)) == AT_ONCE:
        continue


def generation(connection: Connection) -> int:
    """The number of the log that grows."""
    return _one(connection, _GENERATION, ())


def size(connection: Connection, generation: int) -> int:
    """How many entries a log has, by the last of them: the keeper asks every minute, and to count takes ever longer."""
    return _one(connection, _SIZE, (generation,))


def last(connection: Connection, generation: int) -> Kept | None:
    """The newest checkpoint of a log; none before the first. Raises ValueError when its frontier is no frontier."""
    row = connection.execute(_LAST, (generation,)).fetchone()
    return Kept(row["note"], _frontier(row["size"], bytes(row["frontier"]))) if row else None


def note_at(connection: Connection, generation: int, size: int) -> str | None:
    """The checkpoint that was signed at a size."""
    row = connection.execute(_NOTE, (generation, size)).fetchone()
    return row["note"] if row else None


def keep(connection: Connection, generation: int, frontier: Frontier, note: str, at: datetime) -> None:
    """Put a checkpoint on record."""
    connection.execute(_KEEP, (generation, frontier.size, at, note, b"".join(frontier.roots)))


def hashes(connection: Connection, generation: int, since: int, until: int) -> Generator[bytes]:
    """The entries of a log from one index up to another, in order, with memory for some of them."""
    with connection.transaction(), connection.cursor("log_hashes") as cursor:
        cursor.itersize = AT_ONCE
        for row in cursor.execute(_HASHES, (generation, since, until)):
            yield bytes(row["hash"])


def waiting(connection: Connection) -> datetime | None:
    """The instant of the first event that has no place in the log yet."""
    row = connection.execute(_WAITING).fetchone()
    return row["since"] if row else None


def place_of(connection: Connection, generation: int, reference: str, seq: int) -> tuple[int, bytes] | None:
    """The index and the entry of an event; none while it waits for its place."""
    row = connection.execute(_PLACE, (generation, reference, seq)).fetchone()
    return (row["index"], bytes(row["hash"])) if row else None


def begin(connection: Connection, reason: str, by: str, at: datetime) -> int:
    """Begin another log with all events on record; its number. Needs the owner's role."""
    with connection.transaction():
        number = _one(connection, _BEGIN, (reason, by, at))
        connection.execute("DELETE FROM log_waiting")
        connection.execute(_LINE_UP_ALL)
    return number


def _frontier(size: int, roots: bytes) -> Frontier:
    return Frontier(size, [roots[start : start + HASH_BYTES] for start in range(0, len(roots), HASH_BYTES)])


def _one(connection: Connection, statement: str, parameters: Sequence[object]) -> int:
    row = connection.execute(statement.encode(), parameters).fetchone() or {"": 0}
    (value,) = row.values()
    return int(value)
