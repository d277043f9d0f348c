"""The problems that the checks of a pack report: each a key and a reason."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple


class KeyProblem(NamedTuple):
    """A key of the pack, as the path to it, and what is wrong there."""

    key: tuple[str | int, ...]
    reason: str


KeyProblems = Iterator[KeyProblem]


def unknown_name(name: str | None, known: Collection[str], what: str, *key: str | int) -> KeyProblems:
    """A problem if the name is unknown."""
    if name is not None and name not in known:
        yield KeyProblem(key, f"unknown {what} {name!r}; known: {', '.join(sorted(known))}")


def unknown_names(names: Iterable[str], known: Collection[str], what: str, *key: str | int) -> KeyProblems:
    """A problem for each name that is unknown."""
    return chain.from_iterable(unknown_name(name, known, what, *key) for name in names)
