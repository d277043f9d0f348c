"""Messages of validation: of a value that is not of its type, the rule of the type in our words."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from models.case.commands import CommandId, StaffId
from models.intake.fields import Code, Mobile
from models.validation import reason_of


def error_of(kind: Any, value: object) -> Any:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    [error] = refused.value.errors(include_url=False, include_input=False)
    return error


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        (Code, "Exit", "must be a code: small Latin letters, digits and _, beginning with a letter"),
        (Code, 5, "must be text in quotes, not empty"),
        (StaffId, "s salim", "must have 1 to 64 Latin letters, digits and . _ @ -"),
        (CommandId, "first try", "must be of Latin letters, digits and . _ : - only"),
        (CommandId, "short", "must have at least 8 characters"),
        (CommandId, "x" * 65, "is longer than 64 characters: shorten it"),
        (Mobile, "0500", r"must match ^\+[1-9][0-9]{6,14}$"),
    ],
)
def test_a_value_that_is_not_of_its_type_is_answered_with_the_rule_of_the_type(
    kind: Any, value: object, reason: str
) -> None:
    assert reason_of(error_of(kind, value)) == reason


def test_a_refused_command_quotes_the_pattern() -> None:
    """The message of the error itself stands in refusals and in histories."""
    assert error_of(StaffId, "s salim")["msg"] == "String should match pattern '^[A-Za-z0-9._@-]{1,64}$'"
