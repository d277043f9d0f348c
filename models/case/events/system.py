"""What became of notices, and of a case that was restored, reconciled or erased."""

from datetime import datetime
from operator import not_
from typing import Literal

from pydantic import Field

from models.base import Wire
from models.case.events.deciding import OfficialReply
from models.codes import Channel, ErasureReason, RefusalCode, Role, Stage, StopCause


class NoticeSent(Wire):
    """A notice was delivered."""

    in_clear = True

    type: Literal["notice_sent"] = "notice_sent"
    key: str
    channel: Channel
    about_notice: bool = Field(False, exclude_if=not_)
    """It was about another notice: no further one is about it. Left out when false: older events keep their bytes."""
    digest: str = Field("", exclude_if=not_)
    """Of the notice as it stood on record when it was sent. Left out when unknown: older events keep their bytes."""


class NoticeFailed(Wire):
    """A notice could not be delivered within its time; it is on the attention list."""

    in_clear = True

    type: Literal["notice_failed"] = "notice_failed"
    key: str
    channel: Channel
    error: str
    about_notice: bool = Field(False, exclude_if=not_)
    """As in `notice_sent`."""


class SignalRefused(Wire):
    """A signal that was refused. Only the first few are listed; a flood is counted in the state."""

    type: Literal["refused"] = "refused"
    code: RefusalCode
    command: str
    stage: Stage
    role: Role | None = None
    flood: bool = False
    """The last one that is listed; an entry on the attention list says that there may be more."""
    digest: str = Field("", exclude_if=not_)
    """That of the id of its command, if it was authentic (`models.case.command_ids`)."""


class LostEvent(Wire):
    """What had happened to a case, as somebody was told, and is not on record; of a signal turned away its kind."""

    seq: int
    at: datetime
    kind: str
    actor: str
    role: str
    command_id: str | None = None


class Reconciled(Wire):
    """The case goes on by the story on record; the other one, from the event `first` on, did not happen."""

    type: Literal["reconciled"] = "reconciled"
    first: int
    lost: tuple[LostEvent, ...] = ()
    misinformed: bool = False
    """The beneficiary got a notice of the story that did not happen."""
    reply: OfficialReply | None = None
    """The official reply of the decision in force."""


class Resumed(Wire):
    """The case goes on although its workflow was cancelled, or had ended while the case was open."""

    in_clear = True

    type: Literal["resumed"] = "resumed"
    cause: StopCause


class Erased(Wire):
    """The key of the closed case was destroyed: what people wrote of it cannot be read any more."""

    in_clear = True

    type: Literal["erased"] = "erased"
    reason: ErasureReason
