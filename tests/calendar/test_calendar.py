"""The working calendar: golden cases 17 to 23, its edges, what it refuses, and the calendars of the two packs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from models.calendar.holidays import estimated_closures
from models.calendar.rules import CalendarRules, Closure, ClosureStatus, Weekday
from models.calendar.working import compile_calendar
from tests.support.policies.calendars import announce, at, compiled, pack, rules

HOUR = timedelta(hours=1)
EID = Closure(
    id="eid-al-fitr-1447",
    name="إجازة عيد الفطر",
    from_date=date(2026, 3, 19),
    to_date=date(2026, 3, 24),
    status=ClosureStatus.ESTIMATED,
)


# Golden cases


def test_17_a_holiday_added_while_running_moves_the_due_instant_and_removing_it_moves_it_back() -> None:
    before = rules()
    after = announce(before, EID, "2")
    start = at("2026-03-18T08:00")
    assert compile_calendar(before).add(start, 14 * HOUR) == at("2026-03-19T15:00")
    assert compile_calendar(after).add(start, 14 * HOUR) == at("2026-03-25T15:00")
    removed = after.model_copy(update={"closures": (), "version": "3"})
    assert compile_calendar(removed).add(start, 14 * HOUR) == at("2026-03-19T15:00")


def test_18_friday_and_saturday_are_the_weekend() -> None:
    calendar = compiled()
    assert calendar.add(at("2026-01-08T14:00"), 2 * HOUR) == at("2026-01-11T09:00")
    assert not calendar.is_open(at("2026-01-09T10:00"))
    assert calendar.is_open(at("2026-01-11T10:00"))


def test_19_ramadan_hours_hold_from_its_first_to_its_last_day() -> None:
    hours = {day: ["10:00-15:00"] for day in ("sun", "mon", "tue", "wed", "thu")}
    calendar = compiled(overlays=[{"name": "Ramadan", "hijri_month": 9, "hours": hours}])
    first_and_last_day = {2026: ("02-18", "03-19"), 2027: ("02-08", "03-08")}
    for year, (first, last) in first_and_last_day.items():
        for month_day in (first, last):
            assert calendar.next_open(at(f"{year}-{month_day}T00:00")) == at(f"{year}-{month_day}T10:00")
    assert calendar.next_open(at("2026-02-17T00:00")) == at("2026-02-17T08:00")
    assert calendar.next_open(at("2026-03-20T00:00")) == at("2026-03-22T08:00")


def test_20_eid_announced_late_replaces_the_estimate_and_is_named_as_the_reason() -> None:
    estimated = rules(closures=[EID.model_dump()])
    announced = EID.model_copy(
        update={"from_date": date(2026, 3, 18), "status": ClosureStatus.ANNOUNCED, "source": "Royal Court"}
    )
    new = announce(estimated, announced, "2")
    start, budget = at("2026-03-17T08:00"), 14 * HOUR
    assert compile_calendar(estimated).add(start, budget) == at("2026-03-18T15:00")
    due = compile_calendar(new).add(start, budget)
    assert due == at("2026-03-25T15:00")
    assert (new.version, new.closures) == ("2", (announced,))
    assert compile_calendar(new).closures_between(start, due) == (announced,)


def test_21_a_split_shift_and_hours_across_midnight_count_as_one_date() -> None:
    weekly = [{"hours": {"sun": ["10:00-15:00", "21:00-01:00"]}}]
    calendar = compiled(weekly)
    assert calendar.add(at("2026-01-04T14:00"), 2 * HOUR) == at("2026-01-04T22:00")
    assert calendar.add(at("2026-01-04T10:00"), 9 * HOUR) == at("2026-01-05T01:00")
    assert calendar.between(at("2026-01-04T00:00"), at("2026-01-06T00:00")) == 9 * HOUR
    closed = compiled(weekly, closures=[{"id": "a", "name": "a", "from_date": "2026-01-04"}])
    assert closed.between(at("2026-01-04T00:00"), at("2026-01-06T00:00")) == timedelta()
    next_date_closed = compiled(weekly, closures=[{"id": "a", "name": "a", "from_date": "2026-01-05"}])
    assert next_date_closed.between(at("2026-01-04T00:00"), at("2026-01-06T00:00")) == 9 * HOUR


def test_22_a_zone_with_daylight_saving_works_by_the_wall_clock() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    office = compiled([{"hours": {"sat": ["09:00-17:00"], "mon": ["09:00-17:00"]}}], timezone=amsterdam.key)
    assert office.add(at("2026-03-28T09:00", amsterdam), 9 * HOUR) == at("2026-03-30T10:00", amsterdam)
    assert office.add(at("2026-10-24T09:00", amsterdam), 9 * HOUR) == at("2026-10-26T10:00", amsterdam)
    always = compiled([{"hours": {"sun": ["00:00-00:00"]}}], timezone=amsterdam.key)
    lengths = [
        always.between(at(f"{day}T00:00", amsterdam), at(f"{day}T00:00", amsterdam) + timedelta(days=1))
        for day in ("2026-03-29", "2026-10-25", "2026-05-10")
    ]
    assert lengths == [23 * HOUR, 25 * HOUR, 24 * HOUR]


@pytest.mark.parametrize(
    "weekly",
    [
        [],
        [{"hours": {}}],
        [{"hours": {"sun": []}}],
        [{"until": "2026-12-31", "hours": {"sun": ["08:00-15:00"]}}],
    ],
)
def test_23_a_calendar_without_working_time_is_refused_by_name(weekly: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="calendar 'test' version '1' has no working time"):
        compiled(weekly)


def test_23_a_calendar_that_is_closed_for_good_is_refused() -> None:
    with pytest.raises(ValueError, match="no working time"):
        compiled(closures=[{"id": "gone", "name": "gone", "from_date": "2026-01-01", "to_date": "2099-12-31"}])


# Edges


def test_an_amount_that_ends_at_closing_time_ends_then() -> None:
    calendar = compiled()
    assert calendar.add(at("2026-01-08T08:00"), 7 * HOUR) == at("2026-01-08T15:00")
    assert calendar.subtract(at("2026-01-08T15:00"), 7 * HOUR) == at("2026-01-08T08:00")


def test_no_amount_stays_at_closing_time_and_moves_from_a_closed_instant_to_the_next_opening() -> None:
    calendar = compiled()
    assert calendar.add(at("2026-01-08T15:00"), timedelta()) == at("2026-01-08T15:00")
    assert calendar.add(at("2026-01-08T15:01"), timedelta()) == at("2026-01-11T08:00")
    assert calendar.subtract(at("2026-01-11T08:00"), timedelta()) == at("2026-01-11T08:00")
    assert calendar.subtract(at("2026-01-11T07:59"), timedelta()) == at("2026-01-08T15:00")


def test_closing_time_is_not_open_and_opening_time_is() -> None:
    calendar = compiled()
    assert calendar.is_open(at("2026-01-08T08:00"))
    assert not calendar.is_open(at("2026-01-08T15:00"))
    assert calendar.next_open(at("2026-01-08T15:00")) == at("2026-01-11T08:00")
    assert calendar.prev_open(at("2026-01-09T10:00")) == at("2026-01-08T15:00")


def test_an_exceptional_opening_wins_over_closure_overlay_and_weekend() -> None:
    friday, eid = {"from_date": "2026-03-20", "hours": ["16:00-21:00"]}, [EID.model_dump()]
    calendar = compiled(closures=eid, openings=[friday])
    assert calendar.between(at("2026-03-19T00:00"), at("2026-03-25T00:00")) == 5 * HOUR
    assert calendar.closures_between(at("2026-03-20T00:00"), at("2026-03-21T00:00")) == ()


def test_a_break_is_subtracted_from_open_hours_and_is_named() -> None:
    repair = {"id": "repair", "name": "repair", "from_date": "2026-01-05", "hours": ["00:30-09:00"]}
    calendar = compiled([{"hours": {"sun": ["21:00-01:00"], "mon": ["08:00-15:00"]}}], closures=[repair])
    assert calendar.add(at("2026-01-04T21:00"), 5 * HOUR) == at("2026-01-05T10:30")
    assert [closure.id for closure in calendar.closures_between(at("2026-01-05T00:00"), at("2026-01-05T01:00"))] == [
        "repair"
    ]
    assert calendar.closures_between(at("2026-01-05T01:00"), at("2026-01-05T08:00")) == ()


def test_a_closure_that_took_no_working_time_moved_nothing() -> None:
    weekend = {"id": "weekend", "name": "weekend", "from_date": "2026-01-09", "to_date": "2026-01-10"}
    calendar = compiled(closures=[weekend])
    assert calendar.closures_between(at("2026-01-01T00:00"), at("2026-02-01T00:00")) == ()


def test_a_yearly_closure_counts_in_every_year_it_is_in_force() -> None:
    leap_day = {"id": "leap", "name": "leap", "from_date": "*-02-28", "to_date": "*-02-29", "since": "2027-01-01"}
    calendar = compiled([{"hours": {day: ["08:00-15:00"] for day in Weekday}}], closures=[leap_day])
    open_on = {year: calendar.is_open(at(f"{year}-02-28T10:00")) for year in (2026, 2027, 2028)}
    assert open_on == {2026: True, 2027: False, 2028: False}
    assert not calendar.is_open(at("2028-02-29T10:00"))
    assert calendar.is_open(at("2027-03-01T10:00"))


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "UTC"])
def test_the_turn_of_the_year_loses_and_invents_nothing(zone: str) -> None:
    always = compiled([{"hours": {day: ["18:00-06:00", "06:00-18:00"] for day in Weekday}}], timezone=zone)
    eve, days = datetime(2026, 12, 29, tzinfo=UTC), timedelta(days=5)
    assert always.between(eve, eve + days) == days
    assert always.add(eve, days) == eve + days
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    assert always.is_open(new_year)
    assert always.next_open(new_year) == always.prev_open(new_year) == new_year


def test_an_instant_or_amount_beyond_the_computed_years_is_refused() -> None:
    calendar = compiled()
    for ask in (
        lambda: calendar.add(at("2250-01-01T00:00"), 100_000 * HOUR),
        lambda: calendar.is_open(at("2261-06-01T00:00")),
    ):
        with pytest.raises(ValueError, match="computed for 1890-2260"):
            ask()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"timezone": "Asia/Riyad"}, "unknown time zone 'Asia/Riyad'"),
        ({"weekly": [{"hours": {"sun": ["8-15"]}}]}, "write hours as 07:30-14:30"),
        ({"weekly": [{"hours": {"sunday": ["08:00-15:00"]}}]}, "weekly.0.hours.sunday"),
        (
            {"closures": [{"id": "a", "name": "a", "from_date": "2026-01-02", "to_date": "2026-01-01"}]},
            "before the start",
        ),
        ({"closures": [{"id": "a", "name": "a", "from_date": "*-02-30"}]}, "day is out of range"),
        ({"closures": [EID.model_dump(), EID.model_dump()]}, "two closures have the id eid-al-fitr-1447"),
        ({"overlays": [{"name": "summer", "hours": {}}]}, "give from_date and to_date, or a hijri_month"),
        ({"closure": []}, "Extra inputs are not permitted"),
    ],
)
def test_rules_that_cannot_be_meant_are_refused_with_the_reason(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        rules(**change)


# Packs


def test_the_packs_calendars_load_and_survive_json() -> None:
    for name in ("passports", "expenses"):
        loaded = pack(name)
        assert CalendarRules.model_validate_json(loaded.model_dump_json()) == loaded
        assert compile_calendar(CalendarRules.model_validate_json(loaded.model_dump_json())) is compile_calendar(loaded)


def test_the_passports_calendar_follows_the_weekend_ramadan_and_the_fixed_days() -> None:
    calendar = compile_calendar(pack("passports"))
    openings = {
        "2013-06-27T00:00": "2013-06-30T07:30",  # a Thursday of the old weekend; then the new one
        "2013-06-22T00:00": "2013-06-22T07:30",  # a working Saturday of the old week
        "2021-02-22T00:00": "2021-02-22T07:30",  # Founding Day is a holiday since 2022
        "2022-02-22T00:00": "2022-02-23T07:30",
        "2026-02-18T00:00": "2026-02-18T10:00",  # 1 Ramadan 1447
        "2026-03-19T00:00": "2026-03-25T07:30",  # Eid al-Fitr
        "2026-05-26T00:00": "2026-06-01T07:30",  # Eid al-Adha
        "2026-09-23T00:00": "2026-09-24T07:30",  # National Day
    }
    assert {asked: calendar.next_open(at(asked)) for asked in openings} == {
        asked: at(opens) for asked, opens in openings.items()
    }


def test_the_eids_of_the_passports_calendar_carry_the_ids_and_dates_of_the_seed() -> None:
    seeded = {each.id: each for each in estimated_closures(2024, 2030) if each.id.startswith("eid")}
    listed = {each.id: each for each in pack("passports").closures if each.id.startswith("eid")}
    assert {id: (each.from_date, each.to_date, each.status) for id, each in listed.items()} == {
        id: (each.from_date, each.to_date, each.status) for id, each in seeded.items()
    }
    assert all(closure.source for closure in pack("passports").closures)


def test_seeded_closures_are_estimated_where_computed_and_confirmed_where_fixed() -> None:
    seeded = {closure.id: closure for closure in estimated_closures(2026, 2026)}
    assert set(seeded) == {"founding-day-2026", "eid-al-fitr-1447", "eid-al-adha-1447", "national-day-2026"}
    assert seeded["eid-al-fitr-1447"].status is ClosureStatus.ESTIMATED
    assert seeded["national-day-2026"].status is ClosureStatus.CONFIRMED
    assert seeded["national-day-2026"].name == "اليوم الوطني"


@pytest.mark.parametrize(
    ("submitted", "third", "seventh"),
    [
        ("2026-01-06", "2026-01-11", "2026-01-15"),
        ("2026-01-16", "2026-01-20", "2026-01-26"),
        ("2026-02-18", "2026-02-24", "2026-03-02"),
        ("2026-03-12", "2026-03-17", "2026-03-29"),
        ("2026-03-20", "2026-03-29", "2026-04-02"),
        ("2026-05-19", "2026-05-24", "2026-06-03"),
        ("2026-05-27", "2026-06-03", "2026-06-09"),
        ("2026-09-20", "2026-09-24", "2026-09-30"),
    ],
)
def test_working_days_after_submission_agree_with_the_holiday_library(submitted: str, third: str, seventh: str) -> None:
    """The first column of domain §4.2, «two calendars, one request»."""
    calendar = compile_calendar(rules(closures=[each.model_dump() for each in estimated_closures(2026, 2026)]))
    next_midnight = at(f"{submitted}T00:00") + timedelta(days=1)
    for days, due in ((3, third), (7, seventh)):
        assert calendar.add(next_midnight, days * calendar.rules.working_day) == at(f"{due}T15:00")
