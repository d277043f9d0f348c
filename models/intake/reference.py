"""Reference and fingerprint of a request: the first is derived from its source and id, the second from its content.

The reference needs no database: it is a keyless hash of where the request comes from and how it is numbered there. In
any language: SHA-256 of the UTF-8 text `tawasul-reference-1:LENGTH:SOURCE:ID`, where LENGTH is the number of bytes of
SOURCE in decimal; the first 60 bits are twelve symbols, most significant first. The check symbol makes the polynomial
that has the thirteen symbols as coefficients, the first one highest, zero at α in GF(32), where α⁵ = α² + 1.
"""

import hashlib
import json

from pydantic import BaseModel

from models.text import ascii_digits, clean_line, without_separators

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U."""

_SYMBOLS = 12
_CASE, _FAULT = "TW", "FT"
_LOOK_ALIKES = str.maketrans("ILO", "110")
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}


def derive_reference(source: str, source_id: str) -> str:
    """The reference `TW-XXXX-XXXX-XXXX-C` of the request that `source` knows as `source_id`: always the same."""
    pair = f"tawasul-reference-1:{len(source.encode())}:{source}:{source_id}"
    number = int.from_bytes(hashlib.sha256(pair.encode()).digest()) >> (256 - 5 * _SYMBOLS)
    values = [number >> shift & 31 for shift in range(5 * (_SYMBOLS - 1), -1, -5)]
    symbols = "".join(ALPHABET[value] for value in values)
    return _with_dashes(symbols + check_symbol(symbols))


def fault_reference(pack: str, error_code: str, number: int) -> str:
    """The reference `FT-XXXX-XXXX-XXXX-C` of the number-th fault with an error code, from 1: always the same."""
    return _FAULT + derive_reference(f"fault-{number}-{pack}", error_code).removeprefix(_CASE)


def parse_fault_reference(text: str) -> str:
    """The reference of a fault that someone typed, as `parse_reference` reads those of cases. Raises ValueError."""
    typed = clean_line(text).upper()
    if not typed.startswith(_FAULT):
        raise ValueError("is no reference of a fault: it looks like FT-XXXX-XXXX-XXXX-C")
    return _FAULT + parse_reference(_CASE + typed.removeprefix(_FAULT)).removeprefix(_CASE)


def check_symbol(symbols: str) -> str:
    """The symbol that goes behind some symbols of `ALPHABET`, so that a slip in typing them is noticed."""
    return ALPHABET[_times_alpha(_at_alpha([_VALUE[symbol] for symbol in symbols]))]


def is_whole(symbols: str) -> bool:
    """Whether symbols of `ALPHABET` end in their check symbol."""
    return _at_alpha([_VALUE[symbol] for symbol in symbols]) == 0


def appeal_id(reference: str, number: int) -> str:
    """How the channel of a case would number the appeal against its result that comes as the number-th, from 1."""
    return f"appeal-{number}-{reference}"


def split_id(reference: str, number: int) -> str:
    """How the channel of a case would number the number-th second matter that was taken out of it, from 1."""
    return f"split-{number}-{reference}"


def parse_reference(text: str) -> str:
    """The reference someone typed, as it is written: any case, look-alikes I, L and O, dashes and spaces or none.

    Raises ValueError saying what is wrong. One wrong symbol, or any two that changed places, is always noticed.
    """
    typed = _typed(text)
    if not typed.startswith("TW") or len(typed) != 2 + _SYMBOLS + 1:
        raise ValueError("is not a reference: it looks like TW-XXXX-XXXX-XXXX-C, twelve symbols and a check symbol")
    symbols = typed[2:].translate(_LOOK_ALIKES)
    if not _VALUE.keys() >= set(symbols):
        raise ValueError("has a symbol that no reference has: use the digits and the Latin letters but I, L, O and U")
    if not is_whole(symbols):
        raise ValueError("is mistyped: a symbol is wrong or two changed places; compare it with the receipt")
    return _with_dashes(symbols)


def beginning_of_reference(text: str) -> str | None:
    """What somebody typed as the beginning of a reference, as it is written; None where no reference begins so.

    A whole one, or more than that, is no beginning.
    """
    typed = _typed(text)
    symbols = typed[2:].translate(_LOOK_ALIKES)
    if not typed.startswith("TW") or not set(symbols) <= _VALUE.keys() or not 0 < len(symbols) <= _SYMBOLS:
        return None
    return "-".join(("TW", *(symbols[start : start + 4] for start in range(0, len(symbols), 4))))


def _typed(text: str) -> str:
    return clean_line(ascii_digits(without_separators(text))).upper()


def request_fingerprint(request: BaseModel) -> str:
    """The hash of a request's content, 64 hexadecimal digits: equal exactly when the normalised requests are equal.

    Fields at their default do not count, so a field added later changes no fingerprint already given.
    """
    return json_fingerprint(request.model_dump(mode="json", exclude_defaults=True))


def json_fingerprint(content: object) -> str:
    """The same hash of JSON as somebody sent it, for senders that know no normal form."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"tawasul-request-1:" + canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _with_dashes(symbols: str) -> str:
    return "-".join(("TW", symbols[:4], symbols[4:8], symbols[8:12], symbols[12:]))


def _at_alpha(values: list[int]) -> int:
    """The polynomial with these coefficients at α (Horner). Position n weighs αⁿ, and these differ: see the module."""
    total = 0
    for value in values:
        total = _times_alpha(total) ^ value
    return total


def _times_alpha(value: int) -> int:
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
