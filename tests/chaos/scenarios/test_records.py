"""Whatever other sessions do to the records, decisions go on, commands that read end, and soon all is whole."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import psycopg
import pytest

from activities.records.database import connect
from activities.records.store import Records
from chaos.faults import sessions
from chaos.faults.sessions import LockMode
from chaos.outcome import Scale
from chaos.scenarios import records as scenario
from chaos.workload.readers import CODES, ENDS_WITHIN, TimedReading
from chaos.workload.record_faults import LOCKS
from commands.common.words.advice import ExitCode
from errors import Cause, Unreachable
from tests.support.database import Database, case_of, opening_work, request

IN_THE_WAY = "UPDATE case_row SET seq = seq"


@pytest.mark.chaos
@pytest.mark.timeout(400)
def test_other_sessions_stop_neither_decisions_nor_commands_that_read_and_lose_nothing() -> None:
    assert [line for outcome in scenario.run(Scale.SUITE) for line in outcome.violations] == []


def hasty(url: str) -> psycopg.Connection:
    """A session of the application that waits for no lock."""
    return psycopg.connect(url, autocommit=True, application_name="tawasul worker", options="-c lock_timeout=200")


@pytest.mark.parametrize("mode", LockMode)
def test_locks_from_share_on_keep_writers_out_and_weaker_ones_nobody(
    mode: LockMode, records: Records, database: Database
) -> None:
    with sessions.table_locks(database.superuser_url, mode), hasty(database.migration_url) as writer:
        fault = next(each for each in LOCKS if each.name == f"{mode} lock")
        try:
            writer.execute(IN_THE_WAY)
            refused = False
        except psycopg.errors.LockNotAvailable:
            refused = True
    assert refused == fault.waits


def test_no_connection_is_left_and_those_of_the_product_are_ended(records: Records, database: Database) -> None:
    before = hasty(database.url)
    with sessions.all_connections(database.superuser_url):
        with pytest.raises(Unreachable) as full, connect(database.url):
            pass
        with pytest.raises(psycopg.OperationalError):
            before.execute("SELECT 1")
    assert full.value.cause is Cause.OVERLOADED
    until_then = time.monotonic() + 5
    while time.monotonic() < until_then:
        try:
            with connect(database.url) as connection:
                assert connection.execute("SELECT 1 AS one").fetchone() == {"one": 1}
            return
        except Unreachable:
            time.sleep(0.1)
    pytest.fail("the connections were not given back")


def test_a_setting_wins_over_what_a_session_asked_for_and_ends_with_the_fault(
    records: Records, database: Database
) -> None:
    with sessions.login_settings(database.superuser_url, statement_timeout="2ms"):
        with hasty(database.url) as connection, pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("SELECT pg_sleep(1)")
    with hasty(database.url) as connection:
        connection.execute("SELECT pg_sleep(0.01)")


FAILURES: Mapping[str, tuple[Callable[[str], AbstractContextManager[None]], type[psycopg.Error]]] = {
    "serialization": (sessions.serialization_failures, psycopg.errors.SerializationFailure),
    "deadlocks": (sessions.deadlocks, psycopg.errors.DeadlockDetected),
}


@pytest.mark.parametrize("name", FAILURES)
def test_writers_fail_with_the_error_of_the_fault(name: str, records: Records, database: Database) -> None:
    opening = request()
    records.append(opening_work(case_of(opening), opening))
    fault, expected = FAILURES[name]
    with fault(database.superuser_url), pytest.raises(expected):
        _write_until_it_fails(database)


def _write_until_it_fails(database: Database) -> None:
    """Write as a worker does: the events of a case and then its row, in one statement after another."""
    with psycopg.connect(database.migration_url, autocommit=True) as writer:
        writer.execute("SELECT set_config('default_transaction_isolation', 'serializable', false)")
        until_then = time.monotonic() + 20
        while time.monotonic() < until_then:
            with writer.transaction():
                writer.execute("SELECT count(*) FROM case_row")
                writer.execute("LOCK TABLE case_row IN ROW EXCLUSIVE MODE")
                time.sleep(0.3)
                writer.execute("LOCK TABLE case_event IN ROW EXCLUSIVE MODE")
                writer.execute(IN_THE_WAY)


def test_a_command_that_hangs_fails_or_is_late_is_a_problem_and_one_that_says_the_records_are_away_is_none() -> None:
    def problems(seconds: float, code: int | None) -> list[str]:
        return list(TimedReading("show", 0.0, seconds, code, "tawasul: what went wrong").problems())

    assert not any(problems(1.0, code) for code in CODES)
    assert problems(1.0, ExitCode.UNEXPECTED) == ["`tawasul show` ended with 1: tawasul: what went wrong"]
    assert problems(ENDS_WITHIN + 1, ExitCode.DONE) and problems(60.0, None)
