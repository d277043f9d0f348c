"""Properties of every working calendar, amount and instant."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.calendar.rules import CalendarRules, Closure, Weekday
from models.calendar.working import WorkingCalendar, compile_calendar
from models.case.clock import start as start_clock
from models.codes import ClockKind
from tests.support.policies.calendars import announce, rules

HOUR = timedelta(hours=1)
DATES = st.dates(date(2025, 6, 1), date(2027, 6, 1))
INSTANTS = st.datetimes(datetime(2025, 6, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
AMOUNTS = st.timedeltas(timedelta(), 300 * HOUR)


@st.composite
def intervals(draw: st.DrawFn) -> str:
    """Hours of one to twenty-four, in quarters, often across midnight."""
    opens, length = draw(st.integers(0, 95)), draw(st.integers(4, 96))
    quarters = opens, (opens + length) % 96
    return "-".join(f"{quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in quarters)


HOURS = st.lists(intervals(), min_size=1, max_size=2).map(tuple)
WEEKS = st.dictionaries(st.sampled_from(Weekday), HOURS, min_size=1)


@st.composite
def closures(draw: st.DrawFn, id: str) -> dict[str, Any]:
    start, days, hours = draw(DATES), draw(st.integers(0, 15)), draw(st.one_of(st.just(()), HOURS))
    return {"id": id, "name": id, "from_date": start, "to_date": start + timedelta(days=days), "hours": hours}


@st.composite
def calendars(draw: st.DrawFn) -> CalendarRules:
    zone = draw(st.sampled_from(["Asia/Riyadh", "Europe/Amsterdam", "America/New_York"]))
    return rules(
        [{"hours": draw(WEEKS)}],
        timezone=zone,
        overlays=[{"name": "Ramadan", "hijri_month": 9, "hours": week} for week in draw(st.lists(WEEKS, max_size=1))],
        closures=[draw(closures(str(number))) for number in range(draw(st.integers(0, 3)))],
        openings=[{"from_date": day, "hours": draw(HOURS)} for day in draw(st.lists(DATES, max_size=2))],
    )


few = settings(max_examples=30, deadline=None)


@few
@given(calendars(), INSTANTS, AMOUNTS, AMOUNTS)
def test_amounts_are_kept_compose_and_come_back(
    given_rules: CalendarRules, start: datetime, first: timedelta, second: timedelta
) -> None:
    calendar = compile_calendar(given_rules)
    middle = calendar.add(start, first)
    assert middle >= start
    assert calendar.between(start, middle) == first
    assert calendar.between(middle, start) == -first
    assert calendar.add(middle, second) == calendar.add(start, first + second)
    opened = calendar.next_open(start)
    assert calendar.subtract(calendar.add(opened, first), first) == opened
    assert calendar.add(opened, -first) == calendar.subtract(opened, first)


@few
@given(calendars(), INSTANTS, INSTANTS, AMOUNTS, AMOUNTS)
def test_a_later_start_or_a_larger_amount_is_never_due_earlier(
    given_rules: CalendarRules, one: datetime, other: datetime, first: timedelta, second: timedelta
) -> None:
    calendar = compile_calendar(given_rules)
    dues = [calendar.add(start, amount) for start in sorted((one, other)) for amount in sorted((first, second))]
    earlier_less, earlier_more, later_less, later_more = dues
    assert earlier_less <= earlier_more <= later_more
    assert earlier_less <= later_less <= later_more


@few
@example(
    CalendarRules.model_validate(
        {
            "name": "test",
            "version": "1",
            "timezone": "Asia/Riyadh",
            "working_day": 25_200,
            "weekly": [{"hours": {"mon": ["00:00-01:00"]}}],
        }
    ),
    {"id": "added", "name": "added", "from_date": "2025-06-01", "to_date": "2025-06-01", "hours": ["00:15-00:15"]},
    datetime(2025, 6, 1, tzinfo=UTC),
    timedelta(),
)
@given(calendars(), closures("added"), INSTANTS, AMOUNTS)
def test_adding_a_closure_never_makes_a_due_time_earlier_and_names_what_moved_it(
    given_rules: CalendarRules, closure: dict[str, Any], start: datetime, amount: timedelta
) -> None:
    added = Closure.model_validate(closure)
    calendar = compile_calendar(announce(given_rules, added, "2"))
    before, after = compile_calendar(given_rules).add(start, amount), calendar.add(start, amount)
    assert after >= before
    if after > before > start:
        assert added in calendar.closures_between(start, after)


@few
@given(calendars(), INSTANTS, AMOUNTS)
def test_an_answer_does_not_depend_on_what_was_asked_before(
    given_rules: CalendarRules, start: datetime, amount: timedelta
) -> None:
    fresh, used = WorkingCalendar(given_rules), WorkingCalendar(given_rules)
    used.prev_open(start - timedelta(days=1200))
    used.next_open(start + timedelta(days=1200))
    assert fresh.add(start, amount) == used.add(start, amount)
    assert fresh.subtract(start, amount) == used.subtract(start, amount)


@few
@given(calendars(), INSTANTS)
def test_openings_and_closings_alternate(given_rules: CalendarRules, start: datetime) -> None:
    calendar = compile_calendar(given_rules)
    opened, closed = calendar.next_open(start), calendar.prev_open(start)
    assert closed <= start <= opened
    assert calendar.is_open(start) == (opened == start)
    assert calendar.between(closed, opened) == timedelta()


@settings(max_examples=60, deadline=None)
@given(calendars(), INSTANTS, AMOUNTS, INSTANTS, st.none() | INSTANTS)
def test_a_threshold_out_of_reach_of_a_clock_is_not_reached(
    rules: CalendarRules, since: datetime, amount: timedelta, at: datetime, cap: datetime | None
) -> None:
    calendar, clock = compile_calendar(rules), start_clock(ClockKind.RESOLUTION, amount, since, cap)
    reached = clock.due(calendar)
    assert reached is not None
    assert not (clock.out_of_reach(amount, at) and reached <= at)
