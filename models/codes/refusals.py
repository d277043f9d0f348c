"""Why a command is refused, and what is remarked of a request that is taken."""

from models.codes.code import Code


class RemarkCode(Code):
    """What the officer should see of a request that was taken as it is."""

    UNUSUAL_PASSPORT = "unusual_passport"
    """A passport number of another form than usual: 5 to 9 Latin letters and digits."""
    UNUSUAL_BORDER_NUMBER = "unusual_border_number"
    """A border number of another form than usual: ten digits, the first 3, 4 or 5."""
    UNUSABLE = "unusable"
    """A number or address that cannot be used: it is kept as it was written."""
    SET_ASIDE = "set_aside"
    """Any other optional field that cannot be used, or not the whole of it: it is kept as it was written."""
    LEFT_OUT = "left_out"
    """Nobody knows when or where a try was made: the request does not say it."""
    FILED_LATER = "filed_later"
    """Submitted later than it was received: the clock of the source, or its time zone, is wrong."""


class RefusalCode(Code):
    """Why a command was refused (design §5). Stable."""

    ALREADY_DECIDED = "already_decided"
    WRONG_STAGE = "wrong_stage"
    NOT_AUTHORISED = "not_authorised"
    SAME_PERSON = "same_person"
    UNKNOWN_REASON = "unknown_reason"
    UNKNOWN_TEAM = "unknown_team"
    MISSING_REPLY = "missing_reply"
    LIMIT_REACHED = "limit_reached"
    WINDOW_PASSED = "window_passed"
    NOT_OPEN = "not_open"
    CONFLICT = "conflict"
    WRONG_FINGERPRINT = "wrong_fingerprint"
    """The fingerprint sent with a request is not one of that request: no case was opened."""
    TOO_SOON = "too_soon"
    """It is possible from a later instant on, which is named."""
    TOO_MANY_REQUESTS = "too_many_requests"
    """The applicant or the channel has opened as many cases lately as the pack allows: the same is taken later."""
    REFUSED_BEFORE = "refused_before"
    """A signal of this id was refused, and a copy of it is not taken later: what is wanted still is signed anew."""
    CHANGED_SINCE = "changed_since"
    """The case has events beyond the version that the sender has seen, and not only about notices."""
    DIVERGED = "diverged"
    """The records hold other events of the case than its workflow does; until `reconcile` it takes no command."""
    MALFORMED = "malformed"
    NOT_AUTHENTIC = "not_authentic"
    """Nobody known signed it, or somebody else than it names; `detail` says why (`models.trust.trusted.Forgery`)."""
    NOT_APPEALABLE = "not_appealable"
    """The policy of the case allows no appeal against such a result."""
