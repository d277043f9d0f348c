"""The Merkle tree of a log (RFC 6962 §2.1): its root, grown entry by entry, and the proofs that an entry is in it.

Hashes are 32 bytes. An entry is hashed with a zero before it and a node with a one, so neither passes for the other.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Self

EMPTY = hashlib.sha256().digest()
"""The root of a tree without entries."""
HASH_BYTES = 32


def entry_hash(entry: bytes) -> bytes:
    """The hash of an entry, as it stands at the foot of the tree."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node with two children."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Frontier:
    """What must be kept of a tree to go on with it: the roots of its whole subtrees, the largest first."""

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        """Raises ValueError when a tree of that size has another number of whole subtrees."""
        if size < 0 or len(roots) != size.bit_count() or any(len(each) != HASH_BYTES for each in roots):
            raise ValueError("these are not the subtrees of a tree of this size")
        self.size = size
        self._roots = list(roots)

    @classmethod
    def of(cls, entries: Iterable[bytes]) -> Self:
        """The frontier of these entries."""
        frontier = cls()
        for entry in entries:
            frontier.append(entry)
        return frontier

    @property
    def roots(self) -> tuple[bytes, ...]:
        """The roots of the whole subtrees, the largest first."""
        return tuple(self._roots)

    def append(self, entry: bytes) -> None:
        """Take the next entry."""
        grown, full = entry_hash(entry), self.size
        while full & 1:
            grown = node_hash(self._roots.pop(), grown)
            full >>= 1
        self._roots.append(grown)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree."""
        if not self._roots:
            return EMPTY
        *rest, root = self._roots
        for left in reversed(rest):
            root = node_hash(left, root)
        return root


def root_of(entries: Sequence[bytes]) -> bytes:
    """The root of the tree of these entries."""
    return Frontier.of(entries).root()


def inclusion_proof(index: int, entries: Sequence[bytes]) -> tuple[bytes, ...]:
    """The hashes that lead from an entry to the root, the sibling of the entry first (RFC 6962 §2.1.1).

    Raises IndexError when there is no such entry.
    """
    if not 0 <= index < len(entries):
        raise IndexError("no entry of the tree")
    if len(entries) == 1:
        return ()
    half = _left_part(len(entries))
    if index < half:
        return (*inclusion_proof(index, entries[:half]), root_of(entries[half:]))
    return (*inclusion_proof(index - half, entries[half:]), root_of(entries[:half]))


def root_by_proof(entry: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to from an entry; none when the proof is not one for a tree of this size."""
    if not 0 <= index < size:
        return None
    found, last, hashes = entry_hash(entry), size - 1, iter(proof)
    while last:
        if index & 1 or index < last:
            sibling = next(hashes, None)
            if sibling is None:
                return None
            found = node_hash(sibling, found) if index & 1 else node_hash(found, sibling)
        index, last = index >> 1, last >> 1
    return found if next(hashes, None) is None else None


def _left_part(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1
