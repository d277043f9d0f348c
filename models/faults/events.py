"""Events of a fault. Its state and its row are computed from them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from models.base import Wire
from models.case.commands import Actor, Reply
from models.codes import ClockKind
from models.faults.policy import FaultPolicy


class FaultOpened(Wire):
    """Many requests have one cause; those that came from `since` on are its cases."""

    type: Literal["opened"] = "opened"
    error_code: str
    number: int
    title: str = ""
    since: datetime
    policy: FaultPolicy


class FaultOwned(Wire):
    """Somebody is its owner."""

    type: Literal["owned"] = "owned"
    to: Actor


class FaultBecameKnown(Wire):
    """What is wrong is known: the beneficiaries of its cases are told that there is a fault."""

    type: Literal["known"] = "known"
    note: str | None = None


class FaultMended(Wire):
    """It is mended, and this is the answer that each of its cases gets."""

    type: Literal["mended"] = "mended"
    reason: str
    reply: Reply
    note: str | None = None


class FaultClosed(Wire):
    """It is closed."""

    type: Literal["closed"] = "closed"
    note: str | None = None


class FaultRung(Wire):
    """A rung was reached: due at `due`, noticed at the event's own instant."""

    type: Literal["rung_reached"] = "rung_reached"
    clock: ClockKind
    rung: str
    due: datetime


class FaultBreached(Wire):
    """A clock's budget was used up before it was known, or mended."""

    type: Literal["breached"] = "breached"
    clock: ClockKind
    due: datetime


class StaffTold(Wire):
    """Whom an action of a rung reached; `fallback`: nobody was there, and the pack's fall-back was taken."""

    type: Literal["staff_told"] = "staff_told"
    clock: ClockKind
    rung: str
    place: int
    """Which of the rung's actions."""
    people: tuple[str, ...] = ()
    fallback: bool = False


class FaultNoticeSent(Wire):
    """A notice to staff was delivered."""

    type: Literal["notice_sent"] = "notice_sent"
    key: str


class FaultNoticeFailed(Wire):
    """A notice to staff could not be delivered within its time."""

    type: Literal["notice_failed"] = "notice_failed"
    key: str
    error: str


FaultBody = Annotated[
    FaultOpened
    | FaultOwned
    | FaultBecameKnown
    | FaultMended
    | FaultClosed
    | FaultRung
    | FaultBreached
    | StaffTold
    | FaultNoticeSent
    | FaultNoticeFailed,
    Field(discriminator="type"),
]


class FaultEvent(Wire):
    """One event: its number, its instant, who caused it by which command, and what happened."""

    seq: int
    at: datetime
    actor: Actor
    command_id: str | None = None
    body: FaultBody
    signed: str | None = None
    """The signed command that caused it, as canonical JSON with its `auth`."""
