"""The audit at the command line: its verdict in words and as data, whom to trust, and the beneficiary's receipt."""

import json
import string
from pathlib import Path

import psycopg
import pytest

from activities.records.audit import Flaw
from activities.records.store import Records
from checkpoints.keeper import Keeper
from checkpoints.places import FilePlace
from commands.admin.audit_words import FLAW, NOT_AGAIN, sentence_of
from commands.admin.receipt_page import FLAW as RECEIPT_FLAW
from commands.common.words.advice import ExitCode
from models.codes import AuditFlaw, NotRedecided, ReceiptFlaw
from models.log.note import Signer
from tests.support.database import Database, opening_work, request
from tests.support.signed_lives import SignedCase
from tests.support.simulation import DIRECTOR, OMAR
from tests.support.terminal import CommandLine

SIGNER = Signer.made("tawasul.example/log")
KEY = str(SIGNER.verifier)


@pytest.fixture
def case(records: Records, staff: object) -> SignedCase:
    """A case on record whose commands are signed."""
    signed = SignedCase(request())
    signed.claim()
    signed.do("note", OMAR, text="مراجعة")
    records.append(opening_work(signed, signed.request))
    return signed


def test_every_code_has_words_in_both_languages_for_its_fields() -> None:
    assert set(FLAW) == set(AuditFlaw) and set(NOT_AGAIN) == set(NotRedecided)
    assert set(RECEIPT_FLAW) == set(ReceiptFlaw)
    for label in (*FLAW.values(), *NOT_AGAIN.values(), *RECEIPT_FLAW.values()):
        named = [{field for _, field, _, _ in string.Formatter().parse(text) if field} for text in label]
        assert named[0] == named[1] and label.en.isascii() and not label.ar.isascii()


def test_a_flaw_is_told_in_the_words_of_its_fields() -> None:
    flaw = Flaw("TW-7K3M-9QXD-2VHA-K", 3, AuditFlaw.OTHERWISE, {"differs": "outcome"})
    assert "outcome" in sentence_of(flaw).en and "outcome" in sentence_of(flaw).ar


def test_the_verdict_says_what_was_decided_again_and_what_was_not(tawasul: CommandLine, case: SignedCase) -> None:
    said = tawasul("audit", "verify")
    assert said.code == ExitCode.DONE
    assert "decided again: 3 events; not in full: conclusions of the first stage 1" in said.out
    data = tawasul("audit", "verify", case.state.reference, "--json").data
    assert (data["whole"], data["redecided"], data["not_redecided"]) == (True, 3, {"first_stage": 1})


def test_a_flaw_is_a_code_with_fields_and_a_sentence_at_the_terminal(
    tawasul: CommandLine, case: SignedCase, database: Database
) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("UPDATE case_row SET assignee = 'layla'")
    (flaw,) = tawasul("audit", "verify", "--json").data["flaws"]
    assert flaw == {
        "reference": case.state.reference,
        "seq": len(case.events),
        "what": "other_row",
        "fields": {"differs": "assignee"},
    }
    said = tawasul("audit", "verify")
    assert said.code == ExitCode.REFUSED and "the projection differs in assignee" in said.out


def test_whoever_is_trusted_beyond_the_auditor_s_copy_is_named(
    tawasul: CommandLine, case: SignedCase, database: Database, tmp_path: Path
) -> None:
    copy = tmp_path / "trust.txt"
    copy.write_text(tawasul("audit", "trust").out)
    assert tawasul("audit", "verify", "--trust", copy).code == ExitCode.DONE
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("UPDATE staff SET role = 'director' WHERE id = 'omar'")
    said = tawasul("audit", "verify", "--trust", copy)
    assert said.code == ExitCode.REFUSED
    assert "unexpected among the trusted: staff omar director" in said.out
    found = tawasul("audit", "verify", "--trust", copy, "--json").data["trust"]
    assert sorted(each["missing"] for each in found) == [False, True]


def test_a_receipt_comes_with_the_next_checkpoint_and_is_checked_with_the_key_alone(
    tawasul: CommandLine, case: SignedCase, database: Database, tmp_path: Path
) -> None:
    reference, file = case.state.reference, tmp_path / "my-request.receipt"
    early = tawasul("receipt", reference)
    assert early.code != ExitCode.DONE and "wait a minute for the next checkpoint" in early.err
    Keeper(database.url, SIGNER, FilePlace(tmp_path / "checkpoints.txt")).keep()
    for printed in (tawasul("receipt", reference).out, tawasul("receipt", reference, "--json").out):
        file.write_text(printed)
        said = tawasul("audit", "receipt", file, "--key", KEY)
        assert said.code == ExitCode.DONE, said.err
        assert reference in said.out and "الطلب مقيد في السجل" in said.out and "entry 1 of 4" in said.out
    assert tawasul("audit", "receipt", file, "--key", KEY, "--json").data["proved"] is True
    other = tawasul("audit", "receipt", file, "--key", str(Signer.made(SIGNER.name).verifier), "--json")
    assert (other.code, other.data) == (ExitCode.REFUSED, {"proved": False, "flaw": "not_signed"})
    file.write_text(json.dumps({"proof": "hello"}))
    assert tawasul("audit", "receipt", file, "--key", KEY).out.startswith("not proved: this is no receipt")


def test_a_receipt_is_a_look_at_the_case(
    tawasul: CommandLine, case: SignedCase, database: Database, tmp_path: Path
) -> None:
    Keeper(database.url, SIGNER, FilePlace(tmp_path / "checkpoints.txt")).keep()
    assert tawasul("receipt", case.state.reference).code == ExitCode.DONE
    with psycopg.connect(database.superuser_url) as superuser:
        looks = superuser.execute("SELECT verb, by FROM view WHERE reference = %s", (case.state.reference,)).fetchall()
    assert looks == [("look", DIRECTOR.id)]
