"""Migration of the records to the newest schema, by the owner's role alone; it gives the other roles their rights."""

import time
from itertools import count
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from psycopg import errors
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import OperationalError

import migrations
from activities.records import rights
from activities.records.database import sqlalchemy_url
from activities.records.sessions import LONGEST_PAUSE
from errors import Cause, Component, Unreachable

_ONE_AT_A_TIME = 0x7461776173756C
"""Key of the advisory lock: of several that start together one migrates, and the others find nothing to do."""
LOCK_TIMEOUT = 1.0
"""Seconds that a try waits for a lock: everybody who wants to read the table meanwhile waits behind it."""
LONGEST_PAUSE_BETWEEN = 8.0
"""Seconds between two tries, after the first ones, in which readers go on."""
PAUSE_BETWEEN_LOOKS = 0.5
"""Seconds between two looks for a server that is not there yet."""
LONGEST_LOOK = 5
"""Seconds that one look takes at most."""
PATIENCE = LONGEST_PAUSE + 30.0
"""Seconds in which tries are begun: longer than a session of ours may be idle within a transaction."""

_HOLDER = """
SELECT pid, a.application_name, to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') AS since
FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_stat_activity a USING (pid)
WHERE l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND pid <> pg_backend_pid()
ORDER BY a.xact_start NULLS LAST, pid LIMIT 1
"""
"""The session that has held a lock on our tables longest; since when is seen by roles that may read statistics."""


def await_server(url: str, seconds: float) -> bool:
    """Whether the server takes connections, within so many seconds: it may be starting up. Asks for no password."""
    until, address = time.monotonic() + seconds, make_conninfo(url, connect_timeout=LONGEST_LOOK).encode()
    while (answer := PGconn.ping(address)) in (Ping.REJECT, Ping.NO_RESPONSE) and time.monotonic() < until:
        time.sleep(PAUSE_BETWEEN_LOOKS)
    return answer == Ping.OK


class CannotMigrate(RuntimeError):
    """The database is not prepared for the records; the message says what to do."""


def upgrade(url: str, patience: float = PATIENCE) -> str:
    """Apply every revision that is missing, give each role its rights, and return the newest revision.

    A lock that another session holds is tried for again and again, each time so shortly that no reader waits long
    behind it. Raises CannotMigrate, and Unreachable with the session that holds a lock.
    """
    engine = create_engine(
        sqlalchemy_url(url),
        connect_args={
            "connect_timeout": 5,
            "application_name": "tawasul migrate",
            "options": f"-c idle_in_transaction_session_timeout={LONGEST_PAUSE * 1000}",
        },
    )
    until = time.monotonic() + patience
    try:
        for tries in count():
            try:
                return _upgraded(engine)
            except OperationalError as error:
                if not isinstance(error.orig, errors.LockNotAvailable | errors.DeadlockDetected):
                    raise
                if time.monotonic() >= until:
                    raise Unreachable(Component.POSTGRES, Cause.LOCKED, about=_holder(engine)) from error
            time.sleep(min(0.5 * 2**tries, LONGEST_PAUSE_BETWEEN, max(until - time.monotonic(), 0)))
        raise AssertionError
    finally:
        engine.dispose()


def _upgraded(engine: Engine) -> str:
    """One try, in one transaction: all revisions that are missing, or none."""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(LOCK_TIMEOUT * 1000)}")
        _require_roles(connection)
        command.upgrade(_config(connection), "head")
        rights.grant(connection)
        return MigrationContext.configure(connection).get_current_revision() or ""


def _holder(engine: Engine) -> str:
    """Which session has held a lock on a table of ours longest, in words."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql(_HOLDER).first()
    if found is None:
        return "another session holds a lock on the tables"
    return (
        f"process {found.pid} of PostgreSQL ({found.application_name or 'without a name'})"
        f" has held a lock on the tables since {found.since or 'an unknown time'}"
    )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    return config


def _require_roles(connection: Connection) -> None:
    """Raises CannotMigrate without the role that the first migrations name."""
    known = connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (rights.FORMER,)).first()
    if known is None:
        raise CannotMigrate("the roles of the records are missing: run stack/databases.sql as a superuser")
