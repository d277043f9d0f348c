"""Optional numbers and addresses of a person that cannot be used: they refuse no request, and are kept as written."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic.fields import FieldInfo

from models.intake.addresses import normalise_email, normalise_mobile
from models.intake.form import IntakeForm
from models.intake.identity import IdType, normalise_id
from models.text import clean, clean_line

OptionalField = Literal["mobile", "email", "passport_number", "establishment_number"]
"""Optional numbers and addresses."""

AS_WRITTEN = "as_written"
"""The field in which they are kept."""
LONGEST, LONGEST_NAME = 200, 64
"""Characters that are kept of what was written, and of the name of its field."""

_READERS: Mapping[OptionalField, Callable[[str, IntakeForm], str]] = {
    "mobile": lambda written, form: normalise_mobile(written, form.country),
    "email": lambda written, _: normalise_email(written),
    "passport_number": lambda written, _: normalise_id(IdType.PASSPORT, written),
    "establishment_number": lambda written, _: normalise_id(IdType.ESTABLISHMENT, written),
}
NUMBERS_AND_ADDRESSES = frozenset(_READERS)


def with_unusable_set_aside(
    person: Mapping[Any, Any], known: Mapping[str, FieldInfo], form: IntakeForm, *, number_required: bool
) -> dict[Any, Any]:
    """The fields of a person with each optional one in its one spelling, left out when empty, set aside when unusable.

    Only `known` fields are looked at: any other is refused later for its name.
    """
    fields, unusable = dict(person), dict[str, str]()
    for field, read in _READERS.items():
        if field not in fields or field not in known:
            continue
        written = clean_line(as_text(fields.pop(field)))
        try:
            fields |= {field: read(written, form)} if written else {}
        except ValueError:
            unusable[field] = written
    if not number_required:
        unusable |= _take_unusable_number(fields, form)
    if written_before := _written_before(fields.pop(AS_WRITTEN, None)) | unusable:
        fields[AS_WRITTEN] = {field: written[:LONGEST] for field, written in written_before.items()}
    return fields


def _take_unusable_number(fields: dict[Any, Any], form: IntakeForm) -> dict[str, str]:
    """Take out an identity number that is none of its kind, or has none; the two say who somebody is together."""
    given = {field: clean_line(as_text(fields.pop(field))) for field in ("id_type", "id_number") if field in fields}
    given = {field: written for field, written in given.items() if written}
    try:
        normalise_id(given.get("id_type", ""), given.get("id_number", ""), form.id_kinds)
    except ValueError:
        return given
    fields |= given
    return {}


def _written_before(kept: object) -> dict[str, str]:
    """What an earlier reader set aside, as far as it is of that form."""
    if kept is None or not isinstance(kept, Mapping):
        kept = {AS_WRITTEN: kept}
    texts = {clean_line(str(field))[:LONGEST_NAME]: clean_line(as_text(value)) for field, value in kept.items()}
    return {field: text for field, text in texts.items() if field and text}


def as_text(value: object) -> str:
    """What stands in a field, as text: a number often comes without its quotes, and nothing is an empty text."""
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(json.dumps(value, ensure_ascii=False, default=str))
