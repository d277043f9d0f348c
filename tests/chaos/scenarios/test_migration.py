"""The schema moves while workers and clients are at work: nobody is held up, and old workers go on."""

import psycopg
import pytest

from activities.records.migrate import upgrade
from chaos.faults import schema
from chaos.outcome import Scale
from chaos.scenarios import migration
from tests.support.database import Database


@pytest.mark.chaos
@pytest.mark.timeout(500)
def test_a_migration_holds_nobody_up_and_old_workers_go_on() -> None:
    assert [line for outcome in migration.run(Scale.SUITE) for line in outcome.violations] == []


@pytest.mark.parametrize(
    ("revision", "missing"),
    [(schema.FIRST, "SELECT step_teams FROM case_row"), (schema.OLDEST_IN_USE, "SELECT released_at FROM hold")],
)
def test_records_are_made_anew_at_an_old_schema_and_migrated_from_there(
    revision: str, missing: str, database: Database
) -> None:
    newest = schema.revision_of(database.url)
    schema.make_anew(database.superuser_url, database.migration_url, revision)
    assert schema.revision_of(database.url) == revision != newest
    unknown = (psycopg.errors.UndefinedColumn, psycopg.errors.UndefinedTable)
    with psycopg.connect(database.url) as connection, pytest.raises(unknown):
        connection.execute(missing)
    assert upgrade(database.migration_url) == newest == schema.revision_of(database.url)
