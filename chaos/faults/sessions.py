"""Faults of the records that other sessions and settings of PostgreSQL cause: locks, connections taken, statements that
fail.

Each is a context manager that injects its fault for as long as the block runs, as a superuser by the given URL.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from itertools import cycle
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
from psycopg import sql

Session = psycopg.Connection[Any]

TABLES = ("case_event", "case_row")
OURS = "tawasul%"
"""The application names of all sessions of the product."""
OUR_ROLES = ["tawasul_worker", "tawasul_desk", "tawasul_admin"]
"""The roles of workers and of people's commands."""
CONNECTED_WITHIN = 60.0
"""Seconds within which a session of ours is connected, while another fault has taken all connections."""
AGAIN = 0.2
"""Seconds between two rounds of a fault that goes on in a thread."""


class LockMode(StrEnum):
    """The strengths of a lock on a table, the weakest first."""

    ACCESS_SHARE = "ACCESS SHARE"
    ROW_SHARE = "ROW SHARE"
    ROW_EXCLUSIVE = "ROW EXCLUSIVE"
    SHARE_UPDATE_EXCLUSIVE = "SHARE UPDATE EXCLUSIVE"
    SHARE = "SHARE"
    SHARE_ROW_EXCLUSIVE = "SHARE ROW EXCLUSIVE"
    EXCLUSIVE = "EXCLUSIVE"
    ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE"


_WAITING: LiteralString = """
SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name LIKE %s
"""


def waiting(operator: Session) -> int:
    """How many sessions of the product wait for a lock."""
    (count,) = operator.execute(_WAITING, (OURS,)).fetchone() or (0,)
    return int(count)


@contextmanager
def session(url: str) -> Iterator[Session]:
    """A session in autocommit. Raises psycopg.OperationalError when there is none for long."""
    until = time.monotonic() + CONNECTED_WITHIN
    while True:
        try:
            connection = psycopg.connect(url, autocommit=True, connect_timeout=5, application_name="trial")
            break
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(AGAIN)
    with connection:
        yield connection


@contextmanager
def table_locks(url: str, mode: LockMode, tables: Sequence[str] = TABLES) -> Iterator[None]:
    """Lock tables; a deadlock with somebody who holds one of them already is begun anew."""
    statement = sql.SQL("LOCK TABLE {} IN {} MODE").format(
        sql.SQL(", ").join(map(sql.Identifier, tables)), sql.SQL(mode.value)
    )
    with session(url) as holder:
        while True:
            holder.execute("BEGIN")
            try:
                holder.execute(statement)
                break
            except psycopg.errors.DeadlockDetected:
                holder.execute("ROLLBACK")
        yield
        holder.execute("ROLLBACK")


@contextmanager
def reader_left_open(url: str, tables: Sequence[str] = TABLES) -> Iterator[None]:
    """A transaction that has read tables and is left open."""
    with session(url) as reader:
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        for table in tables:
            reader.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        yield
        reader.execute("ROLLBACK")


@contextmanager
def advisory_locks(url: str, references: Sequence[str]) -> Iterator[None]:
    """Hold the locks under which the events of these cases are written."""
    with session(url) as holder:
        holder.execute(
            "SELECT pg_advisory_lock(hashtextextended(each, 0)) FROM unnest(%s::text[]) each", ([*references],)
        )
        yield


@contextmanager
def all_connections(url: str) -> Iterator[None]:
    """End the sessions of the product, and take their connections and all others, also those that become free."""
    with ExitStack() as taken, session(url) as keeper:

        def take() -> None:
            _end_sessions(keeper)
            with suppress(psycopg.OperationalError):
                while True:
                    taken.enter_context(psycopg.connect(url, autocommit=True, application_name="trial"))

        take()
        with _again_and_again(take):
            yield


@contextmanager
def login_settings(url: str, **settings: str) -> Iterator[None]:
    """Every session of the application has these settings, whatever it asked for when it logged in.

    Those that are logged in are ended when the fault begins, and again when it ends, as a pool keeps its sessions.
    """
    schema = f"trial_{uuid4().hex[:8]}"
    body = sql.Literal(_body(settings).as_string())
    with session(url) as operator:
        for statement in _ON_LOGIN:
            operator.execute(sql.SQL(statement).format(schema=sql.Identifier(schema), body=body))
        _end_sessions(operator)
        yield
        operator.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
        _end_sessions(operator)


_ON_LOGIN: tuple[LiteralString, ...] = (
    "CREATE SCHEMA {schema}",
    "CREATE FUNCTION {schema}.set_for_application() RETURNS event_trigger LANGUAGE plpgsql AS {body}",
    "CREATE EVENT TRIGGER {schema} ON login EXECUTE FUNCTION {schema}.set_for_application()",
)


def _body(settings: Mapping[str, str]) -> sql.Composed:
    set_one = sql.SQL("PERFORM set_config({}, {}, false);")
    all_of_them = sql.SQL(" ").join(set_one.format(name, value) for name, value in settings.items())
    return sql.SQL("BEGIN IF session_user = ANY({}) THEN {} END IF; END").format(OUR_ROLES, all_of_them)


@contextmanager
def serialization_failures(url: str) -> Iterator[None]:
    """Every transaction of ours is serializable, while another session writes all rows again and again."""

    def rewrite(writer: Session) -> None:
        with suppress(psycopg.errors.DeadlockDetected), writer.transaction():
            writer.execute("UPDATE case_row SET seq = seq")
            time.sleep(AGAIN)

    with login_settings(url, default_transaction_isolation="serializable"):
        with session(url) as writer, _again_and_again(lambda: rewrite(writer)):
            yield


@contextmanager
def deadlocks(url: str) -> Iterator[None]:
    """A session locks the tables one after another, now in one order and now in the other, so that writers deadlock."""
    orders = cycle((TABLES, TABLES[::-1]))

    def cross(holder: Session) -> None:
        with suppress(psycopg.errors.DeadlockDetected), holder.transaction():
            for table in next(orders):
                holder.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(sql.Identifier(table)))
                time.sleep(AGAIN)

    with session(url) as holder, _again_and_again(lambda: cross(holder)):
        yield


@contextmanager
def _again_and_again(work: Callable[[], None]) -> Iterator[None]:
    """Work in a thread, with a pause after each time, for as long as the block runs."""
    over = threading.Event()

    def loop() -> None:
        while not over.is_set():
            work()
            over.wait(AGAIN)

    thread = threading.Thread(target=loop, name="fault", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _end_sessions(operator: Session) -> None:
    operator.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE %s AND usename = ANY(%s)",
        (OURS, OUR_ROLES),
    )
