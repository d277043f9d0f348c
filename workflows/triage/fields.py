"""A service's own fields, read in the types the pack gives them: what is not of its type counts as not given.

People write numbers and dates in any usual way (Arabic digits, a Hijri year); rules see one spelling of each.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from models.text import ascii_digits, normalized_text
from models.triage.facts import FieldForm, SingleValue
from models.triage.policy import Moment
from workflows.triage.date_fields import whole_date
from workflows.triage.moments import days_in_field, fields_of

_WHOLE = re.compile(r"[+-]?\d{1,15}")
_AMOUNT = re.compile(r"[+-]?(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d{1,6})?")
_SEPARATORS = str.maketrans("٫٬", ".,")
_ANSWERS = {"true": True, "yes": True, "نعم": True, "false": False, "no": False, "لا": False}


def own_fields(
    context: Mapping[str, SingleValue],
    forms: Mapping[str, FieldForm],
    now: datetime,
    moments: Collection[Moment] = (),
) -> dict[str, SingleValue]:
    """What the request gives in fields of the service's own, without those that are not of their type.

    Nor does a field count that says what nobody can mean by it, or no day which its moment can have. A field that the
    service does not list stays as it is. An instant is the day that it is where `now` is.
    """
    read = {name: _read(forms[name], value, now) if name in forms else value for name, value in context.items()}
    return {name: value for name, value in read.items() if value is not None and _can_be(name, value, moments, now)}


def _can_be(name: str, value: SingleValue, moments: Collection[Moment], now: datetime) -> bool:
    of = [moment for moment in moments if name in fields_of(moment)]
    return not of or any(days_in_field(moment, name, value, now) is not None for moment in of)


def unread_fields(context: Mapping[str, SingleValue], own: Mapping[str, SingleValue]) -> Iterator[str]:
    """The fields that are filled in, but with what is not of their type."""
    return (name for name, value in context.items() if name not in own and str(value).strip())


def unlisted_fields(
    context: Mapping[str, SingleValue], forms: Mapping[str, FieldForm], moments: Collection[Moment]
) -> Iterator[str]:
    """The fields that are filled in, and of which neither the service nor a moment knows what they say."""
    if not context:
        return iter(())
    known = {*forms, *(name for moment in moments for name in fields_of(moment))}
    return (name for name, value in context.items() if name not in known and str(value).strip())


def _read(form: FieldForm, value: SingleValue, now: datetime) -> SingleValue | None:
    if form.type == "date":
        day = whole_date(value, now)
        return day.isoformat() if day and form.can_be((day - now.date()).days) else None
    read = _READERS[form.type](value)
    if isinstance(read, bool) or not isinstance(read, int | float):
        return read
    return read if form.can_be(read) else None


def _text_field(value: SingleValue) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _whole_field(value: SingleValue) -> int | None:
    if isinstance(value, str) and _WHOLE.fullmatch(digits := ascii_digits(value).strip()):
        return int(digits)
    number = _number(value)
    return int(number) if number is not None and float(number).is_integer() else None


def _amount_field(value: SingleValue) -> float | None:
    if isinstance(value, str) and _AMOUNT.fullmatch(digits := ascii_digits(value).translate(_SEPARATORS).strip()):
        return float(digits.replace(",", ""))
    return _number(value)


def _number(value: SingleValue) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _yes_no_field(value: SingleValue) -> bool | None:
    if isinstance(value, str):
        return _ANSWERS.get(normalized_text(value))
    return value if isinstance(value, bool) else None


_READERS: Mapping[str, Callable[[SingleValue], SingleValue | None]] = {
    "text": _text_field,
    "whole": _whole_field,
    "amount": _amount_field,
    "yes_no": _yes_no_field,
}
