"""Days that are counted from another day."""

from datetime import date, datetime

import pytest

from models.text import normalized_text
from tests.triage.dates.reading import RIYADH, days
from workflows.triage.dates.mentions import mentions

WEDNESDAY = datetime(2026, 1, 14, 10, tzinfo=RIYADH)


@pytest.mark.parametrize(
    "text",
    [
        "سفري بعد غد بيومين",
        "سفري أسبوع من بكرة",
        "سفري 5 مارس من العام القادم",
        "سافرت 5 مارس الماضي",
        "I fly a week on Monday",
        "my flight is tomorrow week",
        "I travel on 5 March next year",
    ],
)
def test_a_day_that_is_counted_on_from_is_not_the_day(text: str) -> None:
    found = [each.day for each in mentions(normalized_text(text), WEDNESDAY)]
    assert found and set(found) == {None}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("سفري الخميس بعد القادم", date(2026, 1, 22)),
        ("سفري 25 مارس القادم", date(2026, 3, 25)),
        ("رحلتي يوم الأحد القادم", date(2026, 1, 18)),
        ("I travel on 5 March", date(2026, 3, 5)),
    ],
)
def test_a_day_that_is_said_to_be_the_next_is_the_day(text: str, day: date) -> None:
    assert [each.day for each in mentions(normalized_text(text), WEDNESDAY)] == [day]


TUESDAY = datetime(2026, 1, 6, 9, tzinfo=RIYADH)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("سفري بعد ٢٠ يناير بيومين", "01-22"),
        ("سفري قبل ٢٠ يناير بثلاثة ايام", "01-17"),
        ("سفري قبل الجمعة بيوم", "01-08"),
        ("سفري اليوم التالي للجمعة", "01-10"),
        ("سفري اليوم الموالي للخميس", "01-09"),
        ("سفري اليوم اللي بعد 10 يناير", "01-11"),
        ("سفري اليوم الذي يسبق السبت", "01-09"),
        ("سفري يومين بعد الخميس", "01-10"),
        ("سفري الجمعة ناقص يوم", "01-08"),
        ("سفري الخميس زائد يومين", "01-10"),
        ("I fly a week from Friday", "01-16"),
        ("flight a week from Thursday", "01-15"),
        ("two weeks from tomorrow we fly", "01-21"),
        ("I fly two days after tomorrow", "01-09"),
        ("I travel the day after Sunday", "01-12"),
        ("I travel the day following Friday", "01-10"),
        ("I travel 3 days before 20 January", "01-17"),
        ("I travel 10 January plus 2 days", "01-12"),
        ("I travel on the second day after tomorrow", "01-09"),
        ("I travel one day later than Friday", "01-10"),
    ],
)
def test_a_day_so_long_before_or_behind_another_is_read(text: str, day: str) -> None:
    assert days(text, TUESDAY) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "سفري أي يوم بعد الخميس",
        "I travel any day after Thursday",
        "I travel at least 2 days after Friday",
        "سفري تاني يوم بعد بكره",
        "سفري في اليوم الموالي",
        "سفري الثلاثاء ناقص يوم",
        "سفري الخميس ناقص يومين",
    ],
)
def test_of_a_day_counted_on_by_nobody_knows_how_much_none_is_read(text: str) -> None:
    assert [day for day in days(text, TUESDAY) if day] == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("سفري الأحد ما بعد القادم", "01-18"),
        ("سفري السبت الذي بعد القادم", "01-17"),
        ("I fly Saturday after next", "01-17"),
        ("I fly next next Friday", "01-16"),
        ("انتهت التأشيرة الجمعة قبل الماضية", "2025-12-26"),
        ("انتهت التأشيرة السبت قبل اللي فات", "2025-12-27"),
        ("the visa expired Friday before last", "2025-12-26"),
        ("the visa expired last last Friday", "2025-12-26"),
        ("رحلتي خميس الأسبوع الجاي", "01-15"),
        ("رحلتي أربعاء الأسبوع القادم", "01-14"),
        ("انتهت إقامتي الخميس الأسبوع الماضي", "01-01"),
        ("the visa expired Thursday last week", "01-01"),
    ],
)
def test_the_second_such_weekday_or_that_of_another_week_is_read(text: str, day: str) -> None:
    assert days(text, TUESDAY) == [day]
