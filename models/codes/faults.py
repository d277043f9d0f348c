"""The life of a fault."""

from models.codes.code import Code


class FaultStage(Code):
    """Where a fault stands."""

    OPEN = "open"
    KNOWN = "known"
    """What is wrong is known: the beneficiaries of its cases were told."""
    MENDED = "mended"
    """Its cases are decided, each by itself; a new request with its error is not of it any more."""
    CLOSED = "closed"


TAKES_CASES = frozenset({FaultStage.OPEN, FaultStage.KNOWN})
"""The stages in which new cases with the error code of a fault are linked to it."""
