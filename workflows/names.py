"""The names by which a case is spoken to, and the marks of what is said."""

from enum import StrEnum

CASE_WORKFLOW = "CaseWorkflow"
"""The type of the workflow of a case."""


FORGERY_IN = "forgery_in"
"""The function by which a validator asks its worker why a command (`models.trust.hearing.Heard`) is not authentic."""
IN_CLEAR = "in-clear"
"""The metadata of a payload that holds codes only, so that it may be read by whoever sent the message it answers."""
UNSEALED = "unsealed"
"""The metadata, once it was decoded, of a payload that came in clear: anybody can have written it."""
UNTRUSTED = b"binary/untrusted"
"""The encoding of a payload that could not be unsealed, or that nobody sealed where this is refused."""


class CaseUpdate(StrEnum):
    """The updates of a case (design §5)."""

    OPEN = "open"
    APPLY = "apply"
    LOOK = "look"


class CaseSignal(StrEnum):
    """The signals of a case (design §5)."""

    APPROVE = "approve"
    REJECT = "reject"
    COMMAND = "command"
    RESEND = "resend"


class CaseQuery(StrEnum):
    """What can be read of a case, by query, or of a live one by the update `look`."""

    VIEW = "view"
    TIMELINE = "timeline"
    CLOCK = "clock"
    RECORDS = "records"
    RECEIPT = "receipt"
    ANSWER = "answer"
