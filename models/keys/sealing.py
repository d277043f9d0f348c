"""Sealing: AES-256-GCM over bytes, bound to the place they belong to. Pure: the nonce is given.

Bytes that were changed, cut or moved elsewhere are no error but a `SealFlaw`: whoever reads decides what that means.
"""

import hmac
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CIPHER = "A256GCM"
"""The name of AES-256 in Galois/Counter Mode in JOSE."""
KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16


class SealFlaw(StrEnum):
    """Why sealed bytes cannot be unsealed."""

    TRUNCATED = "truncated"
    NOT_AUTHENTIC = "not_authentic"
    """Changed, sealed with another key, or bound to another place."""


@dataclass(frozen=True)
class CaseKey:
    """A key that seals what belongs to one case. Its id is drawn with it, and is no secret."""

    id: str
    secret: bytes = field(repr=False)

    @cached_property
    def cipher(self) -> AESGCM:
        """The cipher with this key; making one takes longer than using it."""
        return AESGCM(self.secret)

    @cached_property
    def nonce_secret(self) -> bytes:
        """The secret of nonces that follow from what is sealed (`models.keys.parts`)."""
        return hmac.digest(self.secret, b"tawasul-nonce-1", "sha256")


def bound_to(*parts: str) -> bytes:
    """The place that sealed bytes belong to, as associated data: no two lists of parts give the same bytes."""
    return b"tawasul-sealed-1:" + b"".join([b"%d:%s" % (len(part), part) for part in map(str.encode, parts)])


def seal(cipher: AESGCM, plain: bytes, place: bytes, nonce: bytes) -> bytes:
    """The nonce, then the sealed bytes with their tag. A nonce serves once under a key."""
    return nonce + cipher.encrypt(nonce, plain, place)


def unseal(cipher: AESGCM, sealed: bytes, place: bytes) -> bytes | SealFlaw:
    """The bytes as they were sealed for this place; else what is wrong with them."""
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        return SealFlaw.TRUNCATED
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except InvalidTag:
        return SealFlaw.NOT_AUTHENTIC
