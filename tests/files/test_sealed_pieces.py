"""A sealed file opens as it was, and not at all when any of it was changed, cut, swapped or taken from elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.files.sealed_pieces import MARK, PIECE, BrokenFile, PieceSealer, opened_pieces, place_of_file
from models.keys.sealing import TAG_BYTES

KEY, PLACE = bytes(range(32)), place_of_file("TW-7DW3-RD7E-50TR-K", "0" * 32)
SEALED_PIECE = PIECE + TAG_BYTES
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7)


def content(size: int) -> bytes:
    return bytes((each * 31 + each // 251) % 256 for each in range(size))


def sealed(plain: bytes, step: int = 50_000, place: bytes = PLACE) -> bytes:
    sealer = PieceSealer(KEY, place)
    return b"".join(sealer.sealed(plain[at : at + step]) for at in range(0, len(plain), step)) + sealer.end()


def opened(stored: bytes, step: int = 70_001, place: bytes = PLACE, key: bytes = KEY) -> bytes:
    pieces = (stored[at : at + step] for at in range(0, len(stored), step))
    return b"".join(opened_pieces(key, place, pieces))


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_opens_as_it_was(size: int) -> None:
    plain = content(size)
    assert opened(sealed(plain)) == plain


@given(st.lists(st.binary(max_size=200), max_size=20), st.integers(1, 300))
def test_it_does_not_matter_in_which_pieces_it_comes(pieces: list[bytes], step: int) -> None:
    sealer = PieceSealer(KEY, PLACE)
    stored = b"".join([sealer.sealed(each) for each in pieces]) + sealer.end()
    assert stored == sealed(b"".join(pieces)) and opened(stored, step) == b"".join(pieces)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "change", ["cut a byte", "cut a piece", "add a byte", "add a piece", "flip", "swap", "no mark"]
)
def test_what_was_changed_does_not_open(size: int, change: str) -> None:
    stored = sealed(content(size))
    body = stored[len(MARK) :]
    pieces = [body[at : at + SEALED_PIECE] for at in range(0, len(body), SEALED_PIECE)]
    changed = {
        "cut a byte": stored[:-1],
        "cut a piece": MARK + b"".join(pieces[:-1]),
        "add a byte": stored + b"\0",
        "add a piece": MARK + b"".join([*pieces, pieces[-1]]),
        "flip": stored[:-1] + bytes([stored[-1] ^ 1]),
        "swap": MARK + b"".join(reversed(pieces)) if len(pieces) > 1 else stored[:-2],
        "no mark": body,
    }[change]
    with pytest.raises(BrokenFile):
        opened(changed)


def test_a_file_opens_in_its_own_place_by_its_own_key_alone() -> None:
    stored = sealed(content(10))
    with pytest.raises(BrokenFile):
        opened(stored, place=place_of_file("TW-7DW3-RD7E-50TR-K", "1" * 32))
    with pytest.raises(BrokenFile):
        opened(stored, key=bytes(32))


def test_pieces_of_two_files_are_not_put_together() -> None:
    plain = content(3 * PIECE)
    one, other = sealed(plain), sealed(plain, place=place_of_file("TW-7DW3-RD7E-50TR-K", "2" * 32))
    cut = len(MARK) + SEALED_PIECE
    with pytest.raises(BrokenFile):
        opened(one[:cut] + other[cut:])
