"""Lexicon matching: the topics and the problem category of a request by words of the pack, with every hit named.

A lexicon, not a model: everything it concludes can be shown to an officer (domain §7). In the words of topics and the
phrases taken out of them, `*` stands for some words of the same clause and `|` for the edge of a word: «سحب * ريال».
"""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from models.codes import Code
from models.triage.facts import Facts
from models.triage.lexicon import looks, signs_in
from models.triage.policy import TriagePolicy
from models.triage.rules import Refinement
from models.triage.topics import ProblemCategory, Words


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


def without(text: str, phrases: tuple[str, ...]) -> str:
    """The text without phrases that would mislead."""
    for sign, pattern in looks(phrases):
        if sign in text:
            text = pattern.sub(" ", text) if pattern else text.replace(sign, " ")
    return text


def spoken_of(topics: Mapping[str, Words], text: str) -> tuple[str, ...]:
    """The topics of which some word is in a normalised text."""
    return tuple(name for name, topic in topics.items() if _speaks_of(topic, text)) if text else ()


def _speaks_of(topic: Words, text: str) -> bool:
    found = []
    for stem in signs_in(text, topic.by_stem):
        found += [word for word in topic.by_stem[stem] if word.is_in(text)]
        if found and not topic.but_not:
            return True
    if found and topic.but_not:
        rest = without(text, topic.but_not)
        found = [word for word in found if word.is_in(rest)]
    return bool(found) or _is_all_there(topic.together, text)


def _is_all_there(groups: tuple[tuple[str, ...], ...], text: str) -> bool:
    """Whether some word of each group is in a text."""
    return bool(groups) and all(any(look.is_in(text) for look in looks(group)) for group in groups)


_CODE_WEIGHT = 20
"""Points of a code: more than any words about it."""
_CLOSED = (Source.CODE, Source.OUTCOME)
"""Sources that nobody writes in their own words."""


def classify(policy: TriagePolicy, codes: Codes, message: str, text: str, facts: Facts) -> Classified:
    """The problem with the highest score, refined by further facts; the service's own when nothing speaks for any."""
    outcome = facts.text("attempt_outcome")
    hits = {problem.code: _hits(problem, codes, message, text, outcome) for problem in policy.problems}
    scores = {problem.code: _score(problem, hits[problem.code], policy) for problem in policy.problems}
    best = max(scores, key=partial(_rank, scores, policy.problem), default=policy.problem)
    evidence = hits.get(best, ())
    if refined := _refined(policy, best, facts):
        topics = (Hit(Source.TOPIC, name) for name in facts.codes("topics"))
        return Classified(refined.becomes, confident=True, evidence=(*evidence, *topics))
    alone = bool(evidence) and [*scores.values()].count(scores[best]) == 1
    coded = {code for code, found in hits.items() if found and found[0].source in _CLOSED}
    return Classified(best, confident=alone, evidence=evidence, known=coded == {best})


def _refined(policy: TriagePolicy, problem: str, facts: Facts) -> Refinement | None:
    return next((each for each in policy.refinements if each.problem == problem and each.hold(facts)), None)


def _hits(problem: ProblemCategory, codes: Codes, message: str, text: str, outcome: str | None) -> tuple[Hit, ...]:
    """What speaks for a problem, each with where it was found."""
    in_code = _in_code(problem, codes) if problem.codes or problem.messages else []
    outcomes = [Hit(Source.OUTCOME, each) for each in problem.outcomes if each == outcome]
    in_message = [Hit(Source.MESSAGE, word) for word in signs_in(message, (*problem.words, *problem.message))]
    in_text = [Hit(Source.TEXT, word) for word in signs_in(text, (*problem.words, *problem.text))]
    return (*in_code, *outcomes, *in_message, *in_text)


def _in_code(problem: ProblemCategory, codes: Codes) -> list[Hit]:
    said = [codes.error] if codes.error in problem.codes else []
    return [Hit(Source.CODE, each) for each in (*said, *filter(problem.is_said_by, codes.messages)) if each]


def _score(problem: ProblemCategory, hits: tuple[Hit, ...], policy: TriagePolicy) -> int:
    own = problem.prior if problem.code == policy.problem else 0
    if not hits:
        return own
    sources = [hit.source for hit in hits]
    in_text, in_code = sources.count(Source.TEXT), sources.count(Source.CODE)
    return own + in_text + _CODE_WEIGHT * in_code + problem.message_weight * (len(hits) - in_text - in_code)


def _rank(scores: dict[str, int], own: str, code: str) -> tuple[int, bool]:
    return scores[code], code == own
