"""Sealed parts of the records: the text of an event, a request, a notice, each bound to the place it is kept in. Pure.

A part says in clear of which case it is, what of it, and by which key it was sealed; all that is bound to its bytes.

The nonce is a hash of place and text under the key, so a text that is written again to the same place is the same bytes
again: a retry is known for one, and the chain of hashes holds. GCM fails when one nonce serves two texts; here another
text has another nonce, but for a chance of 2^-96 for each two texts of a case. What it tells is what the place tells
anyway: whether two bytes of one place hold the same text.
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum

from models.keys.sealing import NONCE_BYTES, CaseKey, SealFlaw, bound_to, seal, unseal

MARK = b"\x01tw1"
"""What a sealed part begins with; no JSON and no text does."""
_BETWEEN = "|"
_LENGTH_BYTES = 2


class PartKind(StrEnum):
    """What of a case is sealed."""

    EVENT = "event"
    REQUEST = "request"
    NOTICE = "notice"
    NOTE = "note"
    """What a case is told when it is started again."""
    LETTER = "letter"
    """An official letter on a decision."""
    DRAFT = "draft"
    """What somebody of staff has typed of a command and not given yet."""


@dataclass(frozen=True)
class Place:
    """Where a sealed part belongs: `name` tells those of one kind apart (an event's number, a notice's key)."""

    reference: str
    kind: PartKind
    name: str = ""

    def bound(self, key_id: str) -> bytes:
        """The place as associated data."""
        return bound_to("record", self.reference, self.kind, self.name, key_id)


@dataclass(frozen=True)
class SealedPart:
    """A sealed part as it was read: what it says of itself, which holds only if it opens."""

    place: Place
    key_id: str
    sealed: bytes


def seal_part(key: CaseKey, place: Place, plain: bytes) -> bytes:
    """Bytes sealed for a place: the same bytes give the same."""
    bound = place.bound(key.id)
    nonce = hmac.digest(key.nonce_secret, bound + plain, "sha256")[:NONCE_BYTES]
    said = _BETWEEN.join((key.id, place.reference, place.kind, place.name)).encode()
    return MARK + len(said).to_bytes(_LENGTH_BYTES) + said + seal(key.cipher, plain, bound, nonce)


def read_part(value: bytes) -> SealedPart | None:
    """What a sealed part says of itself; None for bytes that are none."""
    begins = len(MARK) + _LENGTH_BYTES
    if not value.startswith(MARK) or len(value) < begins:
        return None
    ends = begins + int.from_bytes(value[len(MARK) : begins])
    try:
        key_id, reference, kind, name = value[begins:ends].decode().split(_BETWEEN, 3)
        return SealedPart(Place(reference, PartKind(kind), name), key_id, value[ends:])
    except ValueError:
        return None


def open_part(key: CaseKey, part: SealedPart) -> bytes | SealFlaw:
    """The bytes again, if they were sealed by this key for the place that the part names."""
    return unseal(key.cipher, part.sealed, part.place.bound(key.id))
