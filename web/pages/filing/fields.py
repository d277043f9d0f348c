"""The fields of a new request, as the pack of its service has them: which there are, of what kind, under what words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from commands.common.words.code_words import readable
from commands.common.words.language import N_
from models.codes import Code
from models.intake.attempt_outcome import AttemptOutcome
from models.intake.fields import MAX_LINE, MAX_TEXT
from models.intake.form import KnownBy
from models.packs.pack import Service
from models.triage.facts import FieldType
from web.pages.base.words import LanguageWords
from web.pages.told import PackTold


class FieldKind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True)
class InputField:
    """One field of the form."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    hint: str = ""
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    """What is sent, and what is read."""
    fills: str = ""
    """What browsers may fill in (`autocomplete`)."""
    input_type: str = "text"
    longest: int = MAX_LINE

    def shown(self, value: str) -> str:
        """What was filled in, as it is read back."""
        return self.choices.get(value, value) if self.choices else value


@dataclass(frozen=True)
class InputGroup:
    """Some fields below one heading."""

    heading: str
    fields: tuple[InputField, ...]


OWN = "own."
"""Before the name of a field of the service's own."""
_APPLICANTS: Mapping[str, str] = {
    "citizen": N_("Citizen"),
    "resident": N_("Resident"),
    "gcc_citizen": N_("Citizen of a Gulf state"),
    "visitor": N_("Visitor"),
    "establishment": N_("Establishment"),
    "employer": N_("Employer"),
    "business": N_("Business"),
    "employee": N_("Employee"),
}
_TRIES: Mapping[str, str] = {
    AttemptOutcome.PLATFORM_ERROR: N_("It showed an error"),
    AttemptOutcome.STUCK_PENDING: N_("It has stayed pending"),
    AttemptOutcome.NOT_AVAILABLE_ONLINE: N_("The service is not offered online"),
    AttemptOutcome.NONE: N_("I have not tried it"),
}
_OF_TYPES: Mapping[FieldType, FieldKind] = {
    "text": FieldKind.LINE,
    "date": FieldKind.DATE,
    "whole": FieldKind.NUMBER,
    "amount": FieldKind.NUMBER,
    "yes_no": FieldKind.CHOICE,
}
YES, NO = "yes", "no"


def groups_of(told: PackTold, code: str) -> tuple[InputGroup, ...]:
    """The form of a service."""
    words, service = told.words, told.pack.service(code)[1]
    groups = (
        InputGroup(words.say(N_("You")), tuple(_applicant(told))),
        InputGroup(words.say(N_("Your request")), tuple(_request(words))),
        InputGroup(words.say(N_("About the service")), tuple(_own(told, service))),
        InputGroup(words.say(N_("Your try in the e-service")), tuple(_try(told))),
        InputGroup(words.say(N_("Another person, if it is about one")), tuple(_person(words))),
    )
    return tuple(each for each in groups if each.fields)


def kinds_of_number(told: PackTold) -> dict[str, str]:
    """The kinds of number by which people are known, with their titles."""
    kinds = told.pack.form.id_kinds
    return {code: told.text(kind.title) or told.words.word("IdType", readable(code)) for code, kind in kinds.items()}


def _applicant(told: PackTold) -> Iterator[InputField]:
    words, pack, say = told.words, told.pack, told.words.say
    yield InputField("name", say(N_("Your name")), required=True, fills="name")
    if KnownBy.IDENTITY in pack.known_by:
        needed = pack.form.needs_number
        kinds = kinds_of_number(told)
        yield InputField("id_type", say(N_("Kind of number")), FieldKind.LIST, required=needed, choices=kinds)
        yield InputField("id_number", say(N_("Number")), required=needed, input_type="text", longest=40)
    if types := _types_to_ask(told):
        titles = {code: _titled(words, _APPLICANTS, code) for code in types}
        yield InputField("type", say(N_("You are a")), FieldKind.LIST, required=True, choices=titles)
    hint = say(N_("Codes to open your request are sent to it. Give this or an e-mail address."))
    yield InputField("mobile", say(N_("Mobile number")), hint=hint, fills="tel", input_type="tel", longest=30)
    yield InputField("email", say(N_("E-mail address")), fills="email", input_type="email", longest=320)


def _types_to_ask(told: PackTold) -> tuple[str, ...]:
    """The kinds of applicant, where the kind of number does not tell."""
    types = told.pack.triage.applicant_types
    return () if types and all(types.values()) else tuple(types)


def type_of(told: PackTold, id_type: str, chosen: str) -> str:
    """The kind of applicant: the first that is known by such a number, else the one chosen."""
    types = told.pack.triage.applicant_types
    fitting = [each for each, kinds in types.items() if id_type in kinds]
    return chosen or next(iter((*fitting, *types)), "applicant")


def _request(words: LanguageWords) -> Iterator[InputField]:
    yield InputField("subject", words.say(N_("What it is about, in some words")), required=True)
    hint = words.say(N_("What you want, what you did, and what happened. At most 2,000 characters."))
    label = words.say(N_("Your request in your own words"))
    yield InputField("text", label, FieldKind.TEXT, hint, required=True, longest=MAX_TEXT)


def _own(told: PackTold, service: Service) -> Iterator[InputField]:
    words = told.words
    choices = {YES: words.say(N_("Yes")), NO: words.say(N_("No"))}
    for name, spec in service.fields.items():
        yield InputField(
            OWN + name,
            told.text(spec.title),
            _OF_TYPES[spec.type],
            required=spec.required,
            choices=choices if spec.type == "yes_no" else {},
        )


def _try(told: PackTold) -> Iterator[InputField]:
    words = told.words
    if not told.pack.triage.own_platform:
        return
    choices = {code: str(words.say(text)) for code, text in _TRIES.items()}
    yield InputField("tried", words.say(N_("What came of it")), FieldKind.LIST, required=True, choices=choices)
    yield InputField("tried_at", words.say(N_("When you tried it last")), FieldKind.DATE)
    yield InputField("error_code", words.say(N_("The error code, if there was one")), longest=60)
    yield InputField("message", words.say(N_("What the message said")), FieldKind.TEXT, longest=MAX_TEXT)


def _person(words: LanguageWords) -> Iterator[InputField]:
    yield InputField("their_name", words.say(N_("Their name")))
    hint = words.say(N_("For example: son, mother, driver"))
    yield InputField("relation", words.say(N_("What they are to you")), hint=hint, longest=64)


def _titled(words: LanguageWords, titles: Mapping[str, str], code: str | Code) -> str:
    return str(words.say(titles[code])) if code in titles else readable(code)
