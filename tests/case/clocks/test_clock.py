"""A clock by itself: its ledger, its boundaries, and the effect of stopping, resuming and a changed calendar."""

from datetime import date, timedelta

from models.calendar.change import CalendarChange
from models.calendar.rules import Closure, ClosureStatus
from models.calendar.working import WorkingCalendar
from models.case import clock as clocks
from models.case.clock import Clock
from models.codes import ClockKind
from tests.support.simulation import DAY, HOUR, calendar_rules, policy, riyadh

MORNING = riyadh("2026-01-06 07:30")
NOON = MORNING + 4 * HOUR
NIGHT = riyadh("2026-01-06 22:00")


def calendar() -> WorkingCalendar:
    return policy().working_calendar


def a_clock(budget: timedelta = 2 * DAY, **changes: object) -> Clock:
    return clocks.start(ClockKind.RESOLUTION, budget, MORNING).but(**changes)


def test_time_used_counts_from_the_start_of_the_segment_and_never_backwards() -> None:
    assert a_clock().used(NOON, calendar()) == 4 * HOUR
    assert a_clock(consumed=HOUR).used(MORNING - HOUR, calendar()) == HOUR
    assert a_clock(consumed=HOUR, running_since=None).used(NOON, calendar()) == HOUR


def test_a_threshold_that_was_passed_lies_at_the_start_of_the_segment() -> None:
    resumed = a_clock(consumed=5 * HOUR, running_since=NIGHT)
    assert resumed.instant(5 * HOUR, calendar()) == resumed.instant(HOUR, calendar()) == NIGHT
    assert resumed.instant(6 * HOUR, calendar()) == riyadh("2026-01-07 08:30")


def test_nothing_lies_ahead_of_a_clock_that_does_not_run() -> None:
    paused = clocks.pause(a_clock(), NOON, "asked", calendar())
    assert (paused.running, paused.live, paused.due(calendar())) == (False, True, None)
    assert not paused.out_of_reach(DAY, NOON)


def test_a_statutory_instant_binds_what_the_budget_promises_and_nothing_later() -> None:
    capped = a_clock(cap=NOON)
    assert capped.due(calendar()) == NOON
    assert capped.instant(HOUR, calendar()) == MORNING + HOUR
    assert capped.instant(2 * DAY + HOUR, calendar()) == riyadh("2026-01-08 08:30")
    assert capped.left(MORNING + HOUR, calendar()) == 3 * HOUR
    assert capped.left(NOON + HOUR, calendar()) == -HOUR


def test_what_less_time_than_passes_can_reach_is_looked_for_at_once() -> None:
    clock = a_clock(consumed=HOUR)
    assert clock.out_of_reach(3 * HOUR, MORNING + 2 * HOUR - timedelta(seconds=1))
    assert not clock.out_of_reach(3 * HOUR, MORNING + 2 * HOUR)
    capped = clock.but(cap=NOON)
    assert capped.out_of_reach(2 * DAY, NOON - HOUR) and not capped.out_of_reach(2 * DAY, NOON)


def test_pausing_and_stopping_write_the_ledger_once() -> None:
    for end in (clocks.pause, clocks.stop):
        ended = end(a_clock(consumed=HOUR), NOON, "why", calendar())
        [segment] = ended.segments
        assert (segment.start, segment.end, segment.used, segment.ended_by) == (MORNING, NOON, 4 * HOUR, "why")
        assert (ended.consumed, ended.running_since) == (5 * HOUR, None)
        assert end(ended, NIGHT, "again", calendar()).segments == ended.segments
    assert clocks.stop(a_clock(), NOON, "why", calendar()).stopped_at == NOON
    assert clocks.stop(clocks.stop(a_clock(), NOON, "why", calendar()), NIGHT, "late", calendar()).stopped_at == NOON


def test_a_segment_never_ends_before_it_began() -> None:
    [segment] = clocks.pause(a_clock(), MORNING - HOUR, "asked", calendar()).segments
    assert (segment.start, segment.end, segment.used) == (MORNING, MORNING, timedelta())


def test_only_a_paused_clock_goes_on() -> None:
    running = a_clock()
    paused = clocks.pause(running, NOON, "asked", calendar())
    stopped = clocks.stop(running, NOON, "resolved", calendar())
    assert clocks.resume(paused, NIGHT).running_since == NIGHT
    assert clocks.resume(running, NIGHT) == running
    assert clocks.resume(stopped, NIGHT) == stopped


def test_a_stopped_clock_keeps_its_budget() -> None:
    stopped = clocks.stop(a_clock(), NOON, "resolved", calendar())
    assert clocks.rebudget(stopped, DAY) == stopped
    assert clocks.rebudget(a_clock(), DAY).budget == DAY


def test_a_breach_is_taken_back_when_the_calendar_gives_the_time_back() -> None:
    late = riyadh("2026-01-08 08:00")
    broken = a_clock(breached=True)
    day = date(2026, 1, 7)
    storm = Closure(id="storm", name="سيول", from_date=day, to_date=day, source="x", status=ClosureStatus.ANNOUNCED)
    change = CalendarChange(calendar="passports", version="v2", closures=(storm,))
    changed = policy(calendar=change.apply(calendar_rules())).working_calendar
    assert clocks.rearm(broken, late, calendar()).breached
    assert not clocks.rearm(broken, late, changed).breached
    assert clocks.rearm(broken, riyadh("2026-01-08 14:30"), changed).breached
    assert clocks.rearm(clocks.stop(broken, late, "resolved", calendar()), late, changed).breached
    assert not clocks.rearm(a_clock(), late, changed).breached
