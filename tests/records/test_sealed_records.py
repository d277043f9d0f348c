"""Records that are sealed: retries change nothing, events of before are known, readers see what was written."""

import hashlib
from collections.abc import Iterator

import psycopg
import pytest
from temporalio.exceptions import ApplicationError

from activities.keys.case_keys import HeldKey
from activities.keys.parts import PartSealer
from activities.records.audit import verify
from activities.records.database import connect
from activities.records.history import history
from activities.records.store import REFUSED, Records
from activities.reports.cases import case_detail
from errors import NoCaseKey
from models.codes import AuditFlaw
from models.intake.person_hash import code_hash
from models.intake.request import Request
from models.keys.parts import PartKind, Place
from tests.keys.test_case_keys import keys, register
from tests.records.test_audit import filed
from tests.support.database import INDEX_KEY, Database, case_of, opening_work, request, work
from tests.support.simulation import Case

TEXT = "ملاحظة لا يقرؤها غريب"


@pytest.fixture
def sealing(records: Records, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    """The records as a worker with keys writes them; connections of this process open them with the same keys."""
    ours = keys(register(database))
    monkeypatch.setattr("activities.records.opening.case_keys_at", lambda url: ours)
    yield Records(records.engine, INDEX_KEY, PartSealer(ours))


def noted(text: str = TEXT, **changes: object) -> tuple[Case, Request]:
    """A case with a note, and its request."""
    opening = request(**changes)
    case = case_of(opening).at("2026-01-06 10:00").claim()
    case.do("note", text=text)
    return case, opening


def test_what_is_written_again_is_known_and_nothing_diverges(sealing: Records, database: Database) -> None:
    case, opening = noted()
    for _ in range(2):
        assert sealing.append(opening_work(case, opening)).diverged_at is None
    others = Records(sealing.engine, INDEX_KEY, PartSealer(keys(register(database))))
    assert others.append(work(case)).diverged_at is None
    changed, _ = noted(TEXT + "!")
    assert others.append(work(changed)).diverged_at == changed.state.seq


def key_that_came(sealing: Records, reference: str) -> HeldKey:
    """A key that a sender made, as a worker with these records gets it along with the request."""
    made = keys(None).to_seal(reference)
    assert sealing.sealer is not None
    assert sealing.sealer.keys.to_unseal(reference, made.kept) == made.key
    return made


def test_a_key_that_came_along_goes_on_record_with_the_first_events(sealing: Records, database: Database) -> None:
    case, opening = noted()
    made = key_that_came(sealing, opening.reference)
    for _ in range(2):
        assert sealing.append(opening_work(case, opening)).diverged_at is None
    assert register(database).find(opening.reference) == made.kept
    late = PartSealer(keys(register(database)))
    assert late.opened_json(sealing.one("SELECT received FROM request", {}).received)


def test_a_key_that_came_along_goes_on_record_in_the_transaction_of_an_opening(
    sealing: Records, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, opening = noted()
    made = key_that_came(sealing, opening.reference)
    with monkeypatch.context() as without_register:
        without_register.setattr("activities.keys.register.KeyRegister.keep", None)
        with pytest.raises(ZeroDivisionError), sealing.in_turn("matter") as records:
            records.append(opening_work(case, opening))
            _ = 1 / 0
        assert register(database).find(opening.reference) is None
        with sealing.in_turn("matter") as records:
            records.append(opening_work(case, opening))
            case.do("note", text=TEXT)
            records.append(work(case))
    assert register(database).find(opening.reference) == made.kept


def test_a_key_that_its_sender_put_on_record_is_not_asked_for_again(
    sealing: Records, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, opening = noted()
    made = keys(register(database)).to_seal(opening.reference)
    assert sealing.sealer is not None
    assert sealing.sealer.keys.to_unseal(opening.reference, made.kept) == made.key
    monkeypatch.setattr("activities.keys.register.KeyRegister.keep", None)
    assert sealing.append(opening_work(case, opening)).diverged_at is None
    late = PartSealer(keys(register(database)))
    assert late.opened_json(sealing.one("SELECT received FROM request", {}).received)


def test_where_a_case_has_a_key_the_one_that_came_along_seals_nothing(sealing: Records, database: Database) -> None:
    case, opening = noted()
    known = keys(register(database)).to_seal(opening.reference)
    key_that_came(sealing, opening.reference)
    assert sealing.append(opening_work(case, opening)).diverged_at is None
    assert register(database).find(opening.reference) == known.kept
    late = PartSealer(keys(register(database)))
    assert late.opened_json(sealing.one("SELECT received FROM request", {}).received)


def test_a_key_that_came_along_opens_no_case_that_was_erased(sealing: Records, database: Database) -> None:
    case, opening = noted()
    keys(register(database)).to_seal(opening.reference)
    with psycopg.connect(database.migration_url, autocommit=True) as owner:
        owner.execute(
            "UPDATE case_key SET wrapped = NULL, erased_at = now(), erased_by = 'dana', erased_why = 'ordered'"
        )
    key_that_came(sealing, opening.reference)
    with pytest.raises(ApplicationError) as refused:
        sealing.append(opening_work(case, opening))
    assert refused.value.type == REFUSED
    assert sealing.all("SELECT 1 FROM case_row", {}) == []


def test_events_recorded_in_clear_before_are_compared_by_what_they_say(sealing: Records, records: Records) -> None:
    case, opening = noted()
    records.append(opening_work(case, opening))
    assert sealing.append(work(case)).diverged_at is None
    changed, _ = noted(TEXT + "!")
    assert sealing.append(work(changed)).diverged_at == changed.state.seq


def test_a_worker_of_before_repeats_a_sealed_event_and_goes_on(sealing: Records, records: Records) -> None:
    case, opening = noted()
    sealing.append(opening_work(case, opening))
    assert records.append(work(case)).diverged_at is None
    case.do("note", text="أخرى")
    assert records.append(work(case)).head == case.state.seq


def test_readers_see_what_was_written_and_the_tables_do_not(sealing: Records, database: Database) -> None:
    case, opening = noted(prior_attempt__error_code="E-SECRET")
    sealing.append(opening_work(case, opening))
    reference = case.state.reference
    with connect(database.url) as connection:
        detail = case_detail(connection, reference)
        _, events = history(connection, reference) or pytest.fail("not on record")
    assert events == tuple(case.events) and detail and detail.request and detail.request["id"] == opening.id
    with psycopg.connect(database.url) as raw:
        kept = raw.execute("SELECT received::text, source_id, error_code FROM request").fetchone()
        chain = reference.encode()
        for body, hashed in raw.execute("SELECT body, hash FROM case_event ORDER BY seq"):
            chain = hashlib.sha256(chain + body).digest()
            assert chain == hashed and TEXT.encode() not in body
    assert kept and opening.id not in kept[0] and kept[1:] == ("", code_hash(INDEX_KEY, "E-SECRET"))


def test_the_audit_reads_with_the_keys_what_it_chains_without_them(sealing: Records, database: Database) -> None:
    reference = filed(sealing)
    with connect(database.url) as connection:
        read, chained = (verify(connection, reference, INDEX_KEY, sealer=each) for each in (sealing.sealer, None))
        assert (read.flaws, read.unread, chained.flaws, chained.unread) == ([], 0, [], 1)
        with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
            superuser.execute("UPDATE request SET fingerprint = 'x'")
        assert [each.seq for each in verify(connection, reference, INDEX_KEY, sealer=sealing.sealer).flaws] == [1]


def test_columns_that_do_not_say_what_was_sealed_are_a_flaw_to_who_has_the_keys(
    sealing: Records, database: Database
) -> None:
    case, opening = noted()
    sealing.append(opening_work(case, opening))
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
        superuser.execute("UPDATE case_event SET actor = 'layla' WHERE type = 'noted'")
    with connect(database.url) as connection:
        (flaw,) = verify(connection, None, INDEX_KEY, sealer=sealing.sealer).flaws
        assert verify(connection, None).flaws == []
    assert (flaw.seq, flaw.what) == (case.state.seq, AuditFlaw.OTHER_COLUMNS)


def test_of_a_case_whose_key_is_gone_nothing_is_read_and_nothing_written(sealing: Records, database: Database) -> None:
    case, opening = noted()
    sealing.append(opening_work(case, opening))
    with psycopg.connect(database.migration_url, autocommit=True) as owner:
        owner.execute(
            "UPDATE case_key SET wrapped = NULL, erased_at = now(), erased_by = 'dana', erased_why = 'ordered'"
        )
    late = PartSealer(keys(register(database)))
    assert late.opened_json(sealing.one("SELECT received FROM request", {}).received) is None
    with pytest.raises(NoCaseKey):
        late.sealed_json(Place(opening.reference, PartKind.REQUEST), {}, {})
    with connect(database.url) as connection:
        (flaw,) = verify(connection, None, INDEX_KEY, sealer=late).flaws
    assert flaw.what is AuditFlaw.KEY_GONE
