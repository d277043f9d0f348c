"""What kind of value every fact of the first stage has, so that a pack's conditions can be held against it.

What each fact says stands in `models.triage.rules`. The kinds of a service's own fields follow from their types.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

FieldType = Literal["text", "date", "whole", "amount", "yes_no"]
"""What a field of a service's own holds."""


class FactKind(StrEnum):
    """The kinds, in the words in which a wrong condition is told."""

    TEXT = "a text"
    NUMBER = "a number"
    YES_NO = "true or false"
    LIST = "a list"


_NAMES = {
    FactKind.TEXT: "service section seed_kind channel applicant_type relation attempt_outcome attempt_platform problem",
    FactKind.NUMBER: "open_duplicates same_error_last_hour nearest_days",
    FactKind.YES_NO: "service_known online section_offered entitled attempted attempt_late follows parent_known "
    "parent_open parent_late confident humanitarian campaign_open",
    FactKind.LIST: "documents missing missing_fields unread_fields topics message_topics evidence",
}

FACT_KINDS: Mapping[str, FactKind] = {name: kind for kind, names in _NAMES.items() for name in names.split()}
"""The facts that every service has; those of moments are numbers, those of fields go by `FIELD_KINDS`."""

FIELD_KINDS: Mapping[FieldType, FactKind] = {
    "text": FactKind.TEXT,
    "date": FactKind.TEXT,
    "whole": FactKind.NUMBER,
    "amount": FactKind.NUMBER,
    "yes_no": FactKind.YES_NO,
}


def kind_of(value: object) -> FactKind:
    """The kind of a value that a condition compares with."""
    if isinstance(value, bool):
        return FactKind.YES_NO
    return FactKind.NUMBER if isinstance(value, int | float) else FactKind.TEXT
