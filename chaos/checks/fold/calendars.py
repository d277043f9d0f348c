"""A change of a calendar: what each clock of a case makes of it."""

from dataclasses import replace
from datetime import datetime

from chaos.checks.calendar import calendar_of, changed
from chaos.checks.events import Event
from chaos.checks.standing import NOTHING, Changes, Clock, Standing


def calendar_changed(now: Standing, event: Event) -> Changes:
    """The new calendar; a breach that it puts off was none. What was used before another season stays used."""
    change = event.body["change"]
    name = change["calendar"] if change["calendar"] in now.calendars else ""
    known = now.calendars.get(name, now.calendar)
    calendar = calendar_of(changed(known.rules, change))
    season = (calendar.rules.get("months") or []) != (known.rules.get("months") or [])
    changes: Changes = {"calendars": {**now.calendars, name: calendar}} if name else {"calendar": calendar}
    after = replace(now, **changes)
    if now.reply:
        moved = {kind: _under(now, after, each, event, season) for kind, each in now.reply.moved.items()}
        changes |= {"reply": replace(now.reply, moved=moved)}
    return changes | {"clocks": {kind: _under(now, after, each, event, season) for kind, each in now.clocks.items()}}


def _under(now: Standing, after: Standing, clock: Clock, event: Event, season: bool) -> Clock:
    """A clock under the calendar after a change of it."""
    time, until = after.time_of(clock), clock.due(now.time_of(clock))
    moved = time.rules != now.time_of(clock).rules
    if season and moved and clock.since and until and (until := min(until, event.at)) > clock.since:
        clock = replace(clock.paused(until, now.time_of(clock)), since=until)
    clock = _counted_anew(now, after, clock, event.at if season else None)
    due, enough = clock.due(time), clock.broken_at
    used_up = enough is not None and clock.used(event.at, time) >= enough
    breached = clock.breached and (used_up or not (due and due > event.at))
    return replace(clock, breached=breached, broken_at=enough if breached else None)


def _counted_anew(now: Standing, after: Standing, clock: Clock, settled: datetime | None) -> Clock:
    """A clock whose days end otherwise: what lies between the old end and the new one is added, or taken away.

    Both ends are measured from its start, each in its own calendar; from when the ledger was settled where it was.
    """
    promise, began = clock.promise, clock.began
    if promise.days is None or clock.stopped or began is None:
        return clock
    before, ends = now.end(promise, began), after.end(promise, began)
    since = settled or began
    if before <= since:
        return clock
    was, will_be = now.time_in(promise).used(since, before), after.time_in(promise).used(since, ends)
    return replace(clock, budget=max(clock.budget + will_be - was, NOTHING))
