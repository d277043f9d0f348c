"""Days said in two ways, in lists, counted within a month, moved or contrasted: read right, or known to be unread."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from models.text import normalized_text
from workflows.triage.dates.mentions import longest_past, mentions

NOW = datetime(2026, 1, 6, 9, tzinfo=ZoneInfo("Asia/Riyadh"))
"""A Tuesday."""
UNREAD: list[str | None] = [None]
"""A date that is there and cannot be read."""


def days(text: str) -> list[str | None]:
    """The days a text speaks of, as 01-07, with the year when it is another one."""
    found = [mention.day for mention in mentions(normalized_text(text), NOW)]
    return [None if day is None else day.isoformat().removeprefix("2026-") for day in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I fly Thursday the 15th", ["01-15"]),
        ("flight Friday 16th", ["01-16"]),
        ("سفري الجمعة ١٦", ["01-16"]),
        ("سفري الجمعة 13", ["02-13"]),
        ("سفري الأربعاء 14 من الشهر", ["01-14"]),
        ("السفر الأحد 25-1", ["01-25"]),
        ("on the 9th (Friday)", ["01-09"]),
        ("سفري الجمعة الموافق 20 رجب", ["01-09"]),
        ("بعد غد الخميس 8 يناير", ["01-08"]),
        ("غدا الموافق 7 يناير", ["01-07"]),
        ("سفري الخميس 10 مساء", ["01-08"]),
        ("I fly Thursday 15:30", ["01-08"]),
    ],
)
def test_a_weekday_with_the_number_of_its_day_is_the_day_in_which_both_agree(text: str, found: list[str]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "سفري الخميس 9 يناير",
        "Flight on Sun 10th Jan",
        "سفري الخميس 16",
        "I fly Monday the 15th",
        "we fly Thursday 15 passengers",
        "سفري يوم 9 الخميس",
        "رحلتي 9/1 الخميس",
        "بعد غد الموافق 9/1/2026",
        "my flight is tomorrow 8 January",
        "اليوم الأربعاء",
        "today Wednesday I fly",
        "عندي سفر الخميس اللي بعده",
        "the Friday after",
    ],
)
def test_days_that_do_not_agree_or_lack_what_they_are_counted_from_are_not_read(text: str) -> None:
    assert days(text) == UNREAD


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("سفري يوم 7 أو 15 يناير", ["01-07", "01-15"]),
        ("flights on 7, 9 and 15 January", ["01-07", "01-09", "01-15"]),
        ("the eighth or ninth of January", ["01-08", "01-09"]),
        ("سفري 7 أو 15/1", ["01-07", "01-15"]),
        ("سفري 7 أو 15 من الشهر القادم", ["02-07", "02-15"]),
        ("سفري 7 الى غاية 15 يناير", ["01-07", "01-15"]),
        ("I travel 8 through 12 January", ["01-08", "01-12"]),
        ("travel on 8/9 Jan", ["01-08", "01-09"]),
        ("سفري 8/9 كانون الثاني", ["01-08", "01-09"]),
        ("سفري 15/1 يناير", UNREAD),
        ("سفري 11 يناير أو 9", ["01-09", "01-11"]),
        ("on the 6th or the 8th of February", ["02-06", "02-08"]),
        ("flight at 7, 15 January", ["01-15"]),
        ("لن أسافر 7 أو 15 يناير", []),
    ],
)
def test_days_that_share_a_month_are_all_read(text: str, found: list[str | None]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the last Friday of January", ["01-30"]),
        ("first Sunday in February I travel", ["02-01"]),
        ("the 3rd Thursday in January", ["01-15"]),
        ("الجمعة الأخيرة من يناير", ["01-30"]),
        ("الجمعة قبل الأخيرة من يناير", ["01-23"]),
        ("الخميس الأول من فبراير", ["02-05"]),
        ("الجمعة الثانية من الشهر القادم", ["02-13"]),
        ("الجمعة الثانية من يناير", UNREAD),
        ("آخر خميس في الشهر", ["01-29"]),
        ("the fifth Tuesday of January", UNREAD),
        ("أول جمعة في رمضان", UNREAD),
        ("visa expired last Friday", ["01-02"]),
        ("the last week of January", UNREAD),
    ],
)
def test_a_weekday_counted_within_a_month_is_that_one_unless_it_may_be_a_date(
    text: str, found: list[str | None]
) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "مو الخميس هذا، الخميس اللي بعده",
        "not this Thursday but next Thursday",
        "مو هالخميس، الخميس الجاي",
        "الخميس الجاي مو هذا",
        "لا أسافر هذا الخميس بل الخميس الذي يليه",
        "the Thursday after this one",
        "سفري الخميس بعد هذا",
    ],
)
def test_a_weekday_that_is_not_the_coming_one_is_a_week_behind_it(text: str) -> None:
    assert days(text) == ["01-15"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("غيرت رحلتي من بكرة الى الخميس", [None, "01-08"]),
        ("I changed my flight from tomorrow to Friday", [None, "01-09"]),
        ("my trip was brought forward to Thursday", ["01-08"]),
        ("my flight was postponed to Jan 9", ["01-09"]),
        ("تأجلت سفرتي ليوم الأحد", ["01-11"]),
        ("سفري من بكرة الى الخميس", ["01-07", "01-08"]),
        ("اليوم بعد الغد", ["01-08"]),
        ("سفري اليوم أو بعد غد", ["01-06", "01-08"]),
    ],
)
def test_a_journey_that_is_moved_is_on_the_day_it_is_moved_to(text: str, found: list[str | None]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("سفري بعد 3 أيام إلا ساعة", UNREAD),
        ("ثلاثة أيام إلا ساعات على سفري", UNREAD),
        ("رحلتي بعد ساعتين إلا ربع", ["01-06"]),
        ("سفري 29 فبراير", UNREAD),
        ("سفري 29/2/2028", ["2028-02-29"]),
        ("قيمة الرسوم 1/2 المبلغ", []),
        ("paid 1/2 of the fees", []),
        ("باع 1/4 الأسهم", UNREAD),
        ("سفري 1/2 التأشيرة لم تصدر", ["02-01"]),
    ],
)
def test_a_length_less_something_a_day_few_years_have_and_a_fraction_are_no_near_days(
    text: str, found: list[str | None]
) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I'm flying out Wed", ["01-07"]),
        ("flying Thurs", ["01-08"]),
        ("the flight sat on the runway", []),
        ("مسافر الاثنين", ["01-12"]),
        ("نسافر الحد", ["01-11"]),
        ("احنا الاثنين مسافرين", []),
        ("سفري يوم 25 الشهر", ["01-25"]),
        ("سفري 3 الشهر", UNREAD),
        ("فيزتي بتنتهي يوم 9 الشهر ده", ["01-09"]),
        ("انتهت 25 الشهر اللي فات", ["2025-12-25"]),
        ("travel date 9th", ["01-09"]),
        ("flight no SV1025 on 9 January", ["01-09"]),
        ("case no. 2026-1-9", []),
        ("no flight on 12 January", []),
        ("الفيزا هتخلص كمان اسبوع", ["01-13"]),
        ("الجواز يخلص عقب شهرين", ["03-07"]),
        ("مازال ليا 5 ايام ونسافر", ["01-11"]),
        ("مازال لي 3 طلبات", []),
        ("مبقاش غير يومين على السفر", ["01-08"]),
        ("ما بقى على سفري الا يوم", ["01-07"]),
        ("سفري ثاني أيام رمضان", ["02-19"]),
        ("at the boarding gate now", ["01-06"]),
        ("أنا في بوابة أبشر الآن", []),
    ],
)
def test_usual_ways_to_name_a_day_are_read(text: str, found: list[str | None]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("ما قدمت البلاغ قبل 3 أيام", None),
        ("قدمت البلاغ قبل 3 أيام", 3),
        ("لم يرد أحد منذ 3 أيام", 3),
        ("ما ردوا علي من 3 أيام", 3),
    ],
)
def test_what_is_denied_to_have_been_so_long_ago_was_not(text: str, longest: int | None) -> None:
    assert longest_past(normalized_text(text)) == longest


def test_a_day_few_years_have_is_read_where_this_year_or_the_next_has_it() -> None:
    now = datetime(2027, 12, 1, 9, tzinfo=NOW.tzinfo)
    assert [each.day for each in mentions(normalized_text("سفري 29 فبراير"), now)] == [date(2028, 2, 29)]
