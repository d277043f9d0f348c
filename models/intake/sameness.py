"""Whether two persons are the same: known by numbers alone. Names, ages and relations may only say that they differ."""

from collections.abc import Mapping

from models.intake.request import OnBehalfOf, Person, Request
from models.text import normalized_text

Identifier = tuple[str, str]


def concerned(request: Request) -> Person:
    """The person a request is about: the applicant, unless it is for somebody else."""
    return request.on_behalf_of or request.applicant


def is_same_person(one: Person, other: Person) -> bool | None:
    """Yes when they share a number, no when something tells them apart; else nobody can know."""
    mine, theirs = identifiers(one), identifiers(other)
    if mine & theirs:
        return True
    if {kind for kind, _ in mine} & {kind for kind, _ in theirs} - _RENEWED:
        return False
    return False if _differ(one, other) else None


def compared(request: Request, others: Mapping[str, Person]) -> dict[str, bool | None]:
    """For each of the other persons, by the reference of their case, whether a request concerns them."""
    person = concerned(request)
    return {reference: is_same_person(person, other) for reference, other in others.items()}


_RENEWED = frozenset({"passport"})
"""Numbers that somebody may have had another of before."""


def identifiers(person: Person) -> frozenset[Identifier]:
    """The numbers that say who somebody is, each with its kind."""
    given = ((person.id_type, person.id_number), ("passport", person.passport_number))
    return frozenset((str(kind), number) for kind, number in given if kind and number)


def _differ(one: Person, other: Person) -> bool:
    names = ((one.name_ar, other.name_ar), (one.name_en, other.name_en))
    if any(mine and theirs and normalized_text(mine) != normalized_text(theirs) for mine, theirs in names):
        return True
    if isinstance(one, OnBehalfOf) and isinstance(other, OnBehalfOf):
        return one.age is not None and other.age is not None and abs(one.age - other.age) > 1
    return False
