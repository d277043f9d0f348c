"""Letters in the records: numbered without gaps, made once, erased with their case, and changed by nobody."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from activities.keys.case_keys import CaseKeys
from activities.keys.erasure import Erasure, shred
from activities.keys.parts import PartSealer
from activities.official_letters.reading import last_decision, letter_by_code, letters_of
from activities.official_letters.typesetting import NoTypesetter
from activities.official_letters.work import LetterWork
from activities.packs import load_pack
from activities.records.database import connect
from activities.records.store import Records
from models.case.events import Event, Resolved
from models.codes import LetterFlaw, LetterStanding
from models.keys.parts import MARK
from models.official_letters.verifying import verified
from models.packs.pack import Pack
from models.trust.keys import SigningKey
from models.trust.statement import Signatory
from settings import PROJECT
from tests.keys.test_case_keys import keys, register
from tests.support.database import INDEX_KEY, MORNING, Database, case_of, opening_work, request
from tests.support.database import work as work_of
from workflows.official_letters.ports import LetterMade, MakeLetter

PACK, SERVICE = "passports", "exit_reentry_issue"
MADE = LetterMade()


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    """The pack that has letters, and one that has none."""
    found = {name: load_pack(PROJECT / "policies" / name) for name in (PACK, "expenses")}
    return found | {"test": found[PACK]}  # the pack of the simulated cases


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> CaseKeys:
    """The keys of the cases of one database, with which the connections of this process open what is sealed."""
    ours = keys(register(database))
    monkeypatch.setattr("activities.records.opening.case_keys_at", lambda url: ours)
    return ours


@pytest.fixture
def letters(records: Records, house: CaseKeys, packs: dict[str, Pack]) -> LetterWork:
    """What a worker does about letters, with a key that signs."""
    return LetterWork(Records(records.engine, INDEX_KEY, PartSealer(house)), packs, Signatory(SigningKey.made()))


@pytest.fixture
def reader(database: Database) -> "Iterator[psycopg.Connection[dict[str, Any]]]":
    """The records as staff read them."""
    with connect(database.desk_url) as connection:
        yield connection


def decided(work: LetterWork, number: int = 1, approve: bool = True) -> tuple[str, Event]:
    """A case on record that was decided, and the event of its decision."""
    opening = request(id=f"REQ-{number}")
    case = case_of(opening).at("2026-01-06 10:00").claim()
    case.approve() if approve else case.reject()
    work.records.append(opening_work(case, opening))
    return opening.reference, next(each for each in reversed(case.events) if isinstance(each.body, Resolved))


def numbered(work: LetterWork, number: int = 1, approve: bool = True) -> tuple[str, Event]:
    reference, event = decided(work, number, approve)
    work.number_decisions(reference, PACK, SERVICE)
    return reference, event


def order(reference: str, event: Event) -> MakeLetter:
    return MakeLetter(reference=reference, seq=event.seq)


def test_letters_of_a_year_are_numbered_without_gaps_whoever_asks_at_once(letters: LetterWork) -> None:
    cases = [decided(letters, number) for number in range(12)]
    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(lambda each: letters.number_decisions(each[0], PACK, SERVICE), cases * 3):
            pass
    rows = letters.records.all("SELECT number, written, year FROM letter ORDER BY number", {})
    assert [row.number for row in rows] == list(range(1, 13))
    assert (rows[0].written, rows[0].year) == ("1447/000001", 1447)


def test_a_decision_that_is_not_on_record_has_no_number(letters: LetterWork) -> None:
    reference, event = decided(letters)
    letters._number(reference, PACK, SERVICE, event.but(seq=event.seq + 1))
    letters._number("TW-0000-0000-0000-0", PACK, SERVICE, event)
    assert letters.records.all("SELECT 1 FROM letter", {}) == []


def test_a_reply_that_can_be_recalled_has_no_letter_until_it_went_out(letters: LetterWork, reader: Any) -> None:
    opening = request(id="REQ-RECALL")
    case = case_of(opening, recall=timedelta(minutes=1)).at("2026-01-06 10:00").claim()
    case.approve()
    letters.records.append(opening_work(case, opening))
    letters.number_decisions(opening.reference, PACK, SERVICE)
    assert (letters_of(reader, opening.reference), last_decision(reader, opening.reference)) == ((), None)
    case.do("recall", note="رقم خاطئ")
    case.approve()
    case.at("2026-01-06 10:30").wake()
    letters.records.append(work_of(case))
    letters.number_decisions(opening.reference, PACK, SERVICE)
    (only,) = letters_of(reader, opening.reference)
    assert only.seq == case.of("resolved")[-1].seq == last_decision(reader, opening.reference)


def test_a_pack_without_letters_has_none(letters: LetterWork) -> None:
    reference, _ = decided(letters)
    letters.number_decisions(reference, "expenses", SERVICE)
    assert letters.records.all("SELECT 1 FROM letter", {}) == []


def test_a_letter_is_made_once_and_is_the_same_whoever_makes_it(
    letters: LetterWork, reader: Any, packs: dict[str, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, event = numbered(letters)
    documents: list[bytes] = []
    keep = LetterWork._keep
    monkeypatch.setattr(LetterWork, "_keep", lambda self, given, document, code: documents.append(document))
    assert letters.make_letter(order(reference, event)) == MADE  # a worker that dies before it keeps anything
    assert letters_of(reader, reference)[0].made_at is None
    monkeypatch.setattr(LetterWork, "_keep", keep)
    other = LetterWork(letters.records, {PACK: packs[PACK].model_copy(update={"path": packs["expenses"].path})})
    assert other.make_letter(order(reference, event)) == letters.make_letter(order(reference, event)) == MADE
    (made,) = letters_of(reader, reference)
    assert made.document == documents[0] and made.sha256 == hashlib.sha256(documents[0]).digest()


def test_a_document_is_sealed_and_a_code_is_known_by_its_hash_alone(letters: LetterWork, database: Database) -> None:
    reference, event = numbered(letters)
    letters.make_letter(order(reference, event))
    with psycopg.connect(database.desk_url) as stranger:
        row = stranger.execute("SELECT document, code FROM letter WHERE reference = %s", (reference,)).fetchone()
    assert row is not None and all(bytes(each).startswith(MARK) for each in row)


def test_a_code_says_that_a_letter_is_genuine_signed_and_unchanged(letters: LetterWork, reader: Any) -> None:
    reference, event = numbered(letters)
    letters.make_letter(order(reference, event))
    (made,) = letters_of(reader, reference)
    found, later = letter_by_code(reader, made.code)
    told = verified(found, later, made.document)
    assert (told.standing, told.unchanged) == (LetterStanding.IN_FORCE, True)
    assert found is not None and (found.number, found.issued_at) == ("1447/000001", event.at)
    assert found.signed_by is None  # the key is on no list of the trusted
    by = letters.signatory
    assert by is not None and made.signed_by == by.key.kid


def test_a_decision_that_an_older_worker_recorded_is_numbered_when_its_letter_is_wanted(
    letters: LetterWork, reader: Any
) -> None:
    reference, event = decided(letters, approve=False)
    assert letters.make_letter(order(reference, event)) == MADE
    assert letters_of(reader, reference)[0].number == "1447/000001"
    assert letters.make_letter(MakeLetter(reference=reference, seq=1)).flaw is LetterFlaw.NOT_NUMBERED
    assert letters.make_letter(MakeLetter(reference="TW-0000", seq=1)).flaw is LetterFlaw.NOT_NUMBERED


def test_an_erased_case_has_no_letter_any_more_and_its_code_says_so(
    letters: LetterWork, reader: Any, house: CaseKeys, database: Database, packs: dict[str, Pack]
) -> None:
    reference, event = numbered(letters)
    letters.make_letter(order(reference, event))
    code = letters_of(reader, reference)[0].code
    with connect(database.migration_url) as owner:
        shred(owner, reference, Erasure(MORNING, "dana", "ordered"))
    later = LetterWork(Records(letters.records.engine, INDEX_KEY, PartSealer(keys(register(database)))), packs)
    assert later.make_letter(order(reference, event)).flaw is LetterFlaw.ERASED
    (emptied,) = letters_of(reader, reference)
    assert (emptied.document, emptied.code, emptied.number) == (b"", "", "1447/000001")
    found, _ = letter_by_code(reader, code)
    assert found is not None and found.erased_at == MORNING


def test_a_letter_waits_for_a_worker_that_can_typeset(letters: LetterWork, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_here(code: str) -> str:
        raise NoTypesetter("segno")

    reference, event = numbered(letters)
    monkeypatch.setattr("activities.official_letters.work.qr_svg", nothing_here)
    assert letters.make_letter(order(reference, event)).flaw is LetterFlaw.NO_TYPESETTER
    monkeypatch.undo()
    assert letters.make_letter(order(reference, event)) == MADE


OWNERS = (
    "UPDATE letter SET number = 7",
    "UPDATE letter SET document = '', code = ''",
    "UPDATE letter SET sha256 = ''",
    "DELETE FROM letter",
    "TRUNCATE letter",
    "UPDATE letter_form SET content = ''",
)
WORKERS = ("UPDATE letter SET document = NULL", "UPDATE letter_series SET last = 0", "DELETE FROM letter")


def test_nobody_changes_a_letter_that_was_made(letters: LetterWork, database: Database) -> None:
    letters.make_letter(order(*numbered(letters)))
    tries = [(database.migration_url, each) for each in OWNERS] + [(database.url, each) for each in WORKERS]
    for url, change in tries:
        with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(change.encode())
