"""Waiting for somebody else, and asking them."""

from datetime import datetime, timedelta
from operator import not_
from typing import Literal

from pydantic import Field

from models.base import Wire
from models.codes import ContactWay, PartyKind, WaitEnd


class WaitBegun(Wire):
    """The case waits for a third party, at most for `limit` of working time; `pauses`: so does the promise."""

    type: Literal["wait_begun"] = "wait_begun"
    party: str
    party_kind: PartyKind
    reason: str
    limit: timedelta
    pauses: bool
    until: datetime | None = None
    note: str | None = None


class WaitEnded(Wire):
    """The wait for a third party ended: by its answer, without one, or because its time was used up."""

    type: Literal["wait_ended"] = "wait_ended"
    cause: WaitEnd
    answer: str | None = None
    note: str | None = None


class TakenUp(Wire):
    """Staff went on with a case that had been returned to the beneficiary, without waiting for the answer."""

    type: Literal["taken_up"] = "taken_up"
    note: str | None = None


class Consulted(Wire):
    """Another team or authority was asked a question; `number` counts the questions of the case."""

    type: Literal["consulted"] = "consulted"
    number: int
    to: str
    party_kind: PartyKind
    question: str
    limit: timedelta


class ConsultationAnswered(Wire):
    """The question was answered: by who was asked, or for them, and then with who of them said it, and how."""

    type: Literal["consultation_answered"] = "consultation_answered"
    number: int
    answer: str
    said_by: str | None = Field(None, exclude_if=not_)
    way: ContactWay | None = Field(None, exclude_if=not_)
