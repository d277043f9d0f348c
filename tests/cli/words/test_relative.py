"""Dates and instants as people say them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.common.typed.instants import date_ahead, date_past
from commands.common.typed.relative import said_date, said_instant
from errors import WrongUsage

TUESDAY = date(2026, 1, 6)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", TUESDAY),
        ("اليوم", TUESDAY),
        ("Yesterday", date(2026, 1, 5)),
        ("أمس", date(2026, 1, 5)),
        ("tomorrow", date(2026, 1, 7)),
        ("غداً", date(2026, 1, 7)),
        ("tuesday", TUESDAY),
        ("الثلاثاء", TUESDAY),
        ("monday", date(2026, 1, 5)),
        ("wed", date(2025, 12, 31)),
        ("الأحد", date(2026, 1, 4)),
        ("-3d", date(2026, 1, 3)),
        ("+1w", date(2026, 1, 13)),
        ("-4h", None),
        ("2026-01-06", None),
        ("someday", None),
    ],
)
def test_a_day_is_named_from_today(said: str, day: date | None) -> None:
    assert said_date(said, TUESDAY) == day


@pytest.mark.parametrize(("said", "day"), [("tuesday", date(2026, 1, 13)), ("wed", date(2026, 1, 7))])
def test_a_weekday_ahead_is_the_next_one(said: str, day: date) -> None:
    assert said_date(said, TUESDAY, ahead=True) == day


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["mon", "الجمعة", "sunday"]))
def test_a_weekday_is_within_a_week(today: date, said: str) -> None:
    last, following = said_date(said, today), said_date(said, today, ahead=True)
    assert last and following
    assert timedelta() <= today - last < timedelta(days=7)
    assert following - last == timedelta(days=7)


def test_hours_and_minutes_are_counted_from_now() -> None:
    now = datetime(2026, 1, 6, 9, tzinfo=UTC)
    assert said_instant("-4h", now) == now - timedelta(hours=4)
    assert said_instant("+90m", now) == now + timedelta(minutes=90)
    assert said_instant("now", now) == now
    assert said_instant("-3d", now) is None


@pytest.mark.parametrize("date_of", [date_ahead, date_past])
def test_an_option_takes_a_date_as_it_is_written_or_said(date_of: Callable[[str], datetime]) -> None:
    assert date_of(" 2026-01-06 ") == datetime(2026, 1, 6)  # noqa: DTZ001 - of a date, without a zone
    assert date_of("+1w").time() == datetime.min.time()
    with pytest.raises(WrongUsage) as mistyped:
        date_of("tomorow")
    assert "«tomorrow»" in mistyped.value.advice
    for text in ("2026-02-30", "06/01/2026", "tomorow", ""):
        with pytest.raises(WrongUsage, match="is no date"):
            date_of(text)
