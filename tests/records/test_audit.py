"""Audit of the records: the application cannot change an event, and a change by anybody else is found and named."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from activities.records.audit import AuditReport, verify
from activities.records.database import connect
from activities.records.store import Records
from models.case.commands import BENEFICIARY
from models.case.events import NoticeSent
from models.case.projection import project
from models.codes import AuditFlaw, Effect, Priority
from models.triage.assessment import Assessment
from tests.support.database import INDEX_KEY, MORNING, Database, case_of, opening_work, request
from tests.support.simulation import SALMA, Case, policy
from workflows.case.opening import decide_opening
from workflows.ports import RecordEvents

SENT = """
INSERT INTO notice (key, reference, seq, audience, channel, template, recipients, subject, body, status, attempts,
                    created_at, sent_at)
VALUES (%s, %s, %s, 'beneficiary', 'sms', 'resolved', '[]', '', '', 'sent', 1, %s, %s)
"""
DENIED = [
    "UPDATE case_event SET type = 'closed'",
    "DELETE FROM case_event",
    "TRUNCATE case_event",
    "INSERT INTO case_event SELECT reference, seq + 100, at, type, actor, role, command_id, body, hash FROM case_event",
    "UPDATE case_row SET head = 'x'",
    "DELETE FROM case_row",
    "UPDATE request SET fingerprint = 'x'",
    "UPDATE policy SET slice = '{}'",
    "UPDATE calendar_change SET why = 'x'",
    "UPDATE view SET why = 'x'",
    "DELETE FROM view",
    "INSERT INTO view (at, by, role, verb, cases) VALUES (now() - interval '1 year', 'x', 'officer', 'list', 1)",
    "INSERT INTO view (id, by, role, verb, cases) OVERRIDING SYSTEM VALUE VALUES (1, 'x', 'officer', 'list', 1)",
    "UPDATE disposal SET by = 'x'",
    "DELETE FROM disposal",
    "INSERT INTO disposal (reference, kind, disposal, by, role, pack, version)"
    " SELECT reference, 'request', 'erase', 'x', 'director', 'x', 'x' FROM case_row",
    "UPDATE hold SET why = 'x'",
    "DELETE FROM hold",
    "SET session_replication_role = replica",
    "ALTER TABLE case_event DISABLE TRIGGER append_only",
    "DROP TABLE case_event",
    "DROP FUNCTION append_events",
    "CREATE OR REPLACE FUNCTION append_events(of_case varchar, bodies bytea[], new_row jsonb, new_request jsonb,"
    " policy_slice text) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE TRIGGER mine BEFORE INSERT ON case_event FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "SET ROLE tawasul_owner",
]


def case_of_eight_events(source_id: str) -> Case:
    """A case of eight events: opened, assessed, claimed, returned, answered, approved, reopened, claimed."""
    case = case_of(request(id=source_id)).at("2026-01-06 10:00").claim()
    case.ask()
    case.at("2026-01-07 08:00").answer().at("2026-01-07 09:00").approve()
    case.at("2026-01-08 09:00").do("reopen", BENEFICIARY, text="لم تنجح المحاولة")
    assert len(case.claim(SALMA).events) == 8
    return case


@pytest.fixture
def cases(records: Records) -> list[Case]:
    """Three cases on record, in order of reference."""
    lives = sorted(
        (case_of_eight_events(source_id) for source_id in ("a", "b", "c")), key=lambda case: case.state.reference
    )
    for case in lives:
        records.append(opening_work(case))
    return lives


@pytest.fixture
def tamper(database: Database) -> Iterator[Callable[..., None]]:
    """Run a statement as a superuser, with triggers off."""
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")

        def do(statement: str, *values: Any) -> None:
            assert superuser.execute(statement, values).rowcount > 0

        yield do


def audit(database: Database, reference: str | None = None) -> AuditReport:
    """Run the audit with the role that staff read by."""
    with connect(database.desk_url) as connection:
        return verify(connection, reference)


@pytest.mark.parametrize("statement", DENIED)
def test_a_worker_cannot(statement: str, cases: list[Case], database: Database) -> None:
    with (
        psycopg.connect(database.url, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)
    assert audit(database).whole


@pytest.mark.parametrize(
    "statement", ["UPDATE case_event SET type = 'x'", "DELETE FROM case_event", "TRUNCATE case_event"]
)
def test_even_the_owner_and_a_replica_session_are_stopped(
    statement: str, cases: list[Case], database: Database
) -> None:
    with psycopg.connect(database.migration_url, autocommit=True) as owner:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner.execute(statement)
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            superuser.execute(statement)


def test_records_as_they_were_written_are_whole(cases: list[Case], database: Database) -> None:
    report = audit(database)
    assert (report.flaws, report.cases, report.events) == ([], 3, sum(len(case.events) for case in cases))


def test_one_case_can_be_checked_alone(cases: list[Case], database: Database) -> None:
    assert audit(database, cases[1].state.reference).cases == 1


CHANGED = [
    ("UPDATE case_event SET body = replace(encode(body, 'escape'), 'note_removed', 'note_remoxed')::bytea"
     " WHERE reference = %s AND seq = 6", 6, "other_hash"),
    ("UPDATE case_event SET hash = sha256('x') WHERE reference = %s AND seq = 3", 3, "other_hash"),
    ("DELETE FROM case_event WHERE reference = %s AND seq = 4", 4, "missing"),
    ("DELETE FROM case_event WHERE reference = %s AND seq = 8", 8, "missing"),
    ("DELETE FROM case_event WHERE reference = %s", 1, "missing"),
    ("UPDATE case_event SET actor = 'layla' WHERE reference = %s AND seq = 6", 6, "columns"),
    ("UPDATE case_event SET at = at - interval '1 hour' WHERE reference = %s AND seq = 6", 6, "columns"),
    ("UPDATE case_event SET seq = 9 WHERE reference = %s AND seq = 8", 8, "missing"),
    ("INSERT INTO case_event SELECT reference, 9, at, type, actor, role, command_id, body,"
     " sha256(hash || body) FROM case_event WHERE reference = %s AND seq = 8", 9, "columns"),
    ("UPDATE case_row SET outcome = 'done' WHERE reference = %s", 8, "outcome"),
    ("UPDATE case_row SET due_at = now(), in_time = false WHERE reference = %s", 8, "due_at, in_time"),
    ("UPDATE case_row SET head = sha256('x') WHERE reference = %s", 8, "head"),
    ("UPDATE case_row SET seq = 7 WHERE reference = %s", 8, "after_head"),
    ("DELETE FROM case_row WHERE reference = %s", 8, "no_case"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "seq", "what"), CHANGED)
def test_a_change_is_found_and_its_first_event_named(
    statement: str, seq: int, what: str, cases: list[Case], database: Database, tamper: Callable[..., None]
) -> None:
    victim = cases[1].state.reference
    tamper(statement, victim)
    (flaw,) = audit(database).flaws
    assert (flaw.reference, flaw.seq) == (victim, seq)
    assert what in f"{flaw.what} {flaw.fields}"


def test_a_row_that_an_earlier_version_wrote_is_whole_without_the_column_of_a_later_one(
    cases: list[Case], database: Database, tamper: Callable[..., None]
) -> None:
    victim = cases[1].state.reference
    tamper("UPDATE case_row SET limited = NULL WHERE reference = %s", victim)
    assert audit(database).whole
    tamper("UPDATE case_row SET limited = true WHERE reference = %s", victim)
    assert [flaw.fields for flaw in audit(database).flaws] == [{"differs": "limited"}]


def test_whatever_single_value_is_changed_it_is_found(
    cases: list[Case], database: Database, tamper: Callable[..., None]
) -> None:
    chance, victim = random.Random(20260106), cases[1].state.reference
    tamper("CREATE TABLE kept AS SELECT * FROM case_event")
    for _ in range(60):
        seq, at, bit = chance.randint(1, 8), chance.randint(0, 150), chance.choice((1, 4, 32))
        change = chance.choice(
            (
                f"body = set_byte(body, {at}, get_byte(body, {at}) # {bit})",
                f"body = substr(body, 1, {at}) || substr(body, {at + 2})",
                f"hash = set_byte(hash, {at % 32}, get_byte(hash, {at % 32}) # {bit})",
                f"at = at + interval '{at + 1} microseconds'",
                "command_id = coalesce(command_id, '') || 'x'",
                "role = 'director'",
            )
        )
        tamper(f"UPDATE case_event SET {change} WHERE reference = %s AND seq = %s", victim, seq)
        flaws = [(flaw.reference, flaw.seq) for flaw in audit(database, victim).flaws]
        assert flaws == [(victim, seq)], change
        tamper("DELETE FROM case_event WHERE reference = %s", victim)
        tamper("INSERT INTO case_event SELECT * FROM kept WHERE reference = %s", victim)
    assert audit(database).whole


def test_the_events_of_one_case_do_not_pass_for_those_of_another(
    cases: list[Case], database: Database, tamper: Callable[..., None]
) -> None:
    one, other = cases[0].state.reference, cases[1].state.reference
    tamper("DELETE FROM case_event WHERE reference = %s", other)
    tamper("INSERT INTO case_event SELECT %s, seq, at, type, actor, role, command_id, body, hash FROM case_event"
           " WHERE reference = %s", other, one)  # fmt: skip
    tamper(
        "UPDATE case_row SET head = (SELECT head FROM case_row WHERE reference = %s) WHERE reference = %s", one, other
    )
    assert [(flaw.reference, flaw.seq) for flaw in audit(database).flaws] == [(other, 1)]


def test_a_changed_policy_is_found_in_every_case_under_it(
    cases: list[Case], database: Database, tamper: Callable[..., None]
) -> None:
    tamper("UPDATE policy SET slice = replace(slice, 'exit_visas', 'visit_visas')")
    assert [flaw.seq for flaw in audit(database).flaws] == [1, 1, 1]


def test_events_that_were_never_events_are_a_flaw_and_not_a_crash(
    cases: list[Case], database: Database, tamper: Callable[..., None]
) -> None:
    for number, forged in enumerate((b"\xff\x00", b'{"seq": 8}', b"null"), start=0):
        victim = cases[number].state.reference
        tamper("UPDATE case_event SET body = %s WHERE reference = %s AND seq = 8", forged, victim)
        tamper("UPDATE case_event e SET hash = sha256((SELECT hash FROM case_event WHERE reference = e.reference"
               " AND seq = 7) || body) WHERE reference = %s AND seq = 8", victim)  # fmt: skip
    assert [flaw.seq for flaw in audit(database).flaws] == [8, 8, 8]


def test_a_fold_that_cannot_be_done_is_a_flaw(
    cases: list[Case], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.records.audit.fold", lambda state, events: state)
    with connect(database.url) as connection:
        flaws = verify(connection, None).flaws
    assert {flaw.what for flaw in flaws} == {AuditFlaw.NOT_FOLDED}


FORGED = [
    ("UPDATE request SET received = jsonb_set(received, '{text_ar}', '\"other words\"')", "other_request"),
    ("UPDATE request SET fingerprint = 'x'", "other_request"),
    ("UPDATE request SET receipt = jsonb_set(receipt, '{team}', '\"other\"')", "other_receipt"),
    ("UPDATE request SET received_at = received_at - interval '1 day'", "other_receipt"),
    ("UPDATE request SET received = '{}'", "unreadable_request"),
    ("UPDATE request SET applicant_key = 'x'", "other_persons"),
]


@pytest.mark.parametrize(("statement", "what"), FORGED)
def test_a_request_changed_after_it_was_filed_is_found(
    statement: str, what: str, records: Records, database: Database, tamper: Callable[..., None]
) -> None:
    reference = filed(records)
    with connect(database.url) as connection:
        assert verify(connection, reference, INDEX_KEY).flaws == []
        tamper(statement)
        (flaw,) = verify(connection, reference, INDEX_KEY).flaws
    assert (flaw.reference, flaw.seq) == (reference, 1)
    assert what in f"{flaw.what} {flaw.fields}"


def filed(records: Records) -> str:
    """The reference of a case on record with its request."""
    asked, rules = request(), policy()
    assessment = Assessment(effect=Effect.ROUTE, team="exit_visas", priority=Priority.NORMAL, problem="technical_error")
    state, events = decide_opening(asked, rules, assessment, MORNING)
    whole = {"receipt": state.opening, "request": asked, "policy": rules}
    records.append(RecordEvents(reference=asked.reference, events=events, row=project(state), **whole))
    return asked.reference


def test_a_notice_that_is_said_to_be_sent_is_on_record_as_sent(records: Records, database: Database) -> None:
    case = case_of(request(id="a")).at("2026-01-06 10:00").claim()
    case.approve()
    case.deliver()
    sent = case.of("notice_sent")
    records.append(opening_work(case))
    (flaw,) = audit(database).flaws
    assert (flaw.reference, flaw.seq) == (case.state.reference, sent[0].seq)
    with psycopg.connect(database.url, autocommit=True) as connection:
        for event in sent:
            assert isinstance(event.body, NoticeSent)
            connection.execute(SENT, (event.body.key, case.state.reference, event.seq, MORNING, MORNING))
    assert audit(database).whole
