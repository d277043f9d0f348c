"""Field types of a request: each normalizes its value, or fails with a message that says what to do.

The checks repeat when a request is read back from a history or the records, and change nothing there. Only mobiles and
e-mail addresses are looked at once, at intake: what the libraries know changes with their version, a history must not.
"""

import re
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, StringConstraints, ValidationInfo

from models.intake.addresses import normalise_email, normalise_mobile
from models.intake.form import IntakeForm
from models.intake.identity import IdType, normalise_id
from models.intake.instants import read_instant
from models.intake.set_aside import LONGEST_NAME
from models.language import LANGUAGE
from models.text import clean, clean_line
from models.validation import Pattern

MAX_TEXT = 2_000
MAX_LINE = 200

_MAX_CONTEXT_TEXT = 500
_LARGEST_NUMBER = 2**53  # beyond it JSON readers disagree
_ID = re.compile(r"[\x21-\x7e]{1,64}")


def outside_form(info: ValidationInfo) -> IntakeForm | None:
    """The form of what comes from outside: the context of its validation. None for what is read back."""
    return info.context if isinstance(info.context, IntakeForm) else None


def _clean_or_none(value: object) -> object:
    return (clean(value) or None) if isinstance(value, str) else value


def _clean_line_or_none(value: object) -> object:
    return (clean_line(value) or None) if isinstance(value, str) else value


def _word(value: object) -> object:
    return clean_line(value) if isinstance(value, str) else value


def _source_id(value: str) -> str:
    value = clean_line(value)
    if not _ID.fullmatch(value):
        raise ValueError("must have 1 to 64 Latin letters, digits or signs, without spaces")
    return value


def _mobile(value: object, info: ValidationInfo) -> object:
    form = outside_form(info)
    return normalise_mobile(value, form.country) if isinstance(value, str) and form else value


def _email(value: object, info: ValidationInfo) -> object:
    return normalise_email(value) if isinstance(value, str) and outside_form(info) else value


def _language(value: str, info: ValidationInfo) -> str:
    """A language of the pack, where it comes from outside."""
    form = outside_form(info)
    if form and value not in form.languages:
        raise ValueError(f"must be one of {', '.join(form.languages)}")
    return value


def _id_type(value: str, info: ValidationInfo) -> str:
    """A kind of number of the pack, where it comes from outside; one that we have a name for by that."""
    form = outside_form(info)
    if form and value not in form.id_kinds:
        raise ValueError(f"must be one of {', '.join(form.id_kinds)}")
    return IdType(value) if value in set(IdType) else value


def _instant(value: object) -> datetime:
    reason = "must be an instant with its offset, such as 2026-01-06T09:12:00+03:00"
    try:
        given = read_instant(clean_line(value)) if isinstance(value, str) else value
        if not isinstance(given, datetime) or given.tzinfo is None:
            raise ValueError(reason)
        instant = given.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(reason) from None
    if not 1900 <= instant.year <= 2200:
        raise ValueError("must be an instant between the years 1900 and 2200")
    return instant


def _scalar(value: object) -> str | int | float | bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if len(text := clean(value)) > _MAX_CONTEXT_TEXT:
            raise ValueError(f"is longer than {_MAX_CONTEXT_TEXT} characters: shorten it")
        return text
    if not isinstance(value, int | float) or not abs(value) < _LARGEST_NUMBER:
        raise ValueError("must be text, a number below 2^53, true or false")
    return int(value) if value == int(value) else value


Code = Annotated[
    str,
    Pattern(r"^[a-z][a-z0-9_]{0,63}$", "must be a code: small Latin letters, digits and _, beginning with a letter"),
]
Word = Annotated[str, Field(min_length=1, max_length=64), BeforeValidator(_word)]
"""A word of an open vocabulary, in any script."""
FieldName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Language = Annotated[Annotated[str, Pattern(f"^{LANGUAGE}$", "must be a language")], AfterValidator(_language)]
"""The code of a language."""
IdKindName = Annotated[Code, AfterValidator(_id_type)]
FreeText = Annotated[Annotated[str, Field(max_length=MAX_TEXT)] | None, BeforeValidator(_clean_or_none)]
"""May have several lines; empty is the same as left out."""
RequiredLine = Annotated[str, Field(max_length=MAX_LINE), BeforeValidator(_clean_line_or_none)]
Line = Annotated[Annotated[str, Field(max_length=MAX_LINE)] | None, BeforeValidator(_clean_line_or_none)]
"""One line; empty is the same as left out."""
SourceId = Annotated[str, AfterValidator(_source_id)]
"""How the source numbers the request."""
StoredMobile = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
StoredEmail = Annotated[str, StringConstraints(pattern=r"^[^\s@]+@[^\s@]+$", max_length=320)]
"""As intake left them: looser than what is taken now, for older ones were taken by other rules."""
Mobile = Annotated[StoredMobile, BeforeValidator(_mobile)]
Email = Annotated[StoredEmail, BeforeValidator(_email)]
PassportNumber = Annotated[str, AfterValidator(partial(normalise_id, IdType.PASSPORT))]
EstablishmentNumber = Annotated[str, AfterValidator(partial(normalise_id, IdType.ESTABLISHMENT))]
Instant = Annotated[datetime, BeforeValidator(_instant)]
"""Aware; kept in UTC."""
Count = Annotated[int, Field(strict=True, ge=0, lt=_LARGEST_NUMBER)]
Scalar = Annotated[str | int | float | bool, PlainValidator(_scalar)]
"""Texts are clean; a number without a fraction is an `int`, as JSON does not distinguish 100 from 100.0."""
