"""When a promise in days ends: by table, by properties of any calendar, and as a slow and obvious count has it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chaos.checks import days as slow
from chaos.checks.calendar import calendar_of
from models.calendar.counted_days import end_of_days
from models.calendar.day_rule import ClosedStart, DayRule, DayUnit, Until
from models.calendar.rules import CalendarRules
from models.calendar.wall_time import day_and_time, instant_of
from models.calendar.working import WorkingCalendar, compile_calendar
from tests.calendar.test_properties import calendars
from tests.support.policies.calendars import at, compiled, pack
from tests.support.policies.days import (
    CALENDAR_DAYS,
    CALENDAR_DAYS_TO_THE_END,
    CITY,
    TO_THE_CLOCK,
    TO_THE_END,
    WEEKDAYS,
)

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = compile_calendar(pack("passports"))
"""Sunday to Thursday 07:30-14:30, in Ramadan (from 18 February 2026) 10:00-15:00."""
BOSTON = compiled(WEEKDAYS, timezone="America/New_York")


def ends(start: str, days: int, rule: DayRule, calendar: WorkingCalendar = OFFICE) -> str:
    """The local end of so many days from a local start, with its weekday."""
    end = end_of_days(at(start, calendar.zone), days, rule, calendar).astimezone(calendar.zone)
    return f"{end:%a %m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "days", "rule", "end"),
    [
        ("2026-01-06 09:00", 1, TO_THE_CLOCK, "Wed 01-07 09:00"),
        ("2026-01-06 09:00", 3, TO_THE_CLOCK, "Sun 01-11 09:00"),
        ("2026-01-06 20:00", 1, TO_THE_CLOCK, "Thu 01-08 07:30"),
        ("2026-01-09 12:00", 1, TO_THE_CLOCK, "Mon 01-12 07:30"),
        ("2026-02-15 08:00", 3, TO_THE_CLOCK, "Wed 02-18 10:00"),
        ("2026-02-15 14:00", 3, TO_THE_CLOCK, "Wed 02-18 14:00"),
        ("2026-01-06 14:30", 1, TO_THE_CLOCK, "Thu 01-08 07:30"),
        ("2026-01-06 09:00", 1, TO_THE_END, "Wed 01-07 14:30"),
        ("2026-01-06 20:00", 1, TO_THE_END, "Thu 01-08 14:30"),
        ("2026-01-06 20:00", 1, TO_THE_END.but(outside_hours=ClosedStart.AS_IT_IS), "Wed 01-07 14:30"),
        ("2026-01-09 12:00", 1, TO_THE_END.but(closed_day=ClosedStart.AS_IT_IS), "Sun 01-11 14:30"),
        ("2026-01-16 12:00", 7, TO_THE_END.but(closed_day=ClosedStart.AS_IT_IS), "Mon 01-26 14:30"),
        ("2026-01-06 09:00", 3, CALENDAR_DAYS, "Sun 01-11 07:30"),
        ("2026-01-06 09:00", 30, CALENDAR_DAYS, "Thu 02-05 09:00"),
        ("2026-01-06 09:00", 3, CALENDAR_DAYS_TO_THE_END, "Sat 01-10 00:00"),
        ("2026-01-06 06:00", 1, TO_THE_CLOCK.but(outside_hours=ClosedStart.MORNING), "Wed 01-07 07:30"),
        ("2026-01-06 15:00", 1, TO_THE_CLOCK.but(outside_hours=ClosedStart.MORNING), "Thu 01-08 07:30"),
        ("2026-01-09 15:00", 1, TO_THE_CLOCK.but(closed_day=ClosedStart.MORNING, morning=time(9)), "Mon 01-12 09:00"),
    ],
)
def test_days_end_where_the_rule_says(start: str, days: int, rule: DayRule, end: str) -> None:
    assert ends(start, days, rule) == end


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2011-07-05 10:12", "Thu 07-07 10:12"),
        ("2011-07-07 16:59", "Mon 07-11 16:59"),
        ("2011-07-07 17:00", "Tue 07-12 08:30"),
        ("2011-07-08 23:10", "Wed 07-13 08:30"),
        ("2011-07-09 14:45", "Wed 07-13 14:45"),
        ("2011-07-10 03:20", "Wed 07-13 03:20"),
        ("2011-07-01 10:00", "Tue 07-05 10:00"),
    ],
)
def test_a_city_s_own_due_dates_are_a_rule_of_its_pack(start: str, end: str) -> None:
    """Two weekdays, the time of day kept, holidays (4 July) not skipped: by choice of the calendar."""
    assert ends(start, 2, CITY, BOSTON) == end


def test_a_start_between_the_hours_of_a_day_waits_for_the_next_hours_or_the_next_morning() -> None:
    split = compiled([{"hours": {day: ["08:00-12:00", "16:00-20:00"] for day in ("sun", "mon", "tue")}}])
    assert ends("2026-01-04 13:00", 1, TO_THE_CLOCK, split) == "Mon 01-05 16:00"
    morning = TO_THE_CLOCK.but(outside_hours=ClosedStart.MORNING)
    assert ends("2026-01-04 13:00", 1, morning, split) == "Tue 01-06 08:00"
    assert ends("2026-01-04 09:00", 1, TO_THE_END, split) == "Mon 01-05 20:00"


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    nights = compiled([{"hours": {"mon": ["21:00-01:00"], "wed": ["21:00-01:00"]}}])
    assert ends("2026-01-05 22:00", 1, TO_THE_END, nights) == "Thu 01-08 01:00"
    assert ends("2026-01-06 00:30", 1, TO_THE_CLOCK, nights) == "Wed 01-07 21:00"


def test_a_day_that_a_break_takes_whole_is_no_working_day() -> None:
    break_of = {"id": "b", "name": "b", "from_date": "2026-01-07", "hours": ["07:00-16:00"]}
    calendar = compiled(None, closures=[break_of])
    assert ends("2026-01-06 09:00", 1, TO_THE_CLOCK, calendar) == "Thu 01-08 09:00"


def test_a_time_that_the_clock_skips_is_the_first_instant_after_it_and_an_hour_it_shows_twice_counts_once() -> None:
    assert instant_of(date(2026, 3, 8), time(2, 30), NEW_YORK) == datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert instant_of(date(2026, 11, 1), time(1, 30), NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    again = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert day_and_time(again, NEW_YORK) == (date(2026, 11, 1), time(2))
    assert day_and_time(again - timedelta(hours=1), NEW_YORK) == (date(2026, 11, 1), time(1, 30))


def test_more_days_than_a_calendar_has_are_an_error_and_no_endless_search() -> None:
    with pytest.raises(ValueError, match="not so many working days"):
        end_of_days(at("2259-01-06 09:00"), 1_000, TO_THE_CLOCK, WorkingCalendar(pack("passports")))


CLOSED_STARTS = st.sampled_from(ClosedStart)
TIMES = st.none() | st.sampled_from([time(7), time(8, 30), time(12), time(17), time(23, 30)])
RULES = st.builds(
    DayRule,
    unit=st.sampled_from(DayUnit),
    until=st.sampled_from(Until),
    outside_hours=CLOSED_STARTS.filter(lambda each: each is not ClosedStart.SAME_TIME),
    closed_day=CLOSED_STARTS,
    last_start=TIMES,
    morning=TIMES,
)
ORDERLY = st.builds(DayRule, unit=st.sampled_from(DayUnit), until=st.sampled_from(Until)) | st.builds(
    DayRule,
    unit=st.sampled_from(DayUnit),
    until=st.just(Until.END),
    outside_hours=st.just(ClosedStart.AS_IT_IS),
    closed_day=st.just(ClosedStart.AS_IT_IS),
)
"""Rules by which a later start never ends earlier: from the next opening, or whole days from the day itself."""
STARTS = st.datetimes(datetime(2025, 6, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
MANY = st.integers(1, 40)
few = settings(max_examples=60, deadline=None)


@few
@given(calendars(), STARTS, MANY, RULES)
def test_days_end_after_their_start_and_more_of_them_later(
    rules: CalendarRules, start: datetime, days: int, rule: DayRule
) -> None:
    calendar = compile_calendar(rules)
    assert start < end_of_days(start, days, rule, calendar) <= end_of_days(start, days + 1, rule, calendar)


@few
@given(calendars(), STARTS, st.timedeltas(timedelta(), timedelta(days=5)), MANY, ORDERLY)
def test_a_later_start_never_ends_earlier(
    rules: CalendarRules, start: datetime, later: timedelta, days: int, rule: DayRule
) -> None:
    calendar = compile_calendar(rules)
    assert end_of_days(start, days, rule, calendar) <= end_of_days(start + later, days, rule, calendar)


CHANGES_OF_THE_CLOCK = st.sampled_from(
    [datetime(2026, 3, 6, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC), datetime(2026, 10, 30, tzinfo=UTC)]
)


@few
@given(CHANGES_OF_THE_CLOCK, st.timedeltas(timedelta(), timedelta(days=4)), st.timedeltas(timedelta(), timedelta(2)))
def test_no_change_of_the_clock_upsets_the_order(day: datetime, into: timedelta, later: timedelta) -> None:
    for zone in ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe"):
        calendar = compiled(
            [{"hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00-24:00",))}],
            timezone=zone,
        )
        start = day + into
        assert end_of_days(start, 1, TO_THE_CLOCK, calendar) <= end_of_days(start + later, 1, TO_THE_CLOCK, calendar)


@settings(max_examples=80, deadline=None)
@example(pack("passports"), datetime(2026, 2, 15, 5, tzinfo=UTC), 3, TO_THE_CLOCK)
@given(calendars(), STARTS, st.integers(1, 12), RULES)
def test_days_end_where_a_slow_and_obvious_count_ends_them(
    rules: CalendarRules, start: datetime, days: int, rule: DayRule
) -> None:
    own = calendar_of(rules.model_dump(mode="json"))
    expected = slow.end_of_days(start, days, rule.model_dump(mode="json"), own)
    assert end_of_days(start, days, rule, compile_calendar(rules)) == expected
