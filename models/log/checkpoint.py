"""Checkpoints (C2SP tlog-checkpoint): size and root of a log at one moment, as a signed note; and proofs of one entry.

A proof (C2SP tlog-proof) stands alone: with the public key of the log, a program of fifty lines checks it.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from models.log.note import BadNote, Signer, Verifier, decoded, verified_text
from models.log.tree import HASH_BYTES, root_by_proof

_PROOF = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: `origin` names the log, `size` counts its entries, `root` is of the tree of them."""

    origin: str
    size: int
    root: bytes

    def signed(self, signer: Signer) -> str:
        """The signed note of this checkpoint."""
        return signer.sign(f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n")


@dataclass(frozen=True)
class Proof:
    """That an entry stands in a log at `index`: the hashes that lead to the root of the checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    """The signed note."""
    extra: str = ""
    """Base64 of what the entry was made of. It proves nothing by itself."""

    def __str__(self) -> str:
        """The proof as the text of a `.tlog-proof` file."""
        extra = [f"extra {self.extra}"] if self.extra else []
        hashes = (base64.b64encode(each).decode() for each in self.hashes)
        return "\n".join((_PROOF, *extra, f"index {self.index}", *hashes)) + f"\n\n{self.checkpoint}"


def read_checkpoint(note: str, verifiers: Iterable[Verifier]) -> Checkpoint:
    """The checkpoint of a signed note. Raises BadNote."""
    lines = verified_text(note, verifiers).splitlines()
    if len(lines) < 3 or not lines[0] or not _is_number(lines[1]):
        raise BadNote("the signed text is no checkpoint")
    return Checkpoint(lines[0], int(lines[1]), _hash(lines[2]))


def read_proof(text: str) -> Proof:
    """The proof of its text, nothing of which is checked yet. Raises BadNote."""
    head, _, note = text.partition("\n\n")
    first, *lines = head.splitlines() or [""]
    extra = lines[0].removeprefix("extra ") if lines and lines[0].startswith("extra ") else ""
    lines = lines[1:] if extra else lines
    index = lines[0].removeprefix("index ") if lines else ""
    if first != _PROOF or not _is_number(index):
        raise BadNote("this is no proof of an entry")
    return Proof(int(index), tuple(map(_hash, lines[1:])), note, extra)


def proves(proof: Proof, entry: bytes, verifiers: Iterable[Verifier]) -> Checkpoint | None:
    """The checkpoint under which a proof shows an entry to stand in the log; none when it does not show that.

    Raises BadNote when no known key signed the checkpoint.
    """
    checkpoint = read_checkpoint(proof.checkpoint, verifiers)
    root = root_by_proof(entry, proof.index, checkpoint.size, proof.hashes)
    return checkpoint if root == checkpoint.root else None


def notes_in(text: str) -> list[str]:
    """The signed notes of a file to which one was added after another, each ended by an empty line."""
    notes, lines, in_signatures = list[str](), list[str](), False
    for line in text.splitlines(keepends=True):
        if in_signatures and not line.startswith("—"):
            notes.append("".join(lines))
            lines, in_signatures = [], False
            if line == "\n":
                continue
        in_signatures = in_signatures or line.startswith("— ")
        lines.append(line)
    return [*notes, "".join(lines)] if "".join(lines).strip() else notes


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and (text == "0" or not text.startswith("0"))


def _hash(text: str) -> bytes:
    raw = decoded(text)
    if raw is None or len(raw) != HASH_BYTES:
        raise BadNote("a line is no hash")
    return raw
