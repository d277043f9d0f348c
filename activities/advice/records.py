"""Advice on record: examples to learn from, what was advised on a case, corrections, and what is measured by them.

Plain psycopg, as the commands read it: SQLModel would add 0.24 s to the 0.17 s of their imports.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from pydantic import TypeAdapter

from activities.records.database import Connection, allow_long_statements
from models.advice.example import Example
from models.advice.model import Candidate
from models.advice.ngrams import text_of
from models.advice.quality import Judged
from models.base import DEFERRED
from models.intake.request import Request

_DECIDED: LiteralString = "stage = 'closed' AND resolved_at IS NOT NULL AND appeal_of IS NULL"
"""Closed cases that somebody decided: a request that was merged or withdrawn teaches nothing, nor does an appeal."""
_RIGHT: LiteralString = (
    "coalesce(a.right_problem, c.problem) AS problem, coalesce(a.right_service, c.service) AS service"
)
_STILL_EXAMPLES: LiteralString = (
    "NOT EXISTS (SELECT 1 FROM disposal d WHERE d.reference = c.reference AND d.kind IN ('advice', 'request'))"
)
"""Nothing is learnt from a request whose term has passed."""
_EXAMPLES = f"""
SELECT r.received, {_RIGHT}, r.applicant_key AS person, c.applicant_type AS "group"
FROM case_row c JOIN request r USING (reference) LEFT JOIN advice a USING (reference)
WHERE c.pack = %(pack)s AND {_DECIDED} AND {_STILL_EXAMPLES} ORDER BY c.reference
"""  # noqa: S608 - the only things filled in are conditions of ours
_JUDGED = f"""
SELECT a.candidates, {_RIGHT}, c.applicant_type AS "group", a.problem AS lexicon, a.model,
       a.corrected_at IS NOT NULL AS corrected
FROM advice a JOIN case_row c USING (reference)
WHERE a.pack = %(pack)s AND (a.corrected_at IS NOT NULL OR {_DECIDED}) ORDER BY a.given_at, a.reference
"""  # noqa: S608 - the same
_OF_CASE = """
SELECT model, given_at, candidates, problem, service, confident, right_problem, right_service, corrected_by,
       corrected_at
FROM advice WHERE reference = %s
"""
_CORRECT = """
UPDATE advice SET right_problem = %(problem)s, right_service = %(service)s, corrected_by = %(by)s, corrected_at = %(at)s
WHERE reference = %(reference)s
"""
_CANDIDATES = TypeAdapter(tuple[Candidate, ...], config=DEFERRED)


@dataclass(frozen=True, slots=True)
class Advice:
    """What was advised on a case when it came, and what an officer says it was about."""

    model: str
    given_at: datetime
    candidates: tuple[Candidate, ...]
    problem: str
    service: str
    confident: bool
    right_problem: str | None
    right_service: str | None
    corrected_by: str | None
    corrected_at: datetime | None

    @property
    def wanted(self) -> bool:
        """Whether the officer sees it: the first stage was unsure, or the likeliest is something else."""
        if not self.candidates:
            return False
        likeliest = self.candidates[0]
        return not self.confident or (likeliest.problem, likeliest.service) != (self.problem, self.service)


@dataclass(frozen=True, slots=True)
class Measured:
    """A prediction of a version of the model beside what was right."""

    model: str
    corrected: bool
    judged: Judged


def examples(connection: Connection, pack: str) -> Iterator[Example]:
    """The closed cases of a pack as examples, with the corrections of officers."""
    allow_long_statements(connection)
    for row in connection.execute(_EXAMPLES, {"pack": pack}):
        request = Request.model_validate(row["received"])
        yield Example(text_of(request), row["problem"], row["service"], row["person"], row["group"])


def measured(connection: Connection, pack: str) -> Iterator[Measured]:
    """All predictions of which is known what was right. A model never saw these cases: they came after it."""
    allow_long_statements(connection)
    for row in connection.execute(_JUDGED, {"pack": pack}):
        candidates = _CANDIDATES.validate_python(row["candidates"])
        judged = Judged(candidates, row["problem"], row["service"], row["group"], row["lexicon"])
        yield Measured(row["model"], row["corrected"], judged)


def advice_on(connection: Connection, reference: str) -> Advice | None:
    """What was advised on a case; none when there was no model then."""
    row: dict[str, Any] | None = connection.execute(_OF_CASE, (reference,)).fetchone()
    return Advice(**row | {"candidates": _CANDIDATES.validate_python(row["candidates"])}) if row else None


def correct(connection: Connection, reference: str, *, problem: str, service: str, by: str, at: datetime) -> None:
    """Put on record what a request was about, beside the advice on it."""
    connection.execute(_CORRECT, {"reference": reference, "problem": problem, "service": service, "by": by, "at": at})
