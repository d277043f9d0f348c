"""The forecasts of a log: each day by what was known then, against what came."""

from datetime import UTC, datetime, timedelta

import pytest

from bench.forecasts import judged, lives_of
from tests.simulation.test_logs import SHARED
from workflows.explain.past_weeks import FEWEST_DAYS, PastDay

DAY = timedelta(days=1)
BEGAN = datetime(2026, 1, 6, 12, tzinfo=UTC)


def days(*late_of_ten: int) -> list[PastDay]:
    return [PastDay(BEGAN + place * DAY, 10, late) for place, late in enumerate(late_of_ten)]


def test_a_steady_pace_is_foreseen_exactly() -> None:
    found = judged(days(*[4] * 30), DAY)
    assert found and (found.forecasts, found.error, found.within) == (30 - FEWEST_DAYS, 0, 1)


def test_a_change_of_the_pace_shows_as_an_error() -> None:
    found = judged(days(*[4] * 29, 9), DAY)
    assert found and found.error == pytest.approx(5 / found.forecasts) and found.within < 1


def test_a_forecast_knows_nothing_of_days_whose_span_is_not_over() -> None:
    found = judged(days(*[4] * 10, *[9] * 5), 5 * DAY)
    assert found and found.error == pytest.approx(5 * 5 / found.forecasts)


def test_too_few_days_say_nothing() -> None:
    assert judged(days(*[4] * FEWEST_DAYS), DAY) is None


def test_the_cases_of_a_log_are_relived() -> None:
    log = SHARED / "data" / "logs" / "wabo_receipt.jsonl.gz"
    if not log.exists():
        pytest.skip(f"the log is not there: {log} (set TAWASUL_SHARED)")
    assert len(lives_of(log, first=20)) == 20
