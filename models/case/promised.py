"""Clocks under the promises of a case's policy: begun, given another promise, counted anew by another calendar; and the
rungs of each."""

from datetime import datetime, timedelta

from models.calendar.promise import DayOffset, Promise
from models.calendar.working import ZERO
from models.case import clock as clocks
from models.case.clock import Clock
from models.codes import ClockKind, Priority
from models.policy import CasePolicy, Rung, Step, in_order


def begin(rules: CasePolicy, kind: ClockKind, priority: Priority, at: datetime, run: int = 1) -> Clock:
    """A clock that runs from an instant under the promise of a priority."""
    promise = rules.promise(kind, priority)
    clock = clocks.start(kind, rules.budget(promise, at), at, run=run)
    return clock if promise.is_plain else clock.but(promise=promise)


def repromise(clock: Clock, rules: CasePolicy, priority: Priority, extra: timedelta) -> Clock:
    """The clock under the promise of another priority, with what was added to it; days count from its start again.

    The time used stays: in another calendar the stretches in which it ran are measured by that one.
    """
    if not clock.live:
        return clock
    promise = rules.promise(clock.kind, priority)
    time, before = rules.time_of(promise), rules.time_of(clock.promise)
    ledger = clock if time is before else clocks.measured_anew(clock, time)
    return ledger.but(budget=rules.budget(promise, clock.started_at) + extra, promise=_kept(promise))


def recount(clock: Clock, before: CasePolicy, after: CasePolicy, at: datetime, *, past_stays: bool) -> Clock:
    """The clock with the days of its promise counted by another calendar; `past_stays` up to the announcement.

    What was added to the budget, and what pauses took, stays.
    """
    promise = clock.promise
    if promise is None or promise.days is None or not clock.live:
        return clock
    if before.counting_calendar(promise) is after.counting_calendar(promise):
        return clock
    ended, ends = (rules.end_of_days(promise, promise.days, clock.started_at) for rules in (before, after))
    if past_stays and ended <= at:
        return clock
    since = at if past_stays else clock.started_at
    ahead = max(after.time_of(promise).between(since, ends), ZERO)
    return clock.but(budget=max(clock.budget + ahead - before.time_of(promise).between(since, ended), ZERO))


def ladder_of(clock: Clock, rules: CasePolicy) -> tuple[Step, ...]:
    """The rungs of a clock in the order in which they are reached."""
    allotted = clock.allotted(rules.time_of(clock.promise))
    if clock.kind not in rules.clocks_with_day_offsets:
        return rules.ladder_of(clock.kind, allotted)
    return in_order(step_of(clock, rung, rules, allotted) for rung in rules.ladder if rung.clock is clock.kind)


def step_of(clock: Clock, rung: Rung, rules: CasePolicy, allotted: timedelta) -> Step:
    """A rung of a clock with the working time used at which it is reached."""
    if not isinstance(rung.offset, DayOffset):
        return Step(rung.threshold(allotted), False, rung)
    many, days = clock.promise.days if clock.promise else None, rung.offset.days
    opens = many is not None and many + days > 0
    return Step(rung.threshold(allotted, _of_days(clock, days, rules)), opens, rung)


def _of_days(clock: Clock, days: int, rules: CasePolicy) -> timedelta:
    """The working time from the end of a promise to where it would end with so many days more, or fewer.

    Where it is no promise in days, a day is a working day of its calendar.
    """
    promise, passing = clock.promise, rules.time_of(clock.promise)
    if promise is None or promise.days is None:
        return days * passing.rules.working_day
    since, many = clock.started_at, promise.days + days
    end = rules.end_of_days(promise, many, since) if many > 0 else since
    return passing.between(rules.end_of_days(promise, promise.days, since), end)


def _kept(promise: Promise) -> Promise | None:
    """The promise as a clock keeps it: an amount of the case's own calendar is its budget and no more."""
    return None if promise.is_plain else promise
