"""Days counted from now: each is right, or known to be there and not read; no amount is guessed."""

import pytest

from models.text import normalized_text
from tests.triage.dates.reading import NOW, UNREAD, days
from workflows.triage.dates.mentions import mentions


@pytest.mark.parametrize(
    "text",
    [
        "سفري بعد ٥ ساعات",
        "رحلتي بعد ساعتين",
        "رحلتي بعد ساعات قليلة",
        "I fly in 6 hours",
        "flight in a few hours",
        "أنا الآن في المطار ورحلتي قريبة",
        "I am at the airport now",
        "departure in 90 minutes",
    ],
)
def test_who_travels_within_hours_travels_today(text: str) -> None:
    assert days(text) == ["02-24"]


def test_hours_count_from_the_minute() -> None:
    late = NOW.replace(hour=22)
    assert days("رحلتي بعد ساعتين", late) == days("I fly in 2 hours", late) == ["02-25"]
    assert days("سفري بعد ساعة", late) == ["02-24"]


@pytest.mark.parametrize("text", ["my husband works at the airport", "أوقفوني في المطار", "سأكون في المطار"])
def test_who_is_not_at_the_airport_now_does_not_travel_today(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("صلاحية جوازي مئتا يوم", 200),
        ("صلاحية جوازي مائتي يوم", 200),
        ("جوازي صلاحيته مية وعشرين يوم", 120),
        ("صلاحية إقامتي ثمانون يوماً", 80),
        ("باقي على سفري خمسون يوماً", 50),
        ("باقي على سفري تسعين يوم", 90),
        ("سفري بعد أحد عشر يوما", 11),
        ("سفري بعد ثلاثة عشر يوماً", 13),
        ("سفري بعد خمسة وعشرين يوماً", 25),
        ("سفري بعد خمسطعش يوم", 15),
        ("سفري بعد مئة وأحد عشر يوما", 111),
        ("سفري بعد ثلاثمئة وخمسة وستين يوماً", 365),
        ("سفري بعد مئة يوم ويوم", UNREAD),
        ("باقي أسبوع على سفري", 7),
        ("باقي على سفري أسبوع", 7),
        ("سفري الأسبوع القادم", 7),
        ("I fly next week", 7),
        ("سفري خلال ال 3 ايام القادمة", 3),
        ("سفري خلال الثلاثة أيام القادمة", 3),
        ("flight in a couple of days", 2),
        ("I have only five days left before my flight", 5),
        ("fifty days left on my passport", 50),
        ("لم يتبق على سفري إلا يومان", 2),
        ("سفري بعد شهر ونصف", 45),
        ("سفري بعد شهرين و5 أيام", 65),
        ("سفري بعد 10 أيام من اليوم", 10),
        ("متبقي 80 يوما من صلاحية الجواز", 80),
        ("باقي على جوازي ٣ شهور إلا أسبوع", UNREAD),
    ],
)
def test_a_number_of_days_is_read_in_every_case_and_dialect(text: str, number: int | None) -> None:
    (mention,) = mentions(normalized_text(text), NOW)
    assert (mention.day and (mention.day - NOW.date()).days) == number


@pytest.mark.parametrize(
    "text",
    [
        "صلاحية جوازي كذا يوم",
        "جوازي صلاحيته خمسن يوماً",
        "صلاحية جوازي الف يوم",
        "باقي على سفري بضعة أيام",
        "باقي على تأشيرتي ثلثيين يوم",
        "سفري بعد كذا يوم",
        "سفري بعد أيام",
        "باقي 2.5 شهر على سفري",
        "my flight is within several days",
        "باقي على سفري خمسن وعشرين يوما",
        "صلاحية جوازي يوما",
    ],
)
def test_an_amount_that_cannot_be_read_is_unknown_and_never_one(text: str) -> None:
    assert days(text) == [UNREAD]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("باقي يوم على سفري", ["02-25"]),
        ("باقي على سفري يوم واحد", ["02-25"]),
        ("سفري بعد يوم", ["02-25"]),
        ("my flight departs in a day", ["02-25"]),
        ("من يوم سويت الطلب", []),
        ("كل يوم أحاول", []),
        ("حاولت 3 مرات في اليوم", []),
    ],
)
def test_a_bare_day_is_one_only_behind_a_preposition_of_time(text: str, found: list[str]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("باقي لي أقل من أسبوع وأسافر", 7),
        ("باقي على رحلتي أقل من 24 ساعة", 1),
        ("باقي تحت الاسبوع على السفر", 7),
        ("باقي دون الاسبوع على السفر", 7),
        ("تنتهي تأشيرتي خلال أقل من أسبوع", 7),
        ("سفري بعد أقل من 3 ايام", 3),
        ("باقي ع السفر اقل من شهر", 30),
        ("less than a week left until my flight", 7),
        ("flight in under a week", 7),
        ("fewer than 5 days left until my trip", 5),
        ("at most 5 days left before I travel", 5),
        ("no more than a week left until my flight", 7),
        ("up to a week left", 7),
        ("باقي أكثر من أسبوع على سفري", None),
        ("more than a week left until my flight", None),
    ],
)
def test_less_than_a_length_is_a_bound_and_no_day(text: str, number: int | None) -> None:
    """Once the bound itself was taken for the day: nobody who has less than a week left travels in seven days."""
    (mention,) = mentions(normalized_text(text), NOW)
    assert mention.day is UNREAD
    assert (mention.by and (mention.by - NOW.date()).days) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("leave of a week from Thursday to Sunday", [UNREAD, UNREAD]),
        ("إجازة أسبوع من الخميس إلى الأحد", [UNREAD, UNREAD]),
        ("trip of 3 days from Monday to Friday", [UNREAD, UNREAD]),
        ("a week's leave from Thursday till Sunday", [UNREAD, UNREAD]),
        ("من الخميس الى الاحد لمدة اسبوع", [UNREAD, UNREAD]),
        ("from Thursday to Sunday for a week", [UNREAD, UNREAD]),
        ("vacation of two weeks from 1 March to 5 March", [UNREAD]),
        ("سفري لمدة 3 ايام من 1 مارس الى 10 مارس", [UNREAD]),
        ("رحلتي من 1/3 الى 5/3 لمدة 5 ايام", ["03-01", "03-05"]),
        ("from 1/3 to 8/3 (one week)", ["03-01", "03-08"]),
        ("I travel from Thursday to Sunday", ["02-26", "03-01"]),
        ("سفري الخميس لمدة اسبوع", ["02-26"]),
        ("I have a flight on Thursday for a week", ["02-26"]),
    ],
)
def test_a_range_that_is_not_as_long_as_is_said_beside_it_is_unknown(text: str, found: list[str | None]) -> None:
    assert days(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "صلاحية الجواز أقل من 90 يوماً",
        "يجب أن تكون صلاحية الجواز 90 يوماً على الأقل",
        "passport valid for at least 90 days",
        "الحد الأدنى لصلاحية الجواز 90 يوما",
        "my passport is valid for more than 6 months",
        "filed over a month ago",
        "صلاحية الإقامة لا تتجاوز 20 يوم",
    ],
)
def test_a_bound_is_no_date(text: str) -> None:
    assert days(text) == [UNREAD]


@pytest.mark.parametrize(
    "text",
    [
        "سفري الشهر القادم",
        "سفري بعد العيد",
        "I travel next month",
        "سفري خلال 5 أيام عمل",
        "سفري يوم 31/02/2027",
        "جوازي ينتهي في مارس 2027",
        "in the last 3 days I tried",
        "سفري بعد 3 أيام من صدور التأشيرة",
        "رجعت العاملة بعد 20 يوما",
        "رحلتي الساعة 6 مساء",
        "سفري هذا الأسبوع",
    ],
)
def test_a_date_that_nobody_can_know_is_there_and_unread(text: str) -> None:
    assert days(text) == [UNREAD]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("رفعت البلاغ ول امس", -2),
        ("هربت ولمبارح", -2),
        ("I fly a week from today", 7),
        ("سفري بعد عشر تيام", 10),
        ("سفري بعد خمستيام", 5),
        ("سفري يوم الحد", 5),
        ("سفري بعد جمعة", 7),
        ("سفري بعد سيمانة", 7),
        ("ضل على سفري يومين", 2),
        ("ما بقي على سفري غير يومين", 2),
        ("يفصلني عن السفر يومان", 2),
        ("سفري بعد عشرة (10) أيام", 10),
        ("in ten (10) days I travel", 10),
        ("سفري بعد سبعة (8) أيام", UNREAD),
        ("سفري بعد شهر وأسبوع", 37),
        ("رحلتي يوم 8", UNREAD),
        ("my flight is on the 25th", 1),
        ("I paid for my flight on the 20th", UNREAD),
        ("سفري 5 كانون التاني 2027", 315),
        ("سفري فاتح مارس", 5),
        ("سفري منتصف شعبان", UNREAD),
        ("I travel the week after next", 14),
        ("I fly in 2 wks", 14),
        ("سفري الثلاثاء اللي جاي", 7),
        ("سفري الاسبوع الجاي يوم الخميس", 9),
        ("سفري بعد الخميس", UNREAD),
        ("بقالي أسبوع مستني الرد", UNREAD),
        ("بقالي يومين على السفر", 2),
    ],
)
def test_what_people_say_in_dialects_and_in_haste_is_read_or_known_to_be_there(text: str, number: int | None) -> None:
    (mention,) = mentions(normalized_text(text), NOW)
    assert (mention.day and (mention.day - NOW.date()).days) == number


@pytest.mark.parametrize(
    "text", ["كل يوم أحد أراجع", "أسافر كل خميس", "I fly every other Sunday", "الخميس من كل أسبوع"]
)
def test_a_day_of_every_week_is_no_date(text: str) -> None:
    assert days(text) == []
