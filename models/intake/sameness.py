"""Whether two persons are the same: known by numbers alone. Names and ages may only say that they differ."""

from models.intake.identity import WITH_CHECK_DIGIT, IdType, unusual_form
from models.intake.names import folded_name, may_be_one_name
from models.intake.request import OnBehalfOf, Person, Request
from models.intake.stopgaps import is_stopgap

Identifier = tuple[str, str]


def concerned(request: Request) -> Person:
    """The person a request is about: the applicant, unless it is for somebody else."""
    return request.on_behalf_of or request.applicant


def is_same_person(one: Person, other: Person, applicant: Person | None = None) -> bool | None:
    """Yes when they share a number that nothing contradicts, no when something tells them apart; else nobody can know.

    A number that agrees while another one does not may have been typed for somebody else; so may one without a check
    digit where names or ages do not agree, as of children in a parent's passport. The number of the `applicant` of both
    says nothing of a person they stand for.
    """
    mine, theirs = (identifiers(person) - _borrowed(person, applicant) for person in (one, other))
    contradicted = bool(_kinds(mine - theirs) & _kinds(theirs - mine) - _RENEWED)
    if shared := mine & theirs:
        is_sure = bool(_kinds(shared) & WITH_CHECK_DIGIT) or not _may_differ(one, other)
        return True if is_sure and not contradicted else None
    return False if contradicted or _differ(one, other) else None


_RENEWED = frozenset({"passport"})
"""Numbers that somebody may have had another of before."""


def identifiers(person: Person) -> frozenset[Identifier]:
    """The numbers that say who somebody is, each with its kind."""
    given = ((person.id_type, person.id_number), (IdType.PASSPORT, person.passport_number))
    return frozenset((str(kind), number) for kind, number in given if kind and number and _says_who(kind, number))


def _says_who(kind: str, number: str) -> bool:
    """Whether a number is one of a person: of the form of its kind, and no stopgap as «0», «N/A» or «A0000000»."""
    return kind != IdType.ESTABLISHMENT and not unusual_form(kind, number) and not is_stopgap(kind, number)


def _borrowed(person: Person, applicant: Person | None) -> frozenset[Identifier]:
    stands_for_another = applicant is not None and isinstance(person, OnBehalfOf)
    return identifiers(applicant) if applicant is not None and stands_for_another else frozenset()


def _kinds(numbers: frozenset[Identifier]) -> frozenset[str]:
    return frozenset(kind for kind, _ in numbers)


def _differ(one: Person, other: Person) -> bool:
    """Whether it is known, without numbers, that they are two: by ages, or by names with nothing in common."""
    return _differ_in_age(one, other) or not may_be_one_name(_names(one), _names(other))


def _may_differ(one: Person, other: Person) -> bool:
    """Whether ages or names leave room for two: names that are not written alike, or in two scripts only."""
    pairs = ((one.name_ar, other.name_ar), (one.name_en, other.name_en))
    compared = [folded_name(mine) == folded_name(theirs) for mine, theirs in pairs if mine and theirs]
    in_two_scripts = not compared and bool(_names(one) and _names(other))
    return in_two_scripts or not all(compared) or _differ_in_age(one, other)


def _names(person: Person) -> tuple[str, ...]:
    return tuple(name for name in (person.name_ar, person.name_en) if name)


def _differ_in_age(one: Person, other: Person) -> bool:
    if isinstance(one, OnBehalfOf) and isinstance(other, OnBehalfOf):
        return one.age is not None and other.age is not None and abs(one.age - other.age) > 1
    return False
