"""Chance that can be had again: every choice of a run comes from its seed and from what the choice is about."""

from random import Random


def dice(*about: object) -> Random:
    """The same sequence for the same words, in every process and whatever was drawn elsewhere."""
    return Random(":".join(map(str, about)))  # noqa: S311 - chance for trials, no secret
