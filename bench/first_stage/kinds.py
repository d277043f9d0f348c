"""A kind of input to the first stage: how it is tried, and what came out."""

from collections import Counter
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple


class Answer(StrEnum):
    """What the first stage made of one input: what is right, nothing, or something else."""

    RIGHT = "right"
    UNKNOWN = "unknown"
    WRONG = "wrong"


class Tried(NamedTuple):
    """One input, in words for whoever looks for a wrong one, and its answer."""

    what: str
    answer: Answer


class Kind(NamedTuple):
    """A kind of input. `every` of its inputs is tried in the table, few of them in the tests."""

    part: str
    name: str
    right: str
    """What is right for these inputs."""
    tries: Callable[[bool], Iterable[Tried]]
    """All inputs, or with False a small part of them."""


class Row(NamedTuple):
    """The result of one kind."""

    kind: Kind
    counts: Counter[Answer]
    wrong: tuple[str, ...]


def answer_of(found: object, right: object) -> Answer:
    """Three-valued: nothing found is unknown, unless nothing is what is right."""
    if found == right:
        return Answer.RIGHT
    return Answer.UNKNOWN if found is None else Answer.WRONG


def row(kind: Kind, *, every: bool) -> Row:
    """Try a kind."""
    tried = tuple(kind.tries(every))
    wrong = tuple(each.what for each in tried if each.answer is Answer.WRONG)
    return Row(kind, Counter(each.answer for each in tried), wrong)
