"""Ed25519 keys that sign statements. The id of a key is its public part, so that a signature needs nothing else."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Self

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def encoded(data: bytes) -> str:
    """Bytes as base64url without padding, as tokens and signatures are written."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of a base64url text in its one form: a key that is revoked has no other spelling. Raises ValueError."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if encoded(data) != text:
        raise ValueError("not base64url in its one form")
    return data


def is_kid(text: str) -> bool:
    """Whether a text is a public key as we write it."""
    try:
        public = decoded(text)
    except ValueError:
        return False
    return len(public) == 32 and encoded(public) == text


def thumbprint(public: bytes) -> str:
    """What a token names a key by: RFC 7638, of an OKP key of RFC 8037."""
    key = {"crv": "Ed25519", "kty": "OKP", "x": encoded(public)}
    return encoded(hashlib.sha256(rfc8785.dumps(key)).digest())


def verifies(public: bytes, statement: bytes, signature: bytes) -> bool:
    """Whether the holder of a key signed a statement."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True)
class SigningKey:
    """A private key. It is made for one session, one channel or one service, and leaves its holder never."""

    private: bytes = field(repr=False)

    @classmethod
    def made(cls) -> Self:
        """A new key, such that neither of its names looks like an option of a command line."""
        while True:
            key = cls(Ed25519PrivateKey.generate().private_bytes_raw())
            if not any(name.startswith("-") for name in (key.kid, thumbprint(key.public))):
                return key

    @classmethod
    def read(cls, text: str) -> Self:
        """The key of its text. Raises ValueError."""
        return cls(Ed25519PrivateKey.from_private_bytes(decoded(text.strip())).private_bytes_raw())

    def __str__(self) -> str:
        """The key as text, for a file that only its holder reads."""
        return encoded(self.private)

    @property
    def public(self) -> bytes:
        """The part that others may know."""
        return Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()

    @property
    def kid(self) -> str:
        """The id of the key: its public part as text."""
        return encoded(self.public)

    def sign(self, statement: bytes) -> bytes:
        """The signature of a statement."""
        return Ed25519PrivateKey.from_private_bytes(self.private).sign(statement)
