"""How to reach PostgreSQL. Plain psycopg, so that commands start fast."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

Connection = psycopg.Connection[dict[str, Any]]

APPLICATION_ROLE = "tawasul_app"
"""The role of workers and commands: reads everything, appends, changes no event."""

IN_UTC = "-c TimeZone=UTC"
"""Sessions give instants in UTC."""

_READS_FROM_MEMORY = "-c random_page_cost=1.1"
"""What lists read is in memory or on a fast disk: without this the planner passes over their index."""


class RecordsUnreachable(ConnectionError):
    """The records do not answer, or have no schema yet; the message says what to do."""


class RecordsDamaged(ValueError):
    """What is on record cannot be read: somebody changed it past all guards. The message says where."""


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """A connection in which each statement is its own transaction; rows are dicts.

    Raises RecordsUnreachable; RecordsDamaged for a value that no program can hold.
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
        raise RecordsUnreachable("PostgreSQL does not answer: start it, or set TAWASUL_DATABASE_URL") from error
    except (psycopg.ProgrammingError, UnicodeError) as error:
        raise RecordsUnreachable("the address is no PostgreSQL URL: correct TAWASUL_DATABASE_URL") from error
    with connection:
        try:
            yield connection
        except psycopg.OperationalError as error:
            raise RecordsUnreachable("PostgreSQL went away: try again") from error
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
            raise RecordsUnreachable("the records have an old schema, or none: run `tawasul migrate`") from error
        except psycopg.DataError as error:
            raise RecordsDamaged("a row that was asked for") from error


def sqlalchemy_url(url: str) -> str:
    """The same address as SQLAlchemy writes it, for psycopg 3."""
    return "postgresql+psycopg://" + url.partition("://")[2]
