"""The verification code of a letter: 80 bits that nobody guesses, in 16 symbols, and a check symbol.

It follows from a secret of the case, so that it is the same whenever it is computed, also when the records were
restored from an older copy. The records keep its hash alone.
"""

import hashlib
import hmac

from models.intake.reference import ALPHABET, check_symbol, is_whole
from models.text import ascii_digits, clean_line, without_separators

_SYMBOLS = 16
_LOOK_ALIKES = str.maketrans("ILO", "110")


def code_of(secret: bytes, reference: str, seq: int) -> str:
    """The code `XXXX-XXXX-XXXX-XXXX-C` of the letter on the decision that is event `seq` of a case."""
    said = f"tawasul-letter-code-1:{reference}:{seq}"
    number = int.from_bytes(hmac.digest(secret, said.encode(), "sha256")) >> (256 - 5 * _SYMBOLS)
    symbols = "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (_SYMBOLS - 1), -1, -5))
    return _with_dashes(symbols + check_symbol(symbols))


def parse_code(text: str) -> str:
    """The code that somebody typed, as it is written: any case, look-alikes I, L and O, dashes and spaces or none.

    Raises ValueError saying what is wrong. One wrong symbol, or any two that changed places, is always noticed.
    """
    symbols = ascii_digits(without_separators(clean_line(text))).upper().translate(_LOOK_ALIKES)
    if len(symbols) != _SYMBOLS + 1 or not set(ALPHABET) >= set(symbols):
        raise ValueError("is no verification code: it looks like XXXX-XXXX-XXXX-XXXX-C, 16 symbols and a check symbol")
    if not is_whole(symbols):
        raise ValueError("is mistyped: a symbol is wrong or two changed places; compare it with the letter")
    return _with_dashes(symbols)


def code_hash(code: str) -> bytes:
    """What the records keep of a code: with it a code is found, and from it none is made."""
    return hashlib.sha256(b"tawasul-letter-code-1:" + code.encode()).digest()


def _with_dashes(symbols: str) -> str:
    return "-".join(symbols[start : start + 4] for start in range(0, len(symbols), 4))
