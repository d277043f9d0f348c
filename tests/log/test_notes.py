"""Signed notes, checkpoints and proofs: the example of Go's `sumdb/note`, and what is no note."""

import base64

import pytest

from models.log.checkpoint import Checkpoint, Proof, notes_in, proves, read_checkpoint, read_proof
from models.log.note import BadKey, BadNote, Signer, Verifier, verified_text
from models.log.tree import inclusion_proof, root_of

PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    f"{TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The published example of the format."""

SIGNER = Signer.made("tawasul.example/log")
ENTRIES = [bytes([number]) * 32 for number in range(11)]


def checkpoint(size: int = 11) -> str:
    return Checkpoint("tawasul.example/log", size, root_of(ENTRIES[:size])).signed(SIGNER)


def test_the_published_example_is_read_and_written() -> None:
    assert verified_text(NOTE, [Verifier.read(PUBLIC)]) == TEXT
    assert Signer.read(PRIVATE).sign(TEXT) == NOTE
    assert str(Signer.read(PRIVATE)) == PRIVATE
    assert str(Signer.read(PRIVATE).verifier) == PUBLIC


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("think", "thing"),
        NOTE.replace("x08go", "x08gp"),
        NOTE.replace("PeterNeumann", "PeterNewmann"),
        NOTE.replace("— ", "- "),
        NOTE.rstrip("\n").rpartition("\n")[0],
        TEXT,
        "",
        NOTE + f"— PeterNeumann x08go/{'A' * 86}==\n",
    ],
)
def test_a_changed_note_is_not_believed(note: str) -> None:
    with pytest.raises(BadNote):
        verified_text(note, [Verifier.read(PUBLIC)])


def test_a_further_signature_of_somebody_unknown_is_passed_over() -> None:
    other = Signer.made("witness.example")
    line = other.sign(TEXT).splitlines()[-1]
    assert verified_text(f"{NOTE}{line}\n", [Verifier.read(PUBLIC)]) == TEXT


@pytest.mark.parametrize(
    "text", ["", "a+b", PUBLIC.replace("c74f20a3", "c74f20a4"), PUBLIC[:-4], PRIVATE.removeprefix("PRIVATE+KEY+")]
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        Verifier.read(text)


def test_a_name_with_a_space_or_a_plus_is_no_name_of_a_key() -> None:
    for name in ("", "two words", "one+two", "line\n"):
        with pytest.raises(BadKey):
            Signer.made(name)


def test_a_checkpoint_is_read_as_it_was_signed() -> None:
    read = read_checkpoint(checkpoint(), [SIGNER.verifier])
    assert read == Checkpoint("tawasul.example/log", 11, root_of(ENTRIES))


@pytest.mark.parametrize(
    "text", ["one\n2\n", "one\n-2\nxx\n", "one\n02\n" + base64.b64encode(b"x" * 32).decode() + "\n", "one\n2\nxx\n"]
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        read_checkpoint(SIGNER.sign(text), [SIGNER.verifier])


def test_a_proof_that_was_written_proves_its_entry_and_no_other() -> None:
    for index, entry in enumerate(ENTRIES):
        text = str(Proof(index, inclusion_proof(index, ENTRIES), checkpoint()))
        assert proves(read_proof(text), entry, [SIGNER.verifier])
        assert not proves(read_proof(text), b"another", [SIGNER.verifier])
        assert not proves(read_proof(text.replace(f"index {index}", f"index {index + 1}")), entry, [SIGNER.verifier])


def test_a_proof_with_extra_data_is_read_without_them() -> None:
    text = str(Proof(0, inclusion_proof(0, ENTRIES), checkpoint())).replace("index 0", "extra AAAA\nindex 0")
    assert proves(read_proof(text), ENTRIES[0], [SIGNER.verifier])


@pytest.mark.parametrize("text", ["", "c2sp.org/tlog-proof@v1\n\n", "c2sp.org/tlog-proof@v2\nindex 1\n\n", "x\n\ny"])
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        read_proof(text)


def test_the_notes_of_a_file_are_found_one_by_one() -> None:
    written = [checkpoint(size) for size in (1, 5, 11)]
    assert notes_in("\n".join(written)) == written
    assert notes_in("") == []
    assert notes_in(written[0] + "half a note")[-1] == "half a note"
