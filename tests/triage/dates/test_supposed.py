"""A day that is only supposed, is the beginning of something, or belongs to a name or a number is not read."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from models.text import normalized_text
from workflows.triage.dates.mentions import mentions

NOW = datetime(2026, 3, 10, 9, tzinfo=ZoneInfo("Asia/Riyadh"))


def days(text: str) -> list[date | None]:
    return [each.day for each in mentions(normalized_text(text), NOW)]


@pytest.mark.parametrize(
    "text",
    [
        "لو كان سفري غدا",
        "ليت سفري غدا",
        "حلمت أن سفري غدا",
        "suppose my flight is tomorrow",
        "ابتداء من 20 مارس",
        "اعتبارا من 20 مارس",
        "starting Friday",
        "as of 20 March",
        "مدينة 6 أكتوبر",
        "شارع 15 مايو",
        "سوق الخميس",
        "10th of Ramadan City",
        "الجمعة البيضاء",
        "بوابة 3/4",
        "SV12/3",
        "تعميم 12/3",
    ],
)
def test_it_is_not_read(text: str) -> None:
    assert not any(days(text))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("لو سمحتوا سفري غدا", date(2026, 3, 11)),
        ("سفري غدا لو ما انحلت المشكلة", date(2026, 3, 11)),
        ("ارجو الحل لو ممكن سفري بكرة", date(2026, 3, 11)),
        ("my visa is over on Friday", date(2026, 3, 13)),
        ("رحلتي 20 مارس", date(2026, 3, 20)),
    ],
)
def test_a_day_beside_a_kind_question_or_a_threat_is_read(text: str, day: date) -> None:
    assert days(text) == [day]
