"""The write side: events recorded once, in order, with the row after them; nothing half written, no value leaked."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from temporalio.exceptions import ApplicationError

from activities.records import migrate, rights
from activities.records.store import REFUSED, UNAVAILABLE, Records
from models.case.events import Noted
from models.case.projection import project
from models.case.row import CaseRow
from models.intake.person_hash import applicant_key, person_hash
from tests.support.database import INDEX_KEY, Database, case_of, opening_work, request, work
from tests.support.simulation import SALMA, Case


def query(database: Database, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query with the application's role."""
    with psycopg.connect(database.url) as connection:
        return connection.execute(statement, values).fetchall()


def seqs(database: Database) -> list[int]:
    """The numbers of the events on record."""
    return [seq for (seq,) in query(database, "SELECT seq FROM case_event ORDER BY seq")]


def test_an_append_writes_events_projection_request_and_policy(records: Records, database: Database) -> None:
    opening = request()
    case = case_of(opening)
    assert records.append(opening_work(case, opening)).head == 2
    assert seqs(database) == [1, 2]
    columns = tuple(CaseRow.model_fields)
    (row,) = query(database, f"SELECT {', '.join(map(_quoted, columns))} FROM case_row")
    assert CaseRow.model_validate(dict(zip(columns, row, strict=True))) == project(case.state)
    assert query(database, "SELECT source_id, receipt ->> 'stage' FROM request") == [(opening.id, "queued")]
    assert query(database, "SELECT digest FROM policy") == [(case.state.policy_digest,)]


def _quoted(name: str) -> str:
    return f'"{name}"'


def test_the_columns_of_an_event_are_taken_from_its_bytes(records: Records, database: Database) -> None:
    case = Case().claim()
    records.append(work(case))
    claimed = query(database, "SELECT at, type, actor, role, command_id FROM case_event WHERE seq = 3")
    event = case.events[2]
    assert claimed == [(event.at, "claimed", "omar", "officer", event.command_id)]


def test_the_same_append_again_changes_nothing(records: Records, database: Database) -> None:
    case = Case()
    first = records.append(work(case))
    before = query(database, "SELECT head, seq FROM case_row")
    assert records.append(work(case)) == first
    assert query(database, "SELECT head, seq FROM case_row") == before
    assert query(database, "SELECT count(*) FROM attention") == [(0,)]


def test_an_append_goes_on_after_what_is_on_record(records: Records, database: Database) -> None:
    case = Case()
    records.append(work(case))
    case.claim()
    case.approve()
    assert records.append(work(case)).head == 4
    assert seqs(database) == [1, 2, 3, 4]


def test_after_a_gap_nothing_is_written_and_the_head_is_returned(records: Records, database: Database) -> None:
    case = Case()
    records.append(work(case))
    case.claim()
    case.approve()
    assert records.append(work(case, since=3)).head == 2
    assert seqs(database) == [1, 2]
    assert query(database, "SELECT stage FROM case_row") == [("queued",)]


def test_a_case_that_is_not_on_record_at_all_has_head_zero(records: Records, database: Database) -> None:
    assert records.append(work(Case().claim(), since=2)).head == 0
    assert query(database, "SELECT count(*) FROM case_row") == [(0,)]


def test_an_older_append_that_comes_late_does_not_turn_the_projection_back(
    records: Records, database: Database
) -> None:
    case = Case()
    early = work(case)
    case.claim()
    records.append(work(case))
    assert records.append(early).head == 3
    assert query(database, "SELECT stage, assignee FROM case_row") == [("in_review", "omar")]


def test_a_projection_of_another_moment_is_refused_and_nothing_is_written(records: Records, database: Database) -> None:
    case = Case().claim()
    mismatched = work(case).model_copy(update={"events": tuple(case.events[:2])})
    with pytest.raises(ApplicationError) as refused:
        records.append(mismatched)
    assert (refused.value.type, refused.value.non_retryable) == (REFUSED, True)
    assert seqs(database) == []


def test_many_threads_with_the_same_events_write_each_once(records: Records, database: Database) -> None:
    case = Case().claim()
    with ThreadPoolExecutor(8) as pool:
        heads = list(pool.map(lambda _: records.append(work(case)).head, range(40)))
    assert heads == [3] * 40
    assert seqs(database) == [1, 2, 3]


def test_an_event_that_comes_again_with_other_bytes_is_put_before_people(records: Records, database: Database) -> None:
    """An event that was recorded and then decided differently is never overwritten, and listed."""
    approved, rejected = Case().claim(), Case().claim()
    approved.approve()
    rejected.reject()
    records.append(work(approved))
    recorded = records.append(work(rejected))
    assert (recorded.head, recorded.diverged_at) == (4, 4)
    assert query(database, "SELECT kind, about FROM attention") == [("records_diverged", "4")]
    assert query(database, "SELECT outcome FROM case_row") == [("obstacle_removed",)]
    assert b"note_removed" in query(database, "SELECT body FROM case_event WHERE seq = 4")[0][0]


def test_nothing_is_appended_to_another_story(records: Records, database: Database) -> None:
    """The events after the one that differs belong to decisions that were never taken, as the records have it."""
    released, approved = Case().claim(), Case()
    released.do("release")
    approved.claim(SALMA)
    approved.approve(SALMA)
    approved._note(Noted(text="x"))
    records.append(work(released))
    recorded = records.append(work(approved))
    assert (recorded.head, recorded.diverged_at) == (4, 3)
    assert query(database, "SELECT type FROM case_event ORDER BY seq OFFSET 2") == [("claimed",), ("released",)]
    assert query(database, "SELECT seq, stage FROM case_row") == [(4, "queued")]


def test_a_worker_of_the_version_before_gets_the_last_event_on_record(records: Records, database: Database) -> None:
    records.append(work(Case()))
    with psycopg.connect(database.url) as connection:
        reference = Case().state.reference
        found = connection.execute(
            "SELECT append_events(%s, '{}', '{\"seq\": 9}', NULL, NULL)", (reference,)
        ).fetchone()
    assert found == (2,)


def test_any_text_a_person_can_send_is_recorded(records: Records, database: Database) -> None:
    case = Case()
    for text in (
        "\x00",
        "a\x00\\\x00b",
        "\\\\u0000\x00",
        "\u202e",
        "نص " * 1000,
        "'; DROP TABLE case_event; --",
        "%s %(x)s",
        "\\u0000",
    ):
        case._note(Noted(text=text))
    assert records.append(work(case)).head == 10


def test_a_person_is_found_by_a_keyed_hash_and_the_number_is_in_no_key(records: Records, database: Database) -> None:
    own = request(id="own", on_behalf_of=None)
    worker = {"relation": "domestic_worker", "id_type": "iqama", "id_number": "2990000230"}
    other = request(id="other", on_behalf_of=worker)
    nameless = request(id="nameless", on_behalf_of={"relation": "son", "passport_number": "x99 12345"})
    for opening in (own, other, nameless):
        records.append(opening_work(case_of(opening), opening))
    mine = applicant_key(INDEX_KEY, own)
    keys = dict(query(database, "SELECT source_id, concerned_key FROM request"))
    assert keys["own"] == mine
    assert (
        keys["other"]
        == person_hash(INDEX_KEY, "iqama", "2990000230")
        != person_hash("another key", "iqama", "2990000230")
    )
    assert keys["nameless"] == person_hash(INDEX_KEY, "passport", "X9912345")
    assert query(database, "SELECT count(*) FROM request WHERE applicant_key = %s", mine) == [(3,)]


def test_without_a_key_for_the_hash_nothing_starts(records: Records) -> None:
    with pytest.raises(ValueError, match="TAWASUL_INDEX_KEY"):
        Records(records.engine, "")


def test_a_lost_connection_is_an_error_to_try_again_and_the_next_try_works(
    records: Records, database: Database
) -> None:
    case = Case()
    records.append(work(case))
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tawasul_worker'")
    with pytest.raises(ApplicationError) as lost:
        records.append(work(case.claim()))
    assert (lost.value.type, lost.value.non_retryable) == (UNAVAILABLE, False)
    assert records.append(work(case)).head == 3


def test_a_database_that_is_read_only_or_not_migrated_is_an_error_to_try_again(
    records: Records, database: Database
) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(f"ALTER DATABASE {database.name} SET default_transaction_read_only = on")
        with pytest.raises(ApplicationError, match="25006") as read_only:
            records.append(work(Case()))
        superuser.execute("SET default_transaction_read_only = off")
        superuser.execute(f"ALTER DATABASE {database.name} RESET default_transaction_read_only")
        superuser.execute("DROP FUNCTION append_case_events CASCADE")
        records.engine.dispose()
        with pytest.raises(ApplicationError, match="42883") as not_migrated:
            records.append(work(Case()))
    assert [error.value.type for error in (read_only, not_migrated)] == [UNAVAILABLE, UNAVAILABLE]


def test_migrating_again_or_at_the_same_time_is_harmless(database: Database) -> None:
    with ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(migrate.upgrade, [database.migration_url] * 3))) == 1


def test_migrating_says_when_the_roles_are_missing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "FORMER", "somebody_else")
    with pytest.raises(migrate.CannotMigrate, match="are missing"):
        migrate.upgrade(database.migration_url)
