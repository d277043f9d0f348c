"""The problems that the checks of a pack report: each a key and a reason."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple


class KeyProblem(NamedTuple):
    """A key of the pack, as the path to it, and what is wrong there."""

    key: tuple[str | int, ...]
    reason: str


KeyProblems = Iterator[KeyProblem]


def one_of(name: str | None, known: Collection[str], what: str, *key: str | int) -> KeyProblems:
    """A problem when a name stands for nothing in the pack."""
    if name is not None and name not in known:
        yield KeyProblem(key, f"unknown {what} {name!r}; known: {', '.join(sorted(known))}")


def all_of(names: Iterable[str], known: Collection[str], what: str, *key: str | int) -> KeyProblems:
    """A problem for each of several names that stands for nothing in the pack."""
    return chain.from_iterable(one_of(name, known, what, *key) for name in names)
