"""Sealed bytes: what was changed, cut, moved or sealed by another key is a flaw, never a value and never an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.keys.sealing import CIPHER, NONCE_BYTES, TAG_BYTES, CaseKey, SealFlaw, bound_to, seal, unseal
from models.keys.wrapping import case_key, place_of_key

KEYS = st.binary(min_size=32, max_size=32).map(lambda secret: CaseKey("k", secret))
NONCES = st.binary(min_size=NONCE_BYTES, max_size=NONCE_BYTES)
PARTS = st.lists(st.text(max_size=8), max_size=4)
PLAIN = st.binary(max_size=200)


@given(KEYS, PLAIN, PARTS, NONCES)
def test_what_was_sealed_is_unsealed_at_its_place(key: CaseKey, plain: bytes, parts: list[str], nonce: bytes) -> None:
    sealed = seal(key.cipher, plain, bound_to(*parts), nonce)
    assert unseal(key.cipher, sealed, bound_to(*parts)) == plain
    assert len(sealed) == len(plain) + NONCE_BYTES + TAG_BYTES


@given(KEYS, PLAIN, PARTS, PARTS, NONCES)
def test_at_another_place_it_is_not_authentic(
    key: CaseKey, plain: bytes, here: list[str], there: list[str], nonce: bytes
) -> None:
    sealed = seal(key.cipher, plain, bound_to(*here), nonce)
    assert unseal(key.cipher, sealed, bound_to(*there)) == (plain if here == there else SealFlaw.NOT_AUTHENTIC)


@given(PARTS, PARTS)
def test_no_two_places_are_the_same_bytes(here: list[str], there: list[str]) -> None:
    assert (bound_to(*here) == bound_to(*there)) == (here == there)


@given(KEYS, KEYS, PLAIN, NONCES)
def test_another_key_does_not_unseal_it(key: CaseKey, other: CaseKey, plain: bytes, nonce: bytes) -> None:
    sealed = seal(key.cipher, plain, b"", nonce)
    assert unseal(other.cipher, sealed, b"") == (plain if key == other else SealFlaw.NOT_AUTHENTIC)


@given(KEYS, PLAIN, NONCES, st.data())
def test_one_changed_bit_is_found(key: CaseKey, plain: bytes, nonce: bytes, data: st.DataObject) -> None:
    changed = bytearray(seal(key.cipher, plain, b"", nonce))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert unseal(key.cipher, bytes(changed), b"") is SealFlaw.NOT_AUTHENTIC


@given(KEYS, PLAIN, NONCES, st.data())
def test_what_was_cut_is_found(key: CaseKey, plain: bytes, nonce: bytes, data: st.DataObject) -> None:
    sealed = seal(key.cipher, plain, b"", nonce)
    cut = sealed[: data.draw(st.integers(0, len(sealed) - 1))]
    assert unseal(key.cipher, cut, b"") in {SealFlaw.TRUNCATED, SealFlaw.NOT_AUTHENTIC}


def test_the_cipher_is_aes_256_gcm() -> None:
    """Test case 16 of the specification of GCM by McGrew and Viega: a 256-bit key, with associated data."""
    key = CaseKey("k", bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2))
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    place = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    sealed = seal(key.cipher, plain, place, nonce)
    assert CIPHER == "A256GCM"
    assert sealed[-TAG_BYTES:].hex() == "76fc6ece0f4e1768cddf8853bb2d551b"


def test_a_key_never_shows_its_secret() -> None:
    assert repr(CaseKey("k-1", b"s" * 32)) == "CaseKey(id='k-1')"


@pytest.mark.parametrize("secret", [b"", b"s" * 31, b"s" * 33, SealFlaw.TRUNCATED])
def test_an_unwrapped_secret_of_another_length_is_no_key(secret: bytes | SealFlaw) -> None:
    assert isinstance(case_key("k-1", secret), SealFlaw)


def test_a_wrapped_key_is_bound_to_its_case_and_its_id() -> None:
    assert len({place_of_key("A", "k"), place_of_key("B", "k"), place_of_key("A", "l"), place_of_key("Ak", "")}) == 4
