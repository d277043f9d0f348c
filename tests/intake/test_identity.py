"""Identity numbers and mobiles: one spelling each, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.addresses import normalise_mobile
from models.intake.identity import IdType, normalise_id, unusual_form

TWELVE_SPELLINGS = [
    "1990000117",
    "١٩٩٠٠٠٠١١٧",
    "۱۹۹۰۰۰۰۱۱۷",
    " 1990000117\t",
    "1990 000 117",
    "1-990000-117",
    "1990\u2011000\u2013117",
    "\u200f1990000117\u200e",
    "199\u200b0000\u2060117",
    "\u2067١٩٩٠\u00a0٠٠٠\u00a0١١٧\u2069",
    "\ufeff19900\u00ad00117",
    "\u061c۱۹۹۰\u200c۰۰۰-۱۱۷\u0000",
]


def test_twelve_spellings_of_one_number_are_one_number() -> None:
    assert len(set(TWELVE_SPELLINGS)) == 12
    assert {normalise_id(IdType.NATIONAL_ID, raw) for raw in TWELVE_SPELLINGS} == {"1990000117"}


@pytest.mark.parametrize("raw", ["١٩٩0000117", "۱۹۹٠٠٠٠١١٧", "1990000۱۱۷"])
def test_digits_of_two_scripts_in_one_number_are_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="different scripts"):
        normalise_id(IdType.NATIONAL_ID, raw)


@pytest.mark.parametrize(
    "raw",
    [
        "\uff11\uff19\uff19\uff10\uff10\uff10\uff10\uff11\uff11\uff17",
        "१९९०००० ११७",
        "\U0001d7cf990000117",
        "199000011\u2077",
        "l990000117",
        "199OOOO117",
        "199000011",
        "19900001170",
        "",
        "1990000117\n1990000125",
    ],
)
def test_what_is_not_ten_digits_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="must have"):
        normalise_id(IdType.NATIONAL_ID, raw)


def test_the_published_example_of_a_check_digit_holds() -> None:
    assert normalise_id(IdType.NATIONAL_ID, "1000000008") == "1000000008"
    with pytest.raises(ValueError, match="check digit"):
        normalise_id(IdType.NATIONAL_ID, "1000000000")


@given(st.integers(0, 10**8 - 1), st.integers(0, 9), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(body: int, place: int, shift: int) -> None:
    good = next(number for number in (f"2{body:08}{check}" for check in range(10)) if _accepted(IdType.IQAMA, number))
    mistyped = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    assert not _accepted(IdType.IQAMA, mistyped)


def test_a_number_of_another_kind_is_refused_with_the_kind_to_check() -> None:
    with pytest.raises(ValueError, match=r"begin with 2.*iqama"):
        normalise_id(IdType.IQAMA, "1990000117")
    with pytest.raises(ValueError, match="begin with 7"):
        normalise_id(IdType.ESTABLISHMENT, "1990000117")


def test_passports_and_border_numbers_are_never_refused_for_their_form() -> None:
    assert normalise_id(IdType.PASSPORT, " x99-000 011") == "X99000011"
    assert unusual_form(IdType.PASSPORT, "X99000011") is None
    assert normalise_id(IdType.PASSPORT, "Х99/1") == "Х99/1"  # a Cyrillic letter
    assert unusual_form(IdType.PASSPORT, "Х99/1") is not None
    assert normalise_id(IdType.BORDER_NUMBER, "٣٩٩٠٠٠٠٠١٢") == "3990000012"
    assert unusual_form(IdType.BORDER_NUMBER, "3990000012") is None
    assert unusual_form(IdType.BORDER_NUMBER, normalise_id(IdType.BORDER_NUMBER, "8123")) is not None


def test_an_employee_number_is_any_short_text_and_keeps_its_hyphens() -> None:
    assert normalise_id(IdType.EMPLOYEE_NUMBER, " declaration-12 ") == "declaration-12"
    with pytest.raises(ValueError, match="1 to 32"):
        normalise_id(IdType.EMPLOYEE_NUMBER, "9" * 33)


@given(
    st.sampled_from(IdType),
    st.text(max_size=40) | st.text(st.sampled_from("1٣۳-\u2011 aéا\u200c\u0301\u0654"), max_size=12),
)
def test_normalising_again_changes_nothing(id_type: IdType, raw: str) -> None:
    try:
        once = normalise_id(id_type, raw)
    except ValueError:
        return
    assert normalise_id(id_type, once) == once


@pytest.mark.parametrize(
    "raw",
    [
        "0512340011",
        "512340011",
        "966512340011",
        "00966512340011",
        "+966512340011",
        "+966 51 234 0011",
        "(051) 234-0011",
        "٠٥١٢٣٤٠٠١١",
        "۰۵۱۲۳۴۰۰۱۱",
        "\u202a+966512340011\u202c",
    ],
)
def test_every_spelling_of_a_mobile_is_one_number(raw: str) -> None:
    assert normalise_mobile(raw) == "+966512340011"


def test_a_mobile_of_another_country_is_accepted_with_its_code() -> None:
    assert normalise_mobile("+971 50 123 4567") == "+971501234567"


@pytest.mark.parametrize(
    "raw",
    ["", "0521234567", "05123400111", "0112345678", "051234OO11", "05123٤٠٠11", "+", "0512340011;ext=1", "9" * 300],
)
def test_what_is_no_mobile_is_refused(raw: str) -> None:
    with pytest.raises(ValueError):
        normalise_mobile(raw)


@pytest.mark.parametrize("raw", ["1990000116", "0521234567"])
def test_a_refusal_does_not_repeat_the_number(raw: str) -> None:
    for normalise in (lambda text: normalise_id(IdType.NATIONAL_ID, text), normalise_mobile):
        with pytest.raises(ValueError) as refusal:
            normalise(raw)
        assert raw not in str(refusal.value)


def _accepted(id_type: IdType, number: str) -> bool:
    try:
        return normalise_id(id_type, number) == number
    except ValueError:
        return False
