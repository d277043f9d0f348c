"""Dates in texts and fields: each is read right, or known to be there and not read; no amount is guessed."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.packs import load_pack
from bench.first_stage.dates import KINDS as SWEPT
from bench.first_stage.dates import verdict
from bench.first_stage.kinds import Judgement, row
from bench.first_stage.phrases.grammar import Phrase
from models.calendar.working import compile_calendar
from models.codes import Priority
from models.intake.request import read_request
from models.packs.derive import triage_policy
from models.text import normalized_text
from models.triage.assessment import Assessment, KnownFromRecords
from models.triage.facts import DAYS_TO
from tests.support.calendars import POLICIES
from tests.support.triage_cases import ask, concerned
from workflows.triage.assess import assess
from workflows.triage.dates.instants import written_date
from workflows.triage.dates.language.forms import FORMS
from workflows.triage.dates.mentions import longest_past, mentions
from workflows.triage.facts import gather
from workflows.triage.subject import subject_of

NOW = datetime(2026, 2, 24, 10, tzinfo=ZoneInfo("Asia/Riyadh"))
"""A Tuesday, 7 Ramadan 1447."""
PACK = load_pack(POLICIES / "passports")
UNREAD = None
"""A date that is there and cannot be read."""


def days(text: str, now: datetime = NOW) -> list[str | None]:
    """The days a text speaks of, as 02-25, with the year when it is another one."""
    found = [mention.day for mention in mentions(normalized_text(text), now)]
    return [None if day is None else day.isoformat().removeprefix(f"{now.year}-") for day in found]


# -- the sweep ---------------------------------------------------------------------------------------------------------


def test_every_date_of_the_sweep_is_read() -> None:
    few = [row(kind, every=False) for kind in SWEPT]
    assert [each.kind.name for each in few if each.counts[Judgement.UNKNOWN]] == []
    assert sum(each.counts.total() for each in few) >= 2_000


@pytest.mark.parametrize(
    ("text", "right", "spoken_of", "judged"),
    [
        ("سفري غدا", {date(2026, 2, 25)}, True, "right"),
        ("سفري غدا", {date(2026, 2, 26)}, True, "wrong"),
        ("سفري غدا", set(), False, "wrong"),
        ("سفري قريبا", {date(2026, 2, 26)}, True, "unknown"),
        ("سفري قريبا", set(), True, "unknown"),
        ("سفري قريبا", set(), False, "right"),
        ("سفري بعد كذا يوم", set(), True, "right"),
        ("سفري غدا وعودتي بعد غد", {date(2026, 2, 25)}, True, "wrong"),
    ],
)
def test_the_sweep_would_see_a_reader_that_guesses(text: str, right: set[date], spoken_of: bool, judged: str) -> None:
    assert verdict(Phrase("kind", text, NOW, frozenset(right), spoken_of)) == judged


# -- months and digits -------------------------------------------------------------------------------------------------


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


# -- counted from now --------------------------------------------------------------------------------------------------


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
        ("باقي لي أقل من أسبوع وأسافر", 7),
        ("باقي على رحلتي أقل من 24 ساعة", 1),
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


@pytest.mark.parametrize("text", ["راجعت الجوازات يوم الخميس", "زرت المكتب يوم الأحد", "I applied on Thursday"])
def test_a_weekday_behind_a_verb_of_the_past_is_not_the_coming_one(text: str) -> None:
    assert days(text) == [UNREAD]


def test_who_cannot_travel_tomorrow_still_wants_to() -> None:
    assert days("I cannot travel tomorrow because of the error") == ["02-25"]
    assert days("لا أستطيع السفر غدا بسبب الخطأ") == ["02-25"]


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


def test_a_text_without_a_sign_of_dates_is_not_looked_at_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.triage.dates.mentions.tokens", lambda text: pytest.fail(f"{text} was split"))
    assert days("حاولت إصدار التأشيرة وتظهر رسالة خطأ") == []


LONG = st.lists(st.sampled_from([*sorted(FORMS), "5", "25", "2026", "/", "-", ".", "،"]), max_size=60).map(" ".join)


@given(LONG)
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    found = list(mentions(normalized_text(text), NOW))
    assert all(mention.words in normalized_text(text) for mention in found)
    longest_past(normalized_text(text))
    written_date(text, NOW)


@pytest.mark.parametrize("word", ["1-", "ال ", "next ", "من ", "بعد حوالي ", "2026/", "خمسة و", "يوم ", "في المطار "])
def test_a_text_that_says_one_thing_a_thousand_times_is_read_too(word: str) -> None:
    assert len(list(mentions(normalized_text(word * 1_500), NOW))) <= 1_500


# -- fields ------------------------------------------------------------------------------------------------------------


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


# -- in the first stage ------------------------------------------------------------------------------------------------


def stage(service: str, text: str = "", at: datetime = NOW, **more: Any) -> tuple[Assessment, dict[str, Any]]:
    """What the first stage concludes about a request, and its facts."""
    request = read_request(ask(service, text, submitted_at=at.isoformat(), **more))
    policy, calendar = triage_policy(PACK, service), compile_calendar(PACK.calendar)
    known = KnownFromRecords()
    return assess(request, known, policy, calendar, at), gather(request, known, policy, calendar, at)


@pytest.mark.parametrize("text", ["سفري بعد ٥ ساعات", "رحلتي بعد ساعات قليلة", "سفري يوم 8 رمضان", "سفري يوم 25 شباط"])
def test_a_journey_of_today_or_tomorrow_is_urgent_however_it_is_said(text: str) -> None:
    found, _ = stage("exit_reentry_issue", f"حاولت الإصدار وتظهر رسالة خطأ. {text}")
    assert found.priority is Priority.URGENT
    assert "near_date" in found.flags


def test_who_is_at_the_airport_is_urgent() -> None:
    found, _ = stage("exit_reentry_issue", "أنا الآن في المطار ورحلتي الساعة 6 مساء")
    assert found.priority is Priority.URGENT


@pytest.mark.parametrize("text", ["صلاحية جوازي مئتا يوم", "جوازي صلاحيته مية وعشرين يوم", "صلاحية جوازي كذا يوم"])
def test_a_passport_of_many_or_unknown_days_is_not_sent_for_renewal(text: str) -> None:
    found, _ = stage("exit_reentry_issue", text)
    assert "R12" not in found.rules


def test_a_date_that_is_there_and_unread_is_known_to_be_there() -> None:
    request = read_request(ask("exit_reentry_issue", "سفري بعد كذا يوم", submitted_at=NOW.isoformat()))
    policy, calendar = triage_policy(PACK, request.service), compile_calendar(PACK.calendar)
    subject = subject_of(request, KnownFromRecords(), policy, calendar, NOW)
    assert subject.days["travel"] is None
    assert subject.unread_moments == ("travel",)


@pytest.mark.parametrize(
    ("at", "rule", "flag"), [("2026-11-12T21:00:00.000Z", "R8", "window_open"), ("2026-11-12", "R9", "window_passed")]
)
def test_a_report_sent_as_an_instant_counts_from_its_day_in_riyadh(at: str, rule: str, flag: str) -> None:
    found, _ = stage(
        "absence_report_cancel",
        at=datetime(2026, 11, 28, 10, tzinfo=NOW.tzinfo),
        section="dependents_sponsored",
        on_behalf_of=concerned("domestic_worker"),
        context={"absence_report_at": at},
    )
    assert rule in found.rules
    assert flag in found.flags


def test_a_journey_in_a_field_may_be_hijri() -> None:
    _, facts = stage("exit_reentry_issue", context={"travel_date": "٨ رمضان ١٤٤٧"})
    assert facts[DAYS_TO.of("travel")] == 1
    assert facts["unread_fields"] == ()


# -- days near today, and days that are counted on from ----------------------------------------------------------------

WEDNESDAY = datetime(2026, 1, 14, 10, tzinfo=ZoneInfo("Asia/Riyadh"))


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
        "سفري بعد غد بيومين",
        "سفري أسبوع من بكرة",
        "سفري بعد ٢٠ يناير بيومين",
        "سفري قبل ٢٠ يناير بثلاثة ايام",
        "سفري الأحد ما بعد القادم",
        "سفري 5 مارس من العام القادم",
        "سافرت 5 مارس الماضي",
        "I fly two days after tomorrow",
        "I fly a week from Friday",
        "I fly a week on Monday",
        "my flight is tomorrow week",
        "I travel the day after Sunday",
        "I fly Saturday after next",
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
