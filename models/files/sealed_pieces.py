"""A file sealed piece by piece: AES-256-GCM, so that one of any size is never held as a whole.

A file has a key of its own, which seals nothing else. So the nonce of a piece is its number and whether it is the last
(the STREAM construction), and both are bound to it, as are case and file: pieces that were cut off, added, swapped or
taken from another file do not open. After the mark each piece is as long as the first, but the last, which may be
shorter.
"""

from collections.abc import Iterable, Iterator

from models.keys.sealing import NONCE_BYTES, TAG_BYTES, CaseKey, SealFlaw, bound_to, seal, unseal

MARK = b"\x01twf1"
"""What a sealed file begins with."""
PIECE = 64 * 1024
"""Bytes of a piece before it is sealed."""
_SEALED_PIECE = PIECE + TAG_BYTES


class BrokenFile(Exception):
    """A sealed file that was changed, cut, put together from others, or sealed by another key."""


class PieceSealer:
    """Seals a file whose bytes come in pieces of any size."""

    def __init__(self, key: bytes, place: bytes) -> None:
        self._cipher, self._place = CaseKey("file", key).cipher, place
        self._number, self._waiting, self._begun = 0, bytearray(), False

    def sealed(self, piece: bytes) -> bytes:
        """What is to be stored next. The last piece waits until somebody says that it is the last."""
        self._waiting += piece
        done = [] if self._begun else [MARK]
        self._begun = True
        while len(self._waiting) > PIECE:
            done.append(self._next(bytes(self._waiting[:PIECE]), last=False))
            del self._waiting[:PIECE]
        return b"".join(done)

    def end(self) -> bytes:
        """The end of what is to be stored."""
        return self.sealed(b"") + self._next(bytes(self._waiting), last=True)

    def _next(self, piece: bytes, *, last: bool) -> bytes:
        number, self._number = self._number, self._number + 1
        bound = _bound(self._place, number, last=last)
        return seal(self._cipher, piece, bound, _nonce(number, last=last))[NONCE_BYTES:]


def opened_pieces(key: bytes, place: bytes, stored: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a file again, piece by piece. Raises BrokenFile, at the latest at its end."""
    cipher = CaseKey("file", key).cipher
    for number, (piece, last) in enumerate(_with_last(_pieces(_behind_mark(stored), _SEALED_PIECE))):
        nonce = _nonce(number, last=last)
        plain = unseal(cipher, nonce + piece, _bound(place, number, last=last))
        if isinstance(plain, SealFlaw):
            raise BrokenFile(f"piece {number} is not authentic")
        yield plain


def place_of_file(reference: str, file_id: str) -> bytes:
    """What the pieces of a file are bound to."""
    return bound_to("file", reference, file_id)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1) + bytes([last])


def _bound(place: bytes, number: int, *, last: bool) -> bytes:
    return place + b"|%d|%d" % (number, last)


def _pieces(given: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of one size, the last one shorter; one empty piece of no bytes."""
    buffer, any_yet = bytearray(), False
    for each in given:
        buffer += each
        while len(buffer) > size:
            yield bytes(buffer[:size])
            any_yet = True
            del buffer[:size]
    if buffer or not any_yet:
        yield bytes(buffer)


def _with_last(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    before = next(pieces)
    for each in pieces:
        yield before, False
        before = each
    yield before, True


def _behind_mark(stored: Iterable[bytes]) -> Iterator[bytes]:
    """What stands behind the mark. Raises BrokenFile without one."""
    given, head = iter(stored), b""
    while len(head) < len(MARK):
        more = next(given, None)
        if more is None:
            break
        head += more
    if not head.startswith(MARK):
        raise BrokenFile("it does not begin as a sealed file does")
    yield head[len(MARK) :]
    yield from given
