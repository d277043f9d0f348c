"""What the beneficiary is asked for and does, and what others do for them."""

from datetime import datetime
from operator import not_
from typing import Literal

from pydantic import Field

from models.base import Wire
from models.case.events.deciding import OfficialReply
from models.codes import ContactWay, Outcome, Requester
from models.intake.attachment import Attachment


class Asked(Wire):
    """The case was returned to the beneficiary, for documents or answers."""

    type: Literal["asked"] = "asked"
    round: int
    reason: str
    reply: OfficialReply
    documents: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    note: str | None = None


class Reminded(Wire):
    """The beneficiary was reminded that an answer is due."""

    in_clear = True

    type: Literal["reminded"] = "reminded"
    due: datetime


class Replied(Wire):
    """The beneficiary answered."""

    type: Literal["replied"] = "replied"
    text: str
    attachments: tuple[Attachment, ...] = ()


class Requested(Wire):
    """Base of what staff may do on the beneficiary's behalf: who asked and how. Left out where the beneficiary did it
    themselves, so that older events keep their bytes."""

    requested_by: Requester | None = Field(None, exclude_if=not_)
    way: ContactWay | None = Field(None, exclude_if=not_)


class Withdrawn(Requested):
    """The request was taken back."""

    type: Literal["withdrawn"] = "withdrawn"
    note: str | None = None


class Reopened(Requested):
    """A resolved case was reopened."""

    type: Literal["reopened"] = "reopened"
    text: str
    cause: Literal["request", "retry_failed", "low_rating"] = "request"


class Rated(Wire):
    """The beneficiary rated the result, 1 to 5."""

    type: Literal["rated"] = "rated"
    score: int
    comment: str | None = None


class Closed(Requested):
    """The case was closed. `outcome` is the sub-reason that is always shown."""

    in_clear = True

    type: Literal["closed"] = "closed"
    outcome: Outcome


class DocumentsSeen(Wire):
    """Somebody of staff saw documents of the checklist."""

    in_clear = True

    type: Literal["documents_seen"] = "documents_seen"
    documents: tuple[str, ...]


class ReminderGiven(Wire):
    """The beneficiary reminded the directorate; `number` counts that since the case was opened."""

    in_clear = True

    type: Literal["reminder_given"] = "reminder_given"
    number: int
