"""Lexicon matching: the topics and the problem category of a request by words of the pack, with every hit named.

A lexicon, not a model: everything it concludes can be shown to an officer (domain §7). In the words of topics and the
phrases taken out of them, `*` stands for some words of the same clause and `|` for the edge of a word: «سحب * ريال».
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from models.codes import Code
from models.triage.facts import Facts
from models.triage.policy import TriagePolicy
from models.triage.rules import Refinement
from models.triage.topics import ProblemCategory


class Source(Code):
    """Where something was found that speaks for a problem category."""

    CODE = "code"
    OUTCOME = "outcome"
    MESSAGE = "message"
    TEXT = "text"
    TOPIC = "topic"


class Hit(NamedTuple):
    """Something that speaks for a problem category, as the fact `evidence` records it: `message:…`."""

    source: Source
    word: str

    def __str__(self) -> str:
        return f"{self.source}:{self.word}"


class Classified(NamedTuple):
    """The problem category of a request, whether it stands alone, and what speaks for it."""

    problem: str
    confident: bool
    evidence: tuple[Hit, ...]
    known: bool = False
    """Whether a code of the try says so, or how it ended, and nothing in the words made another problem of it."""


class Codes(NamedTuple):
    """What the platform said of the try in a closed form: its error code, and its messages as normalized text."""

    error: str | None
    messages: tuple[str, ...]


_CODE_WEIGHT = 20
"""Points of a code: more than any words about it."""
_CLOSED = (Source.CODE, Source.OUTCOME)
"""Sources that nobody writes in their own words."""


def classify(policy: TriagePolicy, codes: Codes, message: str, text: str, facts: Facts) -> Classified:
    """The problem with the highest score, refined by further facts; the service's own when nothing speaks for any."""
    outcome = facts.text("attempt_outcome")
    said, written = policy.words_of_problems.in_message(message), policy.words_of_problems.in_text(text)
    hits = dict[str, tuple[Hit, ...]]()
    for each in policy.problems:
        closed, in_message, in_text = _closed_hits(each, codes, outcome), said.get(each.code), written.get(each.code)
        if closed or in_message or in_text:
            hits[each.code] = (
                *closed,
                *[Hit(Source.MESSAGE, word) for word in in_message or ()],
                *[Hit(Source.TEXT, word) for word in in_text or ()],
            )
    scores = {each.code: _score(each, hits.get(each.code, ()), policy) for each in policy.problems}
    best = _best(scores, policy.problem)
    evidence = hits.get(best, ())
    if refined := _refined(policy, best, facts):
        topics = (Hit(Source.TOPIC, name) for name in facts.codes("topics"))
        return Classified(refined.becomes, confident=True, evidence=(*evidence, *topics))
    alone = bool(evidence) and [*scores.values()].count(scores[best]) == 1
    coded = {code for code, found in hits.items() if found[0].source in _CLOSED}
    return Classified(best, confident=alone, evidence=evidence, known=coded == {best})


def _refined(policy: TriagePolicy, problem: str, facts: Facts) -> Refinement | None:
    return next((each for each in policy.refinements if each.problem == problem and each.hold(facts)), None)


def _closed_hits(problem: ProblemCategory, codes: Codes, outcome: str | None) -> Sequence[Hit]:
    """What speaks for a problem in a closed form: a code of the platform, a listed message, how the try ended."""
    if not (problem.codes or problem.messages or problem.outcomes):
        return ()
    found = _in_code(problem, codes)
    if outcome in problem.outcomes:
        found += [Hit(Source.OUTCOME, each) for each in problem.outcomes if each == outcome]
    return found


def _in_code(problem: ProblemCategory, codes: Codes) -> list[Hit]:
    said = [codes.error] if codes.error in problem.codes else []
    said += [each for each in codes.messages if problem.messages and problem.is_said_by(each)]
    return [Hit(Source.CODE, each) for each in said if each]


def _score(problem: ProblemCategory, hits: tuple[Hit, ...], policy: TriagePolicy) -> int:
    own = problem.prior if problem.code == policy.problem else 0
    if not hits:
        return own
    sources = [hit.source for hit in hits]
    in_text, in_code = sources.count(Source.TEXT), sources.count(Source.CODE)
    return own + in_text + _CODE_WEIGHT * in_code + problem.message_weight * (len(hits) - in_text - in_code)


def _best(scores: Mapping[str, int], own: str) -> str:
    """The first with the highest score; of equals the service's own."""
    most = max(scores.values(), default=None)
    if scores.get(own) == most:
        return own
    return next(code for code, score in scores.items() if score == most)
