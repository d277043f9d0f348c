"""What stands of a case after an event: its stage, team and holder, and its clocks with the working time they used."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from chaos.checks.calendar import Calendar
from chaos.checks.policies import Policy

FIRST, RESOLUTION, ANSWER, FOLLOW_UP = "first_response", "resolution", "answer", "follow_up"
PROMISES = (FIRST, RESOLUTION)
AWAITED = (ANSWER, RESOLUTION, FOLLOW_UP)
"""The clocks whose due instant a case is said to have: the first of them that runs."""
UNDECIDED = frozenset({"received", "queued", "in_review", "awaiting_approval", "awaiting_beneficiary", "replied"})
NOTHING = timedelta()


@dataclass(frozen=True)
class Clock:
    """A budget of working time and what is used of it. `since` is the start of the stretch that runs."""

    kind: str
    budget: timedelta
    since: datetime | None
    run: int = 1
    used_before: timedelta = NOTHING
    cap: datetime | None = None
    stopped: bool = False
    breached: bool = False
    reached: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        """Whether working time is used now."""
        return self.since is not None

    def used(self, at: datetime, calendar: Calendar) -> timedelta:
        """The working time used up to an instant."""
        return self.used_before + (calendar.used(self.since, at) if self.since else NOTHING)

    def at(self, threshold: timedelta, calendar: Calendar) -> datetime | None:
        """When so much is used: at the start of the stretch if it was before; the end of the budget at the cap."""
        if self.since is None:
            return None
        left = threshold - self.used_before
        at = calendar.after(self.since, left) if left > NOTHING else self.since
        return min(at, self.cap) if self.cap and threshold <= self.budget else at

    def due(self, calendar: Calendar) -> datetime | None:
        """When the budget is used up; None while it does not run."""
        return self.at(self.budget, calendar)

    def paused(self, at: datetime, calendar: Calendar) -> "Clock":
        """The clock without a stretch that runs."""
        return replace(self, used_before=self.used(at, calendar), since=None)

    def ended(self, at: datetime, calendar: Calendar) -> "Clock":
        """The clock stopped for good."""
        return self if self.stopped else replace(self.paused(at, calendar), stopped=True)


@dataclass(frozen=True)
class Standing:
    """What stands after an event. `unsent` are the keys of notices that were neither sent nor given up."""

    reference: str
    policy: Policy
    calendar: Calendar
    seq: int = 0
    at: datetime | None = None
    opened: Mapping[str, Any] = field(default_factory=dict)
    """The body of the opening."""
    opened_at: datetime | None = None
    effect: str | None = None
    problem: str = ""
    stage: str = "received"
    team: str | None = None
    assignee: str | None = None
    priority: str = "normal"
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    steps: tuple[str, ...] | None = None
    """The steps taken of a proposed decision; None without one."""
    outcome: str | None = None
    first_responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    rounds: int = 0
    reopens: int = 0
    escalation: int = 0
    extended: timedelta = NOTHING
    rating: int | None = None
    into: str | None = None
    pending: tuple[tuple[str, str, str], ...] = ()
    """Rung, action and target of each action whose people have to be found."""
    unsent: tuple[str, ...] = ()
    ended: frozenset[int] = frozenset()
    """The numbers of the events by which a notice was sent or given up."""
    refused: int = 0

    @property
    def due(self) -> datetime | None:
        """The instant that is awaited now."""
        running = (self.clocks[kind] for kind in AWAITED if kind in self.clocks and self.clocks[kind].running)
        clock = next(running, None)
        return clock.due(self.calendar) if clock else None

    def budget(self, clock: str, priority: str) -> timedelta:
        """The budget of a promise under a priority, with what was added to it."""
        return self.policy.targets[clock][priority] + (self.extended if clock == RESOLUTION else NOTHING)
