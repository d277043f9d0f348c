"""The one-time code of a beneficiary: six digits for one request, short-lived, on record as a keyed hash alone.

It follows from a secret of the case and the sending it was made for, so that another try of the sending has the same.
"""

import hmac
from datetime import timedelta

from models.text import ascii_digits, clean_line, without_separators

DIGITS = 6
HOLDS = timedelta(minutes=15)
"""How long a code opens its request. Asked for again meanwhile, the same one is sent again."""
MOST_TRIES = 5
"""How many codes may be typed until one is of no use any more; `try_one_time_code` counts them."""
SENT_AGAIN = 2
"""How often a code that still holds is sent again."""
BETWEEN = timedelta(seconds=30)
"""Before it is sent again."""
MOST_A_DAY = 10
"""How many codes are made for one request within a day: with their tries 50 guesses of a million."""


def one_time_code(secret: bytes, reference: str, sending: str) -> str:
    """The code of a request that was made for a sending (the run that sends it)."""
    said = f"tawasul-one-time-code-1:{reference}:{sending}"
    number = int.from_bytes(hmac.digest(secret, said.encode(), "sha256")) % 10**DIGITS
    return f"{number:0{DIGITS}d}"


def one_time_hash(index_key: str, reference: str, code: str) -> bytes:
    """What the records keep of a code: without the key nobody tries all codes against it."""
    return hmac.digest(index_key.encode(), f"tawasul-one-time-hash-1:{reference}:{code}".encode(), "sha256")


def read_code(text: str) -> str:
    """The digits of a code that somebody typed, with blanks or Arabic digits. Raises ValueError for anything else."""
    digits = ascii_digits(without_separators(clean_line(text)))
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdecimal():
        raise ValueError(f"is no code: it has {DIGITS} digits")
    return digits
