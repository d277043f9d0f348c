"""The register of case keys, in PostgreSQL: one key for each case, wrapped; none any more of a case that was erased.

Plain psycopg, as every command that speaks to a case begins with it.
"""

import weakref
from collections.abc import Iterable
from datetime import UTC, datetime
from threading import Lock
from typing import Any, LiteralString

import psycopg

from activities.records.sessions import OWN_SETTINGS, session_limits
from errors import Cause, Component, Unreachable
from models.keys.wrapping import WrappedKey

LONGEST_STATEMENT = 2
"""Seconds that a look into the register may take: what is sealed waits for it."""

_KEEP = """
WITH added AS (
    INSERT INTO case_key (reference, key_id, wrapped_by, wrapped, made_at)
    VALUES (%(reference)s, %(id)s, %(by)s, %(wrapped)s, %(at)s)
    ON CONFLICT (reference) DO NOTHING
    RETURNING key_id, wrapped_by, wrapped
)
SELECT key_id, wrapped_by, wrapped FROM added
UNION ALL
SELECT key_id, wrapped_by, wrapped FROM case_key WHERE reference = %(reference)s
"""
_FIND = "SELECT key_id, wrapped_by, wrapped FROM case_key WHERE reference = %(reference)s"

_FIND_ALL = "SELECT reference, key_id, wrapped_by, wrapped FROM case_key WHERE reference = ANY(%(references)s)"

Row = tuple[Any, ...]


class KeyRegister:
    """The register as one process uses it: over one connection, from any thread. Raises Unreachable."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = Lock()
        self._connection: psycopg.Connection[Row] | None = None
        self._reads_only = False

    def keep(self, reference: str, key: WrappedKey) -> WrappedKey | None:
        """Put a key on record unless the case has one; the key that the case has. None: the case was erased.

        A role that only reads leaves it to the worker that gets the key along with what it sealed.
        """
        about = {"reference": reference, "id": key.id, "by": key.by, "wrapped": key.wrapped, "at": datetime.now(UTC)}
        try:
            row = self._row(_FIND, about) if self._reads_only else self._row(_KEEP, about)
        except psycopg.errors.InsufficientPrivilege:
            self._reads_only = True
            row = None
        row = row or self._row(_FIND, about)  # nothing was seen of a row added at the same moment
        return key if row is None else _key(row)

    def find(self, reference: str) -> WrappedKey | None:
        """The key on record of a case; None when there is none, or it was erased."""
        return _key(self._row(_FIND, {"reference": reference}))

    def find_all(self, references: Iterable[str]) -> dict[str, WrappedKey]:
        """The keys on record of several cases, by their references."""
        rows = self._rows(_FIND_ALL, {"references": list(references)})
        keys = ((row[0], _key(row[1:])) for row in rows)
        return {reference: key for reference, key in keys if key}

    def _row(self, statement: LiteralString, about: dict[str, Any]) -> Row | None:
        return next(iter(self._rows(statement, about)), None)

    def _rows(self, statement: LiteralString, about: dict[str, Any]) -> list[Row]:
        with self._lock:
            known = self._connection
            try:
                return self._connected().execute(statement, about).fetchall()
            except psycopg.errors.InsufficientPrivilege:
                raise
            except psycopg.Error as error:
                self._forget_connection()
                if known is None:
                    raise Unreachable(Component.KEYS, Cause.NO_ANSWER) from error
            try:  # the server was started again since the last look
                return self._connected().execute(statement, about).fetchall()
            except psycopg.Error as error:
                self._forget_connection()
                raise Unreachable(Component.KEYS, Cause.NO_ANSWER) from error

    def _connected(self) -> psycopg.Connection[Row]:
        if self._connection is None:
            limits = session_limits(statement=LONGEST_STATEMENT, lock=LONGEST_STATEMENT)
            self._connection = psycopg.connect(
                self._url,
                autocommit=True,
                connect_timeout=LONGEST_STATEMENT,
                options=f"{OWN_SETTINGS} {limits}",
                application_name="tawasul keys",
            )
            weakref.finalize(self, self._connection.close)
        return self._connection

    def _forget_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _key(row: Row | None) -> WrappedKey | None:
    return None if row is None or row[2] is None else WrappedKey(row[0], row[1], bytes(row[2]))
