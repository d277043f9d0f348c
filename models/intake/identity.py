"""Identity numbers of persons and establishments: one spelling each, checked as far as their form allows."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from models.base import Frozen
from models.codes import RemarkCode
from models.language import Text
from models.text import ARABIC_DIGITS, PERSIAN_DIGITS, ascii_digits, clean_line, without_separators


class IdType(StrEnum):
    """The kinds of number of a pack that names none (domain §3); the last is for domains without state identities."""

    NATIONAL_ID = "national_id"
    IQAMA = "iqama"
    BORDER_NUMBER = "border_number"
    PASSPORT = "passport"
    GCC_ID = "gcc_id"
    ESTABLISHMENT = "establishment"
    EMPLOYEE_NUMBER = "employee_number"


class CheckRule(StrEnum):
    """How the last digits of a number follow from the others."""

    LUHN = "luhn"
    """Mod 10 with every second digit doubled, from the right (ISO/IEC 7812)."""
    MOD_97_10 = "mod_97_10"
    """The number is 1 more than a multiple of 97 (ISO 7064)."""
    MOD_11_2 = "mod_11_2"
    """Sum of digits by powers of two, mod 11, X for ten (ISO 7064)."""


class IdKind(Frozen):
    """A kind of number that identifies a person, and its form."""

    title: Text | None = None
    pattern: str | None = None
    """What the number matches as a whole, in its one spelling; none: 1 to 32 characters."""
    form: str = ""
    """The pattern in words, for whoever sent another one: «ten digits and begin with 1»."""
    check: CheckRule | None = None
    keeps_separators: bool = False
    """Whether blanks, hyphens and small letters are part of the number."""


_LONGEST = 32
_DIGIT_SETS = [frozenset(digits) for digits in ("0123456789", ARABIC_DIGITS, PERSIAN_DIGITS)]


def _ten_digits(first: int, check: CheckRule | None = None) -> IdKind:
    return IdKind(pattern=f"{first}[0-9]{{9}}", form=f"ten digits and begin with {first}", check=check)


ID_KINDS: Mapping[str, IdKind] = {
    IdType.NATIONAL_ID: _ten_digits(1, CheckRule.LUHN),
    IdType.IQAMA: _ten_digits(2, CheckRule.LUHN),
    IdType.BORDER_NUMBER: IdKind(),
    IdType.PASSPORT: IdKind(),
    IdType.GCC_ID: IdKind(),
    IdType.ESTABLISHMENT: _ten_digits(7),
    IdType.EMPLOYEE_NUMBER: IdKind(keeps_separators=True),
}
"""The kinds of a pack that names none; these names keep their form in every pack."""
WITH_CHECK_DIGIT = frozenset(kind for kind, form in ID_KINDS.items() if form.check)
"""The kinds of number in which a slip of the pen shows."""
_USUAL_FORM: Mapping[str, tuple[re.Pattern[str], RemarkCode]] = {
    IdType.PASSPORT: (re.compile("[A-Z0-9]{5,9}"), RemarkCode.UNUSUAL_PASSPORT),
    IdType.BORDER_NUMBER: (re.compile("[345][0-9]{9}"), RemarkCode.UNUSUAL_BORDER_NUMBER),
}


def normalise_id(id_type: str, raw: str, kinds: Mapping[str, IdKind] = ID_KINDS) -> str:
    """The one spelling of a number: ASCII digits, capitals, no spaces or hyphens (employee numbers keep theirs).

    Raises ValueError saying what to do. Only numbers of a published form are refused for their form; passports and
    border numbers never are: see `unusual_form` (domain §3). A right check digit does not prove that a number exists.
    """
    kind = kinds.get(id_type)
    if kind is None:
        raise ValueError(f"is of no kind that is taken here: {', '.join(sorted(kinds))}")
    number = clean_line(one_digit_set(raw if kind.keeps_separators else without_separators(raw)))
    if not kind.keeps_separators and number.isascii():
        number = number.upper()
    if not 1 <= len(number) <= _LONGEST:
        raise ValueError(f"must have 1 to {_LONGEST} characters")
    if kind.pattern and not re.fullmatch(kind.pattern, number):
        form = kind.form or f"the form {kind.pattern}"
        raise ValueError(f"must have {form}: check the number and its kind ({id_type})")
    if kind.check and not _CHECKS[kind.check](number):
        raise ValueError("the check digit is wrong: type the number again")
    return number


def unusual_form(id_type: str, number: str) -> RemarkCode | None:
    """A remark for the officer on a normalised number that is accepted but does not look like its kind."""
    if id_type not in _USUAL_FORM:
        return None
    form, remark = _USUAL_FORM[id_type]
    return None if form.fullmatch(number) else remark


def one_digit_set(text: str) -> str:
    """A number with its Arabic or Persian digits as ASCII ones. Raises ValueError when it mixes several."""
    if sum(not digits.isdisjoint(text) for digits in _DIGIT_SETS) > 1:
        raise ValueError("mixes digits of different scripts: type the number again with one keyboard")
    return ascii_digits(text)


def _luhn(number: str) -> bool:
    """Whether the digits pass mod 10 with every second one doubled, from the right (domain §3)."""
    digits = [int(digit) for digit in reversed(number) if digit.isdecimal()]
    return sum(digits[::2] + [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]) % 10 == 0


def _mod_97_10(number: str) -> bool:
    """Whether the number, letters from A as 10 on, leaves 1 when divided by 97."""
    digits = "".join(str(int(sign, 36)) for sign in number if sign.isalnum() and sign.isascii())
    return bool(digits) and int(digits) % 97 == 1


def _mod_11_2(number: str) -> bool:
    signs = [sign for sign in number if sign.isdecimal() or sign == "X"]
    values = [10 if sign == "X" else int(sign) for sign in reversed(signs)]
    return bool(values) and sum(value << place for place, value in enumerate(values)) % 11 == 1


_CHECKS: Mapping[CheckRule, Callable[[str], bool]] = {
    CheckRule.LUHN: _luhn,
    CheckRule.MOD_97_10: _mod_97_10,
    CheckRule.MOD_11_2: _mod_11_2,
}
