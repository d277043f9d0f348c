"""What the beneficiary's own words speak of besides topics: numbers, and relations of other persons."""

import re
from collections.abc import Iterator

from models.text import normalized_text
from workflows.triage.subject import Subject

_NUMBER = re.compile(r"(?=[^\s«»]*\d)[^\W_]+(?:[-–—_/.:,]+[^\W_]+)*")
_WORD = re.compile(r"[^\W\d_]+")
_JOINTS = re.compile(r"[\W_]+")


def numbers(of: Subject) -> tuple[str, ...]:
    """The words with a digit, but for references that the fields or the records have."""
    known = set(map(_joined, _references(of)))
    return tuple(each for each in _NUMBER.findall(of.own_words) if _joined(each) not in known)


def _references(of: Subject) -> Iterator[str]:
    if of.known.parent:
        yield of.known.parent.reference
    if of.request.prior_attempt and of.request.prior_attempt.reference:
        yield of.request.prior_attempt.reference


def _joined(reference: str) -> str:
    return _JOINTS.sub("", normalized_text(reference))


def other_relations(of: Subject) -> tuple[str, ...]:
    """The relations that single words may be of, but for the one of the person named; none where nobody is."""
    return relations_in(of.own_words, of)


def relations_in(text: str, of: Subject) -> tuple[str, ...]:
    """The same of any normalised text."""
    if of.request.on_behalf_of is None:
        return ()
    verbs = of.policy.plain.verbs  # «ابي» is «I want» before it is «my father»
    words = [word for word in _WORD.findall(text) if word not in verbs]
    return of.policy.vocabulary.spoken_of(words, besides=of.facts.text("relation"))
