"""A clock: a budget of working time and a ledger of what was used, never a stored target date (design §4)."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from models.base import Wire, unchecked
from models.calendar.promise import Promise
from models.calendar.working import LAST_YEAR, ZERO, WorkingCalendar
from models.codes import ClockKind

IMPORTED = "imported"
"""Why a segment ended that another system's ledger gave: nobody knows which stretches it is the sum of."""


class Segment(Wire):
    """One stretch in which the clock ran, the working time it used, and why it ended."""

    start: datetime
    end: datetime
    used: timedelta
    ended_by: str


class Clock(Wire):
    """One clock of a case. It runs while `running_since` is set; while it is paused only a legal limit falls due.

    `limit` is the last instant that the law allows: the clock ends at the last working instant up to it, if its budget
    is not used up before. `cap` is the same in cases of the first edition, which had every rung up to the end of the
    budget at the cap at the latest. `fired` are the rungs reached in this run.
    """

    kind: ClockKind
    budget: timedelta
    consumed: timedelta = timedelta()
    running_since: datetime | None = None
    cap: datetime | None = None
    limit: datetime | None = None
    started_at: datetime
    stopped_at: datetime | None = None
    breached: bool = False
    broken_at: timedelta | None = None
    """The working time that was allotted when the promise broke; none in cases of the first edition."""
    fired: tuple[str, ...] = ()
    run: int = 1
    segments: tuple[Segment, ...] = ()
    promise: Promise | None = Field(default=None, exclude_if=lambda promise: promise is None)
    """What the budget was computed from, where it is in days or in another calendar than the case's own."""

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

    def last_instant(self, calendar: WorkingCalendar) -> datetime | None:
        """The last working instant that the law allows, or the start of the clock if there is none since."""
        if self.limit is None:
            return self.cap
        if self.limit <= self.started_at:
            return self.started_at
        computed = self.limit.year < LAST_YEAR  # no budget lasts until a later one
        return max(calendar.prev_open(self.limit), self.started_at) if computed else None

    def allotted(self, calendar: WorkingCalendar) -> timedelta:
        """The working time used at which the clock ends: its budget, or less where the legal limit comes first."""
        end = self.last_instant(calendar) if self.limit else None
        return self.budget if end is None else min(self.budget, self._used_by(end, calendar))

    def instant(self, threshold: timedelta, calendar: WorkingCalendar, *, opens: bool = False) -> datetime | None:
        """When the time used reaches `threshold`; none while paused. One already passed is the segment's start.

        `opens`: where the days of the promise end at an opening, so does it.
        """
        since = self.running_since
        if since is None:
            return None
        left = threshold - self.consumed
        at = calendar.add(since, left) if left > ZERO else since
        opens = opens or threshold == self.budget
        if opens and self.promise and self.promise.ends_when_open and left >= ZERO:
            at = calendar.next_open(at)
        end = self.last_instant(calendar)
        return min(at, end) if end and threshold <= self.allotted(calendar) else at

    def instant_in_pause(self, threshold: timedelta, calendar: WorkingCalendar) -> datetime | None:
        """When a pause leaves as little time to the legal limit as `threshold` leaves of what is allotted.

        The law does not wait for the beneficiary. None without a limit, and for what lies beyond the end.
        """
        end, paused, allotted = self.last_instant(calendar), self._paused_at, self.allotted(calendar)
        if self.limit is None or end is None or paused is None or threshold > allotted:
            return None
        until_then = calendar.between(paused, end) - (allotted - threshold)
        return min(calendar.add(paused, until_then) if until_then > ZERO else paused, end)

    def out_of_reach(self, threshold: timedelta, at: datetime) -> bool:
        """Whether less than `threshold` is used at `at` under any calendar: working time never outruns time itself."""
        end = self.limit or self.cap
        if self.running_since is None or (end and end <= at):
            return False
        return at - self.running_since < threshold - self.consumed

    def due(self, calendar: WorkingCalendar) -> datetime | None:
        """The due instant, computed from the ledger; none while paused or stopped."""
        return self.instant(self.allotted(calendar), calendar)

    def left(self, now: datetime, calendar: WorkingCalendar) -> timedelta:
        """Working time left at `now`; negative when the budget is overspent. A legal limit counts as the end of it."""
        left, end = self.budget - self.used(now, calendar), self.last_instant(calendar)
        if end is None or (left > ZERO and calendar.add(now, left) <= end):
            return left
        return min(left, calendar.between(now, end))

    def room(self, now: datetime, calendar: WorkingCalendar) -> timedelta | None:
        """The working time by which the budget can grow at `now` before it meets the legal limit; none without one."""
        end = self.last_instant(calendar)
        if end is None:
            return None
        ahead = max(calendar.between(now, end), ZERO)
        return max(self.used(now, calendar) + ahead - self.budget, ZERO)

    @property
    def _paused_at(self) -> datetime | None:
        """When a pause began that lasts."""
        paused = self.live and not self.running and self.segments
        return self.segments[-1].end if paused else None

    def _used_by(self, end: datetime, calendar: WorkingCalendar) -> timedelta:
        """The working time used by an instant, if the clock runs on until then, or had run on."""
        after = sum((_used_after(end, each, calendar) for each in self.segments if each.end > end), ZERO)
        since = self.running_since or self._paused_at or end
        return self.consumed + max(calendar.between(since, end), ZERO) - after


def _used_after(end: datetime, segment: Segment, calendar: WorkingCalendar) -> timedelta:
    """The part of a segment's use that lies after an instant."""
    return segment.used if segment.start >= end else min(segment.used, calendar.between(end, segment.end))


_clock, _segment = unchecked(Clock), unchecked(Segment)


def start(kind: ClockKind, budget: timedelta, at: datetime, cap: datetime | None = None, run: int = 1) -> Clock:
    """A clock that runs from `at`."""
    return _clock(kind=kind, budget=budget, running_since=at, started_at=at, cap=cap, run=run)


def pause(clock: Clock, at: datetime, why: str, calendar: WorkingCalendar) -> Clock:
    """Stop using working time; what was used stays in the ledger. A clock that does not run is left as it is."""
    return clock.but(**_halt(clock, at, why, calendar)) if clock.running else clock


def settle_up(clock: Clock, at: datetime, why: str, calendar: WorkingCalendar) -> Clock:
    """Write the running segment into the ledger and begin another: what is used stays used under another calendar.

    A clock that was due before is settled up to then, so that its due instant stays where it was.
    """
    since, due = clock.running_since, clock.due(calendar)
    if since is None or due is None or min(at, due) <= since:
        return clock
    return resume(pause(clock, min(at, due), why, calendar), min(at, due))


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


def measured_anew(clock: Clock, calendar: WorkingCalendar) -> Clock:
    """The same stretches in another calendar: for a promise that is counted in another one than the promise before.

    What another system had counted stays as it was given.
    """
    segments = tuple(
        each if each.ended_by == IMPORTED else each.but(used=calendar.between(each.start, each.end))
        for each in clock.segments
    )
    return clock.but(segments=segments, consumed=sum((each.used for each in segments), ZERO))


def rearm(clock: Clock, now: datetime, calendar: WorkingCalendar) -> Clock:
    """Revoke a breach when a changed calendar puts the due instant after `now`: the time was never working time.

    A breach stays when all that was allotted then is used under the new calendar too, whatever was granted since.
    """
    due = clock.due(calendar)
    still_broken = clock.broken_at is not None and clock.used(now, calendar) >= clock.broken_at
    if not clock.breached or still_broken or due is None or due <= now:
        return clock
    return clock.but(breached=False, broken_at=None)


def _halt(clock: Clock, at: datetime, why: str, calendar: WorkingCalendar) -> dict[str, Any]:
    """What changes in the ledger when the running segment ends; nothing when none runs."""
    since = clock.running_since
    if since is None:
        return {}
    used = calendar.between(since, at) if at > since else timedelta()
    segment = _segment(start=since, end=max(at, since), used=used, ended_by=why)
    return {"consumed": clock.consumed + used, "running_since": None, "segments": (*clock.segments, segment)}
