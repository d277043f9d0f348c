"""Dates in fields: one whole date, or none."""

from datetime import date

import pytest

from tests.triage.dates.reading import NOW
from workflows.triage.dates.instants import written_date


@pytest.mark.parametrize(
    "instant",
    [
        "2026-11-12T21:00:00.000Z",
        "2026-11-12t21:00z",
        "2026-11-12 21:00:00+00:00",
        "20261112T210000Z",
        "2026-11-12T24:00:00Z",
        "2026-11-13T00:00:00+03:00",
        "Thu, 12 Nov 2026 21:00:00 GMT",
        "2026-11-12T16:00:00-05:00",
        "Fri Nov 13 2026 00:00:00 GMT+0300 (Arabian Standard Time)",
        "٢٠٢٦-١١-١٢T21:00:00Z",
        "2026-11-13T23:30:00",
    ],
)
def test_an_instant_in_a_field_is_the_day_that_it_is_here(instant: str) -> None:
    assert written_date(instant, NOW) == date(2026, 11, 13)


@pytest.mark.parametrize(
    "written",
    [
        "٨ رمضان ١٤٤٧",
        "25 شباط 2026",
        "25-Feb-2026",
        "25-2-26",
        "١٤٤٧/٠٩/٠٨ الموافق 2026/02/25م",
        "الأربعاء 25 فبراير 2026",
    ],
)
def test_a_date_in_a_field_may_be_written_in_any_tradition(written: str) -> None:
    assert written_date(written, NOW) == date(2026, 2, 25)


@pytest.mark.parametrize(
    "written",
    [
        "8 رمضان",
        "25/2",
        "غدا",
        "2026-01-10 or 2026-01-12",
        "12 أو 13/5/2026",
        "2026-02-31",
        "2026-11-12 21:00 EST",
        "2026-01-10 رحلة 55",
        "مارس 2026",
        "من 2026-01-10 إلى 2026-01-12",
        "1763000000000",
        "20261112T990000Z",
    ],
)
def test_a_field_that_does_not_say_one_whole_date_gives_none(written: str) -> None:
    assert written_date(written, NOW) is None
