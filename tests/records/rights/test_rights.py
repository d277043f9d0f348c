"""PostgreSQL's roles on a real server: each does its work, and nothing that is another's."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

from activities import staff
from activities.records import protection, rights
from activities.records.database import connect
from activities.records.migrate import upgrade
from activities.records.store import Records
from activities.trust import keys
from errors import Cause, Unreachable
from models.codes import Role
from stack import postgres
from stack.folder import ROLES
from tests.records.rights.forbidden import HANDLING, KEY, OF_A_PROVIDER, REVIVED, TRIED
from tests.support.database import INDEX_KEY, Database, case_of, made_of, opening_work, request

STAFF_RECORDS = {"staff", "staff_team", "staff_skill", "absence"}
VERSIONS = {"pack_version", "pack_activation"}
READ_BY_ALL = {"alembic_version", "case_row", "calendar_change", "attention", "pack_words"} | STAFF_RECORDS | VERSIONS
RETENTION = {"hold", "disposal"}
WEBHOOKS = {"webhook_subscriber", "webhook_delivery"}
WORKSPACE = {"staff_session", "staff_entry", "staff_draft"}
READ = READ_BY_ALL | {
    "case_event",
    "request",
    "policy",
    "notice",
    "advice",
    "restart",
    "log_generation",
    "log_waiting",
    "log_entry",
    "log_checkpoint",
    "trusted_key",
    "provider_key",
    "known_subject",
    "forgery",
    "case_key",
    "occurrence",
    "occurrence_due",
    "share",
    "fault",
    "fault_event",
    "letter_form",
    "letter",
    "roundup",
    "roundup_entry",
    "hold",
    "disposal",
}
TRUST = {"trusted_key", "revoked_session", "known_subject"}
ALSO_READ = {
    "worker": {"revoked_session", "one_time_code"} | WEBHOOKS,
    "desk": {"view", "revoked_session", "one_time_try", "page_session"} | WORKSPACE,
    "backup": {"view", "revoked_session", "letter_series", "one_time_code", "one_time_try", "page_session"}
    | WEBHOOKS
    | WORKSPACE,
}
WRITTEN = {
    "worker": {
        "INSERT advice",
        "INSERT attention",
        "INSERT case_key",
        "INSERT forgery",
        "INSERT log_checkpoint",
        "INSERT notice",
        "INSERT occurrence",
        "INSERT provider_key",
        "INSERT restart",
        "INSERT share",
        "INSERT fault",
        "INSERT fault_event",
        "INSERT letter_form",
        "INSERT one_time_code",
        "INSERT pack_words",
        "INSERT roundup",
        "INSERT roundup_entry",
        "UPDATE attention",
        "UPDATE forgery",
        "UPDATE notice",
        "UPDATE request",
        "UPDATE restart",
        "UPDATE share",
        "UPDATE fault",
        "UPDATE roundup",
        "UPDATE roundup_entry",
        "UPDATE webhook_delivery",
        "UPDATE webhook_subscriber",
        "UPDATE one_time_code",
        "DELETE occurrence_due",
        "DELETE webhook_delivery",
    },
    "desk": {
        "INSERT attention",
        "INSERT view",
        "UPDATE attention",
        "UPDATE advice",
        "INSERT staff_session",
        "UPDATE staff_session",
        "INSERT staff_entry",
        "DELETE staff_entry",
        "INSERT staff_draft",
        "UPDATE staff_draft",
        "DELETE staff_draft",
    },
    "admin": {
        "INSERT absence",
        "INSERT attention",
        "INSERT calendar_change",
        "INSERT hold",
        "INSERT pack_activation",
        "INSERT pack_version",
        "INSERT staff",
        "INSERT staff_skill",
        "INSERT staff_team",
        "INSERT trusted_key",
        "INSERT revoked_session",
        "INSERT known_subject",
        "INSERT view",
        "INSERT webhook_subscriber",
        "UPDATE absence",
        "UPDATE hold",
        "UPDATE staff",
        "UPDATE trusted_key",
        "UPDATE webhook_subscriber",
        "DELETE absence",
        "DELETE staff_skill",
        "DELETE staff_team",
    },
    "backup": set(),
}
"""Of each role: the tables that it may write at all."""


@pytest.fixture(scope="module")
def house(postgres: Database) -> Iterator[Database]:
    """Records with a case, a notice, an entry of the attention list and two people, for what changes nothing."""
    with made_of(postgres, "house") as fresh:
        furnish(fresh)
        yield fresh


def furnish(database: Database) -> None:
    """By the roles whose work it is: so it is seen too that each can do it."""
    from activities.records.store import engine_for

    opening = request()
    engine = engine_for(database.url)
    Records(engine, INDEX_KEY).append(opening_work(case_of(opening), opening))
    engine.dispose()
    with connect(database.url) as worker:
        for key, status in (("k", "pending"), ("s", "sent")):
            worker.execute(
                "INSERT INTO notice (key, reference, seq, audience, channel, template, recipients, subject, body,"
                " status, attempts, created_at) VALUES (%s, 'TW-1', 1, 'beneficiary', 'sms', 't', '[]', '', 'text',"
                " %s, 0, now())",
                (key, status),
            )
        worker.execute("INSERT INTO attention (kind, reference, about, at) VALUES ('k', 'TW-1', 'a', now())")
        assert worker.execute("SELECT extend_log(10) AS taken").fetchone() == {"taken": 2}
    with connect(database.admin_url) as admin:
        for name in ("omar", "salma"):
            staff.add(admin, staff.Member(id=name, name="التجريبي", role=Role.OFFICER, teams=("exit_visas",)))


@pytest.mark.parametrize(("role", "statement"), TRIED)
def test_nothing_that_is_another_s_is_possible(role: str, statement: str, house: Database) -> None:
    with psycopg.connect(house.of(role), autocommit=True) as connection:
        with pytest.raises((InsufficientPrivilege, ReadOnlySqlTransaction)):
            connection.execute(statement.encode())


@pytest.mark.parametrize("role", WRITTEN)
def test_each_role_reads_and_writes_these_tables_and_no_others(role: str, house: Database) -> None:
    query = """
    SELECT right_of || ' ' || relname AS may FROM pg_class, unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) AS right_of
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND CASE right_of WHEN 'DELETE' THEN has_table_privilege(oid, right_of)
          ELSE has_any_column_privilege(oid, right_of) END
    """
    with psycopg.connect(house.of(role)) as connection:
        may = {row[0] for row in connection.execute(query)}
    read = READ_BY_ALL | TRUST | RETENTION | WEBHOOKS if role == "admin" else READ | ALSO_READ[role]
    assert may == WRITTEN[role] | {f"SELECT {table}" for table in read}


def test_the_desk_takes_things_off_the_attention_list_and_corrects_advice(house: Database) -> None:
    with connect(house.desk_url) as desk, desk.transaction(force_rollback=True):
        assert desk.execute(HANDLING.encode()).rowcount == 1
        desk.execute("UPDATE advice SET right_problem = 'x', corrected_by = 'omar'")


def test_the_administration_keeps_staff_absences_and_closures(house: Database) -> None:
    with connect(house.admin_url) as admin, admin.transaction(force_rollback=True):
        staff.set_teams(admin, "omar", ["payments"])
        staff.change(admin, "omar", {"role": "supervisor", "email": "omar@example.com"})
        assert staff.leave(admin, "omar", case_of(request()).now) == []
        admin.execute("INSERT INTO calendar_change VALUES ('passports', '2', '{}', 'x', 'reem', now())")


def test_the_administration_says_whom_to_trust_and_workers_count_forgeries(house: Database) -> None:
    with connect(house.admin_url) as admin, admin.transaction(force_rollback=True):
        staff.change(admin, "omar", {"issuer": "https://sso.example", "subject": "7"})
        staff.end_sessions(admin, "omar", case_of(request()).now)
        keys.revoke_session(admin, "k", "reem", case_of(request()).now)
        for statement in (KEY, "UPDATE trusted_key SET revoked_at = now()"):
            assert admin.execute(statement.encode()).rowcount
    with connect(house.url) as worker, worker.transaction(force_rollback=True):
        for _ in range(2):
            worker.execute(
                "INSERT INTO forgery VALUES (now(), 'unsigned', 1)"
                " ON CONFLICT (hour, reason) DO UPDATE SET tries = forgery.tries + excluded.tries"
            )
        assert worker.execute(OF_A_PROVIDER.encode()).rowcount == 1
        assert worker.execute("SELECT tries FROM forgery").fetchall() == [{"tries": 2}]


@pytest.mark.parametrize(
    ("ended", "revived"),
    [
        ("UPDATE trusted_key SET revoked_at = now()", REVIVED),
        ("UPDATE trusted_key SET revoked_at = now()", "UPDATE trusted_key SET revoked_at = now() + interval '1 day'"),
        ("UPDATE staff SET sessions_since = now()", "UPDATE staff SET sessions_since = NULL"),
        ("UPDATE staff SET sessions_since = now()", "UPDATE staff SET sessions_since = now() - interval '1 second'"),
    ],
)
def test_what_was_revoked_is_trusted_again_by_nobody(ended: str, revived: str, house: Database) -> None:
    for url in (house.admin_url, house.migration_url):
        with connect(url) as connection, connection.transaction(force_rollback=True):
            connection.execute(KEY.encode())
            assert connection.execute(ended.encode()).rowcount
            with pytest.raises(InsufficientPrivilege, match="stay"):
                connection.execute(revived.encode())


def test_a_notice_is_fixed_anew_until_it_is_sent_and_never_after(house: Database) -> None:
    with connect(house.url) as worker, worker.transaction(force_rollback=True):
        assert worker.execute("UPDATE notice SET body = 'anew' WHERE key = 'k'").rowcount == 1
        assert (
            worker.execute("UPDATE notice SET attempts = 2, outcomes = '{\"a\": \"b\"}' WHERE key = 's'").rowcount == 1
        )
    for url in (house.url, house.migration_url):
        for change in ("body = 'x'", "recipients = '[1]'", "subject = 'x'", "template = 'x'", "status = 'pending'"):
            with psycopg.connect(url) as connection, pytest.raises(InsufficientPrivilege, match="as it was sent"):
                connection.execute(f"UPDATE notice SET {change} WHERE key = 's'".encode())


def test_a_search_path_that_a_role_sets_for_itself_locks_nobody_out_and_is_named(house: Database) -> None:
    """PostgreSQL lets every role change its own defaults."""
    with psycopg.connect(house.desk_url, autocommit=True) as desk:
        desk.execute("ALTER ROLE CURRENT_USER SET search_path = 'nowhere'")
    try:
        with connect(house.desk_url) as desk:
            assert desk.execute(HANDLING.encode()).rowcount == 1
            found = {each.fact for each in protection.differences(desk)}
        assert "role tawasul_desk has set for itself search_path" in found
    finally:
        with psycopg.connect(house.superuser_url, autocommit=True) as superuser:
            superuser.execute("ALTER ROLE tawasul_desk RESET ALL")


def test_a_command_with_the_wrong_address_is_told_so(house: Database) -> None:
    with pytest.raises(Unreachable) as refused, connect(house.desk_url) as desk:
        staff.set_active(desk, "omar", False)
    assert refused.value.cause is Cause.NO_RIGHT


def test_rights_given_by_hand_are_taken_back_by_the_next_migration(database: Database) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("GRANT UPDATE, DELETE ON case_row TO tawasul_desk")
        superuser.execute("GRANT UPDATE (body) ON case_event TO tawasul_worker")
        superuser.execute("REVOKE SELECT ON staff FROM tawasul_worker")
    upgrade(database.migration_url)
    with connect(database.desk_url) as desk:
        assert protection.differences(desk) == ()


def test_the_one_role_of_before_works_until_it_is_closed(database: Database) -> None:
    """An installation is upgraded by `tawasul migrate`; the roles are made when its people are ready for them."""
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(f"ALTER ROLE {rights.FORMER} LOGIN PASSWORD '{database.password}'".encode())
        superuser.execute(f"GRANT CONNECT ON DATABASE {database.name} TO {rights.FORMER}".encode())
        try:
            upgrade(database.migration_url)
            with connect(database.url.replace("tawasul_worker", rights.FORMER)) as before:
                staff.add(before, staff.Member(id="omar", name="التجريبي", role=Role.OFFICER))
                assert before.execute("SELECT extend_log(10) AS taken").fetchone() == {"taken": 0}
                before.execute(HANDLING.encode())
                before.execute("SELECT * FROM request")
        finally:
            superuser.execute(f"ALTER ROLE {rights.FORMER} NOLOGIN PASSWORD NULL".encode())
    upgrade(database.migration_url)
    with connect(database.desk_url) as desk:
        assert protection.differences(desk) == ()


def test_a_backup_is_taken_by_its_own_role_and_restored_by_the_owner(house: Database, tmp_path: Path) -> None:
    copy = tmp_path / "records.dump"
    dump = [str(postgres.programs() / "pg_dump"), "--format=custom", f"--file={copy}", house.of("backup")]
    subprocess.run(dump, check=True, capture_output=True)
    restored = Database("restored", house.port, house.password)
    with psycopg.connect(house.superuser_url, autocommit=True) as superuser:
        superuser.execute("CREATE DATABASE restored OWNER tawasul_owner")
        try:
            restore = [str(postgres.programs() / "pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error"]
            subprocess.run([*restore, f"--dbname={restored.migration_url}", copy], check=True, capture_output=True)
            upgrade(restored.migration_url)
            with connect(house.desk_url) as desk, connect(restored.desk_url) as other:
                kept, found = (each.execute("SELECT * FROM case_event").fetchall() for each in (desk, other))
                differences = protection.differences(other)
            assert kept == found
            assert {each.fact for each in differences if "public EXECUTE" not in each.fact} == set()
        finally:
            superuser.execute("DROP DATABASE restored WITH (FORCE)")


def test_the_embedded_stack_has_a_password_for_each_role(tmp_path: Path) -> None:
    from stack.folder import StackFolder

    earlier = {"superuser": "s", "owner": "o", "app": "a", "index": "i"}
    (tmp_path / "secrets.json").write_text(json.dumps(earlier))
    made = StackFolder(tmp_path).secrets()
    assert made == made | earlier
    assert len({made[role] for role in ROLES}) == len(ROLES) and all(len(made[role]) == 64 for role in ROLES[1:])
    assert StackFolder(tmp_path).secrets() == made
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
