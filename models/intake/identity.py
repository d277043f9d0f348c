"""Identity numbers of persons and establishments: one spelling each, checked as far as their form allows."""

import re
from enum import StrEnum

from models.codes import RemarkCode
from models.text import ARABIC_DIGITS, PERSIAN_DIGITS, ascii_digits, clean_line, without_separators


class IdType(StrEnum):
    """What kind of number identifies a person (domain §3); the last is for domains without state identities."""

    NATIONAL_ID = "national_id"
    IQAMA = "iqama"
    BORDER_NUMBER = "border_number"
    PASSPORT = "passport"
    GCC_ID = "gcc_id"
    ESTABLISHMENT = "establishment"
    EMPLOYEE_NUMBER = "employee_number"


_LONGEST = 32
_DIGIT_SETS = [frozenset(digits) for digits in ("0123456789", ARABIC_DIGITS, PERSIAN_DIGITS)]
_TEN_DIGITS = re.compile("[0-9]{10}")
_FIRST_DIGIT = {IdType.NATIONAL_ID: "1", IdType.IQAMA: "2", IdType.ESTABLISHMENT: "7"}
WITH_CHECK_DIGIT = frozenset({IdType.NATIONAL_ID, IdType.IQAMA})
"""The kinds of number in which a slip of the pen shows."""
_USUAL_FORM = {
    IdType.PASSPORT: (re.compile("[A-Z0-9]{5,9}"), RemarkCode.UNUSUAL_PASSPORT),
    IdType.BORDER_NUMBER: (re.compile("[345][0-9]{9}"), RemarkCode.UNUSUAL_BORDER_NUMBER),
}


def normalise_id(id_type: IdType, raw: str) -> str:
    """The one spelling of a number: ASCII digits, capitals, no spaces or hyphens (employee numbers keep theirs).

    Raises ValueError saying what to do. Only numbers of a published form are refused for their form; passports and
    border numbers never are: see `unusual_form` (domain §3). A right check digit does not prove that a number exists.
    """
    compact = raw if id_type is IdType.EMPLOYEE_NUMBER else without_separators(raw)
    number = clean_line(one_digit_set(compact))
    if id_type is not IdType.EMPLOYEE_NUMBER and number.isascii():
        number = number.upper()
    if not 1 <= len(number) <= _LONGEST:
        raise ValueError(f"must have 1 to {_LONGEST} characters")
    if id_type in _FIRST_DIGIT:
        _check_ten_digits(id_type, number)
    return number


def unusual_form(id_type: IdType, number: str) -> RemarkCode | None:
    """A remark for the officer on a normalised number that is accepted but does not look like its kind."""
    form, remark = _USUAL_FORM.get(id_type, (None, None))
    return remark if form and not form.fullmatch(number) else None


def one_digit_set(text: str) -> str:
    """A number with its Arabic or Persian digits as ASCII ones. Raises ValueError when it mixes several."""
    if sum(not digits.isdisjoint(text) for digits in _DIGIT_SETS) > 1:
        raise ValueError("mixes digits of different scripts: type the number again with one keyboard")
    return ascii_digits(text)


def _check_ten_digits(id_type: IdType, number: str) -> None:
    first = _FIRST_DIGIT[id_type]
    if not _TEN_DIGITS.fullmatch(number) or number[0] != first:
        raise ValueError(f"must have ten digits and begin with {first}: check the number and its kind ({id_type})")
    if id_type in WITH_CHECK_DIGIT and not _luhn(number):
        raise ValueError("the check digit is wrong: type the number again")


def _luhn(number: str) -> bool:
    """Whether the digits pass mod 10 with every second one doubled, from the right (domain §3)."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2] + [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]) % 10 == 0
