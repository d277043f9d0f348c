"""Connections to PostgreSQL for commands and reports.

Plain psycopg, as every command begins with it: SQLModel would add 0.24 s to the 0.17 s of their imports (and 24 MB).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from errors import Cause, Component, Damaged, Unreachable

Connection = psycopg.Connection[dict[str, Any]]

APPLICATION_ROLE = "tawasul_app"
"""The role of workers and commands: reads everything, appends, changes no event."""

IN_UTC = "-c TimeZone=UTC"
"""Sessions give instants in UTC."""

LIVE: LiteralString = "stage <> 'closed'"
"""The condition of a case whose workflow runs (`models.codes.LIVE`), written as the indexes have it."""
UNDECIDED: LiteralString = "stage <> 'closed' AND stage <> 'resolved'"
"""The condition of a case that waits for its decision (`models.codes.UNDECIDED`), written as the indexes have it."""

_READS_FROM_MEMORY = "-c random_page_cost=1.1"
"""What lists read is in memory or on a fast disk: without this the planner passes over their index."""


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """A connection in which each statement is its own transaction; rows are dicts.

    Raises Unreachable; Damaged for a value that Python cannot hold.
    """
    try:
        connection = psycopg.connect(
            url,
            autocommit=True,
            row_factory=dict_row,
            connect_timeout=5,
            options=f"{IN_UTC} {_READS_FROM_MEMORY}",
            application_name="tawasul",
        )
    except psycopg.OperationalError as error:
        raise Unreachable(Component.RECORDS, Cause.NO_ANSWER) from error
    except (psycopg.ProgrammingError, UnicodeError) as error:
        raise Unreachable(Component.RECORDS, Cause.BAD_ADDRESS) from error
    with connection:
        try:
            yield connection
        except psycopg.OperationalError as error:
            raise Unreachable(Component.RECORDS, Cause.CONNECTION_LOST) from error
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
            raise Unreachable(Component.RECORDS, Cause.OLD_SCHEMA) from error
        except psycopg.DataError as error:
            raise Damaged("a row that was asked for") from error


def columns_of(row: type) -> sql.Composed:
    """The columns named like the fields of a dataclass, as a list for SELECT."""
    return sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(row))


def sqlalchemy_url(url: str) -> str:
    """A PostgreSQL URL as SQLAlchemy writes it for psycopg 3."""
    return "postgresql+psycopg://" + url.partition("://")[2]
