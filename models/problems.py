"""How checks of a pack tell what does not fit: the key, and the reason."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple


class Misfit(NamedTuple):
    """A key of the pack, as the path to it, and what is wrong there."""

    key: tuple[str | int, ...]
    reason: str


Misfits = Iterator[Misfit]


def one_of(name: str | None, known: Collection[str], what: str, *key: str | int) -> Misfits:
    """A name that stands for nothing in the pack."""
    if name is not None and name not in known:
        yield Misfit(key, f"unknown {what} {name!r}; known: {', '.join(sorted(known))}")


def all_of(names: Iterable[str], known: Collection[str], what: str, *key: str | int) -> Misfits:
    """Those of several names that stand for nothing in the pack."""
    return chain.from_iterable(one_of(name, known, what, *key) for name in names)
