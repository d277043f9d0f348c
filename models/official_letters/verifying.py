"""Whether a letter is genuine, unchanged and in force, from what is on record. Pure; it says nothing about a person."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.codes import LetterStanding, Outcome

GRANTED = frozenset({Outcome.DONE, Outcome.OBSTACLE_REMOVED, Outcome.ANSWERED})
"""The outcomes of an appeal that put something in the place of what was decided; by any other that stands."""


@dataclass(frozen=True)
class LetterOnRecord:
    """What the records hold of a letter that was found by the hash of its code."""

    reference: str
    pack: str
    number: str
    issued_at: datetime
    service: str
    outcome: Outcome
    decided: bool
    """Whether its decision stands in the chain of the case, at that instant."""
    sha256: bytes | None = None
    """Of the document, once it was made."""
    signed_by: str | None = None
    erased_at: datetime | None = None


@dataclass(frozen=True)
class LaterAppeal:
    """An appeal against the decision, or against what an appeal decided."""

    since: datetime
    outcome: Outcome | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Later:
    """What happened in the case after the decision."""

    decided: datetime | None = None
    """When it was decided anew."""
    reopened: datetime | None = None
    appeals: Sequence[LaterAppeal] = ()


@dataclass(frozen=True)
class Verification:
    """What somebody is told who has the code of a letter."""

    standing: LetterStanding
    letter: LetterOnRecord | None = None
    since: datetime | None = None
    """Since when it is superseded, or what it says is looked at again."""
    unchanged: bool | None = None
    """Whether the file is the letter as it was made; None: no file was shown, or none was made yet."""


def verified(letter: LetterOnRecord | None, later: Later, file: bytes | None = None) -> Verification:
    """What is to be said of a letter, and of a file that is said to be it."""
    if letter is None or not letter.decided:
        return Verification(LetterStanding.UNKNOWN)
    standing, since = _standing(letter, later)
    shown = file is not None and letter.sha256 is not None
    unchanged = hashlib.sha256(file or b"").digest() == letter.sha256 if shown else None
    return Verification(standing, letter, since, unchanged)


def _standing(letter: LetterOnRecord, later: Later) -> tuple[LetterStanding, datetime | None]:
    anew = [later.decided, *(each.decided_at for each in later.appeals if each.outcome in GRANTED)]
    if superseded := [at for at in anew if at and at > letter.issued_at]:
        return LetterStanding.SUPERSEDED, min(superseded)
    open_appeals = [each.since for each in later.appeals if each.outcome is None]
    again = [at for at in (later.reopened, *open_appeals) if at and at > letter.issued_at]
    return (LetterStanding.UNDER_REVIEW, min(again)) if again else (LetterStanding.IN_FORCE, None)
