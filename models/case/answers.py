"""What a case answers: a receipt to what it took, a refusal to what changed nothing."""

from datetime import datetime
from operator import not_

from pydantic import Field

from models.base import Wire, unchecked
from models.codes import Outcome, RefusalCode, Stage, Status


class Receipt(Wire):
    """The answer to an accepted request or command; codes only."""

    in_clear = True

    reference: str
    seq: int
    stage: Stage
    status: Status
    due: datetime | None
    outcome: Outcome | None = None
    effect: str | None = None
    """What the first stage did; on the receipt of `open` only."""
    team: str | None = None
    appeal: str | None = Field(None, exclude_if=not_)
    """The last appeal against the result. Left out when there is none: stored receipts keep their bytes."""
    asked: tuple[str, ...] = Field((), exclude_if=not_)
    """The codes of the documents and fields that the beneficiary was asked for and that have not arrived."""
    recallable_until: datetime | None = Field(None, exclude_if=not_)
    """Until when the official reply can be recalled, which waits for that time to pass; none where none waits."""
    other_language: bool = Field(False, exclude_if=not_)
    """The reply, or a question, that the command gave is written in another script than the beneficiary reads."""


unchecked_receipt = unchecked(Receipt)
"""A receipt without validation, for the hot path."""


class Refusal(Wire):
    """Why a command changed nothing: a code, and what the refusal is about as fields.

    Programs read the code and the fields; `detail` is one English sentence for logs, with instants in UTC.
    """

    code: RefusalCode
    detail: str
    by: str | None = None
    """Staff id of who decided, or proposed, before."""
    at: datetime | None = None
    """When that was, when the case closed, since when the holder has it, or from when on it may be tried again."""
    outcome: Outcome | None = None
    """What was decided, or how the case closed."""
    step: str | None = None
    """The step of the approval chain that is awaited."""
    holder: str | None = None
    """Staff id of who holds the case."""
    team: str | None = None
    """The team the case is with."""
    person: str | None = None
    """Staff id of whom the case was to be given to."""
    retryable: bool = False
    """The same command may be accepted a little later."""


refused = unchecked(Refusal)
"""A refusal without validation, for the hot path."""


def utc_text(at: datetime | None) -> str:
    """An instant within the `detail` of a refusal, for logs: `2026-01-06T06:12:00+00:00`."""
    return at.isoformat(timespec="seconds") if at else "an unknown instant"
