"""A clock: a budget of working time and a ledger of what was used, never a stored target date (design §4)."""

from datetime import datetime, timedelta
from typing import Any

from models.base import Wire, unchecked
from models.calendar.working import ZERO, WorkingCalendar
from models.codes import ClockKind


class Segment(Wire):
    """One stretch in which the clock ran, the working time it used, and why it ended."""

    start: datetime
    end: datetime
    used: timedelta
    ended_by: str


class Clock(Wire):
    """One clock of a case. It runs while `running_since` is set; while it is paused nothing can fall due.

    `cap` is a statutory instant that the due instant never passes. `fired` are the rungs reached in this run.
    """

    kind: ClockKind
    budget: timedelta
    consumed: timedelta = timedelta()
    running_since: datetime | None = None
    cap: datetime | None = None
    started_at: datetime
    stopped_at: datetime | None = None
    breached: bool = False
    fired: tuple[str, ...] = ()
    run: int = 1
    segments: tuple[Segment, ...] = ()

    @property
    def running(self) -> bool:
        """Whether working time is being used now."""
        return self.running_since is not None

    @property
    def live(self) -> bool:
        """Whether the clock still counts: running or paused, not stopped."""
        return self.stopped_at is None

    def used(self, now: datetime, calendar: WorkingCalendar) -> timedelta:
        """Working time used up to `now`."""
        if self.running_since is None or now <= self.running_since:
            return self.consumed
        return self.consumed + calendar.between(self.running_since, now)

    def instant(self, threshold: timedelta, calendar: WorkingCalendar) -> datetime | None:
        """When the time used reaches `threshold`; none while paused. One already passed is the segment's start."""
        since = self.running_since
        if since is None:
            return None
        left = threshold - self.consumed
        at = calendar.add(since, left) if left > ZERO else since
        return min(at, self.cap) if self.cap and threshold <= self.budget else at

    def out_of_reach(self, threshold: timedelta, at: datetime) -> bool:
        """Whether less than `threshold` is used at `at` under any calendar: working time never outruns time itself."""
        if self.running_since is None or (self.cap and self.cap <= at):
            return False
        return at - self.running_since < threshold - self.consumed

    def due(self, calendar: WorkingCalendar) -> datetime | None:
        """The due instant, computed from the ledger; none while paused or stopped."""
        return self.instant(self.budget, calendar)

    def left(self, now: datetime, calendar: WorkingCalendar) -> timedelta:
        """Working time left at `now`; negative when the budget is overspent. A cap counts as the end of the budget."""
        left = self.budget - self.used(now, calendar)
        if self.cap is None or (left > ZERO and calendar.add(now, left) <= self.cap):
            return left
        return min(left, calendar.between(now, self.cap))


_clock, _segment = unchecked(Clock), unchecked(Segment)


def start(kind: ClockKind, budget: timedelta, at: datetime, cap: datetime | None = None, run: int = 1) -> Clock:
    """A clock that runs from `at`."""
    return _clock(kind=kind, budget=budget, running_since=at, started_at=at, cap=cap, run=run)


def pause(clock: Clock, at: datetime, why: str, calendar: WorkingCalendar) -> Clock:
    """Stop using working time; what was used stays in the ledger. A clock that does not run is left as it is."""
    return clock.but(**_halt(clock, at, why, calendar)) if clock.running else clock


def resume(clock: Clock, at: datetime) -> Clock:
    """Go on using the budget that remains. A stopped or running clock is left as it is."""
    if clock.running or not clock.live:
        return clock
    return clock.but(running_since=at)


def stop(clock: Clock, at: datetime, why: str, calendar: WorkingCalendar) -> Clock:
    """End the clock for good: its promise is kept or no longer needed."""
    return clock.but(stopped_at=at, **_halt(clock, at, why, calendar)) if clock.live else clock


def rebudget(clock: Clock, budget: timedelta) -> Clock:
    """Change the budget and keep the time used. A promise once broken stays broken."""
    return clock.but(budget=budget) if clock.live else clock


def rearm(clock: Clock, now: datetime, calendar: WorkingCalendar) -> Clock:
    """Revoke a breach when a changed calendar puts the due instant after `now`: the time was never working time."""
    due = clock.due(calendar)
    return clock.but(breached=False) if clock.breached and due and due > now else clock


def _halt(clock: Clock, at: datetime, why: str, calendar: WorkingCalendar) -> dict[str, Any]:
    """What changes in the ledger when the running segment ends; nothing when none runs."""
    since = clock.running_since
    if since is None:
        return {}
    used = calendar.between(since, at) if at > since else timedelta()
    segment = _segment(start=since, end=max(at, since), used=used, ended_by=why)
    return {"consumed": clock.consumed + used, "running_since": None, "segments": (*clock.segments, segment)}
