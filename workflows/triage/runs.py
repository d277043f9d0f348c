"""Runs of words in a text."""

from collections.abc import Callable, Sequence


def run_end(words: Sequence[str], first: int, goes_on: Callable[[int], bool], *, most: int | None = None) -> int:
    """The place behind a run that begins at `first`: the first place from which it does not go on."""
    last = len(words) if most is None else min(len(words), first + most)
    place = first
    while place < last and goes_on(place):
        place += 1
    return place
