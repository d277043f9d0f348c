"""The pages for beneficiaries: what became of a code that was typed, and who visits."""

from models.codes.code import Code


class CodeOutcome(Code):
    """What became of a one-time code that somebody typed."""

    OPENED = "opened"
    WRONG = "wrong"
    NONE = "none"
    """No code of this request holds: none was asked for, its time or its tries are used up, or it was used."""


class VisitorKind(Code):
    """Who is behind a session of the pages."""

    BENEFICIARY = "beneficiary"
    """Whoever typed the one-time code of a request."""
