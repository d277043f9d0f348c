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

    def with_one(self, places: Sequence[str], right: str) -> "Accuracy":
        """The score after one more case."""
        return Accuracy(
            cases=self.cases + 1,
            first=self.first + (right in places[:1]),
            among_three=self.among_three + (right in places),
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
    total: defaultdict[str, Accuracy] = defaultdict(Accuracy)
    tables: dict[str, defaultdict[str, Accuracy]] = {
        name: defaultdict(Accuracy) for name in ("problem", "service", "group")
    }
    for each in judged:
        problems = list(dict.fromkeys(candidate.problem for candidate in each.candidates))
        services = list(dict.fromkeys(candidate.service for candidate in each.candidates))
        total["problem"] = total["problem"].with_one(problems, each.problem)
        total["service"] = total["service"].with_one(services, each.service)
        if each.lexicon is not None:
            total["lexicon"] = total["lexicon"].with_one([each.lexicon], each.problem)
        tables["problem"][each.problem] = tables["problem"][each.problem].with_one(problems, each.problem)
        tables["service"][each.service] = tables["service"][each.service].with_one(services, each.service)
        tables["group"][each.group] = tables["group"][each.group].with_one(problems, each.problem)
    return Quality(
        problem=total["problem"],
        service=total["service"],
        lexicon=total["lexicon"],
        by_problem=_sorted(tables["problem"]),
        by_service=_sorted(tables["service"]),
        by_group=_sorted(tables["group"]),
    )


def _sorted(scores: dict[str, Accuracy]) -> dict[str, Accuracy]:
    return dict(sorted(scores.items(), key=lambda item: (-item[1].cases, item[0])))
