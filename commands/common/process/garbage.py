"""When Python looks for garbage: hardly in a command, which ends before there is any; in one that serves, as ever."""

import gc

USUAL = gc.get_threshold()
SELDOM = 1_000_000
"""New objects. To look once, among the 120,000 that libraries make, takes as long as a twentieth of a command."""


def look_seldom() -> None:
    """From now on garbage is hardly looked for."""
    gc.set_threshold(SELDOM)


def look_as_usual() -> None:
    """From now on garbage is looked for as ever, but not among what has been loaded."""
    gc.freeze()
    gc.set_threshold(*USUAL)
