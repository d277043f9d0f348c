"""Stopgaps: what people type where a number is asked for and they have none, as «A0000000», «123456789», `TEST1234`.

A stopgap says nothing of a person. Some real number may look like one: then a person looks at it.
"""

import re

from models.intake.identity import WITH_CHECK_DIGIT, IdType

_SHORTEST = 5
_UPWARDS, _DOWNWARDS = "01234567890", "9876543210"


def _in_turn(length: int) -> str:
    """A pattern for so many digits in turn, upwards or downwards."""
    runs = (turn[at : at + length] for turn in (_UPWARDS, _DOWNWARDS) for at in range(len(turn) - length + 1))
    return "|".join(runs)


STOPGAP = rf"(.)\1{{6}}|{_in_turn(7)}"
"""What gives a number with a check digit away as a stopgap; written so that PostgreSQL reads it too."""
_STOPGAP = re.compile(STOPGAP)
_IN_DIGITS = re.compile(rf"(.)\1{{4}}|{_in_turn(6)}|^(..?.?)\2+.?.?$")
"""One digit five times on end, six in turn, or the same few again and again."""
_WORD = re.compile("[A-Z]{4}")
_RUN_OF_LETTERS = re.compile("[A-Z]{3,}")
_ALPHABET, _KEYBOARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "QWERTYUIOP ASDFGHJKL ZXCVBNM"
_DAY_OF_MONTH, _MONTH, _YEAR = r"(?:0[1-9]|[12]\d|3[01])", "(?:0[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DAY = re.compile(f"{_DAY_OF_MONTH}{_MONTH}{_YEAR}|{_YEAR}{_MONTH}{_DAY_OF_MONTH}")
"""A day in digits, which people type for a number they do not have: «01012020»."""
_MOST_ALIKE, _FEWEST_DIGITS = 2, 4


def is_stopgap(kind: str, number: str) -> bool:
    """Whether a normalised number looks made up in place of one."""
    if kind == IdType.EMPLOYEE_NUMBER:
        return not any(map(str.isdecimal, number))
    if kind in WITH_CHECK_DIGIT:
        return bool(_STOPGAP.search(number))
    digits = "".join(filter(str.isdecimal, number))
    if len(number) < _SHORTEST or not digits or _WORD.search(number) or _DAY.fullmatch(number):
        return True
    if any(_are_in_turn(run) for run in _RUN_OF_LETTERS.findall(number)):
        return True
    return _is_made_up(digits) if len(digits) >= _FEWEST_DIGITS else len(set(number)) <= _MOST_ALIKE


def _are_in_turn(letters: str) -> bool:
    """Whether letters are one, or follow one another in the alphabet or on a keyboard: «ABC», «QWE»."""
    return len(set(letters)) == 1 or any(letters in row for row in (_ALPHABET, _ALPHABET[::-1], _KEYBOARD))


def _is_made_up(digits: str) -> bool:
    few = len(set(digits)) <= _MOST_ALIKE
    return few or bool(_IN_DIGITS.search(digits)) or any(map(_is_in_turn, (digits, digits[::2])))


def _is_in_turn(digits: str) -> bool:
    """Whether all digits follow one another: of «112233» every second one does."""
    return len(digits) >= _FEWEST_DIGITS and any(digits in turn for turn in (_UPWARDS, _DOWNWARDS))
