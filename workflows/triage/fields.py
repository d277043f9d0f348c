"""A service's own fields, read in the types the pack gives them: what is not of its type counts as not given.

People write numbers and dates in any usual way (Arabic digits, a Hijri year); rules see one spelling of each.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from models.text import ascii_digits, search_key
from models.triage.facts import FieldType
from models.triage.rules import Value, Values
from workflows.triage.dates import written_date

_WHOLE = re.compile(r"[+-]?\d{1,15}")
_AMOUNT = re.compile(r"[+-]?(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d{1,6})?")
_SEPARATORS = str.maketrans("٫٬", ".,")
_ANSWERS = {"true": True, "yes": True, "نعم": True, "false": False, "no": False, "لا": False}


def own_fields(context: Mapping[str, Any], types: Mapping[str, FieldType]) -> Values:
    """What the request says in fields of the service's own, without those that are not of their type.

    A field that the service does not list stays as it is.
    """
    read = {name: _READERS[types[name]](value) if name in types else value for name, value in context.items()}
    return {name: value for name, value in read.items() if value is not None}


def unread_fields(context: Mapping[str, Any], own: Values) -> Iterator[str]:
    """The fields that are filled in, but with what is not of their type."""
    return (name for name, value in context.items() if name not in own and str(value).strip())


def _text(value: Any) -> Value | None:
    return value if isinstance(value, str) and value.strip() else None


def _date(value: Any) -> Value | None:
    day = written_date(ascii_digits(value)) if isinstance(value, str) else None
    return day.isoformat() if day else None


def _whole(value: Any) -> Value | None:
    if isinstance(value, str) and _WHOLE.fullmatch(digits := ascii_digits(value).strip()):
        return int(digits)
    number = _number(value)
    return int(number) if number is not None and float(number).is_integer() else None


def _amount(value: Any) -> Value | None:
    if isinstance(value, str) and _AMOUNT.fullmatch(digits := ascii_digits(value).translate(_SEPARATORS).strip()):
        return float(digits.replace(",", ""))
    return _number(value)


def _number(value: Any) -> int | float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _yes_no(value: Any) -> Value | None:
    if isinstance(value, str):
        return _ANSWERS.get(search_key(value))
    return value if isinstance(value, bool) else None


_READERS: Mapping[FieldType, Callable[[Any], Value | None]] = {
    "text": _text,
    "date": _date,
    "whole": _whole,
    "amount": _amount,
    "yes_no": _yes_no,
}
