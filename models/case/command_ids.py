"""The ids of commands that a case took longer ago than it keeps receipts: a short digest of each, in one text."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable

REMEMBERED = 20_000
"""How many digests a case keeps, in 160 KB."""
REFUSED_REMEMBERED = 2_000
"""And how many of signals that it refused."""
_BYTES, _LENGTH = 6, 8
"""A digest of 48 bits, and its length as text: of 20,000 remembered ones a new id meets one in 14,000,000,000 times."""


def remember(digests: str, command_ids: Iterable[str]) -> str:
    """The digests with those of further ids, the oldest given up where they are too many."""
    return joined(digests, "".join(map(digest_of, command_ids)), REMEMBERED)


def joined(digests: str, more: str, most: int = REFUSED_REMEMBERED) -> str:
    """The digests with further ones, the oldest given up where they are more than `most`."""
    return (digests + more)[-most * _LENGTH :]


def is_remembered(digests: str, command_id: str) -> bool:
    """Whether the digest of an id is among them."""
    wanted, at = digest_of(command_id), -1
    while (at := digests.find(wanted, at + 1)) >= 0:
        if at % _LENGTH == 0:
            return True
    return False


def digest_of(command_id: str) -> str:
    """The short digest of an id."""
    return b64encode(hashlib.sha256(command_id.encode("utf-8", "surrogatepass")).digest()[:_BYTES]).decode()
