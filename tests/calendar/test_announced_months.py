"""The first day of a Hijri month as it is announced: the hours of a season follow it, past use stays as it was."""

from datetime import date, datetime, timedelta

import pytest
from hijridate import Hijri
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from chaos.checks.calendar import calendar_of, changed
from models.calendar.change import CalendarChange
from models.calendar.months import HijriMonth, days_of_hijri_month
from models.calendar.rules import CalendarRules
from models.calendar.working import compile_calendar
from models.case.commands import SYSTEM
from models.case.events import CalendarChanged
from models.codes import ClockKind
from tests.support.simulation import HOUR, Case, calendar_rules, riyadh

RAMADAN = 9
COMPUTED = date(2026, 2, 18)
"""1 Ramadan 1447 by the tables."""


def announced(first: date = date(2026, 2, 19), month: int = RAMADAN) -> CalendarChange:
    begins = HijriMonth(year=1447, month=month, from_date=first, source="Supreme Court")
    return CalendarChange(calendar="passports", version="2026.1+1", months=(begins,))


def ramadan(*changes: CalendarChange) -> list[date]:
    rules = calendar_rules()
    for change in changes:
        rules = change.apply(rules)
    return list(days_of_hijri_month(RAMADAN, date(2026, 1, 1), date(2026, 12, 31), rules.months))


def test_a_month_begins_on_the_day_that_was_announced() -> None:
    assert (ramadan()[0], ramadan()[-1], len(ramadan())) == (COMPUTED, date(2026, 3, 19), 30)
    later = ramadan(announced())
    assert (later[0], later[-1], len(later)) == (date(2026, 2, 19), date(2026, 3, 19), 29)
    earlier = ramadan(announced(date(2026, 2, 17)))
    assert (earlier[0], earlier[-1], len(earlier)) == (date(2026, 2, 17), date(2026, 3, 18), 30)


def test_it_ends_where_the_next_one_was_announced() -> None:
    shawwal = announced(date(2026, 3, 21), month=10).model_copy(update={"version": "2026.1+2"})
    assert ramadan(announced(), shawwal)[-1] == date(2026, 3, 20)


def test_the_hours_of_the_season_follow() -> None:
    before, after = compile_calendar(calendar_rules()), compile_calendar(announced().apply(calendar_rules()))
    day = riyadh("2026-02-18 00:00"), riyadh("2026-02-18 23:59")
    assert (before.between(*day), after.between(*day)) == (5 * HOUR, 7 * HOUR)
    assert before.next_open(day[0]) == riyadh("2026-02-18 10:00")
    assert after.next_open(day[0]) == riyadh("2026-02-18 07:30")


def test_an_announcement_is_replaced_and_taken_back_by_its_name() -> None:
    rules = announced().apply(calendar_rules())
    again = announced(date(2026, 2, 17)).apply(rules)
    assert [(each.id, each.from_date) for each in again.months] == [("hijri-1447-09", date(2026, 2, 17))]
    back = CalendarChange(calendar="passports", version="x", removed=("hijri-1447-09",)).apply(again)
    assert back.months == () and "months" not in back.model_dump()


@pytest.mark.parametrize("first", [date(2026, 2, 15), date(2026, 2, 21), date(2025, 2, 18)])
def test_a_first_day_that_no_sighting_gives_is_refused(first: date) -> None:
    with pytest.raises(ValidationError, match="begins on 2026-02-18 by the tables"):
        announced(first)


def test_calendars_and_changes_without_a_month_are_written_as_ever() -> None:
    assert "months" not in calendar_rules().model_dump_json()
    assert "months" not in CalendarChange(calendar="passports", version="2").model_dump_json()
    kept = announced().apply(calendar_rules())
    assert CalendarRules.model_validate_json(kept.model_dump_json()) == kept


@settings(max_examples=100, deadline=None)
@given(
    year=st.integers(1440, 1460),
    month=st.integers(1, 12),
    moved=st.integers(-2, 2),
    next_moved=st.none() | st.integers(-2, 2),
    since=st.integers(0, 20 * 355),
)
def test_the_checker_counts_the_same_hours(
    year: int, month: int, moved: int, next_moved: int | None, since: int
) -> None:
    following = (year, month + 1) if month < 12 else (year + 1, 1)
    months = [_moved(year, month, moved)] + ([] if next_moved is None else [_moved(*following, next_moved)])
    change = CalendarChange(calendar="passports", version="v2", months=tuple(months))
    overlay = calendar_rules().overlays[0].model_copy(update={"hijri_month": month})
    rules = calendar_rules().model_copy(update={"overlays": (overlay,)})
    own = calendar_of(changed(rules.model_dump(mode="json"), change.model_dump(mode="json")))
    theirs = compile_calendar(change.apply(rules).model_copy(update={"name": f"{year}{month}{moved}{next_moved}"}))
    begins = months[0].from_date + timedelta(days=since % 80 - 40)
    start = datetime.fromisoformat(f"{begins}T00:00:00+03:00")
    for days in (1, 2, 5, 35):
        assert own.used(start, start + timedelta(days=days)) == theirs.between(start, start + timedelta(days=days))


def _moved(year: int, month: int, days: int) -> HijriMonth:
    computed = Hijri(year, month, 1).to_gregorian()
    return HijriMonth(year=year, month=month, from_date=computed + timedelta(days=days))


def test_a_running_case_moves_with_its_reason() -> None:
    case = Case("2026-02-16 07:30")
    before = case.due()
    case.at("2026-02-17 20:00").do("calendar_changed", SYSTEM, change=announced(), why="no moon was seen")
    [moved] = case.bodies(CalendarChanged)
    assert before == riyadh("2026-03-01 15:00") and case.due() == riyadh("2026-03-01 13:00")
    assert (moved.why, moved.due_before, moved.due_after) == ("no moon was seen", before, case.due())


def test_what_was_used_before_an_announcement_stays_used() -> None:
    case = Case("2026-02-16 07:30").claim().at("2026-02-19 12:00")
    used = case.state.clocks[ClockKind.RESOLUTION].used(case.now, case.state.rules.working_calendar)
    case.do("calendar_changed", SYSTEM, change=announced(), why="announced late")
    clock = case.state.clocks[ClockKind.RESOLUTION]
    assert used == clock.used(case.now, case.state.rules.working_calendar) == clock.consumed
    assert [(each.used, each.ended_by) for each in clock.segments] == [(used, "season_announced")]
    assert clock.running and clock.running_since == case.now


def test_an_announcement_leaves_a_due_instant_that_has_passed_where_it_was() -> None:
    case = Case("2026-02-10 07:30").at("2026-02-22 09:00")
    due = case.due()
    assert due and due < case.now
    case.do("calendar_changed", SYSTEM, change=announced(), why="announced late")
    assert case.due() == due
    [moved] = case.bodies(CalendarChanged)
    assert moved.due_before == moved.due_after == due
