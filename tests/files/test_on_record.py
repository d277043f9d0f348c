"""Files on record: taken in once, within the limits of their case, scanned, opened by the key of their case, erased."""

import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from temporalio.exceptions import ApplicationError

from activities.files.fetching import FilePlaces
from activities.files.on_record import FileOnRecord, PutFile, file_of, files_of, opened, put_file, stored_of
from activities.files.scanner import Scanner
from activities.files.stores.folder import FolderStore
from activities.files.taking import FileTaking
from activities.files.terms_file import SHIPPED, file_terms
from activities.files.wanting import WantedFiles
from activities.files.work import FileWork
from activities.keys.case_keys import CaseKeys
from activities.keys.erasure import Erasure, shred
from activities.keys.parts import PartSealer
from activities.keys.wrapping_keys import LocalWrappingKeys
from activities.records.database import Connection, connect
from activities.records.store import Records
from errors import Damaged, FileNotOpened, FileNotTaken
from models.files.codes import FileFlaw, FileStatus, Putter
from models.files.naming import hash_in
from models.files.sealed_pieces import opened_pieces
from models.keys.parts import MARK
from tests.keys.test_case_keys import OLD, keys, register
from tests.support.database import INDEX_KEY, MORNING, Database, case_of, opening_work, request
from tests.support.files import EICAR, JPEG, PDF
from tests.support.servers.gateways import FakeHttpGateway, http_gateway
from tests.support.servers.scanner import FakeScanner, fake_scanner
from workflows.files.ports import TakeInFile

LOOPBACK = "127.0.0.0/8"
KIND = "payment_receipt"


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> CaseKeys:
    """The keys of the cases of one database, with which the connections of this process open what is sealed."""
    ours = keys(register(database))
    monkeypatch.setattr("activities.records.opening.case_keys_at", lambda url: ours)
    return ours


@pytest.fixture
def work(records: Records, house: CaseKeys, tmp_path: Path) -> FileWork:
    """What a worker does about files, without a scanner."""
    wrapping = LocalWrappingKeys(lambda: OLD, "here")
    taking = FileTaking(file_terms(SHIPPED.parent), FolderStore(tmp_path / "files"), wrapping, INDEX_KEY)
    return FileWork(Records(records.engine, INDEX_KEY, PartSealer(house)), taking)


@pytest.fixture
def desk(database: Database) -> Iterator[Connection]:
    with connect(database.desk_url) as connection:
        yield connection


@pytest.fixture
def scanner() -> Iterator[FakeScanner]:
    with fake_scanner() as fake:
        yield fake


def with_scanner(work: FileWork, fake: FakeScanner) -> FileWork:
    return FileWork(work.records, work.taking, Scanner.at(fake.address, LOOPBACK))


def on_record(work: FileWork, **changes: Any) -> str:
    """A case on record."""
    filed = request(**changes)
    work.records.append(opening_work(case_of(filed), filed))
    return filed.reference


def sent(work: FileWork, desk: Connection, reference: str, content: bytes = PDF, kind: str = KIND) -> PutFile:
    """A file that somebody sent, as the HTTP interface takes it."""
    with work.taking.begin(reference) as file:
        for at in range(0, len(content), 1_000):
            file.add(content[at : at + 1_000])
        taken = file.end("../إيصال.pdf.exe")
    return put_file(desk, work.taking, taken, kind=kind, by="pages", putter=Putter.BENEFICIARY)


def known(work: FileWork, desk: Connection, reference: str) -> FileOnRecord:
    """The one file of a case."""
    (found,) = files_of(desk, work.taking.wrapping, reference)
    return found


def content_of(work: FileWork, desk: Connection, reference: str, number: int = 1) -> bytes:
    with opened(work.taking.store, file_of(desk, work.taking.wrapping, reference, number)) as pieces:
        return b"".join(pieces)


def kept(work: FileWork) -> list[Path]:
    """What is in the folder of files."""
    assert isinstance(work.taking.store, FolderStore)
    return [each for each in work.taking.store.folder.rglob("*") if each.is_file()]


def test_a_file_is_sealed_stored_by_its_hash_and_opened_again(work: FileWork, desk: Connection) -> None:
    reference = on_record(work)
    put = sent(work, desk, reference)
    assert put.number == 1 and put.attachment["file_name"] == "إيصال.pdf.pdf"
    assert work.take_in_file(TakeInFile(file=put.id)).next_in is None
    file = known(work, desk, reference)
    assert (file.status, file.type, file.size) == (FileStatus.UNSCANNED, "application/pdf", len(PDF))
    assert file.about and file.about.sha256 == hash_in(put.attachment["mime"])
    assert content_of(work, desk, reference) == PDF
    (stored,) = kept(work)
    assert stored.name == file.stored and PDF[:8] not in stored.read_bytes()


def test_nothing_on_record_names_a_file_or_opens_it_without_the_key_of_its_case(
    work: FileWork, desk: Connection, database: Database
) -> None:
    put = sent(work, desk, on_record(work))
    with psycopg.connect(database.superuser_url) as raw:
        before = raw.execute("SELECT a::text, key FROM attached_file a").fetchone()
        work.take_in_file(TakeInFile(file=put.id))
        after = raw.execute("SELECT a::text, key, wrapped_by FROM attached_file a").fetchone()
    assert before and after
    assert "إيصال" not in before[0] + after[0] and not before[1].startswith(MARK)
    assert after[1].startswith(MARK) and after[2] is None


def test_the_same_content_of_a_case_is_there_once(work: FileWork, desk: Connection) -> None:
    reference = on_record(work)
    first, again = sent(work, desk, reference), sent(work, desk, reference)
    assert first.id == again.id and len(kept(work)) == 1
    assert sent(work, desk, reference, kind="photo").number == 2
    other = on_record(work, id="REQ-2")
    assert sent(work, desk, other).number == 1 and len(kept(work)) == 3


def test_a_file_that_comes_before_its_request_waits_for_it(work: FileWork, desk: Connection) -> None:
    filed = request(id="REQ-7")
    put = sent(work, desk, filed.reference)
    waits = work.take_in_file(TakeInFile(file=put.id)).next_in
    assert waits and 1 < waits < 60
    assert content_of(work, desk, filed.reference) == PDF
    on_record(work, id="REQ-7")
    assert work.take_in_file(TakeInFile(file=put.id)).next_in is None
    assert content_of(work, desk, filed.reference) == PDF


def test_what_no_request_follows_is_dropped_after_a_day(work: FileWork, desk: Connection, database: Database) -> None:
    reference = request(id="REQ-8").reference
    put = sent(work, desk, reference)
    work.take_in_file(TakeInFile(file=put.id))
    made_older(database, hours=25)
    assert work.take_in_file(TakeInFile(file=put.id)).next_in is None
    assert files_of(desk, work.taking.wrapping, reference) == () and kept(work) == []


def made_older(database: Database, **by: float) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE attached_file DISABLE TRIGGER file_stays")
        owner.execute("UPDATE attached_file SET put_at = put_at - %s", (timedelta(**by),))
        owner.execute("ALTER TABLE attached_file ENABLE ALWAYS TRIGGER file_stays")


def test_the_limits_of_a_case_are_kept_and_leave_nothing_behind(work: FileWork, desk: Connection) -> None:
    reference = on_record(work)
    for limits, flaw in (({"files_of_a_case": 1}, FileFlaw.TOO_MANY), ({"case_megabytes": 0.0005}, FileFlaw.CASE_FULL)):
        terms = work.taking.terms
        narrow = terms.model_copy(update={"limits": terms.limits.model_copy(update=limits)})
        narrowed = FileWork(work.records, FileTaking(narrow, work.taking.store, work.taking.wrapping, INDEX_KEY))
        sent(narrowed, desk, reference)
        with pytest.raises(FileNotTaken) as refused:
            sent(narrowed, desk, reference, JPEG)
        assert refused.value.flaw == flaw and len(kept(work)) == 1


def test_a_file_that_is_broken_off_or_refused_leaves_nothing_behind(work: FileWork, tmp_path: Path) -> None:
    with pytest.raises(FileNotTaken), work.taking.begin("TW-1") as file:
        file.add(b"MZ" + bytes(100))
    with work.taking.begin("TW-1") as file:
        file.add(PDF)
    assert kept(work) == []


def test_a_large_file_is_never_held_as_a_whole(work: FileWork) -> None:
    piece, wide = PDF[:9] + bytes(65_527), {"file_megabytes": 100.0}
    terms = work.taking.terms.model_copy(update={"limits": work.taking.terms.limits.model_copy(update=wide)})
    taking = FileTaking(terms, work.taking.store, work.taking.wrapping, INDEX_KEY)
    tracemalloc.start()
    try:
        with taking.begin("TW-1") as file:
            for _ in range(300):
                file.add(piece)
            taken = file.end("x.pdf")
        with taking.store.opened(taken.stored) as stored:
            size = sum(map(len, opened_pieces(taken.key, taken.place.bound, stored)))
        assert size == 300 * len(piece) and tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_a_scanner_says_what_may_be_opened(work: FileWork, desk: Connection, scanner: FakeScanner) -> None:
    reference, scanning = on_record(work), with_scanner(work, scanner)
    clean, bad = sent(work, desk, reference), sent(work, desk, reference, PDF + EICAR)
    with pytest.raises(FileNotOpened) as waits:
        content_of(work, desk, reference)
    assert waits.value.status == FileStatus.WAITING
    for each in (clean, bad):
        scanning.take_in_file(TakeInFile(file=each.id))
    assert scanner.scanned == [PDF, PDF + EICAR]
    assert content_of(work, desk, reference, 1) == PDF
    with pytest.raises(FileNotOpened) as infected:
        content_of(work, desk, reference, 2)
    assert infected.value.status == FileStatus.INFECTED and len(kept(work)) == 1
    found = files_of(desk, work.taking.wrapping, reference)[1]
    assert found.finding == "Eicar-Test-Signature" and found.scanned_at


def test_while_the_scanner_is_away_a_file_waits_and_is_not_lost(
    work: FileWork, desk: Connection, scanner: FakeScanner
) -> None:
    reference = on_record(work)
    put = sent(work, desk, reference)
    away = FileWork(work.records, work.taking, Scanner.at("tcp://127.0.0.1:9", LOOPBACK))
    for _ in range(2):
        with pytest.raises(ApplicationError) as failed:
            away.take_in_file(TakeInFile(file=put.id))
        assert failed.value.message == "scanner" and not failed.value.non_retryable
    file = known(work, desk, reference)
    assert (file.status, file.error) == (FileStatus.WAITING, "scanner")
    with_scanner(work, scanner).take_in_file(TakeInFile(file=put.id))
    assert known(work, desk, reference).status is FileStatus.CLEAN


def test_what_was_changed_in_the_store_is_not_opened(work: FileWork, desk: Connection) -> None:
    reference = on_record(work)
    put = sent(work, desk, reference, PDF[:9] + bytes(200_000))
    work.take_in_file(TakeInFile(file=put.id))
    (stored,) = kept(work)
    content = bytearray(stored.read_bytes())
    content[100_000] ^= 1
    stored.write_bytes(content)
    with pytest.raises(Damaged):
        content_of(work, desk, reference)


def test_erasing_a_case_makes_its_files_unreadable_in_every_copy(
    work: FileWork, desk: Connection, database: Database, house: CaseKeys
) -> None:
    reference = on_record(work)
    put = sent(work, desk, reference)
    work.take_in_file(TakeInFile(file=put.id))
    file = known(work, desk, reference)
    with psycopg.connect(database.superuser_url) as raw:
        copied = raw.execute("SELECT key, about FROM attached_file").fetchone()
    with connect(database.migration_url) as owner:
        assert stored_of(owner, reference) == [file.stored]
        shred(owner, reference, Erasure(MORNING, "huda", "requested"))
    assert copied and PartSealer(keys(register(database))).opened(copied[0]) == b""
    erased = known(work, desk, reference)
    assert (erased.status, erased.name, erased.size) == (FileStatus.ERASED, "", len(PDF))
    with pytest.raises(FileNotOpened):
        content_of(work, desk, reference)
    with pytest.raises(FileNotTaken) as gone:
        sent(work, desk, reference, JPEG)
    assert gone.value.flaw == FileFlaw.CASE_GONE
    assert work.take_in_file(TakeInFile(file=put.id)).next_in is None and kept(work) == []


@pytest.mark.parametrize(
    "change",
    ["size = 1", "stored = ''", "about = ''", "kind = 'x'", "status = 'waiting'", "put_by = 'x'", "reference = 'x'"],
)
def test_nobody_changes_what_a_file_is(change: str, work: FileWork, desk: Connection, database: Database) -> None:
    put = sent(work, desk, on_record(work))
    work.take_in_file(TakeInFile(file=put.id))
    for url in (database.url, database.migration_url):
        with psycopg.connect(url) as writer, pytest.raises(psycopg.errors.InsufficientPrivilege):
            writer.execute(f"UPDATE attached_file SET {change}".encode())


def places(gateway: FakeHttpGateway, networks: str = LOOPBACK) -> FilePlaces:
    return FilePlaces.read(f"absher_individuals={gateway.url}/", "a-token", networks)


def wanting(work: FileWork, gateway: FakeHttpGateway, *names: str) -> tuple[FileWork, str]:
    """A case of a channel that gives the files its requests name, and a worker that fetches them."""
    named = [{"file_name": name, "kind": KIND} for name in names]
    filed = request(attachments=named)
    opening = opening_work(case_of(filed), filed)
    work.records.append(opening)
    found = places(gateway)
    for _ in range(2):
        WantedFiles(work.records, work.taking, found).want(opening)
    return FileWork(work.records, work.taking, places=found), filed.reference


def test_a_file_that_a_request_names_is_fetched_from_the_place_of_its_channel(work: FileWork, desk: Connection) -> None:
    with http_gateway() as gateway:
        gateway.gives = PDF
        fetching, reference = wanting(work, gateway, "إيصال 1.pdf")
        wanted = known(work, desk, reference)
        assert wanted.status is FileStatus.WANTED
        fetching.take_in_file(TakeInFile(file=wanted.id))
    (call,) = gateway.received
    assert call.headers["authorization"] == "Bearer a-token"
    file = known(work, desk, reference)
    assert (file.status, file.name, file.putter) == (FileStatus.UNSCANNED, "إيصال 1.pdf", Putter.CHANNEL)
    assert content_of(work, desk, reference) == PDF


@pytest.mark.parametrize(("status", "error"), [(404, "http_404"), (302, "http_302"), (410, "http_410")])
def test_what_is_not_to_be_had_is_said_so(status: int, error: str, work: FileWork, desk: Connection) -> None:
    with http_gateway(status, Location="http://169.254.169.254/") as gateway:
        fetching, reference = wanting(work, gateway, "receipt.pdf")
        fetching.take_in_file(TakeInFile(file=known(work, desk, reference).id))
    file = known(work, desk, reference)
    assert (file.status, file.error) == (FileStatus.NOT_FETCHED, error) and len(gateway.received) == 1


def test_what_is_not_taken_is_not_fetched(work: FileWork, desk: Connection) -> None:
    with http_gateway() as gateway:
        gateway.gives = b"<html>log in</html>" * 10
        fetching, reference = wanting(work, gateway, "receipt.pdf")
        fetching.take_in_file(TakeInFile(file=known(work, desk, reference).id))
    file = known(work, desk, reference)
    assert (file.status, file.error) == (FileStatus.NOT_FETCHED, FileFlaw.WRONG_TYPE) and kept(work) == []


def test_a_channel_that_is_away_is_asked_again_for_three_days(
    work: FileWork, desk: Connection, database: Database
) -> None:
    with http_gateway(503, 503) as gateway:
        fetching, reference = wanting(work, gateway, "receipt.pdf")
        wanted = known(work, desk, reference)
        with pytest.raises(ApplicationError):
            fetching.take_in_file(TakeInFile(file=wanted.id))
        made_older(database, days=3)
        fetching.take_in_file(TakeInFile(file=wanted.id))
    assert known(work, desk, reference).status is FileStatus.NOT_FETCHED


@pytest.mark.parametrize(
    "called",
    ["http://169.254.169.254/latest", "https://elsewhere.example/x", "..", "../admin", "a/../../b", "%2e%2e"],
)
def test_whoever_files_a_request_does_not_say_where_a_worker_goes(called: str) -> None:
    found = FilePlaces.read("portal=https://files.example/in/", "", "")
    place, url = "https://files.example/in/", found.address("portal", called)
    assert url is None or (url.startswith(place) and "/" not in url.removeprefix(place) and "%2F" not in url)
    assert found.address("another", "receipt.pdf") is None


def test_an_address_below_the_place_of_the_channel_is_one() -> None:
    found = FilePlaces.read("portal=https://files.example/in/ other=https://o.example/", "", "")
    assert found.address("portal", "https://files.example/in/2026/7.pdf") == "https://files.example/in/2026/7.pdf"
    assert found.address("portal", "https://files.example/in/../x") is None
    assert found.address("portal", "https://files.example/other") is None
    assert found.address("other", "إيصال.pdf") == "https://o.example/%D8%A5%D9%8A%D8%B5%D8%A7%D9%84.pdf"
