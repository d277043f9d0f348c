"""Nothing waits for ever for the records: not for a lock, not for a connection, not behind a migration."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine
from temporalio.exceptions import ApplicationError

from activities.records import database as limits
from activities.records import migrate, sessions
from activities.records.audit import verify
from activities.records.database import connect, sqlalchemy_url
from activities.records.store import LONGEST_STATEMENT, UNAVAILABLE, Records, engine_for
from activities.reports.cases import CaseFilter, case_detail, cases
from errors import Cause, Component, Unreachable
from tests.support.database import INDEX_KEY, MORNING, Database, case_of, opening_work, request
from workflows.options import RECORDS_TIMEOUT

BOUND = limits.LONGEST_WAIT + 2.0
CONNECTIONS = 4


@contextmanager
def locked(database: Database, *tables: str) -> Iterator[None]:
    """Another session has tables for itself while the block runs."""
    with psycopg.connect(database.migration_url) as blocking:
        blocking.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        yield
        blocking.rollback()


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """The block must not take longer."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


READS: list[Callable[[limits.Connection], object]] = [
    lambda connection: case_detail(connection, "TW-7K3M-9QXD-2VHA-K"),
    lambda connection: list(cases(connection, CaseFilter(), MORNING)),
    lambda connection: verify(connection, None),
]


@pytest.mark.parametrize("read", READS, ids=["one case", "a list", "the audit"])
def test_a_reader_does_not_wait_for_a_lock_for_ever(
    read: Callable[[limits.Connection], object], database: Database
) -> None:
    with locked(database, "case_event", "case_row"), at_most(BOUND):
        with pytest.raises(Unreachable) as away, connect(database.url) as connection:
            read(connection)
    assert (away.value.component, away.value.cause) == (Component.RECORDS, Cause.LOCKED)


def test_a_statement_that_takes_too_long_is_ended(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_REPORT", 0.3)
    with at_most(3), pytest.raises(Unreachable) as away, connect(database.url) as connection:
        connection.execute("SELECT pg_sleep(20)")
    assert away.value.cause is Cause.TIMED_OUT


def test_a_list_may_take_longer_than_a_report(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_REPORT", 0.3)
    with connect(database.url) as connection:
        assert list(cases(connection, CaseFilter(), MORNING)) == []
        connection.execute("SELECT pg_sleep(0.5)")


def test_a_full_server_is_named(database: Database) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER ROLE tawasul_worker CONNECTION LIMIT 0")
        try:
            with pytest.raises(Unreachable) as away, connect(database.url):
                pass
        finally:
            superuser.execute("ALTER ROLE tawasul_worker CONNECTION LIMIT -1")
    assert away.value.cause is Cause.OVERLOADED


def test_a_statement_of_a_worker_ends_before_the_worker_gives_it_up() -> None:
    assert RECORDS_TIMEOUT.total_seconds() > LONGEST_STATEMENT


def test_every_connection_of_a_worker_comes_back_while_the_lock_lasts(database: Database) -> None:
    records = Records(engine_for(database.url, CONNECTIONS), INDEX_KEY)
    works = [opening_work(case_of(opening), opening) for opening in (request(id=f"L-{n}") for n in range(CONNECTIONS))]

    def failure(number: int) -> ApplicationError:
        with pytest.raises(ApplicationError) as failed:
            records.append(works[number])
        return failed.value

    with locked(database, "case_event"), ThreadPoolExecutor(CONNECTIONS) as threads:
        with at_most(RECORDS_TIMEOUT.total_seconds()):
            failures = list(threads.map(failure, range(CONNECTIONS)))
        with at_most(2):
            assert list(threads.map(lambda _: records.one("SELECT 1", {})[0], range(CONNECTIONS))) == [1] * CONNECTIONS
    assert {(each.type, each.non_retryable) for each in failures} == {(UNAVAILABLE, False)}
    assert all(records.append(work).head == work.row.seq for work in works)
    records.engine.dispose()


@pytest.fixture
def old_schema(postgres: Database) -> Iterator[Database]:
    """A database at the first revision."""
    old = Database("old_schema", postgres.port, postgres.password)
    with psycopg.connect(Database("postgres", old.port, old.password).superuser_url, autocommit=True) as superuser:
        superuser.execute(f"CREATE DATABASE {old.name} OWNER tawasul_owner")
        engine = create_engine(sqlalchemy_url(old.migration_url))
        with engine.begin() as connection:
            command.upgrade(migrate._config(connection), "0001")
            connection.exec_driver_sql("GRANT SELECT ON case_row TO tawasul_worker")
        engine.dispose()
        yield old
        superuser.execute(f"DROP DATABASE {old.name} WITH (FORCE)")


def test_a_migration_behind_an_idle_reader_lets_others_read_and_says_who_it_is(old_schema: Database) -> None:
    count = "SELECT count(*) FROM case_row"
    with psycopg.connect(old_schema.url, application_name="somebody's psql") as idle, ThreadPoolExecutor(1) as thread:
        idle.execute(count)
        migration = thread.submit(migrate.upgrade, old_schema.migration_url, patience=4)
        reads = 0
        while not migration.done():
            with at_most(migrate.LOCK_TIMEOUT + 1), connect(old_schema.url) as reader:
                reader.execute(count)
            reads += 1
        assert reads > 1
        with pytest.raises(Unreachable) as away:
            migration.result()
        assert (away.value.component, away.value.cause) == (Component.POSTGRES, Cause.LOCKED)
        assert f"process {idle.info.backend_pid} of PostgreSQL (somebody's psql)" in away.value.about
        assert "since 20" in away.value.about
    assert migrate.upgrade(old_schema.migration_url) > "0001"


def test_a_migration_goes_on_as_soon_as_the_reader_has_gone(old_schema: Database) -> None:
    with ThreadPoolExecutor(1) as thread:
        with psycopg.connect(old_schema.url) as idle:
            idle.execute("SELECT count(*) FROM case_row")
            migration = thread.submit(migrate.upgrade, old_schema.migration_url)
            time.sleep(1.5)
            assert not migration.done()
        assert migration.result(timeout=10) > "0001"


def test_a_session_of_ours_that_does_nothing_in_a_transaction_is_ended(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "LONGEST_PAUSE", 0.3)
    with pytest.raises(Unreachable) as away, connect(database.url) as connection, connection.transaction():
        connection.execute("SELECT count(*) FROM case_row")
        time.sleep(1)
        connection.execute("SELECT count(*) FROM case_row")
    assert away.value.cause is Cause.TIMED_OUT
