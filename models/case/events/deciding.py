"""Steps of an approval chain and decisions, with the official reply."""

from datetime import datetime
from typing import Literal

from models.base import Wire
from models.case.actor import Actor
from models.codes import DecisionKind, Outcome
from models.language import Text


class OfficialReply(Text):
    """The reply as it was given: fixed text in each language of the pack, or the officer's own words in all of them."""

    template: str | None = None


class StepTaken(Wire):
    """One step of the approval chain, by whom."""

    step: str
    actor: Actor
    at: datetime


class Proposed(Wire):
    """A decision that still needs further steps of the approval chain."""

    type: Literal["proposed"] = "proposed"
    reason: str
    outcome: Outcome
    reply: OfficialReply
    note: str | None = None
    step: str


class Confirmed(Wire):
    """A further step was taken, and more are needed."""

    type: Literal["confirmed"] = "confirmed"
    step: str
    note: str | None = None


class SentBack(Wire):
    """A proposed decision was dropped, and the case is in review again."""

    type: Literal["sent_back"] = "sent_back"
    note: str


class Resolved(Wire):
    """The decision of this round: final, with the official reply. `step` is the last step of the chain."""

    type: Literal["resolved"] = "resolved"
    decision: DecisionKind
    outcome: Outcome
    reason: str | None = None
    reply: OfficialReply | None = None
    note: str | None = None
    step: str | None = None
    authority: str | None = None
    in_time: bool


class Merged(Wire):
    """The case was joined to another one; `escalate`: that one is to be escalated for it."""

    type: Literal["merged"] = "merged"
    into: str
    escalate: bool = False
    note: str | None = None


class Recalled(Wire):
    """An official reply was taken back before it went out; the case stands where it stood before `reply`, an event."""

    type: Literal["recalled"] = "recalled"
    reply: int
    note: str


class ReplyFinal(Wire):
    """The time passed in which an official reply could be recalled: it goes out. `reply` is its event."""

    in_clear = True

    type: Literal["reply_final"] = "reply_final"
    reply: int


class InterimReplied(Wire):
    """The beneficiary got an official message that decides nothing."""

    type: Literal["interim_replied"] = "interim_replied"
    reply: OfficialReply
    note: str | None = None
