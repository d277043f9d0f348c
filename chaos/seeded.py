"""Seeded random numbers: every choice of a run follows from its seed and from what the choice is about."""

from random import Random


def seeded_random(*about: object) -> Random:
    """The same sequence for the same words, in every process and whatever was drawn elsewhere.

    The words are part of the seed: other words give another plan, so those in use stay as they were in published runs.
    """
    return Random(":".join(map(str, about)))  # noqa: S311 - random numbers for trials, no secret
