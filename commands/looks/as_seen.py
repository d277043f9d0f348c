"""A request as somebody sees it who may not see numbers: masked before it leaves, and read again as it is."""

from typing import Any

from commands.work.case.case_data import ADDRESSES, NUMBERS
from models.intake.request import Request

MASKED = NUMBERS | ADDRESSES | {"id_type"}
"""Fields of a person that are taken as they are: a number is masked, and its kind is checked with it alone."""
PERSONS = ("applicant", "on_behalf_of")


def read_as_seen(given: dict[str, Any]) -> Request:
    """A request whose numbers and addresses may be masked. Raises ValidationError for what is none but for that."""
    persons = {name: given[name] for name in PERSONS if given.get(name)}
    plain = {name: _without(person) for name, person in persons.items()}
    request = Request.model_validate(given | plain)
    return request.but(**{name: getattr(request, name).but(**_masked(person)) for name, person in persons.items()})


def _without(person: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in person.items() if name not in MASKED}


def _masked(person: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in person.items() if name in MASKED}
