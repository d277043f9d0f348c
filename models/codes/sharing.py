"""How a team gives out its work, and why somebody is passed over."""

from models.codes.code import Code


class ShareBy(Code):
    """By which rule cases of a team come to its members."""

    PULL = "pull"
    """Each takes what they take."""
    ROUND_ROBIN = "round_robin"
    """To whom nothing was given for the longest time."""
    LEAST_LOADED = "least_loaded"
    """To who holds the fewest undecided cases."""


class PassedOver(Code):
    """Why a case was not given to somebody of its team."""

    AWAY = "away"
    TOOK_PART = "took_part"
    """In the case that is appealed, or in a step before."""
    GAVE_UP = "gave_up"
    """They had the case, and it was put back."""
    UNSKILLED = "unskilled"
    FULL = "full"
    """They hold as many cases as the capacity."""
    LIMIT_REACHED = "limit_reached"
    """They were given as many as the fair limit within its time."""
