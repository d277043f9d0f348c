"""A receipt proves the place of its request in the log to whoever has the log's public key, and to nobody else."""

import base64
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from activities.records.database import connect
from activities.records.store import Records
from checkpoints.keeper import Keeper
from checkpoints.places import FilePlace
from checkpoints.proofs import NotLogged, receipt_of
from models.codes import ReceiptFlaw
from models.log.checkpoint import Checkpoint, Proof, read_proof
from models.log.note import Signer
from models.log.receipt import BadReceipt, read_receipt, receipt_of_opening
from models.log.tree import inclusion_proof, root_of
from tests.support.database import Database, opening_work, request
from tests.support.signed_lives import SignedCase

SIGNER = Signer.made("tawasul.example/log")
ENTRIES = 11


def event_of(case: SignedCase) -> bytes:
    return case.events[0].model_dump_json().encode()


def receipt_text(case: SignedCase, entry: int = 6) -> str:
    """The receipt of a case whose opening stands among other entries of a log."""
    entries = [sha256(bytes([number])).digest() for number in range(ENTRIES)]
    entries[entry] = sha256(case.state.reference.encode() + event_of(case)).digest()
    note = Checkpoint(f"{SIGNER.name}/1", ENTRIES, root_of(entries)).signed(SIGNER)
    proof = Proof(entry, inclusion_proof(entry, entries), note, base64.b64encode(event_of(case)).decode())
    return str(receipt_of_opening(case.state.reference, proof))


@pytest.mark.parametrize("entry", range(ENTRIES))
def test_a_receipt_proves_when_its_request_was_opened_and_where_it_stands(entry: int) -> None:
    case = SignedCase(request())
    found = read_receipt(receipt_text(case, entry), [SIGNER.verifier])
    assert (found.reference, found.entry, found.checkpoint.size) == (case.state.reference, entry, ENTRIES)
    assert (found.opened_at, found.fingerprint) == (case.events[0].at, case.request.fingerprint)


def test_a_receipt_has_nothing_of_what_the_beneficiary_wrote_or_is() -> None:
    case = SignedCase(request())
    said = base64.b64decode(read_proof(receipt_text(case)).extra).decode()
    applicant = case.request.applicant
    for personal in (applicant.id_number, applicant.mobile, applicant.email, case.request.text_ar):
        assert personal and personal not in said
    assert len(receipt_text(case)) < 4_000


def changed(text: str, **said: str) -> str:
    """A receipt that says something else."""
    proof = read_proof(text)
    extra = json.loads(base64.b64decode(proof.extra)) | said
    return str(
        Proof(proof.index, proof.hashes, proof.checkpoint, base64.b64encode(json.dumps(extra).encode()).decode())
    )


def other_event(text: str) -> str:
    said = json.loads(base64.b64decode(read_proof(text).extra))
    return changed(text, event=said["event"].replace('"fingerprint":"', '"fingerprint":"0'))


CHANGES: dict[str, tuple[Callable[[str], str], ReceiptFlaw]] = {
    "another reference": (lambda text: changed(text, reference="TW-0000-0000-0000-0"), ReceiptFlaw.NOT_LOGGED),
    "another event": (other_event, ReceiptFlaw.NOT_LOGGED),
    "another place": (lambda text: text.replace("index 6", "index 7"), ReceiptFlaw.NOT_LOGGED),
    "another size": (lambda text: text.replace(f"/1\n{ENTRIES}\n", f"/1\n{ENTRIES + 1}\n"), ReceiptFlaw.NOT_SIGNED),
    "another log": (lambda text: text.replace(f"{SIGNER.name}/1", f"{SIGNER.name}/2"), ReceiptFlaw.NOT_SIGNED),
    "no receipt": (lambda text: "hello", ReceiptFlaw.UNREADABLE),
    "nothing": (lambda text: "", ReceiptFlaw.UNREADABLE),
    "cut off": (lambda text: text[:200], ReceiptFlaw.UNREADABLE),
}


@pytest.mark.parametrize(("change", "flaw"), CHANGES.values(), ids=CHANGES)
def test_a_changed_receipt_proves_nothing_and_says_why(change: Callable[[str], str], flaw: ReceiptFlaw) -> None:
    with pytest.raises(BadReceipt) as refused:
        read_receipt(change(receipt_text(SignedCase(request()))), [SIGNER.verifier])
    assert refused.value.flaw is flaw


def test_a_receipt_of_another_event_or_by_another_log_proves_no_opening() -> None:
    case = SignedCase(request())
    case.claim()
    case.events.pop(0)
    with pytest.raises(BadReceipt) as refused:
        read_receipt(receipt_text(case), [SIGNER.verifier])
    assert refused.value.flaw is ReceiptFlaw.NO_OPENING
    with pytest.raises(BadReceipt) as refused:
        read_receipt(receipt_text(SignedCase(request())), [Signer.made(SIGNER.name).verifier])
    assert refused.value.flaw is ReceiptFlaw.NOT_SIGNED


def test_a_receipt_is_there_with_the_next_checkpoint(records: Records, database: Database, tmp_path: Path) -> None:
    case = SignedCase(request())
    records.append(opening_work(case, case.request))
    reference = case.state.reference
    with connect(database.url) as connection:
        with pytest.raises(NotLogged):
            receipt_of(connection, reference)
        Keeper(database.url, SIGNER, FilePlace(tmp_path / "checkpoints.txt")).keep()
        found = read_receipt(str(receipt_of(connection, reference)), [SIGNER.verifier])
    assert found.reference == reference
