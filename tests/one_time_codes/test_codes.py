"""One-time codes: the same whenever they are computed, read as people type them, known by a keyed hash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.notices.key import code_key, dotted
from models.one_time_codes.code import DIGITS, one_time_code, one_time_hash, read_code

REFERENCE = "TW-7K3M-9QXD-2VHA-K"


@given(st.binary(min_size=1, max_size=64), st.text(max_size=40))
def test_a_code_has_six_digits_and_follows_from_secret_case_and_sending(secret: bytes, sending: str) -> None:
    code = one_time_code(secret, REFERENCE, sending)
    assert len(code) == DIGITS and code.isdecimal() and code == one_time_code(secret, REFERENCE, sending)
    assert read_code(code) == code


def test_codes_differ_by_secret_case_and_sending_and_use_all_digits() -> None:
    made = [one_time_code(b"secret", REFERENCE, str(number)) for number in range(1_000)]
    assert len(set(made)) > 990
    assert all({code[place] for code in made} == set("0123456789") for place in range(DIGITS))
    assert one_time_code(b"other", REFERENCE, "0") != made[0] != one_time_code(b"secret", "TW-0000-0000-0000-0", "0")


@given(st.integers(0, 999_999), st.sampled_from(("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "0123456789")))
def test_a_code_is_read_as_people_type_it(number: int, digits: str) -> None:
    code = f"{number:06d}"
    typed = "".join(digits[int(each)] for each in code)
    for written in (typed, f" {typed[:3]} {typed[3:]} ", f"{typed[:2]}-{typed[2:]}"):
        assert read_code(written) == code


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12a456", "①②③④⑤⑥", "-12345"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="is no code"):
        read_code(typed)


def test_the_hash_is_of_key_case_and_code() -> None:
    known = one_time_hash("key", REFERENCE, "123456")
    others = {one_time_hash("other", REFERENCE, "123456"), one_time_hash("key", "TW-0000-0000-0000-0", "123456")}
    assert known not in others | {one_time_hash("key", REFERENCE, "123457")}


def test_a_key_is_of_case_and_sending_and_a_file_may_have_it_as_its_name() -> None:
    key = code_key(REFERENCE, "run")
    assert key == code_key(REFERENCE, "run") != code_key(REFERENCE, "another")
    assert dotted(key) == key.replace(":", ".") and dotted(key).startswith(f"{REFERENCE}.code.")
