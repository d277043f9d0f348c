"""What stands of a case after an event: its stage, team and holder, and its clocks with the working time they used."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from chaos.checks.calendar import Calendar
from chaos.checks.days import end_of_days, every_hour, next_open
from chaos.checks.policies import PLAIN, Policy, Promise, Rung, seconds

FIRST, RESOLUTION, ANSWER, FOLLOW_UP = "first_response", "resolution", "answer", "follow_up"
THIRD_PARTY, CONSULTATION = "third_party", "consultation"
PROMISES = (FIRST, RESOLUTION)
AWAITED = (ANSWER, RESOLUTION, THIRD_PARTY, FOLLOW_UP)
"""The clocks whose due instant a case is said to have: the first of them that runs."""
UNDECIDED = frozenset(
    {"received", "queued", "in_review", "awaiting_approval", "awaiting_beneficiary", "awaiting_third_party", "replied"}
)
NOTHING = timedelta()
Changes = dict[str, Any]
"""What an event changes of what stands: fields of `Standing`."""


@dataclass(frozen=True)
class Clock:
    """A budget of working time and what is used of it. `since` is the start of the stretch that runs."""

    kind: str
    budget: timedelta
    since: datetime | None
    run: int = 1
    used_before: timedelta = NOTHING
    cap: datetime | None = None
    limit: datetime | None = None
    """The last instant that the law allows. `cap` is that of cases of the first edition."""
    began: datetime | None = None
    """When this run of it began."""
    stretches: tuple[tuple[datetime, datetime, timedelta], ...] = ()
    """Beginning, end and use of the stretches in which it ran before."""
    given: bool = False
    """The first stretch is what another system had counted: it stays as it was given."""
    stopped: bool = False
    breached: bool = False
    broken_at: timedelta | None = None
    """What could be used in all when it was breached; None in cases of the first edition."""
    reached: tuple[str, ...] = ()
    promise: Promise = PLAIN
    """What its budget was computed from."""

    @property
    def running(self) -> bool:
        """Whether working time is used now."""
        return self.since is not None

    def used(self, at: datetime, calendar: Calendar) -> timedelta:
        """The working time used up to an instant."""
        return self.used_before + (calendar.used(self.since, at) if self.since else NOTHING)

    def at(self, threshold: timedelta, calendar: Calendar, *, in_days: bool = False) -> datetime | None:
        """When so much is used: at the start of the stretch if it was before; never after the law for what it ends."""
        if self.since is None:
            return None
        left = threshold - self.used_before
        at = calendar.after(self.since, left) if left > NOTHING else self.since
        if (in_days or threshold == self.budget) and left >= NOTHING and self._ends_when_open:
            at = next_open(at, calendar)
        end = self.cap or self.law(calendar)
        return min(at, end) if end and threshold <= self.whole(calendar) else at

    @property
    def _ends_when_open(self) -> bool:
        return bool(self.promise.days) and self.promise.counted.get("until", "clock") == "clock"

    def law(self, calendar: Calendar) -> datetime | None:
        """The last instant up to the limit at which somebody worked since the clock began; else its beginning."""
        if self.limit is None or self.began is None:
            return None
        return calendar.last_worked(self.began, self.limit) or self.began

    def whole(self, calendar: Calendar) -> timedelta:
        """What can be used in all: the budget, or what was and will be used up to the law's last instant."""
        law = self.law(calendar)
        if law is None:
            return self.budget
        within = sum((_used_by(law, stretch, calendar) for stretch in self.stretches), NOTHING)
        goes_on = self.since or (self.stretches[-1][1] if self.stretches else law)
        return min(self.budget, within + calendar.used(goes_on, law))

    def in_pause(self, threshold: timedelta, calendar: Calendar) -> datetime | None:
        """When a pause leaves as much until the law's last instant as the threshold leaves of the whole."""
        law, whole = self.law(calendar), self.whole(calendar)
        if law is None or self.running or self.stopped or threshold > whole:
            return None
        paused, left = self.stretches[-1][1], whole - threshold
        until_then = calendar.used(paused, law) - left
        return calendar.after(paused, until_then) if until_then > NOTHING else min(paused, law)

    def due(self, calendar: Calendar) -> datetime | None:
        """When it ends; None while it does not run."""
        return self.at(self.whole(calendar), calendar)

    def paused(self, at: datetime, calendar: Calendar) -> "Clock":
        """The clock without a stretch that runs."""
        if self.since is None:
            return self
        stretch = (self.since, max(at, self.since), self.used(at, calendar) - self.used_before)
        return replace(self, used_before=self.used(at, calendar), since=None, stretches=(*self.stretches, stretch))

    def measured_in(self, calendar: Calendar) -> "Clock":
        """The clock with the use of its stretches in another calendar."""
        kept = self.stretches[: int(self.given)]
        ran = self.stretches[len(kept) :]
        stretches = (*kept, *((begins, ends, calendar.used(begins, ends)) for begins, ends, _ in ran))
        return replace(self, stretches=stretches, used_before=sum((used for *_, used in stretches), NOTHING))

    def ended(self, at: datetime, calendar: Calendar) -> "Clock":
        """The clock stopped for good."""
        return self if self.stopped else replace(self.paused(at, calendar), stopped=True)


def _used_by(law: datetime, stretch: tuple[datetime, datetime, timedelta], calendar: Calendar) -> timedelta:
    """What a stretch used by an instant."""
    begins, ends, used = stretch
    if begins >= law:
        return NOTHING
    return max(used - calendar.used(law, ends), NOTHING) if ends > law else used


@dataclass(frozen=True)
class Appeal:
    """An appeal against a result: its case, the team it is with once it is open, and what came of it."""

    reference: str
    at: datetime
    team: str | None = None
    outcome: str | None = None
    over: bool = False


@dataclass(frozen=True)
class Awaited:
    """That the case, or its next approval step, is to be given to somebody of a team, since an event."""

    since: int
    team: str
    step: str | None = None


@dataclass(frozen=True)
class WaitingReply:
    """An official reply that has not gone out: its event, until when it can be recalled, what stood before it."""

    seq: int
    type: str
    until: datetime
    moved: Mapping[str, Clock]
    """The clocks that it changed, as they would be without it."""
    stage: str
    steps: tuple[str, ...] | None
    pending: tuple[tuple[str, str, str], ...]
    consulted: str | None
    first_responded_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """What stands after an event. `unsent` are the keys of notices that were neither sent nor given up."""

    reference: str
    policy: Policy
    calendar: Calendar
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    """Those that promises name, besides the case's own."""
    seq: int = 0
    at: datetime | None = None
    opened: Mapping[str, Any] = field(default_factory=dict)
    """The body of the opening."""
    opened_at: datetime | None = None
    service: str = ""
    """As it was filed, or corrected."""
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
    splitting: str | None = None
    """The case of a second matter that is being opened."""
    pending: tuple[tuple[str, str, str], ...] = ()
    """Rung, action and target of each action whose people have to be found."""
    unsent: tuple[str, ...] = ()
    ended: frozenset[int] = frozenset()
    """The numbers of the events by which a notice was sent or given up."""
    refused: int = 0
    third_party: str | None = None
    """Whom it waits for."""
    consulted: str | None = None
    """Who was asked a question and has not answered."""
    imported: bool = False
    """Whether another system had begun it."""
    fault: str | None = None
    """The fault it is a case of."""
    told_of_faults: tuple[str, ...] = ()
    """The faults of which its beneficiary was told."""
    appeals: tuple[Appeal, ...] = ()
    """Those against its results, in their order."""
    awaited: Awaited | None = None
    step_with: str | None = None
    """Whose the next approval step is."""
    reply: WaitingReply | None = None

    @property
    def sharing(self) -> int | None:
        """The event since which somebody is to be given it."""
        return self.awaited.since if self.awaited else None

    @property
    def appeal_of(self) -> str | None:
        """The case whose result this one is an appeal against."""
        about = self.opened.get("appeal_of")
        return str(about["reference"]) if about else None

    @property
    def open_appeal(self) -> "Appeal | None":
        """The appeal whose end it waits for."""
        return next((each for each in self.appeals if not each.over), None)

    @property
    def awaited_team(self) -> str | None:
        """The team of the directorate that it waits for, and that is told; up to the third edition none was."""
        return self.third_party if self.edition >= 4 and self.third_party in self.policy.teams else None

    @property
    def edition(self) -> int:
        """The edition of the rules it was opened under; the first one is not written."""
        return int(self.opened.get("edition", 1))

    @property
    def all_calendars(self) -> tuple[Calendar, ...]:
        """The case's own calendar and those its promises name."""
        return (self.calendar, *self.calendars.values())

    @property
    def due(self) -> datetime | None:
        """The instant that is awaited now."""
        running = (self.clocks[kind] for kind in AWAITED if kind in self.clocks and self.clocks[kind].running)
        clock = next(running, None)
        return clock.due(self.time_of(clock)) if clock else None

    def budget(self, promise: Promise, since: datetime) -> timedelta:
        """The time of a promise that is given at an instant: an amount, or all that passes until the days are over."""
        if promise.days is None:
            return promise.amount or NOTHING
        return self.time_in(promise).used(since, self.end(promise, since))

    def end(self, promise: Promise, since: datetime) -> datetime:
        """When the days of a promise are over."""
        return end_of_days(since, promise.days or 0, promise.counted, self.counted_in(promise))

    def threshold(self, clock: Clock, rung: Rung) -> timedelta:
        """What is used of a clock when a rung of it is reached."""
        return rung.threshold(clock.whole(self.time_of(clock)), self._of_days(clock, rung.days or 0))

    def _of_days(self, clock: Clock, more: int) -> timedelta:
        """The time from the end of a promise to where it would end with more days, or fewer."""
        promise, time, began = clock.promise, self.time_of(clock), clock.began
        if not more or began is None:
            return NOTHING
        if not promise.days:
            return more * seconds(time.rules["working_day"])
        return _between_ends(promise, began, more, self.counted_in(promise), time)

    def counted_in(self, promise: Promise) -> Calendar:
        """The calendar that a promise names, or the case's own."""
        return self.calendars.get(promise.calendar or "", self.calendar)

    def time_in(self, promise: Promise) -> Calendar:
        """The calendar in which the time of a promise passes: all time for calendar days."""
        calendar = self.counted_in(promise)
        every_day = promise.days and promise.counted.get("unit") == "calendar_days"
        return every_hour(calendar.rules["timezone"]) if every_day else calendar

    def time_of(self, clock: Clock) -> Calendar:
        """The calendar in which the time of a clock passes."""
        return self.time_in(clock.promise)


@lru_cache(maxsize=4_096)
def _between_ends(promise: Promise, began: datetime, more: int, counted: Calendar, time: Calendar) -> timedelta:
    """The time from the end of a promise in days to that of one with more days, or with fewer."""
    days = promise.days or 0
    end = end_of_days(began, days, promise.counted, counted)
    other = end_of_days(began, days + more, promise.counted, counted) if days + more > 0 else began
    return time.used(end, other) if other > end else -time.used(other, end)
