"""What has been is told from what is to come."""

from datetime import date, datetime

import pytest

from models.text import normalized_text
from tests.triage.dates.reading import RIYADH, UNREAD, days
from workflows.triage.dates.mentions import longest_past, mentions

WEDNESDAY = datetime(2026, 1, 14, 10, tzinfo=RIYADH)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("رفعت البلاغ قبل ٣ أيام", ["02-21"]),
        ("reported 3 days ago", ["02-21"]),
        ("البلاغ صار له 3 أيام", ["02-21"]),
        ("هربت أول أمس", ["02-22"]),
        ("رفعت بلاغا منذ مئة يوم", ["2025-11-16"]),
        ("قبل سفري بثلاثة أيام", []),
        ("بلاغ قبل أكثر من 15 يوم", [UNREAD]),
    ],
)
def test_the_past_is_told_from_what_is_to_come(text: str, found: list[str | None]) -> None:
    assert days(text) == found


def test_a_past_act_before_a_journey_does_not_make_it_past() -> None:
    assert days("ودفعت الرسوم سفري بعد يومين ويطلع خطأ") == ["02-26"]


@pytest.mark.parametrize("text", ["منذ شهور", "waiting for months"])
def test_some_months_are_two_at_least(text: str) -> None:
    assert longest_past(normalized_text(text)) == 60


@pytest.mark.parametrize("text", ["راجعت الجوازات يوم الخميس", "زرت المكتب يوم الأحد", "I applied on Thursday"])
def test_a_weekday_behind_a_verb_of_the_past_is_not_the_coming_one(text: str) -> None:
    assert days(text) == [UNREAD]


@pytest.mark.parametrize(
    "text",
    [
        "رفعت البلاغ أول من أمس",
        "رفعت البلاغ أمس الأول",
        "قدمت اول مبارح",
        "قدمت قبل مبارح",
        "البارحة الأولى",
        "اول أمس",
    ],
)
def test_the_day_before_yesterday_is_known_by_its_names(text: str) -> None:
    assert [each.day for each in mentions(normalized_text(text), WEDNESDAY)] == [date(2026, 1, 12)]


@pytest.mark.parametrize(
    "text",
    [
        "سفري ابتداء من الأسبوع القادم",
        "سفري اول يوم من الشهر القادم",
        "سفري في العشرين من الشهر",
        "سفري اعتبارا من الشهر القادم",
        "سفري آخر يوم من السنة",
        "سفري الربع الأول من العام القادم",
    ],
)
def test_from_a_week_or_month_to_come_is_no_time_ago(text: str) -> None:
    assert [
        each.day for each in mentions(normalized_text(text), WEDNESDAY) if each.day and each.day < date(2026, 1, 14)
    ] == []


def test_from_a_week_is_a_week_ago() -> None:
    found = [each.day for each in mentions(normalized_text("انتظر الرد من أسبوع"), WEDNESDAY)]
    assert found == [date(2026, 1, 7)]
