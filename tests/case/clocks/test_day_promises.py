"""Cases promised in days: the due instant, what pauses, priorities, closures, the law and a reopening make of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar.change import CalendarChange
from models.calendar.months import HijriMonth
from models.calendar.promise import Promise
from models.calendar.rules import CalendarRules, Closure
from models.case.commands import BENEFICIARY, SYSTEM
from models.case.events import Breached, CalendarChanged, Resolved, RungReached
from models.case.state import CaseState, Refusal
from models.case.views import explain
from models.codes import ClockKind, Priority
from models.policy import CasePolicy, Rung
from tests.case.test_properties import LIVES, live
from tests.support.policies.days import (
    CALENDAR_DAYS,
    CALENDAR_DAYS_TO_THE_END,
    TO_THE_CLOCK,
    TO_THE_END,
    around_the_clock_when_urgent,
    days_from_the_end,
    due_in_days,
    in_days,
)
from tests.support.simulation import DAY, HOUR, SALMA, Case, policy, riyadh

TUESDAY = "2026-01-06 09:00"


def closed(day: date, version: str = "v2", calendar: str = "passports", pack: str = "") -> CalendarChange:
    """A change by which one day is closed."""
    storm = Closure(id="storm", name="سيول", from_date=day, to_date=day, source="x")
    return CalendarChange(pack=pack, calendar=calendar, version=version, closures=(storm,))


def announce(case: Case, change: CalendarChange) -> Case:
    assert not isinstance(case.do("calendar_changed", SYSTEM, change=change, why="announced"), Refusal)
    return case


@pytest.mark.parametrize(
    ("opened", "rule", "due"),
    [
        (TUESDAY, TO_THE_CLOCK, "2026-01-13 09:00"),
        (TUESDAY, TO_THE_END, "2026-01-13 14:30"),
        ("2026-01-06 20:00", TO_THE_CLOCK, "2026-01-14 07:30"),
        ("2026-01-09 12:00", TO_THE_CLOCK, "2026-01-18 07:30"),
        ("2026-02-15 08:00", TO_THE_CLOCK, "2026-02-23 10:00"),
        (TUESDAY, CALENDAR_DAYS, "2026-01-11 09:00"),
        (TUESDAY, CALENDAR_DAYS_TO_THE_END, "2026-01-12 00:00"),
    ],
)
def test_five_days_are_due_when_the_rule_ends_them_and_broken_then(opened: str, rule: Any, due: str) -> None:
    case = Case(opened, **in_days(rule)).claim()
    assert due_in_days(case) == due
    case.until(riyadh(due) - timedelta(minutes=1))
    assert case.bodies(Breached) == []
    case.at(due)
    assert [each.due for each in case.bodies(Breached) if each.clock is ClockKind.RESOLUTION] == [riyadh(due)]


def test_a_decision_in_the_night_before_an_opening_that_ends_the_days_is_in_time() -> None:
    case = Case("2026-01-06 20:00", **in_days(TO_THE_CLOCK)).claim()
    case.at("2026-01-14 07:30")
    early = Case("2026-01-06 20:00", **in_days(TO_THE_CLOCK)).claim().at("2026-01-13 23:00")
    early.approve()
    assert [each.in_time for each in early.bodies(Resolved)] == [True]
    case.approve()
    assert [each.in_time for each in case.bodies(Resolved)] == [False]


def test_a_pause_moves_the_end_by_the_working_time_it_took() -> None:
    case = Case(TUESDAY, **in_days(TO_THE_CLOCK)).claim().at("2026-01-07 10:00")
    case.ask()
    assert case.due() is None
    case.at("2026-01-08 12:00").answer()  # four and a half hours of Wednesday, as many of Thursday
    assert due_in_days(case) == "2026-01-14 11:00"


@pytest.mark.parametrize("rule", [TO_THE_CLOCK, TO_THE_END])
def test_a_pause_of_whole_days_moves_the_end_by_as_many_and_one_at_night_by_nothing(rule: Any) -> None:
    case = Case(TUESDAY, **in_days(rule)).claim().at("2026-01-07 10:00")
    due = due_in_days(case)
    case.ask()
    case.at("2026-01-08 10:00").answer()
    assert due_in_days(case) == due.replace("01-13", "01-14")
    case.at("2026-01-08 20:00")
    case.ask()
    case.at("2026-01-09 11:00").answer()
    assert due_in_days(case) == due.replace("01-13", "01-14")


def test_calendar_days_are_moved_by_the_pause_itself() -> None:
    case = Case(TUESDAY, **in_days(CALENDAR_DAYS_TO_THE_END, normal=30)).claim().at("2026-01-09 10:00")
    case.ask()
    case.at("2026-01-11 08:00").answer()
    assert due_in_days(case) == "2026-02-07 22:00"  # 30 days end at midnight after 5 February, and 46 hours


def test_a_closure_moves_the_end_by_a_day_and_taking_it_back_moves_it_back() -> None:
    case = Case(TUESDAY, **in_days(TO_THE_CLOCK)).claim().at("2026-01-08 09:00")
    announce(case, closed(date(2026, 1, 12)))
    assert due_in_days(case) == "2026-01-14 09:00"
    announce(case, CalendarChange(calendar="passports", version="v3", removed=("storm",)))
    assert due_in_days(case) == "2026-01-13 09:00"
    [there, back] = case.bodies(CalendarChanged)
    assert (there.due_before, there.due_after) == (back.due_after, back.due_before)


def test_a_closure_of_the_day_from_which_a_closed_start_counted_moves_the_start() -> None:
    case = Case("2026-01-09 12:00", **in_days(TO_THE_CLOCK, normal=1))
    assert due_in_days(case) == "2026-01-12 07:30"
    announce(case, closed(date(2026, 1, 11)))
    assert due_in_days(case) == "2026-01-13 07:30"


def test_a_breach_is_revoked_by_a_closure_that_puts_the_end_off() -> None:
    case = Case(TUESDAY, **in_days(TO_THE_CLOCK)).claim().at("2026-01-13 10:00")
    assert case.state.clocks[ClockKind.RESOLUTION].breached
    announce(case, closed(date(2026, 1, 12)))
    assert not case.state.clocks[ClockKind.RESOLUTION].breached
    assert due_in_days(case) == "2026-01-14 09:00"


def test_a_pause_before_a_closure_is_kept_beside_it() -> None:
    case = Case(TUESDAY, **in_days(TO_THE_CLOCK)).claim().at("2026-01-07 10:00")
    case.ask()
    announce(case.at("2026-01-08 09:00"), closed(date(2026, 1, 12)))
    case.at("2026-01-08 10:00").answer()
    assert due_in_days(case) == "2026-01-15 09:00"


@pytest.mark.parametrize("announced", ["2026-02-17 09:00", "2026-02-19 12:00"])
def test_another_first_day_of_a_season_leaves_the_same_time_of_day(announced: str) -> None:
    case = Case("2026-02-15 11:00", **in_days(TO_THE_CLOCK))
    assert due_in_days(case) == "2026-02-23 11:00"  # 22 February is Founding Day
    month = HijriMonth(year=1447, month=9, from_date=date(2026, 2, 19), source="x")
    announce(case.at(announced), CalendarChange(calendar="passports", version="v2", months=(month,)))
    assert due_in_days(case) == "2026-02-23 11:00"


def test_another_priority_counts_its_days_from_the_same_start_and_keeps_pauses() -> None:
    case = Case(TUESDAY, **in_days(TO_THE_CLOCK)).claim()
    case.do("prioritise", SALMA, priority="urgent")
    assert due_in_days(case) == "2026-01-08 09:00"
    case.at("2026-01-07 10:00")
    case.ask()
    case.at("2026-01-08 10:00").answer()
    case.do("prioritise", SALMA, priority="normal")
    assert due_in_days(case) == "2026-01-14 09:00"


def test_an_extension_adds_working_time_and_lasts_through_a_closure_and_a_priority() -> None:
    case = Case(TUESDAY, **in_days(TO_THE_CLOCK)).claim()
    case.do("extend", SALMA, by=DAY + HOUR, note="x")
    assert due_in_days(case) == "2026-01-14 10:00"
    announce(case, closed(date(2026, 1, 12)))
    assert due_in_days(case) == "2026-01-15 10:00"
    case.do("prioritise", SALMA, priority="urgent")
    assert due_in_days(case) == "2026-01-11 10:00"


def test_a_reopening_counts_the_days_anew() -> None:
    case = Case(TUESDAY, **in_days(TO_THE_CLOCK)).claim()
    case.approve()
    case.at("2026-01-18 12:00").do("reopen", BENEFICIARY, text="x")
    assert due_in_days(case) == "2026-01-25 12:00"


def test_rungs_stand_at_shares_of_the_working_time_until_the_end() -> None:
    case = Case("2026-01-06 07:30", **in_days(TO_THE_END)).at("2026-01-20 09:00")
    reached = [(each.rung, each.due) for each in case.bodies(RungReached)]
    assert reached == [  # 42 hours: the day of the start, which is none of the five, and these
        ("half", riyadh("2026-01-08 14:30")),
        ("four_fifths", riyadh("2026-01-12 13:06")),
        ("breach", riyadh("2026-01-13 14:30")),
    ]


def test_a_legal_limit_ends_days_and_their_rungs_come_before_it() -> None:
    case = Case("2026-01-06 07:30", due_cap=riyadh("2026-01-08 23:59"), **in_days(TO_THE_END))
    assert due_in_days(case) == "2026-01-08 14:30"
    case.at("2026-01-11 09:00")
    assert [each.due for each in case.bodies(RungReached)] == [
        riyadh("2026-01-07 11:00"),
        riyadh("2026-01-08 10:18"),
        riyadh("2026-01-08 14:30"),
    ]


def test_the_first_response_may_be_promised_in_days_too() -> None:
    given = in_days(TO_THE_CLOCK)
    first = dict.fromkeys(Priority, Promise(days=1, rule=TO_THE_END))
    case = Case(TUESDAY, targets=given["targets"] | {ClockKind.FIRST_RESPONSE: first})
    assert case.due(ClockKind.FIRST_RESPONSE) == riyadh("2026-01-07 14:30")
    assert case.at("2026-01-07 15:00").bodies(Breached)[0].clock is ClockKind.FIRST_RESPONSE


def test_a_priority_may_count_in_another_calendar_and_the_used_time_is_measured_by_it() -> None:
    case = Case("2026-01-06 13:30", **around_the_clock_when_urgent()).claim().at("2026-01-06 14:00")
    case.ask()
    case.at("2026-01-06 20:00").answer()
    case.do("prioritise", SALMA, priority="urgent")
    assert due_in_days(case) == "2026-01-06 23:30"
    case.do("prioritise", SALMA, priority="normal")
    assert due_in_days(case) == "2026-01-13 14:00"  # half an hour of office time passed in the pause


def test_a_closure_of_one_calendar_moves_what_counts_in_it_and_nothing_else() -> None:
    case = Case(TUESDAY, **around_the_clock_when_urgent()).claim()
    case.do("calendar_changed", SYSTEM, change=closed(date(2026, 1, 7), "always-2", "always"), why="x")
    assert due_in_days(case) == "2026-01-13 09:00"
    case.do("prioritise", SALMA, priority="urgent")
    assert due_in_days(case) == "2026-01-06 13:00"
    assert case.state.rules.calendars["always"].version == "always-2"
    assert case.do("calendar_changed", SYSTEM, change=closed(date(2026, 1, 6), "x", "unheard"), why="x") == ()
    assert due_in_days(case) == "2026-01-06 13:00"


@pytest.mark.parametrize("made", [{}, around_the_clock_when_urgent()])
def test_a_closure_of_another_pack_moves_nothing_of_a_case_whose_calendar_has_its_name(made: dict[str, Any]) -> None:
    case = Case(TUESDAY, **made).claim()
    due, pack = due_in_days(case), case.state.rules.pack
    assert case.do("calendar_changed", SYSTEM, change=closed(date(2026, 1, 7), pack="town"), why="x") == ()
    assert due_in_days(case) == due
    announce(case, closed(date(2026, 1, 7), pack=pack))
    assert due_in_days(case) != due


RULES = st.sampled_from([TO_THE_CLOCK, TO_THE_END, CALENDAR_DAYS, CALENDAR_DAYS_TO_THE_END])


@settings(max_examples=80, deadline=None)
@given(LIVES, RULES)
def test_no_time_of_days_is_lost_or_invented(life: Any, rule: Any) -> None:
    case = live(life, **in_days(rule))
    clock = case.state.clocks[ClockKind.RESOLUTION]
    time = case.state.time_of(clock)
    assert clock.consumed == sum((segment.used for segment in clock.segments), timedelta())
    assert [each.used for each in clock.segments] == [time.between(each.start, each.end) for each in clock.segments]
    if clock.running:
        assert clock.used(case.now, time) + clock.left(case.now, time) == clock.budget


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 60 * 24 * 40), st.integers(1, 9), RULES)
def test_days_that_nothing_interrupts_end_by_their_rule(minutes: int, days: int, rule: Any) -> None:
    opened = riyadh("2026-01-20 00:00") + timedelta(minutes=minutes)
    case = Case(f"{opened.astimezone(riyadh_zone()):%Y-%m-%d %H:%M}", **in_days(rule, normal=days))
    promise = case.state.rules.promise(ClockKind.RESOLUTION, Priority.NORMAL)
    assert case.due() == case.state.rules.end_of_days(promise, days, opened)


def riyadh_zone() -> Any:
    return policy().working_calendar.zone


def test_a_policy_without_days_is_written_as_before() -> None:
    assert "calendars" not in policy().text and '"rule"' not in policy().text
    plain = Case(TUESDAY).claim().state
    assert all("promise" not in clock.model_dump(mode="json") for clock in plain.clocks.values())


def test_a_case_in_days_goes_on_from_its_written_state() -> None:
    state = Case(TUESDAY, **around_the_clock_when_urgent()).claim().state
    read = CaseState.model_validate_json(state.model_dump_json())
    assert read == state and read.due == state.due
    assert CasePolicy.model_validate_json(state.rules.text) == state.rules
    assert isinstance(read.rules.calendars["always"], CalendarRules)


def rungs_of(case: Case) -> dict[str, str]:
    """The rungs that were reached, each with its instant in Riyadh."""
    zone = case.state.rules.working_calendar.zone
    bodies = [each.body for each in case.of("rung_reached") if isinstance(each.body, RungReached)]
    return {
        each.rung: f"{each.due.astimezone(zone):%Y-%m-%d %H:%M}" for each in bodies if isinstance(each, RungReached)
    }


@pytest.mark.parametrize(
    ("opened", "rule", "before", "after"),
    [
        (TUESDAY, TO_THE_CLOCK, "2026-01-12 09:00", "2026-01-15 09:00"),
        (TUESDAY, TO_THE_END, "2026-01-12 14:30", "2026-01-15 14:30"),
        ("2026-01-06 20:00", TO_THE_CLOCK, "2026-01-13 07:30", "2026-01-18 07:30"),
        ("2026-01-09 12:00", TO_THE_CLOCK, "2026-01-15 07:30", "2026-01-20 07:30"),
        (TUESDAY, CALENDAR_DAYS, "2026-01-11 07:30", "2026-01-13 09:00"),
        (TUESDAY, CALENDAR_DAYS_TO_THE_END, "2026-01-11 00:00", "2026-01-14 00:00"),
    ],
)
def test_a_rung_in_days_is_reached_where_a_promise_of_so_many_days_would_end(
    opened: str, rule: Any, before: str, after: str
) -> None:
    case = Case(opened, **in_days(rule), ladder=days_from_the_end(2, -1)).claim()
    case.until(riyadh(after) - timedelta(minutes=1))
    assert rungs_of(case) == {"days_-1": before}
    assert rungs_of(case.until(riyadh(after))) == {"days_-1": before, "days_2": after}


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 60 * 24 * 40), st.integers(1, 9), st.integers(-8, 8), RULES)
def test_an_offset_in_days_and_as_many_days_of_a_promise_are_the_same(
    minutes: int, days: int, offset: int, rule: Any
) -> None:
    opened = f"{(riyadh('2026-01-20 00:00') + timedelta(minutes=minutes)).astimezone(riyadh_zone()):%Y-%m-%d %H:%M}"
    case = Case(opened, **in_days(rule, normal=days), ladder=days_from_the_end(offset))
    [rung] = [each for clock in explain(case.state, case.now).clocks for each in clock.rungs]
    other = Case(opened, **in_days(rule, normal=max(days + offset, 1)))
    at_once = case.state.clocks[ClockKind.RESOLUTION].started_at
    assert rung.at == (other.due() if days + offset > 0 else at_once)


def test_a_pause_holds_a_rung_in_days_and_a_closure_moves_it() -> None:
    case = Case(TUESDAY, **in_days(TO_THE_CLOCK), ladder=days_from_the_end(-1)).claim()
    case.ask()
    case.at("2026-01-07 09:00").answer()
    announce(case, closed(date(2026, 1, 12)))
    case.until(riyadh("2026-01-20 09:00"))
    assert rungs_of(case) == {"days_-1": "2026-01-14 09:00"}


def test_a_day_before_the_end_of_an_amount_is_a_working_day_of_its_calendar() -> None:
    case = Case(TUESDAY, **around_the_clock_when_urgent(), ladder=days_from_the_end(-1)).claim()
    case.do("prioritise", SALMA, priority="urgent")
    assert case.until(case.now + timedelta(minutes=1)) and list(rungs_of(case)) == ["days_-1"]


def test_a_ladder_in_days_is_read_as_it_was_written_and_others_are_written_as_before() -> None:
    rules = policy(**in_days(TO_THE_CLOCK), ladder=days_from_the_end(-1))
    assert CasePolicy.model_validate_json(rules.text) == rules and '"offset":{"days":-1}' in rules.text
    assert Rung.model_validate_json('{"name": "x", "offset": -3600.0}').offset == -HOUR
