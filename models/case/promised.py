"""Clocks under the promises of a case's policy: begun, given another promise, and counted anew by another calendar."""

from datetime import datetime, timedelta

from models.calendar.promise import Promise
from models.calendar.working import ZERO
from models.case import clock as clocks
from models.case.clock import Clock
from models.codes import ClockKind, Priority
from models.policy import CasePolicy


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


def _kept(promise: Promise) -> Promise | None:
    """The promise as a clock keeps it: an amount of the case's own calendar is its budget and no more."""
    return None if promise.is_plain else promise
