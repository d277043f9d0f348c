"""What is wrong with a value, in our own words: one table for every door, from the kinds of complaint of pydantic."""

from typing import Any

_REASONS = {
    "missing": "is required",
    "extra_forbidden": "is not a field of a request: check the spelling",
    "string_type": "must be text in quotes, not empty",
    "string_pattern_mismatch": "must match {pattern}",
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
_PATTERNS = {
    r"^[a-z][a-z0-9_]{0,63}$": "must be a code: small Latin letters, digits and _, beginning with a letter",
    r"^[A-Za-z0-9._:-]+$": "must be of Latin letters, digits and . _ : - only",
    r"^[A-Za-z0-9._@-]{1,64}$": "must have 1 to 64 Latin letters, digits and . _ @ -",
}
"""The patterns of fields (`models.intake.fields`, `models.case.commands`), said as a rule."""


def reason_of(complaint: Any) -> str:
    """One of the `errors()` of a ValidationError as a sentence without its subject, which is the field."""
    known = complaint.get("ctx", {})
    template = _PATTERNS.get(known.get("pattern", "")) or _REASONS.get(complaint["type"])
    return template.format(**known).rstrip(".") if template else str(complaint["msg"])
