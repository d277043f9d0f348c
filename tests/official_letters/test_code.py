"""Verification codes: the same for the same letter, guessed by nobody, and a slip in typing is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.reference import ALPHABET
from models.official_letters.code import code_hash, code_of, parse_code

secrets = st.binary(min_size=32, max_size=32)
REFERENCE = "TW-Q7SK-AF5F-W5PT-5"


@given(secrets, st.integers(1, 400))
def test_a_code_is_read_again_however_it_is_typed(secret: bytes, seq: int) -> None:
    code = code_of(secret, REFERENCE, seq)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert parse_code(typed) == parse_code(code) == code


@given(secrets, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_noticed(secret: bytes, place: int, symbol: str) -> None:
    symbols = list(code_of(secret, REFERENCE, 7).replace("-", ""))
    if symbols[place] == symbol:
        return
    symbols[place] = symbol
    with pytest.raises(ValueError, match="mistyped"):
        parse_code("".join(symbols))


@given(secrets, secrets)
def test_a_code_follows_from_secret_case_and_decision_alone(one: bytes, other: bytes) -> None:
    code = code_of(one, REFERENCE, 7)
    assert code_of(one, REFERENCE, 7) == code
    differing = {code_of(one, REFERENCE, 8), code_of(one, "TW-AG2A-S51W-P52J-1", 7)}
    assert code not in differing and (one == other or code_of(other, REFERENCE, 7) != code)
    assert code_hash(code) not in map(code_hash, differing)


@pytest.mark.parametrize("typed", ["", "TW-Q7SK-AF5F-W5PT-5", "5RKQ-CYXH-VBCQ-JRCR-D0", "5RKQ-CYXH-VBCQ-JRCU-D"])
def test_what_is_no_code_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(ValueError, match="is no verification code"):
        parse_code(typed)
