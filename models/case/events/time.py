"""What falls due, and what moves it: rungs, breaches, escalations, extensions, calendars."""

from datetime import datetime, timedelta
from operator import not_
from typing import Literal

from pydantic import Field

from models.base import Wire
from models.calendar.change import CalendarChange
from models.case.actor import Actor
from models.codes import Action, ClockKind, Priority
from models.policy import Target


class RungReached(Wire):
    """A rung of the ladder was reached: due at `due`, noticed at the event's own instant."""

    in_clear = True

    type: Literal["rung_reached"] = "rung_reached"
    clock: ClockKind
    run: int
    rung: str
    due: datetime


class Breached(Wire):
    """A clock's budget was used up before its promise was kept."""

    in_clear = True

    type: Literal["breached"] = "breached"
    clock: ClockKind
    run: int
    due: datetime


class Escalated(Wire):
    """One action of a rung, or an escalation by hand, with the people it reached.

    An escalation by hand is two events: the command, which `awaits_people`, and what the search found. `fallback` says
    that nobody was found for `target` and the pack's fall-back was taken instead.
    """

    type: Literal["escalated"] = "escalated"
    action: Action
    rung: str | None = None
    target: Target | None = None
    people: tuple[Actor, ...] = ()
    fallback: bool = False
    priority: Priority | None = None
    team: str | None = None
    note: str | None = None
    awaits_people: bool = Field(False, exclude_if=not_)
    """The people of the target are looked up, and an event of its own says who was told. Cases of earlier versions
    looked nobody up. Left out when false: older events keep their bytes."""


class Extended(Wire):
    """Working time was added to the resolution clock."""

    type: Literal["extended"] = "extended"
    by: timedelta
    note: str


class Chased(Wire):
    """Whoever owes an answer is to be reminded: a third party by the holder, or the team that was asked."""

    in_clear = True

    type: Literal["chased"] = "chased"
    clock: ClockKind
    run: int
    due: datetime


class CalendarChanged(Wire):
    """The working calendar of the case changed, and with it perhaps the due instant."""

    in_clear = True

    type: Literal["calendar_changed"] = "calendar_changed"
    change: CalendarChange
    why: str
    due_before: datetime | None
    due_after: datetime | None
