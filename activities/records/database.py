"""Connections to PostgreSQL for commands and reports.

Plain psycopg, as every command begins with it: SQLModel would add 0.24 s to the 0.17 s of their imports (and 24 MB).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from activities.records.opening import opened_rows
from activities.records.sessions import OWN_SETTINGS, session_limits
from errors import Cause, Component, Damaged, Unreachable

Connection = psycopg.Connection[dict[str, Any]]

LIVE: LiteralString = "stage <> 'closed'"
"""The condition of a case that is not closed (`models.codes.LIVE`), written as the indexes have it."""
UNDECIDED: LiteralString = "stage <> 'closed' AND stage <> 'resolved'"
"""The condition of a case that waits for its decision (`models.codes.UNDECIDED`), written as the indexes have it."""
RUNS: LiteralString = f"{LIVE} OR notices_waiting > 0 OR splitting IS NOT NULL OR appeal_open"
"""The condition of a case that should have a running workflow: a closed one while it has something to send, a second
case to open, or an appeal against its result is open."""
VERSION_OF_ROW: LiteralString = (
    "coalesce(nullif(version, ''), (SELECT slice::jsonb ->> 'version' FROM policy WHERE digest = case_row.policy))"
)
"""The version of a row of `case_row`; of one from before it was written there, that of its policy."""

LONGEST_REPORT = 30
"""Seconds that one statement of a command may take."""
LONGEST_WAIT = 5
"""Seconds that a command waits for a lock of another session."""
_READS_FROM_MEMORY = "-c random_page_cost=1.1"
"""What lists read is in memory or on a fast disk: without this the planner passes over their index."""


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """A connection in which each statement is its own transaction; rows are dicts, what is sealed in them is opened.

    Raises Unreachable; Damaged for a value that Python cannot hold.
    """
    with open_connection(url) as connection, faults_named():
        yield connection


@contextmanager
def faults_named() -> Iterator[None]:
    """Say the faults of a connection in our own errors: Unreachable, Damaged."""
    try:
        yield
    except psycopg.errors.LockNotAvailable as error:
        raise Unreachable(Component.RECORDS, Cause.LOCKED) from error
    except (psycopg.errors.QueryCanceled, psycopg.errors.IdleInTransactionSessionTimeout) as error:
        raise Unreachable(Component.RECORDS, Cause.TIMED_OUT) from error
    except psycopg.OperationalError as error:
        raise Unreachable(Component.RECORDS, Cause.CONNECTION_LOST) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise Unreachable(Component.RECORDS, Cause.NO_RIGHT) from error
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
        raise Unreachable(Component.RECORDS, Cause.OLD_SCHEMA) from error
    except psycopg.DataError as error:
        raise Damaged("a row that was asked for") from error


def open_connection(url: str) -> Connection:
    """The same connection, for who ends it. Raises Unreachable."""
    limits = session_limits(statement=LONGEST_REPORT, lock=LONGEST_WAIT)
    try:
        return psycopg.connect(
            url,
            autocommit=True,
            row_factory=opened_rows(url),
            connect_timeout=5,
            options=f"{OWN_SETTINGS} {_READS_FROM_MEMORY} {limits}",
            application_name="tawasul",
        )
    except psycopg.OperationalError as error:
        full = any(sign in str(error) for sign in _NO_ROOM)
        raise Unreachable(Component.RECORDS, Cause.OVERLOADED if full else Cause.NO_ANSWER) from error
    except (psycopg.ProgrammingError, UnicodeError) as error:
        raise Unreachable(Component.RECORDS, Cause.BAD_ADDRESS) from error


_NO_ROOM = ("too many clients", "too many connections", "connection slots")
"""In what PostgreSQL says when it takes no further connection; the driver keeps no SQLSTATE of it."""


def allow_long_statements(connection: Connection) -> None:
    """Let the statements of a session take as long as they need: its rows are as many as there are, or wait for their
    reader. A lock is still not waited for.
    """
    connection.execute("SET statement_timeout = 0")


def columns_of(row: type) -> sql.Composed:
    """The columns named like the fields of a dataclass, as a list for SELECT."""
    return sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(row))


def sqlalchemy_url(url: str) -> str:
    """A PostgreSQL URL as SQLAlchemy writes it for psycopg 3."""
    return "postgresql+psycopg://" + url.partition("://")[2]
