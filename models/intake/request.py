"""A request and its reader: every problem found is named, with what to do about it.

`read_request` is for what comes from outside. A `Request` read back from a history or the records passes the same
checks (see `models.intake.fields`), but ignores unknown fields: an older worker can read what a newer one wrote.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from operator import not_
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from models.base import Wire
from models.intake.attachment import Attachment
from models.intake.attempt_outcome import AttemptOutcome
from models.intake.fields import (
    Code,
    Count,
    EstablishmentNumber,
    FieldName,
    FreeText,
    IdKindName,
    Instant,
    Language,
    Line,
    PassportNumber,
    RequiredLine,
    Scalar,
    SourceId,
    StoredEmail,
    StoredMobile,
    Word,
    outside_form,
)
from models.intake.form import IntakeForm, KnownBy
from models.intake.identity import ID_KINDS, normalise_id
from models.intake.optional import (
    MAX_ATTACHMENTS,
    TOO_MANY,
    UNREADABLE,
    is_nothing,
    mend_all,
    optional_place,
    with_codes_in_one_spelling,
)
from models.intake.reference import derive_reference, request_fingerprint
from models.intake.set_aside import LONGEST, with_unusable_set_aside
from models.text import clean_line, safe_for_terminal
from models.validation import reason_of

MAX_BYTES = 65_536
"""A request's size as UTF-8 JSON."""

NOT_INPUT = frozenset({"expected", "register", "auth"})
"""Fields of sample files that say what should come out of the request; and who signed it."""
NOT_INPUT_CONTEXT = frozenset({"duplicate_of"})
"""The same within `context`."""


def is_left_out(value: object) -> bool:
    """Whether an optional field of a later version is not there: then it is left out, and fingerprints stay."""
    return value is None


class Person(Wire):
    """Somebody by name and number. The number is kept in its one spelling, see `models.intake.identity`."""

    name_ar: Line = None
    name_en: Line = None
    id_type: IdKindName | None = None
    id_number: str | None = None
    passport_number: PassportNumber | None = None
    as_written: dict[FieldName, Annotated[RequiredLine, Field(max_length=LONGEST)]] = Field(default_factory=dict)
    """What cannot be used of the optional fields, for the officer."""

    @model_validator(mode="before")
    @classmethod
    def _refuse_for_nothing_optional(cls, given: Any, info: ValidationInfo) -> Any:
        form = outside_form(info)
        if form is None or not isinstance(given, Mapping):
            return given
        return with_unusable_set_aside(given, cls.model_fields, form, number_required=cls._needs_number(form))

    @classmethod
    def _needs_number(cls, form: IntakeForm) -> bool:
        """Whether a number that cannot be used refuses the request."""
        return False

    @field_validator("id_number")
    @classmethod
    def _one_spelling(cls, number: str | None, info: ValidationInfo) -> str | None:
        id_type, form = info.data.get("id_type"), outside_form(info)
        kinds = form.id_kinds if form else ID_KINDS
        known = id_type if form or id_type in kinds else None
        return normalise_id(known, number, kinds) if known and number is not None else number

    @model_validator(mode="after")
    def _number_with_its_kind(self) -> Self:
        if (self.id_type is None) != (self.id_number is None):
            raise ValueError("needs id_type and id_number together")
        return self


class Applicant(Person):
    """Who asks, from their own account."""

    type: Code
    id_type: IdKindName | None = Field(None, validate_default=True)
    id_number: str | None = Field(None, validate_default=True)
    mobile: StoredMobile | None = None
    email: StoredEmail | None = None
    preferred_language: Language | None = None
    establishment_number: EstablishmentNumber | None = None

    @classmethod
    def _needs_number(cls, form: IntakeForm) -> bool:
        return form.needs_number

    @field_validator("id_type", "id_number", mode="before")
    @classmethod
    def _required(cls, given: Any, info: ValidationInfo) -> Any:
        form = outside_form(info)
        if given is None and form and form.needs_number:
            raise PydanticCustomError("missing", "Field required")
        return given

    @model_validator(mode="after")
    def _known_to_the_pack(self, info: ValidationInfo) -> Self:
        form = outside_form(info)
        if form and not _ways_known(self) & {*form.known_by}:
            raise ValueError(f"needs {' or '.join(_NEEDED[way] for way in form.known_by)}")
        return self

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing is known by which they could be told from anybody else."""
        return _ways_known(self) == {KnownBy.NOTHING}


_NEEDED = {KnownBy.IDENTITY: "id_type and id_number", KnownBy.EMAIL: "email", KnownBy.MOBILE: "mobile"}


def _ways_known(applicant: Applicant) -> set[KnownBy]:
    """What an applicant can be known by; nothing is so for everybody."""
    given = {
        KnownBy.IDENTITY: applicant.id_number,
        KnownBy.EMAIL: applicant.email,
        KnownBy.MOBILE: applicant.mobile,
        KnownBy.NOTHING: True,
    }
    return {way for way, value in given.items() if value}


class OnBehalfOf(Person):
    """The person concerned, when that is not the applicant; `relation` is what they are to the applicant."""

    relation: Word
    age: Annotated[Count, Field(le=150)] | None = None


class PriorAttempt(Wire):
    """The earlier try in the e-service that went wrong, with what the platform said."""

    outcome: AttemptOutcome
    at: Instant | None = None
    platform: Code | None = None
    message_ar: FreeText = None
    message_en: FreeText = None
    evidence: Code = "none"
    error_code: Line = None
    reference: Line = None

    @property
    def left_out(self) -> tuple[str, ...]:
        """The fields that say when and where a try was made, and are not there; of none nobody misses them."""
        given = {"at": self.at, "platform": self.platform}
        is_try = self.outcome is not AttemptOutcome.NONE
        return tuple(name for name, value in given.items() if is_try and value is None)


class Request(Wire):
    """One request as received. Which services exist is the pack's matter; what belongs to one is in `context`."""

    model_config = ConfigDict(hide_input_in_errors=True)

    id: SourceId
    channel: Code
    submitted_at: Instant
    lang: Language = "ar"
    applicant: Applicant
    on_behalf_of: OnBehalfOf | None = None
    section: Code
    service: Code
    seed_kind: Code | None = None
    prior_attempt: PriorAttempt | None = None
    campaign: Code | None = None
    context: dict[Code, Scalar] = Field(default_factory=dict)
    subject_ar: Line = None
    subject: Line = None
    text_ar: FreeText = None
    text_en: FreeText = None
    text: FreeText = Field(None, exclude_if=is_left_out)
    """In the language of the request, where that is neither Arabic nor English."""
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=MAX_ATTACHMENTS + 1)] = ()
    as_written: dict[str, str] = Field(default_factory=dict, exclude_if=not_)
    """What cannot be used of the optional fields, by their paths, besides those of persons; for the officer."""

    @field_validator("attachments")
    @classmethod
    def _not_too_many(cls, given: tuple[Attachment, ...], info: ValidationInfo) -> tuple[Attachment, ...]:
        if outside_form(info) and sum(each.kind != UNREADABLE for each in given) > MAX_ATTACHMENTS:
            raise PydanticCustomError(TOO_MANY, "too many attachments")
        return given

    @property
    def source(self) -> str:
        """The system that numbered the request."""
        return self.channel

    @property
    def reference(self) -> str:
        """`TW-XXXX-XXXX-XXXX-C`; the id of the case's workflow."""
        return derive_reference(self.source, self.id)

    @property
    def fingerprint(self) -> str:
        """The hash by which the same request is distinguished from another one under the same id."""
        return request_fingerprint(self)

    @property
    def language(self) -> Language:
        """The language the applicant is written to."""
        return self.applicant.preferred_language or self.lang


class Problem(Wire):
    """What is wrong with one field and what to do; `request` stands for the whole. Never the value itself."""

    field: str
    reason: str


class InvalidRequest(ValueError):
    """A request that cannot be read, with every problem found. `number` is its place in the input, from 1."""

    def __init__(self, problems: Iterable[Problem], number: int | None = None) -> None:
        self.problems = list(problems)
        self.number = number
        place = "" if number is None else f"item {number}: "
        super().__init__(place + self.reasons)

    @property
    def reasons(self) -> str:
        """Each field with what is wrong with it."""
        return "; ".join(f"{problem.field} {problem.reason}" for problem in self.problems)


def read_request(data: object, number: int | None = None, forms: Mapping[str, IntakeForm] | None = None) -> Request:
    """The normalized request in parsed JSON. Raises InvalidRequest with every problem found.

    A field that is null counts as left out. What sample files carry besides the input is dropped (`NOT_INPUT`).
    `forms`: what the packs take, by channel.
    """
    if not isinstance(data, Mapping):
        raise InvalidRequest([Problem(field="request", reason="must be a JSON object")], number)
    form = IntakeForm.of_channel(data.get("channel"), forms)
    request = _read({"lang": form.languages[0]} | _input_of(data), form)
    if isinstance(request, Request) and len(request.model_dump_json().encode()) > MAX_BYTES:
        request = [Problem(field="request", reason=f"is larger than {MAX_BYTES} bytes: shorten {_largest(request)}")]
    if isinstance(request, list):  # raised outside the handler: the library's error carries the values
        raise InvalidRequest(request, number)
    return request


def _largest(request: Request) -> str:
    """The part of a request that takes most room; of what was set aside or cut, by its own path."""
    names = type(request).model_fields.keys() - {"as_written"}
    sizes = {name: len(request.model_dump_json(include={name}).encode()) for name in sorted(names)}
    sizes |= {path: len(written.encode()) for path, written in request.as_written.items()}
    return max(sizes, key=sizes.__getitem__)


def _read(given: dict[Any, Any], form: IntakeForm) -> Request | list[Problem]:
    """The request, with its optional fields mended until it can be read; else the problems of the others."""
    for _ in range(_MOST_MENDS):
        try:
            return Request.model_validate(given, extra="forbid", context=form)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False)
        given = deepcopy(given)
        if with_codes_in_one_spelling(given, problems):
            continue
        required = _IDENTITY if form.needs_number else frozenset[tuple[str, ...]]()
        places = [(problem, optional_place(problem, Request, required)) for problem in problems]
        if refusing := [problem for problem, place in places if place is None]:
            return [_problem(problem) for problem in refusing]
        mend_all(given, [(problem, place or ()) for problem, place in places])
    return [_problem(problem) for problem in problems]


_IDENTITY = frozenset({("applicant", "id_type"), ("applicant", "id_number")})
_MOST_MENDS = 8
"""More than a field can need: to be read in another spelling, as a text, cut, and set aside."""


def _input_of(data: Mapping[Any, Any]) -> dict[Any, Any]:
    given = {key: _without_nulls(value) for key, value in _without_nulls(data).items() if key not in NOT_INPUT}
    if isinstance(context := given.get("context"), Mapping):
        given["context"] = {key: value for key, value in context.items() if key not in NOT_INPUT_CONTEXT}
    nothing = [
        name for name, field in Request.model_fields.items() if not field.is_required() and is_nothing(given.get(name))
    ]
    return {key: value for key, value in given.items() if key not in nothing}


def _without_nulls(value: Any) -> Any:
    return {key: part for key, part in value.items() if part is not None} if isinstance(value, Mapping) else value


def _problem(detail: Any) -> Problem:
    return Problem(field=_path(detail["loc"]), reason=reason_of(detail))


def _path(loc: tuple[int | str, ...]) -> str:
    """`attachments[0].kind`; names come from outside, so they are made safe and short."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != "[key]":
            path += ("." if path else "") + safe_for_terminal(clean_line(part))[:64]
    return path or "request"
