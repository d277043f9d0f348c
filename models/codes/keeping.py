"""How long data are kept, what then becomes of them, and why a key was destroyed."""

from models.codes.code import Code


class DataKind(Code):
    """The kinds of personal data, each with a retention rule of its own in the pack."""

    REQUEST = "request"
    """The request as it was received."""
    ATTACHMENTS = "attachments"
    """The names of attached files; the files are elsewhere."""
    EVENTS = "events"
    """The decision and everything else that happened, with what people wrote."""
    NOTICES = "notices"
    """Addressees and texts of what was sent."""
    ADVICE = "advice"
    """What the classifier said of a request, and the request as an example for its training."""
    VIEWS = "views"
    """Who looked at the case, and why."""


class Disposal(Code):
    """What becomes of data when their term has passed."""

    ERASE = "erase"
    """The key of the case is destroyed: what it sealed can be read by nobody, and the chain of events stays whole."""
    ANONYMISE = "anonymise"
    """What names or reaches a person is taken out, and the row stays for counting."""
    KEEP = "keep"


class DisposalResult(Code):
    """What came of one disposal."""

    DUE = "due"
    """Nothing was done: it was only listed."""
    DONE = "done"
    NO_ERASER = "no_eraser"
    """Nothing here can erase."""
    HELD = "held"
    """A hold, or a notice that waits, came in between."""
    FAILED = "failed"
    """The eraser did not do it; a later run tries again."""


class ErasureReason(Code):
    """Why a case is erased."""

    REQUESTED = "requested"
    """The person asked for it."""
    RETENTION_OVER = "retention_over"
    FILED_BY_MISTAKE = "filed_by_mistake"
    ORDERED = "ordered"
    """A court or an authority ordered it."""
