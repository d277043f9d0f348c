"""Optional numbers and addresses of a person that cannot be used: they refuse no request, and are kept as written."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

from models.intake.addresses import normalise_email, normalise_mobile
from models.intake.identity import IdType, normalise_id
from models.text import clean_line

OptionalField = Literal["mobile", "email", "passport_number", "establishment_number"]
"""The fields without which a request is still one."""

AS_WRITTEN = "as_written"
"""The field in which they are kept."""
LONGEST = 200

_READERS: Mapping[OptionalField, Callable[[str], str]] = {
    "mobile": normalise_mobile,
    "email": normalise_email,
    "passport_number": partial(normalise_id, IdType.PASSPORT),
    "establishment_number": partial(normalise_id, IdType.ESTABLISHMENT),
}


def with_unusable_set_aside(person: Mapping[Any, Any], known: Mapping[str, Any]) -> dict[Any, Any]:
    """The fields of a person with each optional one in its one spelling, left out when empty, set aside when unusable.

    Only `known` fields are looked at: any other is refused later for its name.
    """
    fields, unusable = dict(person), dict[str, str]()
    for field, read in _READERS.items():
        if field not in fields or field not in known:
            continue
        written = _as_text(fields.pop(field))
        try:
            fields |= {field: read(written)} if written else {}
        except ValueError:
            unusable[field] = written[:LONGEST]
    before = fields.get(AS_WRITTEN)
    if unusable and (before is None or isinstance(before, Mapping)):
        fields[AS_WRITTEN] = {**(before or {}), **unusable}
    return fields


def _as_text(value: object) -> str:
    """What stands in a field, as text: a number often comes without its quotes."""
    if isinstance(value, str):
        return clean_line(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean_line(json.dumps(value, ensure_ascii=False, default=str))
