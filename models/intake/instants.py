"""Reader of instants as RFC 3339 and ISO 8601 let them be written; Python's own knows most of it."""

import re
from datetime import datetime, timedelta

from models.text import ascii_digits

_MINUS = "\u2212"
_SMALL_Z = re.compile("(?<=[0-9])z$")
_END_OF_DAY = re.compile(r"(?<=[Tt ])24(?=(?::?00){1,2}(?:[.,]0+)?(?:[Zz+-]|$))")
_LEAP_SECOND = re.compile(r"(?<=:59:)60|(?<=[Tt ][0-9]{2}59)60")


def read_instant(text: str) -> datetime:
    """The instant a text says, with its offset if it has one. Raises ValueError.

    Besides what Python reads: `z` for `Z`, 24:00 as the end of its day, a leap second as the end of its minute, any
    digits and minus sign. Digits beyond the microsecond are cut.
    """
    text = ascii_digits(text).replace(_MINUS, "-")
    text, end_of_day = _END_OF_DAY.subn("00", text, count=1)
    text, leap_second = _LEAP_SECOND.subn("59", text, count=1)
    read = datetime.fromisoformat(_SMALL_Z.sub("Z", text))
    return read + timedelta(days=end_of_day, seconds=leap_second)


_WITHOUT_OFFSET = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})([Tt ,]+[0-9]{1,2}[:.][0-9:.,]+)?")


def day_of(text: str) -> str | None:
    """The beginning of the day that a text without an offset names, as an instant; None when it names none."""
    found = _WITHOUT_OFFSET.fullmatch(ascii_digits(text).strip())
    return "{}-{:0>2}-{:0>2}T00:00:00Z".format(*found.groups()[:3]) if found else None
