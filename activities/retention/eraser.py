"""The port by which retention erases a case: what destroys the key of a case implements it."""

from typing import Protocol

from models.case.actor import Actor
from models.codes import ErasureReason

REASON = ErasureReason.RETENTION_OVER
"""The reason that an erasure by a rule of the pack gives."""


class Eraser(Protocol):
    """Makes unreadable for good what the key of a case sealed."""

    def erase(self, reference: str, by: Actor, reason: str) -> object:
        """Erase a case; of one that is erased already nothing. Raises TawasulError when it could not be done."""
