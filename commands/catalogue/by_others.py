"""What is said without a sentence in our commands: codes of closed sets, and what Typer says by itself."""

from collections.abc import Collection, Iterator, Mapping
from typing import get_args

from commands.common.words.code_words import SPOKEN
from models import codes
from models.calendar.rules import ClosureStatus
from models.case.events import Body
from models.intake.attempt_outcome import AttemptOutcome
from models.intake.identity import IdType

_SCORE = ("late", "due_soon", "at_risk", "unanswered", "priority", "escalation", "replied", "second_person", "waiting")


def _types(bodies: object) -> Iterator[str]:
    """The types of all events, which nest in unions."""
    for each in get_args(bodies):
        yield from [each.model_fields["type"].default] if hasattr(each, "model_fields") else _types(each)


_APPLICANTS = ("citizen", "resident", "gcc_citizen", "visitor", "establishment", "employer", "business", "employee")
"""Whom most packs know; another is told by its code."""
_ELSEWHERE: Mapping[str, Collection[str]] = {
    "ApplicantType": _APPLICANTS,
    "AttemptOutcome": tuple(AttemptOutcome),
    "ClosureStatus": tuple(ClosureStatus),
    "IdType": tuple(IdType),
    "Event": (*_types(Body), "first_response", "answered", "waiting", "limit"),
    "Score": (*_SCORE, "age"),
}
SPOKEN_BY_NAME: Mapping[str, Collection[str]] = {
    name: _ELSEWHERE.get(name) or getattr(codes, name) for name in sorted(SPOKEN)
}
"""The sets of codes that are told as words."""

TYPER = (
    "Options",
    "Arguments",
    "Commands",
    "default: {default}",
    "env var: {var}",
    "required",
    "(dynamic)",
    "Show this message and exit.",
    "Install completion for the current shell.",
    "Show completion for the current shell, to copy it or customize the installation.",
)
"""Words of help pages, for which it asks the function that it is given."""
TYPER_ERRORS = (
    "No such command '{name}'",
    "No such command '{name}'. Did you mean {names}?",
    "No such option: {option}",
    "No such option: {option} (Possible options: {options})",
    "Missing argument {name}",
    "Missing option {name}",
    "Missing command",
    "Invalid value for {name}: {why}",
    "Option {name} requires an argument",
    "Option {name} does not take a value",
    "Got unexpected extra argument ({names})",
    "Got unexpected extra arguments ({names})",
    "Got unexpected extra argument(s) ({names})",
    "{value} is not one of {known}",
    "{value} is not a valid {kind}",
    "{value} is not in the range {range}",
    "{value} does not match the formats {formats}",
    "{value} does not match the format {format}",
)
"""About a wrong command line; a sentence in another is translated by itself."""
