"""Messages for validation errors: one table by pydantic's type of error, for every entry point."""

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_REASONS = {
    "missing": "is required",
    "extra_forbidden": "is not a field of a request: check the spelling",
    "string_type": "must be text in quotes, not empty",
    "string_pattern_mismatch": "must match {pattern}",
    "pattern": "{rule}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "is longer than {max_length} characters: shorten it",
    "too_long": "has more than {max_length} entries: send the most important ones",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "tuple_type": "must be a list",
    "value_error": "{error}",
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """The pattern of a type of text, with the rule in words; put into `Annotated`.

    A text that does not match gives pydantic's own message; the rule is in the context of the error.
    """

    regex: str
    rule: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The schema of the type itself, then the check of the pattern."""
        matching = core_schema.custom_error_schema(
            core_schema.str_schema(pattern=self.regex),
            "pattern",
            custom_error_message="String should match pattern '{pattern}'",
            custom_error_context={"pattern": self.regex, "rule": self.rule},
        )
        return core_schema.chain_schema([handler(source), matching])


def reason_of(error: Any) -> str:
    """One of the `errors()` of a ValidationError as a sentence without its subject, which is the field."""
    context = error.get("ctx", {})
    template = _REASONS.get(error["type"])
    return template.format(**context).rstrip(".") if template else str(error["msg"])
