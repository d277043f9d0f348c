"""Past days are told apart from days to come."""

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


TUESDAY = datetime(2026, 1, 6, 9, tzinfo=RIYADH)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("نسافر الخميس ونرجع السبت", ["01-08", "01-10"]),
        ("سفرنا 15 يناير وسنرجع 15 مارس", ["01-15", "03-15"]),
        ("راح أعود الأحد", ["01-11"]),
        ("تذكرة رجعتنا يوم الجمعة", ["01-09"]),
        ("دفعت الرسوم ونرجع السبت", ["01-10"]),
        ("سفر عادي يوم السبت", ["01-10"]),
        ("الجواز يصدر الاحد", ["01-11"]),
        ("مددوا الزيارة لين الأحد", ["01-11"]),
        ("iqama must be renewed by Saturday", ["01-10"]),
        ("my intended travel is Saturday", ["01-10"]),
        ("next Tuesday I fly", ["01-13"]),
        ("رجعت السبت", ["01-03"]),
        ("جددناها الأحد", ["01-04"]),
        ("the visa expired Sunday", ["01-04"]),
        ("حاولت اجدد الجواز الاحد", [UNREAD]),
        ("رجعتها للسفارة السبت", [UNREAD]),
        ("لو صدرت الاحد", [UNREAD]),
        ("سأكون قد عدت السبت", [UNREAD]),
        ("مهلة البلاغ السبت", [UNREAD]),
        ("once issued Saturday", [UNREAD]),
        ("سافرنا السبت ونرجع بعد 10 أيام", ["01-03", UNREAD]),
        ("سفري مو اليوم بكره", ["01-07"]),
        ("بغد بكره", [UNREAD]),
        ("بعيدا عن بكرة", [UNREAD]),
        ("old date 9 Jan, new date 10 Jan", [UNREAD, "01-10"]),
        ("باقي -3 ايام", [UNREAD]),
        ("باقي ناقص 3 ايام", [UNREAD]),
        ("ناقص 3 ايام على السفر", ["01-09"]),
        ("-3 days remaining", [UNREAD]),
        ("remaining: 3 days", ["01-09"]),
        ("اقامتي باقيلها عشر ايام", ["01-16"]),
        ("ظلينا ننتظر 3 ايام", []),
        ("in under a week", [UNREAD]),
    ],
)
def test_a_verb_tells_where_its_day_lies_only_by_its_form(text: str, found: list[str | None]) -> None:
    assert days(text, TUESDAY) == found


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
