"""Rendering of notices: plurals, dates, order of scripts, lengths and prohibitions."""

import unicodedata
from datetime import date
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from activities.notices.dates import written_date
from activities.notices.rendering import FSI, PDI, NoText, render, render_in
from activities.notices.staff_words import amount_in_words, counted_text
from activities.packs import load_pack
from models.codes import Channel
from models.language import Text
from models.notices.plan import silent_outcomes
from models.notices.sms import fit_sms, sms_parts, sms_problems
from models.packs.messages import Count, Message, Sms
from models.packs.pack import FieldSpec, Pack
from settings import PROJECT
from tests.support.policies.small_pack import DAYS, REFERENCE, VALUES, order, small_pack

PACK = small_pack()
BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def without_marks(text: str) -> str:
    return text.replace(FSI, "").replace(PDI, "")


def only(subject: str = "س", body: str = "ن", sms: str = "ن") -> Message:
    return Message(sms=Sms(ar=sms, en=sms, parts=1), subject=Text(ar=subject, en=subject), body=Text(ar=body, en=body))


@pytest.mark.parametrize(
    ("number", "arabic", "english"),
    [
        (0, "أقل من يوم عمل", "0 working days"),
        (1, "يوم عمل واحد", "1 working day"),
        (2, "يومي عمل", "2 working days"),
        (3, "3 أيام عمل", "3 working days"),
        (11, "11 يوم عمل", "11 working days"),
        (100, "100 يوم عمل", "100 working days"),
        (103, "103 أيام عمل", "103 working days"),
        (111, "111 يوم عمل", "111 working days"),
    ],
)
def test_a_count_takes_the_form_its_number_asks_for(number: int, arabic: str, english: str) -> None:
    assert counted_text(str(number), DAYS, "ar") == arabic
    assert counted_text(str(number), DAYS, "en") == english


def test_a_form_that_is_not_written_falls_back_to_the_other() -> None:
    few = Count(DAYS | {"ar": {"other": "{n} يوم"}})
    assert counted_text("3", few, "ar") == "3 يوم"


def test_a_date_stands_in_both_calendars() -> None:
    day = date(2026, 11, 22)
    assert written_date(day, "ar") == "1448/06/12هـ الموافق 2026/11/22م"
    assert written_date(day, "en") == "22 November 2026 (12 Jumada al-Akhirah 1448 AH)"


@pytest.mark.parametrize("day", [date(2077, 11, 17), date(1900, 1, 1), date(9999, 12, 31)])
def test_beyond_the_hijri_tables_the_gregorian_date_stands_alone(day: date) -> None:
    assert written_date(day, "ar") == f"{day:%Y/%m/%d}م"


def test_a_due_instant_is_shown_as_the_local_date() -> None:
    late = {"due_date": "2026-11-22T21:30:00+00:00"}
    said = only(body="{due_date}", sms="{due_date}")
    pack = small_pack(late=said)
    assert "2026/11/23" in render(pack, order(template="late", values=late), "ar").body
    assert render(pack, order(Channel.SMS, "late", values=late), "ar").body == "2026/11/23"


def test_midnight_is_shown_as_the_day_it_ends() -> None:
    midnight = {"due_date": "2026-11-29T21:00:00+00:00"}  # 30 November, 00:00 in Riyadh: the end of the 29th
    pack = small_pack(late=only(body="{due_date}", sms="{due_date}"))
    assert "1448/06/19هـ الموافق 2026/11/29م" in render(pack, order(template="late", values=midnight), "ar").body
    assert "29 November 2026 (19 Jumada" in render(pack, order(template="late", values=midnight), "en").body
    assert render(pack, order(Channel.SMS, "late", values=midnight), "ar").body == "2026/11/29"


def test_a_return_is_said_in_whole_in_both_languages() -> None:
    arabic, english = render(PACK, order(), "ar"), render(PACK, order(), "en")
    assert arabic.subject == f"طلبكم رقم {REFERENCE}: إصدار تأشيرة خروج وعودة"
    assert "نأمل إرفاق صورة الجواز، إيصال السداد خلال 3 أيام عمل." in without_marks(arabic.body)
    assert "1448/06/15هـ الموافق 2026/11/25م" in without_marks(arabic.body)
    assert "please attach copy of the passport, payment receipt within 3 working days." in english.body
    assert english.body.endswith("Until: 25 November 2026 (15 Jumada al-Akhirah 1448 AH)")


@pytest.mark.parametrize("name", ["expenses", "passports"])
def test_every_english_notice_begins_with_a_capital(name: str) -> None:
    pack = load_pack(PROJECT / "policies" / name)
    values = {"outcome": "done", "reply": "Done.", "due_date": "2026-11-22T21:30:00+00:00", "days": "3"}
    for template in pack.messages:
        said = render(pack, order(Channel.EMAIL, template, values=values), "en")
        assert [text[:1] for text in (said.subject, said.body) if text[:1].islower()] == [], template


@pytest.mark.parametrize("name", ["expenses", "passports"])
def test_no_text_repeats_the_limit_of_an_answer_that_is_data(name: str) -> None:
    pack = load_pack(PROJECT / "policies" / name)
    bodies = [message.body for message in pack.messages.values() if message.body]
    for text in (*pack.replies.values(), *bodies):
        assert "(3) أيام عمل" not in text.of("ar") and "3 working days" not in text.of("en")


def test_arabic_latin_and_digits_keep_their_order_in_mail_and_portal() -> None:
    for channel in (Channel.EMAIL, Channel.PORTAL):
        body = render(PACK, order(channel), "ar").body
        assert f"رقم {FSI}{REFERENCE}{PDI} ({FSI}إصدار" in body
        assert f"{FSI}1448/06/15هـ الموافق 2026/11/25م{PDI}" in body
        for line in body.split("\n"):
            assert line.count(FSI) == line.count(PDI)


def test_arabic_in_an_english_text_is_set_apart_and_latin_is_not() -> None:
    body = render(PACK, order(), "en").body
    assert f"{FSI}نأمل إرفاق صورة الجواز رقم X99 على الموقع{PDI}" in body
    assert f"Request {REFERENCE} (Exit" in body


def test_subject_and_sms_hold_no_invisible_marks() -> None:
    for language in ("ar", "en"):
        shown = (render(PACK, order(), language).subject, render(PACK, order(Channel.SMS), language).body)
        assert not any(unicodedata.bidirectional(char) in BIDI for text in shown for char in text)


def test_an_sms_names_the_days_and_the_way_and_fits_its_parts() -> None:
    body = render(PACK, order(Channel.SMS), "ar").body
    assert body.endswith("خلال 3 أيام عمل قبل 2026/11/25: أبشر > خدماتي > تواصل")
    assert sms_parts(body) <= 3


def test_a_value_is_never_read_as_a_template() -> None:
    for text in ("{reference} {due_date}", "{0.__class__}", "%(x)s ${x} {{7*7}}", "{", "}"):
        body = render(small_pack(said=only(body="{reply}")), order(template="said", values={"reply": text}), "en").body
        assert without_marks(body) == text


def test_marks_that_turn_text_round_do_not_get_through_from_outside() -> None:
    hostile = {"reply": "a\u202eb\u2066c\u2069\u2069d"}
    body = render(small_pack(said=only(body="{reply}")), order(template="said", values=hostile), "ar").body
    assert body == f"{FSI}abcd{PDI}"


def test_a_reply_of_several_lines_is_set_apart_line_by_line() -> None:
    said = only(body="الرد:\n{reply}\nشكرا")
    body = render(small_pack(said=said), order(template="said", values={"reply": "أولا\n\nsecond"}), "ar").body
    assert body == f"الرد:\n{FSI}أولا{PDI}\n\n{FSI}second{PDI}\nشكرا"


def test_what_a_notice_has_not_leaves_no_gap() -> None:
    said = only(subject="طلب {rung} رقم", body="أولا {team} {path}\n\n{reply}\n\nالمطلوب: {documents}\nثالثا")
    rendered = render(small_pack(said=said), order(template="said", values={}), "ar")
    assert rendered.subject == "طلب رقم"
    assert without_marks(rendered.body) == "أولا أبشر > خدماتي > تواصل\n\nثالثا"


def test_a_field_that_was_asked_for_is_called_by_its_title() -> None:
    field = FieldSpec(title=Text(ar="تاريخ البلاغ", en="date of the report"), type="date", required=True)
    pack = small_pack(said=only(body="{documents}"))
    services = {code: service.model_copy(update={"fields": {"at": field}}) for code, service in pack.services.items()}
    asked = order(template="said", values={"documents": "passport_copy,at"})
    body = render(pack.model_copy(update={"services": services}), asked, "en").body
    assert body == "copy of the passport, date of the report"


def test_a_code_the_pack_no_longer_knows_can_be_read() -> None:
    values = {"documents": "passport_copy,gone", "team": "gone_team", "outcome": "refused"}
    said = only(body="{documents} / {team} / {outcome}")
    body = render(small_pack(said=said), order(template="said", values=values), "en").body
    assert body == "copy of the passport, gone / gone team / the request could not be granted"


@pytest.mark.parametrize("channel", Channel)
def test_a_message_that_is_not_written_for_a_channel_is_no_text(channel: Channel) -> None:
    with pytest.raises(NoText):
        render(small_pack(empty=Message()), order(channel, "empty"), "ar")
    with pytest.raises(NoText):
        render(PACK, order(channel, "never_heard_of"), "ar")


# Lengths


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("ا" * 70, 1),
        ("ا" * 71, 2),
        ("ا" * 134, 2),
        ("ا" * 135, 3),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" * 77, 3),  # an escaped character never straddles two parts
        ("a" * 159 + "ا", 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("ا" * 66 + "😀" * 34, 3),  # nor does a surrogate pair
        ("طلبكم رقم TW-1448-0000123 تحت المعالجة", 1),
    ],
)
def test_the_parts_of_a_text_message_are_counted_as_networks_do(text: str, parts: int) -> None:
    assert sms_parts(text) == parts


@given(st.text(alphabet=st.sampled_from("ابت abc€😀"), max_size=400), st.integers(1, 3))
@example("ا" * 200, 1)
def test_what_is_too_long_is_cut_at_a_word_and_fits(text: str, parts: int) -> None:
    fitted = fit_sms(text, parts)
    assert sms_parts(fitted) <= parts
    assert fitted == text or fitted.endswith("...")
    assert text.startswith(fitted.removesuffix("...").rstrip())


FAMILY, FLAG, WAVE = "👨\u200d👩\u200d👧", "🇸🇦", "👋🏽"


@pytest.mark.parametrize("sign", [FAMILY, FLAG, WAVE, "كَّ", "क्षि", "e\u0301", "❤️", "\r\n"])
def test_a_text_message_is_never_cut_inside_a_sign(sign: str) -> None:
    for before in range(12):
        kept = fit_sms("ا" * before + sign * 150, 1).removesuffix(" ...").removeprefix("ا" * before)
        assert kept and kept == sign * kept.count(sign)


@given(
    st.lists(st.sampled_from(["ا", "َ", " ", "a", "\u0301", FAMILY, FLAG, WAVE, "\u200d"]), max_size=150).map("".join)
)
def test_what_is_left_of_a_text_message_ends_where_a_sign_ends(text: str) -> None:
    fitted = fit_sms(text, 1)
    if fitted == text:
        return
    kept = fitted.removesuffix(" ...")
    rest = text.removeprefix(kept)
    assert not kept or rest[0] not in "َ\u0301\u200d\ufe0f🏽"
    assert not kept.endswith("\u200d") or rest[0] in "ا a"
    assert sum("🇦" <= char <= "🇿" for char in kept) % 2 == 0


# Prohibitions


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("زوروا https://example.com", "link"),
        ("www.example", "link"),
        ("absher.sa", "link"),
        ("bit.ly/x", "link"),
        ("الهوية 1990000117", "id_number"),
        ("الهوية ١٩٩٠٠٠٠١١٧", "id_number"),
        ("199 000 0117", "id_number"),
        ("رمز التحقق: 123456", "code"),
        ("الرمز 4821", "code"),
        ("Your verification code is below", "code"),
        ("OTP 1234", "code"),
        ("يوجد منع من السفر", "restriction"),
        ("there is a travel ban", "restriction"),
    ],
)
def test_what_must_never_stand_in_a_text_message_is_noticed(text: str, problem: str) -> None:
    assert problem in sms_problems(text)


@pytest.mark.parametrize(
    "text",
    [
        "طلبكم رقم TW-1234-5678-9012-3 تحت المعالجة، الموعد 2026/11/25",
        "طلبكم TW-7K3M-9QXD-2VHA-P: أبشر > خدماتي > الجوازات > تواصل",
        "Request TW-7K3M-9QXD-2VHA-P is under processing. Answer within 3 working days, by 2026/11/25.",
    ],
)
def test_what_may_stand_in_a_text_message_passes(text: str) -> None:
    assert sms_problems(text) == ()


# What the packs say


@cache
def pack_of(name: str) -> Pack:
    return load_pack(PROJECT / "policies" / name)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", ["passports", "expenses"])
def test_every_message_of_every_pack_can_be_sent_as_it_stands(name: str, language: str) -> None:
    pack = pack_of(name)
    values = VALUES | {"outcome": "done", "team": next(iter(pack.teams)), "rung": "half", "days": "100"}
    values["documents"] = ",".join(pack.documents)
    routed = {
        (template, channel) for route in pack.routes for template in route.templates for channel in route.channels
    }
    assert routed
    for template, channel in sorted(routed):
        wanted = order(channel, template, values=values)
        wanted = wanted.model_copy(update={"service": next(iter(pack.services))})
        rendered = render(pack, wanted, language)
        assert "{" not in rendered.subject + rendered.body and rendered.body, template
        sms = pack.messages[template].sms
        if channel is Channel.SMS and sms:
            assert sms_problems(rendered.body) == () and not rendered.body.endswith("..."), template
            assert sms_parts(rendered.body) <= sms.parts, template
        else:
            assert rendered.subject and "\n" not in rendered.subject, template


@pytest.mark.parametrize("name", ["passports", "expenses"])
def test_the_beneficiary_is_notified_of_every_outcome(name: str) -> None:
    assert silent_outcomes(pack_of(name).routes) == ()


@pytest.mark.parametrize(
    ("seconds", "arabic", "english"),
    [
        (20, "أقل من دقيقة", "less than a minute"),
        (120, "دقيقتان", "2 minutes"),
        (9_000, "ساعتان و30 دقيقة", "2 hours and 30 minutes"),
        (25_200 * 3 + 60, "3 أيام عمل", "3 working days"),
        (25_200 + 3_600, "يوم عمل وساعة", "1 working day and 1 hour"),
    ],
)
def test_working_time_is_told_in_its_largest_unit_and_the_next(seconds: int, arabic: str, english: str) -> None:
    assert amount_in_words(seconds, 25_200, "ar") == arabic
    assert amount_in_words(seconds, 25_200, "en") == english


def test_people_who_read_different_languages_are_told_in_each() -> None:
    both = render_in(PACK, order(), ("ar", "en"))
    assert both.subject == " / ".join(render(PACK, order(), each).subject for each in ("ar", "en"))
    assert both.body == "\n\n".join(render(PACK, order(), each).body for each in ("ar", "en"))


def test_a_command_is_copied_without_marks_that_nobody_sees() -> None:
    said = only(body="الطلب {reference}:\ntawasul show {reference}")
    body = render(small_pack(said=said), order(template="said"), "ar").body
    assert body == f"الطلب {FSI}{REFERENCE}{PDI}:\ntawasul show {REFERENCE}"
