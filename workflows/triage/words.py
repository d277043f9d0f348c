"""What the words of a request speak of: topics and the problem category, each by words of the pack, each hit named.

A lexicon, not a model: everything it concludes can be shown to an officer (domain §7). In the words of topics and the
phrases taken out of them, `*` stands for some words of the same clause and `|` for the edge of a word: «سحب * ريال».
"""

from collections import Counter
from collections.abc import Mapping
from functools import partial

from models.triage.lexicon import looks
from models.triage.rules import ProblemCategory, Refinement, TriagePolicy, Values, Words


def without(text: str, phrases: tuple[str, ...]) -> str:
    """The text with phrases taken out that would mislead."""
    for sign, pattern in looks(phrases):
        if sign in text:
            text = pattern.sub(" ", text) if pattern else text.replace(sign, " ")
    return text


def spoken_of(topics: Mapping[str, Words], text: str) -> tuple[str, ...]:
    """The topics that a normalised text speaks of."""
    return tuple(name for name, topic in topics.items() if _speaks_of(topic, text))


def _speaks_of(topic: Words, text: str) -> bool:
    found = []
    for stem, words in topic.by_stem:
        if stem in text:
            found += [word for word in words if word.is_in(text)]
    if found and topic.but_not:
        rest = without(text, topic.but_not)
        return any(word.is_in(rest) for word in found)
    return bool(found)


def classify(policy: TriagePolicy, message: str, text: str, facts: Values) -> Values:
    """The problem with the highest score, refined by further facts; the service's own when nothing speaks for any."""
    hits = {problem.code: _hits(problem, message, text, facts) for problem in policy.problems}
    scores = {problem.code: _score(problem, hits[problem.code], policy) for problem in policy.problems}
    best = max(scores, key=partial(_rank, scores, policy.problem), default=policy.problem)
    evidence = hits.get(best, ())
    confident = bool(evidence) and Counter(scores.values())[scores[best]] == 1
    if refined := _refined(policy, best, facts):
        best, confident, evidence = refined.becomes, True, (*evidence, *(f"topic:{name}" for name in facts["topics"]))
    return {"problem": best, "confident": confident, "evidence": evidence}


def _refined(policy: TriagePolicy, problem: str, facts: Values) -> Refinement | None:
    return next((each for each in policy.refinements if each.problem == problem and each.hold(facts)), None)


def _hits(problem: ProblemCategory, message: str, text: str, facts: Values) -> tuple[str, ...]:
    """What speaks for a problem, each with where it was found."""
    outcomes = [f"outcome:{outcome}" for outcome in problem.outcomes if outcome == facts["attempt_outcome"]]
    said = [f"message:{word}" for word in (*problem.words, *problem.message) if word in message]
    told = [f"text:{word}" for word in (*problem.words, *problem.text) if word in text]
    return (*outcomes, *said, *told)


def _score(problem: ProblemCategory, hits: tuple[str, ...], policy: TriagePolicy) -> int:
    told = sum(1 for hit in hits if hit.startswith("text:"))
    own = problem.prior if problem.code == policy.problem else 0
    return own + told + problem.message_weight * (len(hits) - told)


def _rank(scores: dict[str, int], own: str, code: str) -> tuple[int, bool]:
    return scores[code], code == own
