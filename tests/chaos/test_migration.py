"""The schema moves while workers and clients are at work: nobody is held up, and old workers go on."""

from pathlib import Path

import psycopg
import pytest

from activities.records.migrate import upgrade
from chaos.faults import schema
from chaos.mutation.changes import copy_of_the_project
from chaos.outcome import Scale
from chaos.scenarios import migration
from tests.support.database import Database


@pytest.mark.chaos
@pytest.mark.timeout(500)
def test_a_migration_holds_nobody_up_and_old_workers_go_on() -> None:
    assert [line for outcome in migration.run(Scale.SUITE) for line in outcome.violations] == []


def test_records_are_made_anew_at_the_first_schema_and_migrated_from_there(database: Database) -> None:
    newest = schema.revision_of(database.url)
    schema.make_anew(database.superuser_url, database.migration_url, schema.FIRST)
    assert schema.revision_of(database.url) == schema.FIRST != newest
    with psycopg.connect(database.url) as connection, pytest.raises(psycopg.errors.UndefinedColumn):
        connection.execute("SELECT step_teams FROM case_row")
    assert upgrade(database.migration_url) == newest == schema.revision_of(database.url)


def test_an_old_worker_writes_by_the_function_of_the_first_schema(tmp_path: Path) -> None:
    old = copy_of_the_project(tmp_path / "old")
    for change in migration.OLD_WORKER:
        change.make(old)
    text = (old / "activities/records/store.py").read_text()
    assert "FROM append_events(" in text and "FROM append_case_events(" not in text
