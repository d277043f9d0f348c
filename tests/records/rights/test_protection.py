"""What protects the records is what the migrations made: a change by hand is found and named."""

import psycopg
import pytest

from activities.records.database import connect
from activities.records.protection import EXPECTED, Deviation, differences, expected, facts
from tests.support.database import Database

CHANGES = {
    "GRANT UPDATE ON case_event TO tawasul_worker": "table case_event tawasul_worker UPDATE",
    "GRANT DELETE ON notice TO PUBLIC": "table notice public DELETE",
    "GRANT INSERT ON log_entry TO tawasul_worker": "table log_entry tawasul_worker INSERT",
    "GRANT UPDATE (body) ON case_event TO tawasul_worker": "column case_event body tawasul_worker UPDATE",
    "ALTER TABLE case_event DISABLE TRIGGER append_only": "trigger case_event D CREATE TRIGGER append_only",
    "ALTER TABLE case_event ENABLE TRIGGER append_only": "trigger case_event O CREATE TRIGGER append_only",
    "DROP TRIGGER line_up_for_log ON case_event": "trigger case_event A CREATE TRIGGER line_up_for_log",
    "CREATE TRIGGER mine BEFORE INSERT ON case_event FOR EACH ROW EXECUTE FUNCTION refuse_change()": "mine",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'": (
        "function refuse_change owner"
    ),
    "ALTER FUNCTION append_events SECURITY INVOKER": "function append_events owner tawasul_owner secdef f",
    "GRANT EXECUTE ON FUNCTION line_up_for_log TO PUBLIC": "function line_up_for_log public EXECUTE",
    "CREATE FUNCTION evil() RETURNS integer LANGUAGE sql AS 'SELECT 1'": "function evil owner",
    "CREATE RULE hide AS ON DELETE TO attention DO INSTEAD NOTHING": "rule attention hide",
    "ALTER TABLE staff OWNER TO tawasul_worker": "table staff owner tawasul_worker",
    "GRANT CREATE ON SCHEMA public TO tawasul_worker": "schema public tawasul_worker CREATE",
}


def found(database: Database) -> tuple[Deviation, ...]:
    with connect(database.url) as connection:
        return differences(connection)


def test_the_file_is_what_the_migrations_make(database: Database) -> None:
    with connect(database.url) as connection:
        made = facts(connection)
    assert made == expected(), f"write these lines to {EXPECTED.name}: " + "\n".join(sorted(made))


@pytest.mark.parametrize(("change", "fact"), CHANGES.items())
def test_a_change_by_hand_is_named(change: str, fact: str, database: Database) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(change.encode())
    assert [each for each in found(database) if fact in each.fact], found(database)


def test_a_role_that_only_reads_is_no_difference(database: Database) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("GRANT SELECT ON case_row TO pg_monitor")
    assert found(database) == ()
