"""The database that one test leaves to the next: as it was made, or not given again."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from activities.records import protection
from activities.records.database import connect
from tests.support.database import Database
from tests.support.spare import SpareDatabase

LISTED = "INSERT INTO attention (kind, reference, about, at) VALUES ('k', 'TW-1', 'a', now()) RETURNING id"
KEPT = "INSERT INTO provider_key VALUES ('https://sso.example', 'k', 'tawasul', '{}', now())"


def test_rows_are_gone_and_numbers_begin_again(spare: SpareDatabase) -> None:
    ids = []
    for name in ("one_test", "the_next_test"):
        with spare.named(name) as database, connect(database.url) as worker:
            assert worker.execute("SELECT * FROM attention").fetchall() == []
            ids += worker.execute(LISTED.encode()).fetchall()
            worker.commit()
    assert [each["id"] for each in ids] == [1, 1]


def test_what_stays_for_ever_is_gone_and_guarded_again(spare: SpareDatabase) -> None:
    with spare.named("one_test") as database, connect(database.url) as worker:
        first = identity(database)
        worker.execute(KEPT.encode())
        worker.commit()
    with spare.named("the_next_test") as database:
        assert identity(database) == first
        with connect(database.desk_url) as desk:
            assert protection.differences(desk) == ()
            assert desk.execute("SELECT * FROM provider_key").fetchall() == []
        with (
            psycopg.connect(database.migration_url) as owner,
            pytest.raises(InsufficientPrivilege, match="append-only"),
        ):
            owner.execute("DELETE FROM case_event")


@pytest.mark.parametrize(
    "change",
    [
        "GRANT DELETE ON case_row TO tawasul_desk",
        "ALTER TABLE case_event DISABLE TRIGGER append_only",
        "CREATE TABLE mine ()",
        "ALTER DATABASE one_test CONNECTION LIMIT 9",
        "ALTER DATABASE one_test SET work_mem = '1MB'",
    ],
)
def test_a_database_in_which_more_than_rows_was_changed_is_not_given_again(change: str, spare: SpareDatabase) -> None:
    with spare.named("one_test") as database:
        first = identity(database)
        with psycopg.connect(database.superuser_url) as superuser:
            superuser.execute(change.encode())
    with spare.named("the_next_test") as database:
        assert identity(database) != first


def identity(database: Database) -> object:
    """What tells a database from every other one, whatever its name."""
    with psycopg.connect(database.superuser_url) as superuser:
        return superuser.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
