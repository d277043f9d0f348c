"""The pages: what became of a code that was typed, who visits, and how staff come to their workspace."""

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


class EntryKind(Code):
    """How a session of staff in a browser begins."""

    LOGIN = "login"
    """By a login at the provider, which is under way."""
    LINK = "link"
    """By a link that was printed where the key of the local issuer is."""
