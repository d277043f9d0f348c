"""Holds: reasons to keep a case beyond its term, in force until somebody ends them.

Plain psycopg, as commands write them: SQLModel would add 0.24 s to the 0.17 s of their imports.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from psycopg import sql
from psycopg.rows import class_row

from activities.records.database import Connection, columns_of
from activities.reports.scopes import parameters, within
from errors import CaseHeld
from models.authority import Scope


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold as it is on record."""

    id: int
    reference: str
    why: str
    placed_by: str
    placed_at: datetime
    released_by: str | None
    released_at: datetime | None
    released_why: str | None


_COLUMNS = columns_of(Hold)
_TAKE_TURN = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 15))"
"""One at a time holds a case or disposes of it; the same lock as in the function `dispose`."""
_BEGIN_TURN = "SELECT pg_advisory_lock(hashtextextended(%s, 15))"
_END_TURN = "SELECT pg_advisory_unlock(hashtextextended(%s, 15))"
_HELD = "SELECT 1 AS held FROM hold WHERE reference = %s AND released_at IS NULL LIMIT 1"
_PLACE = sql.SQL("INSERT INTO hold (reference, why, placed_by) VALUES (%s, %s, %s) RETURNING {}").format(_COLUMNS)
_RELEASE = sql.SQL("""
UPDATE hold SET released_by = %s, released_why = %s, released_at = now()
WHERE id = %s AND released_at IS NULL RETURNING {}
""").format(_COLUMNS)
_OF_CASE = sql.SQL("SELECT {} FROM hold WHERE reference = %s ORDER BY id").format(_COLUMNS)
_IN_FORCE = sql.SQL("""
SELECT {columns} FROM hold WHERE released_at IS NULL AND reference IN (SELECT reference FROM case_row WHERE {seen})
ORDER BY placed_at, id
""")


@contextmanager
def unheld(connection: Connection, reference: str) -> Iterator[None]:
    """The time in which a case that nobody holds is disposed of: a hold that comes meanwhile waits. Raises CaseHeld.

    It is no transaction: removing a case elsewhere takes longer than one may be idle.
    """
    connection.execute(_BEGIN_TURN, (reference,))
    try:
        if connection.execute(_HELD, (reference,)).fetchone():
            raise CaseHeld(reference)
        yield
    finally:
        connection.execute(_END_TURN, (reference,))


def place(connection: Connection, reference: str, why: str, by: str) -> Hold:
    """Hold a case; a disposal that is under way ends first."""
    with connection.transaction(), connection.cursor(row_factory=class_row(Hold)) as cursor:
        cursor.execute(_TAKE_TURN, (reference,))
        (placed,) = cursor.execute(_PLACE, (reference, why, by)).fetchall()
        return placed


def release(connection: Connection, number: int, why: str, by: str) -> Hold | None:
    """End a hold; None when it is not in force."""
    with connection.cursor(row_factory=class_row(Hold)) as cursor:
        return cursor.execute(_RELEASE, (by, why, number)).fetchone()


def holds_of(connection: Connection, reference: str) -> list[Hold]:
    """The holds of a case, those that ended too, the oldest first."""
    with connection.cursor(row_factory=class_row(Hold)) as cursor:
        return cursor.execute(_OF_CASE, (reference,)).fetchall()


def holds_in_force(connection: Connection, scope: Scope) -> list[Hold]:
    """The holds in force on cases that somebody sees, the oldest first."""
    with connection.cursor(row_factory=class_row(Hold)) as cursor:
        return cursor.execute(_IN_FORCE.format(columns=_COLUMNS, seen=within(scope)), parameters(scope)).fetchall()
