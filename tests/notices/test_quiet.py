"""Quiet hours in every zone, also in the nights in which its clock is changed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.notices.quiet import after_quiet_hours
from models.policy import QuietHours

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Asia/Riyadh",
            "Europe/Amsterdam",
            "America/New_York",
            "Africa/Cairo",
            "Asia/Beirut",
            "America/Havana",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "America/Santiago",
            "Asia/Kathmandu",
        )
    ]
)
HOURS = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 59)))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-10-24 21:00", "2026-10-25 00:30"),  # the first 02:30
        ("2026-10-25 00:15", "2026-10-25 00:30"),
        ("2026-10-25 00:45", "2026-10-25 00:45"),  # between the two
        ("2026-10-25 01:15", "2026-10-25 01:30"),  # 02:15 for the second time
        ("2026-10-25 01:30", "2026-10-25 01:30"),
        ("2026-03-29 00:15", "2026-03-29 01:00"),  # 02:30 is skipped: at 03:00
    ],
)
def test_the_end_of_the_quiet_hours_is_never_before_the_notice_was_made(at: str, goes: str) -> None:
    quiet = QuietHours(since=time(22), until=time(2, 30))
    assert after_quiet_hours(utc(at), quiet, AMSTERDAM) == utc(goes)


def test_no_hours_are_quiet_between_equal_hours() -> None:
    at = utc("2026-10-25 01:15")
    assert after_quiet_hours(at, QuietHours(since=time(2), until=time(2)), AMSTERDAM) == at


@settings(max_examples=400, deadline=None)
@given(zone=ZONES, since=HOURS, until=HOURS, day=st.integers(0, 5 * 365), minute=st.integers(0, 1_439))
def test_it_is_the_first_minute_that_is_not_quiet_on_the_wall(
    zone: ZoneInfo, since: time, until: time, day: int, minute: int
) -> None:
    at = utc("2024-01-01 00:00") + timedelta(days=day, minutes=minute)
    assert after_quiet_hours(at, QuietHours(since=since, until=until), zone) == first_by_minutes(at, since, until, zone)


@settings(max_examples=300, deadline=None)
@given(since=HOURS, until=HOURS, minute=st.integers(-600, 600), change=st.sampled_from(("2026-03-29", "2026-10-25")))
def test_it_is_so_around_a_change_of_the_clock(since: time, until: time, minute: int, change: str) -> None:
    at = utc(f"{change} 01:00") + timedelta(minutes=minute)
    found = after_quiet_hours(at, QuietHours(since=since, until=until), AMSTERDAM)
    assert found == first_by_minutes(at, since, until, AMSTERDAM)


def first_by_minutes(at: datetime, since: time, until: time, zone: ZoneInfo) -> datetime:
    """Minute after minute until the wall shows an hour that is not quiet."""
    while True:
        wall = at.astimezone(zone).time()
        quiet = (wall >= since or wall < until) if since > until else since <= wall < until
        if not quiet:
            return at
        at += timedelta(minutes=1)
