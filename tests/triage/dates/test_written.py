"""Dates with their month or in digits; numbers that are none."""

from datetime import datetime

import pytest

from tests.triage.dates.reading import RIYADH, UNREAD, days


@pytest.mark.parametrize(
    "text",
    [
        "سفري يوم 25 شباط",
        "سفري 25 فيفري",
        "سفري 25 / 2 / 2026",
        "سفري 25-2-26",
        "سفري ٢٥٫٢ ثم 25.2.2026",
        "My flight is on 25-Feb-2026",
        "سفري 25فبراير",
        "سفري فبراير 25",
        "Flight Feb. 25th",
        "flight on 2/25/2026",
        "flight on the twenty-fifth of February",
        "سفري الخامس والعشرين من فبراير",
        "سفري خمسة وعشرين فبراير",
        "سفري يوم 25 شهر 2",
        "سفري يوم 25 من هذا الشهر",
        "سفري يوم 8 رمضان 1447",
        "سفري يوم 8 رمضان",
        "سفري 8 رمضان ١٤٤٧هـ",
        "سفري ٨/٩/٤٧",
        "سفري يوم الأربعاء الموافق 8/9/1447",
    ],
)
def test_a_written_date_is_read_in_every_tradition(text: str) -> None:
    assert days(text) == ["02-25"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("سفري 14 كانون الثاني 2027", ["2027-01-14"]),
        ("سفري 3 جوان", ["06-03"]),
        ("سفري 25 أوت 2026", ["08-25"]),
        ("سفري 2 غشت 2026", ["08-02"]),
        ("سفري 20 ذي القعدة", ["05-07"]),
        ("سفري 15 جماد ثاني 1448", ["11-25"]),
        ("سفري 1 ربيع 1 1448", ["08-14"]),
        ("travel 10 dhu al-hijjah 1447", ["05-27"]),
    ],
)
def test_a_month_is_known_by_all_its_names(text: str, found: list[str]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("جوازي ينتهي 1 ديسمبر", ["12-01"]),
        ("انتهى جوازي 1 ديسمبر", ["2025-12-01"]),
        ("الموعد 1 سبتمبر", [UNREAD]),
        ("سفري 20 فبراير", [UNREAD]),
        ("الجواز 27/2/35", [UNREAD]),
    ],
)
def test_a_year_nobody_wrote_is_told_by_the_words_or_not_at_all(text: str, found: list[str | None]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("سفري من 25 إلى 28 فبراير", ["02-25", "02-28"]),
        ("سفري ٢٥-٢٨ فبراير", ["02-25", "02-28"]),
        ("travel between 25 and 28 February", ["02-25", "02-28"]),
        ("from 25 Feb to 3 March 2027", ["2027-02-25", "2027-03-03"]),
        ("سفري بعد يوم أو يومين", ["02-25", "02-26"]),
        ("سفري بعد يومين ثلاثة", ["02-26", "02-27"]),
        ("travelling in 3-4 days", ["02-27", "02-28"]),
    ],
)
def test_a_range_has_both_its_ends(text: str, found: list[str]) -> None:
    assert days(text) == found


def test_a_weekday_beside_its_date_is_no_other_day() -> None:
    assert days("سفري بكرة الأربعاء") == ["02-25"]
    assert days("سفري بكرة الخميس") == [UNREAD]  # tomorrow is a Wednesday
    assert days("سفري الأربعاء 25 مارس") == days("سفري 25 مارس يوم الأربعاء") == ["03-25"]
    assert days("on Wednesday the 25th of March") == ["03-25"]


@pytest.mark.parametrize(
    "text",
    [
        "رقم الطلب 25/2/2026",
        "هويتي 2990000131",
        "جوالي 0512340011",
        "دفعت 300 ريال للسفر",
        "دفعت 25.50 ريال",
        "24/7 support",
        "محاولة 2/3",
        "السيد شعبان و3 أفراد، شعبان 3",
        "I can march 2 times",
        "my ticket number is 12-8-2026",
        "TW-2026-25-2",
        "خطأ 192.168.1.12",
        "version 4.3.26",
        "تأشيرة لمدة 90 يوم",
        "أريد السفر لمدة أسبوع",
        "عمر ابني 3 سنوات",
        "I may travel with 2 children",
        "أنا أب لثلاثة أطفال",
        "لست مسافرا",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("إقامتي تنتهي ٢٥ شهر ٧ هجري", "01-14"),
        ("إقامتي تنتهي ٢٥ من شهر سبعة الهجري", "01-14"),
        ("إقامتي تنتهي 25/7 (هـ)", "01-14"),
        ("إقامتي تنتهي 25/7، هجري", "01-14"),
        ("إقامتي تنتهي 25/7 من التقويم الهجري", "01-14"),
        ("إقامتي تنتهي بالهجري 25/7", "01-14"),
        ("الهجري: 25/7 تنتهي إقامتي", "01-14"),
        ("iqama expires 25/7 (Hijri calendar)", "01-14"),
        ("iqama expires in hijri 25/7", "01-14"),
        ("iqama expires 25/07/1447H", "01-14"),
        ("iqama expires 1447/07/25 H", "01-14"),
        ("سفري 14/1 بالميلادي", "01-14"),
        ("سفري 14/1 والإقامة تنتهي 25/7 هجري", "01-14"),
        ("تنتهي 25/7 هجري الموافق 14/1 ميلادي", "01-14"),
    ],
)
def test_a_word_of_a_calendar_anywhere_in_its_clause_is_of_the_day(text: str, day: str) -> None:
    assert set(days(text, datetime(2026, 1, 6, 9, tzinfo=RIYADH))) == {day}


@pytest.mark.parametrize(
    "text",
    [
        "تنتهي 25/7 هجري أو ميلادي",
        "تنتهي 25/7 مو هجري",
        "تنتهي إقامتي 25 يوليو هجري",
        "تنتهي إقامتي 25 رجب ميلادي",
        "التاريخ هجري. تنتهي إقامتي 25/7",
        "سفري 25 من هذا الشهر الهجري",
        "iqama expires on the 25th in hijri",
        "iqama expires 25/7/2026 hijri",
    ],
)
def test_a_day_of_two_calendars_or_of_one_that_does_not_fit_is_unread(text: str) -> None:
    assert days(text, datetime(2026, 1, 6, 9, tzinfo=RIYADH)) == [None]
