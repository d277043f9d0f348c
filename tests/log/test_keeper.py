"""The keeper signs the log as it grows, and nothing that contradicts what it signed before."""

import base64
import hashlib
from pathlib import Path

import httpx
import psycopg
import pytest

from activities.notices.reach import PUBLIC, Reach
from activities.records import log
from activities.records.database import connect
from activities.records.log_audit import LogReport, verify_against
from activities.records.store import Records
from checkpoints.keeper import Keeper, LogBroken
from checkpoints.places import FilePlace, PlaceAway, WebhookPlace, place_of
from checkpoints.proofs import NotLogged, proof_of
from errors import NoSuchCase
from models.case.commands import BENEFICIARY
from models.codes import LogFlaw
from models.log.checkpoint import notes_in, proves, read_checkpoint, read_proof
from models.log.note import Signer
from tests.support.database import MORNING, Database, case_of, opening_work, request, work
from tests.support.simulation import Case

SIGNER = Signer.made("tawasul.example/log")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "checkpoints.txt"


@pytest.fixture
def keeper(database: Database, file: Path) -> Keeper:
    return Keeper(database.url, SIGNER, FilePlace(file))


def opened(records: Records, source_id: str) -> Case:
    case = case_of(request(id=source_id))
    records.append(opening_work(case))
    return case


def looked(database: Database, file: Path) -> LogReport:
    with connect(database.url) as connection:
        return verify_against(connection, notes_in(file.read_text()), [SIGNER.verifier])


def as_superuser(database: Database, *statements: str) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for table in ("case_event", "log_entry", "log_checkpoint"):
            superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            superuser.execute(statement.encode())


def test_an_empty_log_is_signed_too(keeper: Keeper, file: Path) -> None:
    assert keeper.keep().size == 0
    assert len(notes_in(file.read_text())) == 1


def test_each_event_gets_its_place_once_and_the_head_is_signed(
    keeper: Keeper, records: Records, database: Database, file: Path
) -> None:
    case = opened(records, "a")
    size = keeper.keep().size
    assert size == len(case.events)
    records.append(work(case.at("2026-01-06 10:00").claim(), since=size))
    opened(records, "b")
    assert keeper.keep().size > size + 1
    report = looked(database, file)
    assert report.whole and report.checkpoints == 2


def test_a_log_that_has_not_grown_is_not_signed_again(keeper: Keeper, records: Records, file: Path) -> None:
    opened(records, "a")
    assert keeper.keep() == keeper.keep()
    assert len(notes_in(file.read_text())) == 1


def test_another_worker_goes_on_where_the_last_one_was(
    keeper: Keeper, records: Records, database: Database, file: Path
) -> None:
    opened(records, "a")
    keeper.keep()
    opened(records, "b")
    Keeper(database.url, SIGNER, FilePlace(file)).keep()
    assert looked(database, file).whole


def test_what_the_place_did_not_take_is_put_there_later(keeper: Keeper, records: Records, file: Path) -> None:
    opened(records, "a")
    file.mkdir(parents=True)
    with pytest.raises(PlaceAway):
        keeper.keep()
    file.rmdir()
    signed = keeper.keep()
    assert read_checkpoint(notes_in(file.read_text())[-1], [SIGNER.verifier]) == signed


def test_a_new_key_goes_on_with_the_log_of_the_one_before(
    keeper: Keeper, records: Records, database: Database, file: Path
) -> None:
    opened(records, "a")
    keeper.keep()
    opened(records, "b")
    after = Signer.made(SIGNER.name)
    Keeper(database.url, after, FilePlace(file), [SIGNER.verifier]).keep()
    with connect(database.url) as connection:
        assert verify_against(connection, notes_in(file.read_text()), [SIGNER.verifier, after.verifier]).whole
        assert not verify_against(connection, notes_in(file.read_text()), [after.verifier]).whole


@pytest.mark.parametrize(
    ("statements", "about"),
    [
        (("DELETE FROM log_checkpoint", "DELETE FROM log_entry"), "rolled_back"),
        (("DELETE FROM log_entry WHERE index > 0",), "shortened"),
        (("UPDATE log_checkpoint SET frontier = 'x'",), "frontier"),
        (("UPDATE log_checkpoint SET note = note || 'x'",), "signature"),
        (("UPDATE log_checkpoint SET size = size - 1",), "frontier"),
        (("UPDATE log_entry SET index = index + 5 WHERE index > 1",), "gap"),
    ],
)
def test_a_log_that_contradicts_what_was_signed_is_not_signed(
    statements: tuple[str, ...], about: str, keeper: Keeper, records: Records, database: Database, file: Path
) -> None:
    opened(records, "a")
    keeper.keep()
    opened(records, "b")
    with connect(database.url) as connection:
        log.extend(connection)
    as_superuser(database, *statements)
    before = file.read_text()
    with pytest.raises(LogBroken) as broken:
        keeper.keep()
    assert (broken.value.about, file.read_text()) == (about, before)


def test_entries_that_took_the_place_of_others_are_found_by_the_audit(
    keeper: Keeper, records: Records, database: Database, file: Path
) -> None:
    opened(records, "a")
    keeper.keep()
    opened(records, "b")
    as_superuser(database, "DELETE FROM log_entry WHERE index > 0")
    keeper.keep()
    assert (LogFlaw.OTHER_ENTRIES, 2) in looked(database, file).log_flaws


def test_a_checkpoint_that_somebody_wrote_into_the_file_stops_the_signing(keeper: Keeper, file: Path) -> None:
    keeper.keep()
    with file.open("a") as kept:
        kept.write("\n" + Signer.made(SIGNER.name).sign(f"{SIGNER.name}/1\n7\n{'A' * 43}=\n"))
    with pytest.raises(LogBroken, match="signature"):
        keeper.keep()


def test_after_an_older_copy_a_person_begins_another_log_with_all_events(
    keeper: Keeper, records: Records, database: Database, file: Path
) -> None:
    opened(records, "a")
    keeper.keep()
    as_superuser(database, "DELETE FROM log_checkpoint", "DELETE FROM log_entry")
    opened(records, "b")
    with connect(database.migration_url) as owner:
        log.begin(owner, "an older copy", "m.reem", MORNING)
    assert keeper.keep().origin == f"{SIGNER.name}/2"
    report = looked(database, file)
    assert report.whole and report.entries == 2 * len(case_of(request(id="a")).events)


def test_an_event_is_proved_to_whoever_has_the_public_key(keeper: Keeper, records: Records, database: Database) -> None:
    cases = [opened(records, source_id) for source_id in "abcde"]
    keeper.keep()
    with connect(database.url) as connection:
        proof = read_proof(str(proof_of(connection, cases[2].state.reference, 1)))
        with pytest.raises(NotLogged):
            proof_of(connection, cases[2].state.reference, 99)
        with pytest.raises(NoSuchCase):
            proof_of(connection, "TW-0000-0000-0000-0", 1)
    entry = hashlib.sha256(cases[2].state.reference.encode() + base64.b64decode(proof.extra)).digest()
    assert proves(proof, entry, [SIGNER.verifier])
    assert not proves(proof, hashlib.sha256(entry).digest(), [SIGNER.verifier])
    assert len(str(proof)) < 2_000


def test_an_event_that_waits_for_its_checkpoint_is_not_proved(records: Records, database: Database) -> None:
    case = opened(records, "a")
    with connect(database.url) as connection, pytest.raises(NotLogged):
        proof_of(connection, case.state.reference, 1)


def test_without_a_checkpoint_of_the_log_nothing_is_called_whole(database: Database, records: Records) -> None:
    opened(records, "a")
    with connect(database.url) as connection:
        report = verify_against(connection, [], [SIGNER.verifier])
    assert (report.whole, report.log_flaws) == (False, ((LogFlaw.NO_CHECKPOINT, 0),))


def test_the_application_can_neither_change_the_log_nor_write_past_it(records: Records, database: Database) -> None:
    opened(records, "a")
    with psycopg.connect(database.url, autocommit=True) as application:
        application.execute("SELECT extend_log(100)")
        for statement in (
            "UPDATE log_entry SET hash = 'x'",
            "DELETE FROM log_entry",
            "INSERT INTO log_entry VALUES (1, 99, 'x', 1, 'x')",
            "DELETE FROM log_waiting",
            "INSERT INTO log_waiting (reference, seq, hash) VALUES ('x', 1, 'x')",
            "UPDATE log_checkpoint SET note = 'x'",
            "INSERT INTO log_generation VALUES (2, 'x', 'x', now())",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(statement.encode())


def test_a_web_address_is_a_webhook_and_anything_else_a_file(tmp_path: Path) -> None:
    assert isinstance(place_of("https://audit.example/checkpoints", PUBLIC), WebhookPlace)
    assert place_of(str(tmp_path / "x"), PUBLIC) == FilePlace(tmp_path / "x")


def test_a_webhook_that_refuses_is_away() -> None:
    sent: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(503)

    with pytest.raises(PlaceAway):
        WebhookPlace("https://audit.example/", httpx.Client(transport=httpx.MockTransport(answer))).put("a note")
    assert sent == [b"a note"]


def test_a_webhook_reaches_what_gateways_reach_and_nothing_else() -> None:
    for address in (
        "https://127.0.0.1/x",
        "https://2130706433/",
        "http://audit.example/",
        "https://a:b@audit.example/",
    ):
        with pytest.raises((ValueError, PlaceAway)):
            place_of(address, PUBLIC).put("a note")
    with pytest.raises(PlaceAway, match="address_not_allowed"):
        place_of("https://localhost/", PUBLIC).put("a note")
    assert isinstance(place_of("http://127.0.0.1/x", Reach.read("127.0.0.0/8")), WebhookPlace)


def test_the_beneficiary_s_events_are_logged_as_any_others(
    keeper: Keeper, records: Records, database: Database
) -> None:
    case = opened(records, "a").at("2026-01-06 10:00").claim()
    case.at("2026-01-06 11:00").do("withdraw", BENEFICIARY)
    records.append(work(case, since=len(case_of(request(id="a")).events)))
    assert keeper.keep().size == len(case.events)
