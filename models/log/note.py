"""Signed notes (C2SP signed-note): a text of lines, then a line for each signature. Ed25519 alone.

Keys are written as Go's `sumdb/note` writes them, so that its tools read ours: `NAME+ID+KEY` to verify, and the same
after `PRIVATE+KEY+` to sign.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_SIGNATURE = "— "
_MOST_SIGNATURES = 16


class BadNote(ValueError):
    """A text that is no signed note, or none that a known key signed."""


class BadKey(ValueError):
    """A text that is no key of a signed note."""


@dataclass(frozen=True)
class Verifier:
    """A public key with the name it signs under."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of the hash of name and key, which lead a signature to its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @classmethod
    def read(cls, text: str) -> Self:
        """The key of its text. Raises BadKey."""
        name, key_id, key = _parts(text)
        verifier = cls(name, key)
        if verifier.id.hex() != key_id:
            raise BadKey("the key does not fit its own id")
        return verifier

    def __str__(self) -> str:
        """The key as text."""
        return f"{self.name}+{self.id.hex()}+{_text(_ED25519 + self.public)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether this key signed a text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key with the name it signs under."""

    name: str
    private: bytes = field(repr=False)

    @classmethod
    def made(cls, name: str) -> Self:
        """A new key. Raises BadKey for a name that cannot stand in a note."""
        if not name or "+" in name or any(each.isspace() for each in name):
            raise BadKey("a name of a key has neither a space nor a plus")
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, text: str) -> Self:
        """The key of its text. Raises BadKey."""
        if not text.startswith(_PRIVATE):
            raise BadKey(f"a key that signs begins with {_PRIVATE}")
        name, key_id, key = _parts(text.removeprefix(_PRIVATE))
        signer = cls(name, key)
        if signer.verifier.id.hex() != key_id:
            raise BadKey("the key does not fit its own id")
        return signer

    def __str__(self) -> str:
        """The key as text: a secret."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{_text(_ED25519 + self.private)}"

    @property
    def verifier(self) -> Verifier:
        """The public part."""
        return Verifier(self.name, self._key().public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signed note of a text of lines, the last of which is ended too. Raises BadNote."""
        if not text.endswith("\n") or any(each < " " and each != "\n" for each in text):
            raise BadNote("the text of a note is of whole lines, without control characters")
        signature = _text(self.verifier.id + self._key().sign(text.encode()))
        return f"{text}\n{_SIGNATURE}{self.name} {signature}\n"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private)


def verified_text(note: str, verifiers: Iterable[Verifier]) -> str:
    """The text of a note that a known key signed. Raises BadNote when none did, or one that did not sign this text."""
    text, _, lines = note.rpartition("\n\n")
    known = {(each.name, each.id): each for each in verifiers}
    signed = False
    for name, key_id, signature in _signatures(lines):
        if verifier := known.get((name, key_id)):
            if not verifier.verifies(f"{text}\n", signature):
                raise BadNote(f"the signature of {name} is not of this text")
            signed = True
    if not signed:
        raise BadNote("no known key signed it")
    return f"{text}\n"


def _signatures(lines: str) -> list[tuple[str, bytes, bytes]]:
    found = []
    for line in lines.splitlines():
        name, _, value = line.removeprefix(_SIGNATURE).partition(" ")
        raw = decoded(value)
        if not line.startswith(_SIGNATURE) or raw is None or len(raw) < 5:
            raise BadNote("a line after the text is no signature")
        found.append((name, raw[:4], raw[4:]))
    if len(found) > _MOST_SIGNATURES:
        raise BadNote("more signatures than are looked at")
    return found


def _parts(text: str) -> tuple[str, str, bytes]:
    name, _, rest = text.strip().partition("+")
    key_id, _, key = rest.partition("+")
    raw = decoded(key)
    if not name or raw is None or raw[:1] != _ED25519 or len(raw) != 33:
        raise BadKey("a key is NAME+ID+KEY, its kind Ed25519")
    return name, key_id, raw[1:]


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def decoded(text: str) -> bytes | None:
    """The bytes of base64; none for anything else."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
