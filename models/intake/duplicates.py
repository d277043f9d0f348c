"""The duplicate rule of a pack: whose requests are compared with a new one, and which fields make two the same.

Three values, as everywhere in the first stage: where a field of the key is not given, nobody knows. Without fields of
its own a rule is the one of `models.intake.repeats`.
"""

from collections.abc import Iterable, Mapping

from pydantic import Field

from models.base import Frozen
from models.codes import Whose
from models.intake.repeats import compared, folded
from models.intake.request import Request
from models.intake.sameness import concerned, is_same_person

SCOPE_OF_ANYONE = "anyone:"
"""How the key begins of a request that is compared with those of anyone."""


class DuplicateRule(Frozen):
    """Which open requests of a service are the same as a new one: of whom, by which fields of `context`, and filed at
    most how many days before."""

    whose: Whose = Whose.APPLICANT
    fields: tuple[str, ...] = ()
    within_days: int | None = Field(None, ge=1, le=3_650)

    def key(self, request: Request) -> tuple[str, ...] | None:
        """What the fields say, in one spelling; none where the rule has none, or one of them is not given."""
        values = [folded(str(request.context.get(name, ""))) for name in self.fields]
        return (request.service, *values) if values and all(values) else None


OF_ONE_APPLICANT = DuplicateRule()
"""The rule of whoever writes none."""


def duplicates(request: Request, others: Mapping[str, Request | None], rule: DuplicateRule) -> dict[str, bool | None]:
    """For each open request, by the reference of its case, whether a new one is the same; None: nobody knows."""
    if not rule.fields and rule.whose is Whose.APPLICANT:
        return compared(request, others)
    return {name: _is_same(request, other, rule) if other else None for name, other in others.items()}


def _is_same(request: Request, other: Request, rule: DuplicateRule) -> bool | None:
    answers = (*_fields_agree(request, other, rule), _persons_agree(request, other, rule))
    return all_true(answers)


def all_true(answers: Iterable[bool | None]) -> bool | None:
    """Whether all are true: one that is not decides, and else one that nobody knows."""
    given = tuple(answers)
    return False if False in given else None if None in given else True


def _fields_agree(request: Request, other: Request, rule: DuplicateRule) -> Iterable[bool | None]:
    for name in rule.fields:
        mine, theirs = (folded(str(each.context.get(name, ""))) for each in (request, other))
        yield mine == theirs if mine and theirs else None


def _persons_agree(request: Request, other: Request, rule: DuplicateRule) -> bool | None:
    """Of anyone, whoever it is for; of one applicant, unless it is for two; of the person concerned, by a number."""
    if rule.whose is Whose.ANYONE:
        return True
    if rule.whose is Whose.APPLICANT and request.on_behalf_of is None and other.on_behalf_of is None:
        return True
    return is_same_person(concerned(request), concerned(other))
