"""The pace of past days: how many of what would break if nobody acts do break, and how good that would have been."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case.state import CaseState
from tests.support.simulation import DIRECTOR, OMAR, Case, riyadh
from workflows.explain.past_weeks import (
    FEWEST_DAYS,
    Expected,
    PastDay,
    Sighting,
    back_test,
    expected,
    past_days,
    sightings,
)

SPAN = timedelta(days=5)
MORNING = riyadh("2026-01-06 12:00")
INSTANTS = [MORNING + timedelta(days=day) for day in range(15)]


def seen(case: Case) -> list[Sighting]:
    return list(sightings(case.opened_under, case.state.reference, case.events, INSTANTS, SPAN))


def test_a_case_is_seen_on_the_days_on_which_it_would_have_been_late_within_the_span() -> None:
    late = Case("2026-01-06 09:00").at("2026-02-01 09:00")
    assert [(each.at.day, each.late) for each in seen(late)] == [(day, True) for day in range(10, 15)]


def test_one_that_was_decided_before_it_broke_is_seen_until_then_and_was_not_late() -> None:
    kept = Case("2026-01-06 09:00").claim(OMAR).at("2026-01-12 09:00")
    kept.approve()
    assert [(each.at.day, each.late) for each in seen(kept)] == [(10, False), (11, False)]


def test_a_case_is_counted_for_the_team_it_was_with_then() -> None:
    moved = Case("2026-01-06 09:00").claim(OMAR).at("2026-01-12 09:00")
    moved.do("redirect", DIRECTOR, team="visit_visas", reason="other_team")
    moved.at("2026-02-01 09:00")
    assert [each.team for each in seen(moved)] == ["exit_visas"] * 2 + ["visit_visas"] * 3


def test_nothing_is_seen_before_the_opening_or_after_the_events_end() -> None:
    assert seen(Case("2026-03-01 09:00")) == []
    assert CaseState(reference="x").stage == "received"


def days(*counts: tuple[int, int]) -> tuple[PastDay, ...]:
    return tuple(PastDay(MORNING + timedelta(days=day), *count) for day, count in enumerate(counts))


def test_sightings_are_counted_by_day() -> None:
    [first, second] = INSTANTS[:2]
    given = [Sighting(second, "a", True), Sighting(first, "a", False), Sighting(second, "b", False)]
    assert past_days(given) == (PastDay(first, 1, 0), PastDay(second, 2, 1))


def test_the_pace_is_the_share_of_all_past_days_and_its_interval_that_of_four_days_in_five() -> None:
    past = days((10, 1), (10, 2), (10, 3), (10, 4), (10, 5))
    assert expected(past, 20) == Expected(pytest.approx(6.0), 2, 10, 5)  # type: ignore[arg-type]
    assert expected(past[: FEWEST_DAYS - 1], 20) is None


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), min_size=5), st.integers(0, 500))
def test_no_more_are_expected_than_are_foreseen(counts: list[tuple[int, int]], foreseen: int) -> None:
    found = expected(days(*((many, min(many, late)) for many, late in counts)), foreseen)
    assert found and 0 <= found.low <= found.high <= foreseen and 0 <= found.late <= foreseen + 1e-9


def test_a_steady_pace_is_forecast_to_the_case() -> None:
    tested = back_test(days(*[(10, 3)] * 20), SPAN)
    assert tested and (tested.days, tested.within) == (11, 11)
    assert tested.error == pytest.approx(0)


def test_the_back_test_knows_no_day_whose_span_was_not_over() -> None:
    """The pace changes at once: the first days after it are forecast wrongly, as nobody could know."""
    tested = back_test(days(*[(10, 0)] * 15, *[(10, 10)] * 4), SPAN)
    assert tested and tested.days == 10
    assert tested.error == pytest.approx(4.0) and tested.within == 6
    assert back_test(days(*[(10, 3)] * 9), SPAN) is None
