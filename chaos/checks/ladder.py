"""What falls due by itself, and when: rungs, breaches, reminders, limits on answers and the end of the window."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from chaos.checks.policies import Rung
from chaos.checks.standing import (
    ANSWER,
    CONSULTATION,
    FOLLOW_UP,
    RESOLUTION,
    THIRD_PARTY,
    UNDECIDED,
    Clock,
    Standing,
)


class Due(NamedTuple):
    """One thing that falls due: when, and what, as `rung half_used of resolution`."""

    at: datetime
    what: str


def falls_due(now: Standing) -> list[Due]:
    """Everything that falls due unless the case changes first, the earliest first."""
    running = [due for clock in now.clocks.values() if clock.running for due in _of_clock(now, clock)]
    waiting = [Due(now.reply.until, REPLY_GOES)] if now.reply else []
    return sorted([*running, *_in_pause(now), *waiting])


def due_at(now: Standing, what: str) -> datetime | None:
    """When this one thing falls due; None when it does not."""
    return next((due.at for due in falls_due(now) if due.what == what), None)


def next_rung(now: Standing) -> tuple[str, datetime] | None:
    """The rung that is reached next, whether or not the case is decided by then."""
    found = [
        (at, place, rung.name)
        for place, clock in enumerate(now.clocks.values())
        if (rung := _first_unreached(now, clock))
        if (at := _instant_of(now, clock, rung))
    ]
    return (min(found)[2], min(found)[0]) if found else None


def breach_of(clock: str) -> str:
    """The name of a breach."""
    return f"breach of {clock}"


def rung_of(rung: str, clock: str) -> str:
    """The name of a rung that is reached."""
    return f"rung {rung} of {clock}"


def chase_on(clock: str) -> str:
    """The name of a reminder of whoever owes an answer."""
    return f"reminder of who owes the {clock}"


REMINDER, NO_REPLY, WINDOW = "reminder", "closing without a reply", "closing after the window"
WAIT_OVER = "end of the wait"
REPLY_GOES = "end of the time to recall a reply"


def _of_clock(now: Standing, clock: Clock) -> Iterator[Due]:
    if clock.kind == ANSWER:
        yield from _of_answer(now, clock)
    elif clock.kind == FOLLOW_UP:
        if now.stage == "resolved" and (at := clock.due(now.calendar)):
            yield Due(at, WINDOW)
    else:
        yield from _of_promise(now, clock)
    if clock.kind in (THIRD_PARTY, CONSULTATION):
        yield from _of_others(now, clock)


def _of_promise(now: Standing, clock: Clock) -> Iterator[Due]:
    time = now.time_of(clock)
    if not clock.breached and (at := clock.due(time)):
        yield Due(at, breach_of(clock.kind))
    if now.stage in UNDECIDED:
        for rung in now.policy.rungs(clock.kind):
            if rung.name not in clock.reached and (at := _instant_of(now, clock, rung)):
                yield Due(at, rung_of(rung.name, clock.kind))


def _of_others(now: Standing, clock: Clock) -> Iterator[Due]:
    """Reminders of whoever owes an answer, before its time is up; and the end of a wait with that time."""
    often = now.policy.chase_after.get(clock.kind)
    after = often and often * (1 + sum(mark.startswith("chased") for mark in clock.reached))
    if after and after < clock.budget and (at := clock.at(after, now.calendar)):
        yield Due(at, chase_on(clock.kind))
    if clock.kind == THIRD_PARTY and (at := clock.due(now.calendar)):
        yield Due(at, WAIT_OVER)


def _in_pause(now: Standing) -> Iterator[Due]:
    """What the law's last instant brings to a case that waits for the beneficiary: the law does not wait."""
    clock = now.clocks.get(RESOLUTION)
    if clock is None or clock.running or clock.stopped or not clock.limit:
        return
    time = now.time_of(clock)
    whole = clock.whole(time)
    if not clock.breached and (at := clock.in_pause(whole, time)):
        yield Due(at, breach_of(RESOLUTION))
    for rung in now.policy.rungs(RESOLUTION):
        if rung.name not in clock.reached and (at := clock.in_pause(now.threshold(clock, rung), time)):
            yield Due(at, rung_of(rung.name, RESOLUTION))


def _of_answer(now: Standing, clock: Clock) -> Iterator[Due]:
    before = max(clock.budget - now.policy.remind_before, clock.budget * 0)
    if not clock.reached and (at := clock.at(before, now.calendar)):
        yield Due(at, REMINDER)
    if at := clock.due(now.calendar):
        yield Due(at, NO_REPLY)


def _first_unreached(now: Standing, clock: Clock) -> Rung | None:
    left = (rung for rung in now.policy.rungs(clock.kind) if rung.name not in clock.reached)
    return min(left, key=lambda rung: (now.threshold(clock, rung), rung.days is not None), default=None)


def _instant_of(now: Standing, clock: Clock, rung: Rung) -> datetime | None:
    return clock.at(now.threshold(clock, rung), now.time_of(clock), in_days=_is_reached_in_days(clock, rung))


def _is_reached_in_days(clock: Clock, rung: Rung) -> bool:
    """Whether the days of a promise lead to it; one that would lie before the start is reached at once."""
    return rung.days is not None and (clock.promise.days or 0) + rung.days > 0
