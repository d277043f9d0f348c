"""Official letters."""

from models.codes.code import Code


class LetterStanding(Code):
    """What a verification code says of the letter that has it."""

    IN_FORCE = "in_force"
    """Genuine, and what it says holds."""
    UNDER_REVIEW = "under_review"
    """Genuine; its case is open again, or an appeal is."""
    SUPERSEDED = "superseded"
    """Genuine; it was decided anew since."""
    UNKNOWN = "unknown"
    """No letter has this code."""


class LetterFlaw(Code):
    """Why a letter has no document."""

    NOT_DECIDED = "not_decided"
    """Nothing is decided yet."""
    NOT_NUMBERED = "not_numbered"
    """The pack has no letter on such a decision."""
    ERASED = "erased"
    """The case was erased, and its letters with it."""
    NO_TYPESETTER = "no_typesetter"
    """The worker was installed without what typesets letters."""
    NOT_TYPESET = "not_typeset"
    """The template cannot be typeset with what this letter says."""
