"""The migrated database has the tables, columns, keys, checks and indexes of the SQLModel classes, and no others.

Alembic's comparison does not look at checks, collations, primary keys, the conditions of indexes, storage parameters.
So the classes are created in an empty database too, and what PostgreSQL's catalog says of the two is compared.
"""

from collections.abc import Iterator
from dataclasses import fields

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine
from sqlmodel import SQLModel

from activities.records.attention import Entry
from activities.records.database import LIVE, UNDECIDED, sqlalchemy_url
from activities.reports.cases import NoticeLine, TimelineEntry
from activities.staff import Member
from models.case.row import CaseRow
from models.tables import AttentionTable, CaseTable, EventTable, NoticeTable, StaffTable
from tests.support.database import Database

CATALOG = """
WITH ours AS (
    SELECT oid, relname, reloptions FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
)
SELECT relname, 'storage', coalesce(reloptions::text, '') FROM ours
UNION ALL
SELECT relname, 'column', concat_ws(' ', attname, format_type(atttypid, atttypmod), collname, attnotnull, attidentity,
                                    pg_get_expr(adbin, adrelid))
FROM ours JOIN pg_attribute ON attrelid = oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
LEFT JOIN pg_collation c ON c.oid = attcollation
WHERE attnum > 0 AND NOT attisdropped
UNION ALL
SELECT relname, 'constraint', conname || ' ' || pg_get_constraintdef(c.oid)
FROM ours JOIN pg_constraint c ON conrelid = ours.oid
UNION ALL
SELECT relname, 'index', pg_get_indexdef(indexrelid) FROM ours JOIN pg_index ON indrelid = ours.oid
"""

Catalog = set[tuple[str, str, str]]


def owner(database: Database) -> Engine:
    """An engine that enters a database as its owner."""
    return create_engine(sqlalchemy_url(database.migration_url))


def found_by_alembic(database: Database) -> list[object]:
    """The changes Alembic would make, for a database to match the classes."""
    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": lambda name, kind, parents: (kind, name) != ("table", "alembic_version"),
    }
    engine = owner(database)
    try:
        with engine.connect() as connection:
            return list(compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata))
    finally:
        engine.dispose()


def catalog(database: Database) -> Catalog:
    """Tables with columns, constraints and indexes as PostgreSQL describes them."""
    with psycopg.connect(database.url) as connection:
        return set(connection.execute(CATALOG))


@pytest.fixture(scope="module")
def created(postgres: Database) -> Iterator[Catalog]:
    """The catalog of a database that is made from the classes alone."""
    empty = Database("from_the_classes", postgres.port, postgres.password)
    with psycopg.connect(Database("postgres", empty.port, empty.password).superuser_url, autocommit=True) as superuser:
        superuser.execute(f"CREATE DATABASE {empty.name} OWNER tawasul_owner")
        engine = owner(empty)
        SQLModel.metadata.create_all(engine)
        engine.dispose()
        yield catalog(empty)
        superuser.execute(f"DROP DATABASE {empty.name} WITH (FORCE)")


def test_alembic_finds_no_difference(database: Database) -> None:
    assert found_by_alembic(database) == []


def test_the_catalog_is_that_of_a_database_made_from_the_classes(database: Database, created: Catalog) -> None:
    assert catalog(database) == created


SEEN_BY_ALEMBIC = (
    "CREATE TABLE forgotten (id integer)",
    "DROP TABLE staff_team",
    "ALTER TABLE case_row DROP COLUMN rating",
    "ALTER TABLE case_row ADD COLUMN forgotten varchar",
    "ALTER TABLE case_row ALTER COLUMN rounds TYPE bigint",
    "ALTER TABLE case_row ALTER COLUMN rounds DROP NOT NULL",
    "ALTER TABLE case_row ALTER COLUMN step_teams DROP DEFAULT",
    "ALTER TABLE absence ALTER COLUMN id DROP IDENTITY",
    "ALTER TABLE attention DROP CONSTRAINT attention_kind_reference_about_key",
    "ALTER TABLE request DROP CONSTRAINT request_reference_fkey",
    "DROP INDEX notice_case",
)
NOT_SEEN_BY_ALEMBIC = (
    "ALTER TABLE case_row DROP CONSTRAINT case_row_stage_check",
    "ALTER TABLE absence DROP CONSTRAINT absence_check",
    "ALTER TABLE staff_team DROP CONSTRAINT staff_team_pkey",
    "ALTER TABLE request ALTER COLUMN applicant_key TYPE varchar",
    "ALTER TABLE case_row RESET (fillfactor)",
    "DROP INDEX notice_unsent; CREATE INDEX notice_unsent ON notice (created_at)",
    "DROP INDEX case_row_live; CREATE INDEX case_row_live ON case_row (team, service, stage) WHERE stage <> 'closed'",
)


@pytest.mark.parametrize("change", [*SEEN_BY_ALEMBIC, *NOT_SEEN_BY_ALEMBIC])
def test_a_change_that_no_class_follows_is_found(change: str, database: Database, created: Catalog) -> None:
    with psycopg.connect(database.migration_url) as connection:
        connection.execute(change)
    assert bool(found_by_alembic(database)) is (change in SEEN_BY_ALEMBIC)
    assert catalog(database) != created


def test_the_indexes_on_stages_have_the_conditions_of_the_queries() -> None:
    conditions = [
        index.dialect_options["postgresql"]["where"] for index in SQLModel.metadata.tables["case_row"].indexes
    ]
    assert {LIVE, UNDECIDED} <= {str(condition) for condition in conditions}


def test_the_columns_of_a_case_are_the_fields_of_its_row() -> None:
    assert list(CaseTable.model_fields) == [*CaseRow.model_fields, "head"]


@pytest.mark.parametrize(
    ("read", "table", "computed"),
    [
        (NoticeLine, NoticeTable, set()),
        (TimelineEntry, EventTable, set()),
        (Entry, AttentionTable, {"team", "pack"}),
        (Member, StaffTable, {"teams", "away_until", "substitute", "skills"}),
    ],
)
def test_what_commands_read_by_name_are_columns(read: type, table: type[SQLModel], computed: set[str]) -> None:
    assert {field.name for field in fields(read)} - computed <= set(table.model_fields)
