"""The database of one test given to the next one, as it was made: to copy one costs more than most tests do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import psycopg
from psycopg.sql import SQL, Identifier

from tests.support.database import Database, create, drop

CATALOGS = (
    *("pg_class", "pg_attribute", "pg_attrdef", "pg_index", "pg_constraint", "pg_trigger", "pg_rewrite", "pg_policy"),
    *("pg_proc", "pg_type", "pg_namespace", "pg_extension", "pg_event_trigger", "pg_default_acl", "pg_publication"),
    *("pg_cast", "pg_operator", "pg_collation", "pg_statistic_ext", "pg_foreign_server", "pg_largeobject_metadata"),
)
Connection = psycopg.Connection[tuple[object, ...]]

SETTINGS = """
SELECT datacl::text, datconnlimit, (SELECT count(*) FROM pg_db_role_setting WHERE setdatabase = pg_database.oid)
FROM pg_database WHERE datname = %s
"""
SEQUENCES_AT_START = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"
END_SESSIONS = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s"
WRITTEN_TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
"""
LARGEST = 4_000_000
"""Bytes that a test may have added: more rows are not deleted, the database is dropped with them."""
GUARD = "refuse_change()"
"""The function by which the database refuses to have rows deleted that stay for ever."""


@dataclass(frozen=True)
class Made:
    """The empty database: its schema and rights, its size, the rows of its tables, and the text of `GUARD`."""

    schema: tuple[object, ...]
    size: int
    rows: dict[str, bytes]
    guard: str


class SpareDatabase:
    """Gives databases that are copies of an empty one, one after another: the same one as long as it can be emptied."""

    def __init__(self, empty: Database) -> None:
        self._empty = empty
        self._superuser = psycopg.connect(replace(empty, name="postgres").superuser_url, autocommit=True)
        self._spare: Database | None = None
        with psycopg.connect(empty.superuser_url) as connection:
            ((guard,),) = connection.execute("SELECT pg_get_functiondef(%s::regprocedure)", [GUARD])
            self._made = Made(_schema(connection), _size(connection), dict(_rows(connection)), str(guard))
        self._schema = self._made.schema

    def close(self) -> None:
        """End the session by which databases are made."""
        self._superuser.close()

    @contextmanager
    def named(self, name: str) -> Iterator[Database]:
        """A database of this name while the block runs, for the roles alone that may connect to it."""
        database = self._renamed(name) or self._created(name)
        settings = self._settings(name)
        try:
            yield database
        finally:
            self._superuser.execute(END_SESSIONS, [name])
            if self._settings(name) == settings and self._emptied(database):
                self._spare = database
            else:
                drop(self._superuser, name)

    def _created(self, name: str) -> Database:
        self._schema = self._made.schema
        return create(self._superuser, self._empty, name)

    def _renamed(self, name: str) -> Database | None:
        """The spare one under another name: whatever still knows the old one finds no database."""
        spare, self._spare = self._spare, None
        if spare is None:
            return None
        renaming = SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(spare.name), Identifier(name))
        self._superuser.execute(renaming)
        return replace(spare, name=name)

    def _emptied(self, database: Database) -> bool:
        """Put the rows back that were there at first; False when something else was changed than rows."""
        with psycopg.connect(database.superuser_url) as connection:
            if _schema(connection) != self._schema or _size(connection) > self._made.size + LARGEST:
                return False
            _put_rows_back(connection, self._made)
            self._schema = _schema(connection)
            return True

    def _settings(self, name: str) -> tuple[object, ...] | None:
        """Who may connect to a database, and what is set for it."""
        return self._superuser.execute(SETTINGS, [name]).fetchone()


def _schema(connection: Connection) -> tuple[object, ...]:
    """Differs after every change of the schema or of a right: each writes a row of a catalog anew, or deletes one."""
    each = (f"(SELECT count(*) FROM {name}), (SELECT max(xmin::text::bigint) FROM {name})" for name in CATALOGS)
    found = connection.execute(f"SELECT {', '.join(each)}".encode()).fetchone()
    assert found is not None
    return found


def _size(connection: Connection) -> int:
    ((size,),) = connection.execute("SELECT pg_database_size(current_database())")
    assert isinstance(size, int)
    return size


def _tables(connection: Connection) -> list[str]:
    return [str(name) for (name,) in connection.execute(WRITTEN_TABLES).fetchall()]


def _rows(connection: Connection) -> Iterator[tuple[str, bytes]]:
    """The rows of each table that has any."""
    with connection.cursor() as cursor:
        for table in _tables(connection):
            with cursor.copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as copy:
                if rows := b"".join(bytes(part) for part in copy):
                    yield table, rows


def _put_rows_back(connection: Connection, made: Made) -> None:
    """Give each table the rows, and each sequence the number, that it had at first; no trigger and no key objects."""
    connection.execute("SET LOCAL session_replication_role = replica")
    unguarded = SQL("CREATE OR REPLACE FUNCTION {} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
    connection.execute(unguarded.format(SQL(GUARD)))
    statements = [SQL("DELETE FROM {}").format(Identifier(table)) for table in _tables(connection)]
    connection.execute(SQL("; ").join(statements))
    connection.execute(made.guard.encode())
    connection.execute(SEQUENCES_AT_START)
    with connection.cursor() as cursor:
        for table, known in made.rows.items():
            with cursor.copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copy:
                copy.write(known)
