"""A kind of input to the first stage: how it is tried, and what came out."""

from collections import Counter
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple


class Judgement(StrEnum):
    """What the first stage made of one input: what is right, nothing, or something else."""

    RIGHT = "right"
    UNKNOWN = "unknown"
    WRONG = "wrong"


class TriedInput(NamedTuple):
    """One input, in words for whoever looks for a wrong one, and its answer."""

    what: str
    answer: Judgement


class InputKind(NamedTuple):
    """A kind of input. `every` of its inputs is tried in the table, few of them in the tests."""

    part: str
    name: str
    right: str
    """What is right for these inputs."""
    tries: Callable[[bool], Iterable[TriedInput]]
    """All inputs, or with False a small part of them."""


class SweepRow(NamedTuple):
    """The result of one kind."""

    kind: InputKind
    counts: Counter[Judgement]
    wrong: tuple[str, ...]
    example: str
    """The first of its inputs."""


def judged(found: object, right: object) -> Judgement:
    """Three-valued: nothing found is unknown, unless nothing is what is right."""
    if found == right:
        return Judgement.RIGHT
    return Judgement.UNKNOWN if found is None else Judgement.WRONG


def row(kind: InputKind, *, every: bool) -> SweepRow:
    """Try a kind."""
    tried = tuple(kind.tries(every))
    wrong = tuple(each.what for each in tried if each.answer is Judgement.WRONG)
    return SweepRow(kind, Counter(each.answer for each in tried), wrong, example=tried[0].what)
