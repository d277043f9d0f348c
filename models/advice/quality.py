"""How often the right code was among the likeliest, for each code and each group of applicants."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pydantic import Field

from models.advice.model import Candidate
from models.base import Wire


class Judged(NamedTuple):
    """A prediction beside what was right. `lexicon` is what the first stage had concluded."""

    candidates: Sequence[Candidate]
    problem: str
    service: str
    group: str
    lexicon: str | None = None


class Accuracy(Wire):
    """How many of so many cases were right: by the likeliest, and by one of the three likeliest."""

    cases: int = 0
    first: int = 0
    among_three: int = 0

    def __add__(self, other: "Accuracy") -> "Accuracy":
        return Accuracy(
            cases=self.cases + other.cases,
            first=self.first + other.first,
            among_three=self.among_three + other.among_three,
        )


class Quality(Wire):
    """The scores of a model over cases it never saw."""

    problem: Accuracy = Accuracy()
    service: Accuracy = Accuracy()
    lexicon: Accuracy = Accuracy()
    """The problem, by the first stage's own lexicon: one answer a case."""
    by_problem: dict[str, Accuracy] = Field(default_factory=dict)
    by_service: dict[str, Accuracy] = Field(default_factory=dict)
    by_group: dict[str, Accuracy] = Field(default_factory=dict)
    """The problem, by kind of applicant."""


def quality_of(judged: Iterable[Judged]) -> Quality:
    """The scores over all these predictions."""
    by_problem, by_service, by_group = (defaultdict[str, Accuracy](Accuracy) for _ in range(3))
    lexicon = Accuracy()
    for each in judged:
        problem = _of_one([candidate.problem for candidate in each.candidates], each.problem)
        by_problem[each.problem] += problem
        by_group[each.group] += problem
        by_service[each.service] += _of_one([candidate.service for candidate in each.candidates], each.service)
        if each.lexicon is not None:
            lexicon += _of_one([each.lexicon], each.problem)
    return Quality(
        problem=sum(by_problem.values(), Accuracy()),
        service=sum(by_service.values(), Accuracy()),
        lexicon=lexicon,
        by_problem=_sorted(by_problem),
        by_service=_sorted(by_service),
        by_group=_sorted(by_group),
    )


def _of_one(likeliest: Sequence[str], right: str) -> Accuracy:
    return Accuracy(cases=1, first=right in likeliest[:1], among_three=right in likeliest)


def _sorted(scores: dict[str, Accuracy]) -> dict[str, Accuracy]:
    return dict(sorted(scores.items(), key=lambda item: (-item[1].cases, item[0])))
