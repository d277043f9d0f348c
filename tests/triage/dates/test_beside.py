"""What stands beside a day: words of time it was not read of, slips and corrections leave no day but what is sure."""

from datetime import datetime

import pytest

from models.text import normalized_text
from tests.triage.dates.reading import RIYADH, days
from workflows.triage.dates.mentions import longest_past, mentions

TUESDAY = datetime(2026, 1, 6, 9, tzinfo=RIYADH)


@pytest.mark.parametrize(
    "text",
    [
        "سفري تالي بكره",
        "سفري بكرة التاني",
        "سفري بعد من غدا",
        "سفري الذي يلي الجمعة",
        "سفري الجمعة مب الجاية",
        "انتهت التأشيرة الجمعة اللي قبلها",
        "سفري العيد الخميس",
        "flight next of tomorrow",
        "flight over tomorrow",
        "flight tomorrow after",
        "flight on the eve of Friday",
        "flight Friday plus one",
        "flight Friday -1",
        "flight a day past Friday",
        "the visa expired the Sunday before",
    ],
)
def test_a_word_of_time_left_beside_a_day_leaves_it_unread(text: str) -> None:
    assert [day for day in days(text, TUESDAY) if day] == []
    assert days(text, TUESDAY)


@pytest.mark.parametrize(
    "text",
    [
        "سفري يعد بكره",
        "سفري ابعد بكره",
        "سفري بعض غد",
        "سفري عقيب باكر",
        "flight befor tomorrow",
        "flight d.a. tomorrow",
    ],
)
def test_a_slip_for_a_word_that_changes_the_day_leaves_it_unread(text: str) -> None:
    assert days(text, TUESDAY) == [None]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("سفري بكرة عفوا بعد بكرة", "01-08"),
        ("سفري غدا بل بعد غد", "01-08"),
        ("سفري الخميس والصحيح الجمعة", "01-09"),
        ("سفري الخميس (خطأ) الجمعة", "01-09"),
        ("سفري بكره لا لا الخميس", "01-08"),
        ("my flight is Friday, I mean Saturday", "01-10"),
        ("I travel tomorrow, oops I meant Thursday", "01-08"),
        ("I travel Thursday, rather Friday", "01-09"),
        ("I travel Friday, or Saturday actually", "01-10"),
        ("my flight is Friday. Sorry, Saturday.", "01-10"),
        ("I travel on the 8th, no, the 9th", "01-09"),
        ("رحلتي ليست الجمعة بل السبت", "01-10"),
    ],
)
def test_a_correction_takes_back_the_day_before_it(text: str, day: str) -> None:
    assert [each for each in days(text, TUESDAY) if each] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "سفري اليوم لا بكرة",
        "سفري الخميس يعني الجمعة",
        "سفري الجمعة السبت",
        "flight Friday Saturday",
        "the visa expired a week ago Friday",
        "I fly tomorrow (typo: the day after)",
        "I fly tomorrow, no wait, the day after",
        "رحلتي الخميس وتأجلت يومين",
        "رحلتي الخميس تأخرت يوم",
        "my trip is Thursday, pushed by two days",
        "my trip is tomorrow but delayed 1 day",
        "أسافر يوم 8 يناير والأصح 9 منه",
        "we fly within 2 days of Friday",
        "سفري الخميس مو هالأسبوع",
    ],
)
def test_of_two_days_of_which_nobody_knows_the_right_one_none_is_read(text: str) -> None:
    assert [day for day in days(text, TUESDAY) if day] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("سفري الخميس والرد تأخر يومين", ["01-08"]),
        ("سفري الجمعة بعد الصلاة", ["01-09"]),
        ("الرحلة القادمة يوم الخميس", ["01-08"]),
        ("سفرنا الجمعة أرجو الإصدار قبل السفر", ["01-09"]),
        ("سفري غدا لا أستطيع الإلغاء", ["01-07"]),
        ("سفري غدا آسف على الإزعاج", ["01-07"]),
        ("ابني عبد الله يسافر غدا", ["01-07"]),
        ("السفر يوم الخميس لمدة 3 أيام", ["01-08"]),
        ("سفري 10 يناير والخطأ يتكرر للمرة الثانية", ["01-10"]),
        ("قدمت أمس، اليوم سفري", ["01-05", "01-06"]),
        ("تأشيرتي تنتهي غدا وسفري الخميس", ["01-07", "01-08"]),
        ("I fly tomorrow, sorry for the rush", ["01-07"]),
        ("my flight is Friday before noon", ["01-09"]),
        ("I fly first thing tomorrow", ["01-07"]),
        ("flight Thursday and return Sunday", ["01-08", "01-11"]),
        ("I fly on 10 January, second attempt failed", ["01-10"]),
    ],
)
def test_what_is_of_something_else_leaves_the_day(text: str, found: list[str]) -> None:
    assert days(text, TUESDAY) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("طيارتي عگب باچر", ["01-08"]),
        ("طيارتي تاني بكرا", ["01-08"]),
        ("سفري بعذ بكره", ["01-08"]),
        ("سفري بعدبكره", ["01-08"]),
        ("flight day aftr tomorrow", ["01-08"]),
        ("flight afta tomorrow", ["01-08"]),
        ("flight tomarrow", ["01-07"]),
        ("طيارتي عالخميس", ["01-08"]),
        ("رحلتي في ظرف يومين", ["01-08"]),
        ("iqama is expiring 3 days later", ["01-09"]),
        ("flight on coming 12th", ["01-12"]),
        ("departure 10 return 24 January", [None, "01-24"]),
        ("سفري يوم 7-1 ورجعتي 20-1", ["01-07", None]),
        ("كان سفري اليوم وصار بكره", [None, "01-07"]),
    ],
)
def test_what_is_typed_in_haste_or_dialect_is_read_as_far_as_it_is_sure(text: str, found: list[str | None]) -> None:
    assert days(text, TUESDAY) == found


@pytest.mark.parametrize(
    "text",
    [
        "سفري بعد اسبوع او اكثر",
        "سفري بعد شهر ونيف",
        "سفري بعد شهر وشوي",
        "سفري بعد شهر فما فوق",
        "سفري بعد شهر كحد أدنى",
        "على الأقل بعد شهر سفري",
        "باقي على الأقل 5 ايام",
        "سفري ١٠ يناير او بعد",
        "سفري الخميس فما بعد",
        "سفري بكرة او بعده",
        "سفري الخميس والا الجمعة",
        "my flight is in 3 days or more",
        "my flight is in 10 days at the earliest",
        "my flight is 10 Jan onwards",
        "my flight is 10 Jan or after",
        "flight 9jan/10jan",
        "flight after 2 days on friday",
        "I reported her 14 days ago or more",
        "سفري 10 يناير او 11",
        "سفري 10 يناير او الذي يليه",
        "سفري بكرة وإلا بعده",
        "flight past 9 jan",
        "flight no earlier than 10 Jan",
    ],
)
def test_a_day_that_may_be_another_or_a_later_one_is_unread(text: str) -> None:
    found = list(mentions(normalized_text(text), TUESDAY))
    assert {(each.day, each.by) for each in found} == {(None, None)}


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("باقي ٥ ايام او اقل", "2026-01-11"),
        ("سفري بعد 3 ايام بالكثير", "2026-01-09"),
        ("سفري بعد شهر كحد أقصى", "2026-02-05"),
        ("سفري 10 يناير او قبل", "2026-01-10"),
        ("my flight is in 3 days or less", "2026-01-09"),
        ("my flight is in 10 days at the latest", "2026-01-16"),
        ("my flight is 10 Jan or earlier", "2026-01-10"),
    ],
)
def test_of_a_day_that_may_be_an_earlier_one_the_last_is_kept(text: str, by: str) -> None:
    found = mentions(normalized_text(text), TUESDAY)
    assert [(each.day, each.by and each.by.isoformat()) for each in found] == [(None, by)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("سفري 10 يناير وقبل السفر لازم التجديد", ["01-10"]),
        ("سفري بعد 5 ايام واكثر من مرة حاولت", ["01-11"]),
        ("حاولت 3 مرات على الاقل وسفري بكرة", ["01-07"]),
        ("سفري اليوم أو بعد غد", ["01-06", "01-08"]),
        ("سفري غدا، على الأقل أرسلوا ردا", ["01-07"]),
        ("سفري 10 يناير وطالع النظام خطأ", ["01-10"]),
        ("my flight after 2 days on thursday", ["01-08", None]),
        ("I fly 10 January and after that return", ["01-10"]),
    ],
)
def test_a_word_of_a_bound_that_begins_another_clause_leaves_the_day(text: str, found: list[str]) -> None:
    assert days(text, TUESDAY) == found


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("بلغت عنها من ١٤ يوم واكثر", 14),
        ("بلغت عنها من 14 يوم او اقل", None),
        ("I reported her 14 days ago or less", None),
    ],
)
def test_so_long_ago_is_the_longest_past_only_where_it_is_the_least(text: str, least: int | None) -> None:
    assert longest_past(normalized_text(text)) == least
