"""Clocks as events begin, pause, end and change them; the first response, and where a case is that waits for nobody."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chaos.checks.events import Event
from chaos.checks.policies import Promise
from chaos.checks.standing import ANSWER, CONSULTATION, FIRST, NOTHING, PROMISES, RESOLUTION, Changes, Clock, Standing


def going_on(clock: Clock, at: datetime) -> Clock:
    """A paused clock that runs again."""
    return clock if clock.running or clock.stopped else replace(clock, since=at)


def at_work(now: Standing) -> str:
    """Where a case is that waits for nobody."""
    return "in_review" if now.assignee else "queued"


def next_run(now: Standing, kind: str) -> int:
    """The number of the next run of a clock."""
    return now.clocks[kind].run + 1 if kind in now.clocks else 1


def first_responded(now: Standing, event: Event) -> Changes:
    """A person acted: the first response is given."""
    first = now.clocks[FIRST].ended(event.at, now.time_of(now.clocks[FIRST]))
    return {"clocks": {**now.clocks, FIRST: first}, "first_responded_at": now.first_responded_at or event.at}


def returned(now: Standing, event: Event) -> Changes:
    """Back to the beneficiary: the directorate's clocks pause, and the limit on the answer runs."""
    clocks = {
        kind: clock.paused(event.at, now.time_of(clock)) if clock.running and kind != CONSULTATION else clock
        for kind, clock in now.clocks.items()
    }
    rounds = now.rounds + 1
    clocks[ANSWER] = Clock(ANSWER, now.policy.limit, event.at, rounds)
    return {"clocks": clocks, "rounds": rounds, "stage": "awaiting_beneficiary"}


def rebudgeted(now: Standing, priority: str) -> dict[str, Clock]:
    """The promises of a priority, with the time used."""
    clocks = dict(now.clocks)
    for kind in PROMISES:
        if not (clock := clocks[kind]).stopped:
            clocks[kind] = promised(now, clock, now.policy.targets[kind][priority])
    return clocks


def limited(now: Standing, clocks: Mapping[str, Clock], limit: datetime | None) -> dict[str, Clock]:
    """The promises under a legal limit; in cases of the first edition that of the resolution alone."""
    if now.edition == 1:
        return {**clocks, RESOLUTION: replace(clocks[RESOLUTION], cap=limit)}
    return {**clocks, **{kind: replace(clocks[kind], limit=limit) for kind in PROMISES}}


def clock_begun(now: Standing, kind: str, priority: str, at: datetime) -> Clock:
    """A clock that begins to run under the promise of a priority."""
    promise = now.policy.targets[kind][priority]
    return Clock(kind, now.budget(promise, at), at, began=at, promise=promise)


def promised(now: Standing, clock: Clock, promise: Promise) -> Clock:
    """A clock under another promise, with what was added; measured anew where that counts in another calendar."""
    time = now.time_in(promise)
    ledger = clock.measured_in(time) if time is not now.time_of(clock) else clock
    extra = now.extended if clock.kind == RESOLUTION else NOTHING
    given = clock.began or clock.stretches[0][0]
    return replace(ledger, budget=now.budget(promise, given) + extra, promise=promise)


def all_ended(now: Standing, at: datetime) -> dict[str, Clock]:
    """Every clock, ended."""
    return {kind: clock.ended(at, now.time_of(clock)) for kind, clock in now.clocks.items()}


def with_clock(now: Standing, kind: str, **changes: Any) -> Changes:
    """The clocks with one of them changed."""
    return {"clocks": {**now.clocks, kind: replace(now.clocks[kind], **changes)}}
