"""Days that are denied, doubted or called off are never read; a denial of something else leaves them."""

import pytest

from tests.triage.dates.reading import UNREAD, days


@pytest.mark.parametrize(
    "text",
    [
        "لن أسافر غدا",
        "سفري ليس غدا",
        "ما راح أسافر بكرة",
        "my flight is not tomorrow",
        "we won't fly today",
        "لا أريد السفر غدا",
        "ما عندي سفر بكرة",
        "my visa does not expire tomorrow",
    ],
)
def test_a_denied_date_is_none(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "مش مسافر بكره",
        "مب مسافر باجر",
        "لست مسافرا غدا",
        "ماني مسافر بكرة",
        "سفري مو بكرة",
        "السفر ماشي غدا",
        "مانيش مسافر غدوة",
        "مبسافرش بكرة",
        "لم تعد رحلتي يوم الخميس",
        "لن أسافر يوم الخميس ولا الجمعة",
        "غدا لن أسافر",
        "أسافر أي يوم ما عدا الخميس",
        "قررت عدم السفر غدا",
        "ما أظن أسافر بكرة",
        "ألغيت رحلتي غدا",
        "كانت رحلتي يوم الأحد",
        "كان المفروض أسافر بكرة",
        "لم أرفع البلاغ أمس",
        "هل أسافر غدا أم لا",
        "my flight isn't tomorrow",
        "no longer flying tomorrow",
        "I am not travelling on the 5th",
        "neither flying tomorrow nor on Friday",
        "my flight tomorrow was cancelled",
        "I was supposed to fly tomorrow",
        "I am not sure if my flight is tomorrow",
        "any day other than Friday for my trip",
        "I cancelled my 5 March flight",
        "we lost the Friday trip",
        "flight of 5 March no longer possible",
        "I can't travel on 5 March anymore",
        "رحلة 5 مارس ما عاد تنفع",
        "سفري يوم الخميس لم يعد ممكنا",
        "خسرت تذكرة الجمعة",
        "ضيعنا رحلة الجمعة",
        "طارت علينا رحلة السبت",
        "تذكرة الجمعة راحت علينا",
        "the 5 March flight is gone",
        "لم أعد أستطيع السفر يوم الخميس",
    ],
)
def test_a_day_that_is_denied_doubted_or_called_off_is_never_read(text: str) -> None:
    assert set(days(text)) <= {UNREAD}


@pytest.mark.parametrize(
    "text",
    [
        "لم تصدر التأشيرة وسفري غدا",
        "لم تصدر التأشيرة سفري غدا",
        "ماطلعتش التأشيرة وسفري بكره",
        "النظام ما يشتغل رحلتي بكرة",
        "لا أستطيع السفر غدا إلا بتأشيرة",
        "لا أسافر إلا غدا",
        "ما زال سفري غدا",
        "لا بد أن أسافر غدا",
        "كل ما أدخل يطلع خطأ وسفري بكرة",
        "ما الحل سفري غدا",
        "سفري غدا وليس بعد غد",
        "لم يبق على سفري إلا يوم واحد",
        "I have not received my visa my flight is tomorrow",
        "I won't be able to fly tomorrow",
        "my flight is tomorrow not today",
        "I don't want to miss my flight tomorrow",
    ],
)
def test_a_denial_of_something_else_leaves_the_day(text: str) -> None:
    assert days(text) == ["02-25"]


def test_who_cannot_travel_tomorrow_still_wants_to() -> None:
    assert days("I cannot travel tomorrow because of the error") == ["02-25"]
    assert days("لا أستطيع السفر غدا بسبب الخطأ") == ["02-25"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("new flight date 12 March (old 8 March)", "03-12"),
        ("flight 12 March (old date 8 March)", "03-12"),
        ("الموعد الجديد 12 مارس (القديم 8 مارس)", "03-12"),
        ("flight 12 March, previous 8 March", "03-12"),
    ],
)
def test_of_two_days_the_one_of_the_former_plan_is_not_read(text: str, day: str) -> None:
    assert set(days(text)) <= {day, UNREAD}


@pytest.mark.parametrize(
    "text",
    [
        "لا أستطيع السفر يوم الخميس",
        "ضيعت جوازي وسفري يوم الخميس",
        "راح أسافر يوم الخميس",
        "سفري يوم الخميس والنظام ما ينفع",
        "سفري يوم الخميس ولا يمكن إصدار التأشيرة",
        "my flight is on 26 February and the system does not work",
        "lost my passport and fly on 26 February",
    ],
)
def test_what_hinders_a_journey_or_is_lost_beside_it_leaves_its_day(text: str) -> None:
    assert days(text) == ["02-26"]
