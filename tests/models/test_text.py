import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text import ascii_digits, clean, clean_line, mask_id, normalized_text, safe_for_terminal, spreadsheet_cell

ANY_TEXT = st.text(st.characters(exclude_categories=()))
HOSTILE_TEXT = st.text(
    st.sampled_from("aب=+-@|1\t\r\n \x00\x1b\x9b\u061c\u200b\u200c\u200d\u202e\u2066\ufeff\uff1d\ud800")
)
ARABIC_TEXT = st.text(st.sampled_from("اأإآٱٲبةهىيئؤءےكکڪگپچڤ٣۳3ًّـ \u200c\u0654Aa,"))

SPELLING_JOINERS = "\u200c\u200d"


def test_cleaning_removes_every_control_format_and_surrogate_character() -> None:
    unwanted = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in "\t\n\x0b\x0c\r\x85" + SPELLING_JOINERS
    ]
    assert len(unwanted) > 2_000
    assert [char for char in unwanted if clean(f"a{char}b") != "ab"] == []


def test_cleaning_leaves_every_visible_character_alone() -> None:
    for char in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.category(char)[0] in "LNPS" and unicodedata.is_normalized("NFC", char):
            assert clean(char) == char


def test_joiners_stay_where_they_are_spelling_and_go_where_they_only_hide() -> None:
    persian = "می\u200cخواهم"
    assert clean(persian) == persian
    assert clean("1448 ه\u200d") == "1448 ه\u200d"
    assert clean("pass\u200dport \u200c12") == "passport 12"
    assert clean("می\u200c\u200c\u200dخ") == "می\u200cخ"


def test_line_ends_become_line_feeds_and_tabs_stay() -> None:
    assert clean("one\r\ntwo\rthree\u2028four\x85five\tsix\n") == "one\ntwo\nthree\nfour\nfive\tsix"


def test_a_line_has_single_spaces_and_no_breaks() -> None:
    assert clean_line("  خالد\u00a0 بن\n\tعلي  ") == "خالد بن علي"


def test_cleaning_composes_letters() -> None:
    assert clean("ا\u0654") == "أ"
    assert clean("e\u200b\u0301") == "é"


@given(ANY_TEXT | HOSTILE_TEXT | ARABIC_TEXT)
def test_cleaning_again_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    clean(text).encode()


def test_arabic_and_persian_digits_become_ascii_and_no_others_do() -> None:
    assert ascii_digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹") == "0123456789 0123456789"
    for other in ("\uff11", "\u00b9", "\u0967", "\U0001d7cf"):
        assert ascii_digits(other) == other


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("تأشيرة", "تاشيره"),
        ("إلى", "الي"),
        ("آمل", "امل"),
        ("مسؤول", "مسوول"),
        ("هيئة", "هييه"),
        ("طبّي", "طبي"),
        ("ســـارية", "سارية"),
        ("يقوووول", "يقول"),
        ("کریم", "كريم"),
        ("۲۰۲۶ و٢٠٢٦", "2026 و2026"),
        ("\ufef7مر", "لامر"),
        ("Passport", "PASSPORT"),
        ("می\u200cخواهم", "ميخواهم"),
        ("تأ\u202eشيرة  خروج\n", "تاشيره خروج"),
        ("تذڪرة", "تذكرة"),
        ("تذکرۃ", "تذكرة"),
        ("ٲحمد ٳبراهيم ٵمل", "أحمد إبراهيم آمل"),
        ("علے التجریبے", "علي التجريبي"),
        ("ﻣﺴﺆﻭﻝ", "مسؤول"),
        ("ﷲ", "الله"),
        ("१२३ १२३ ߁߂߃ １２３ ১২৩", "123 123 123 123 123"),
        ("مُحَمَّدٌ ـ ٱلتَّجْرِيبِيّ", "محمد التجريبي"),
        ("پاکستان گجرات چوہدری ڈار بٹ لڑکا ژاله ں", "باكستان كجرات جوهدري دار بت لركا زاله ن"),
    ],
)
def test_spellings_people_mix_up_have_the_same_normalized_text(one: str, another: str) -> None:
    assert normalized_text(one) == normalized_text(another)


@pytest.mark.parametrize(
    "spellings",
    [
        "مسؤول مسئول مسوول مسءول",
        "مسؤولية مسئولية مسووليه",
        "شؤون شئون شوون شُؤون",
        "رؤوس رئوس رءوس",
        "جاءوا جاؤوا",
        "إجراءات إجرائات اجراءات",
        "أبناؤه أبنائه أبناءه",
        "مساءلة مسائلة",
        "هيئة هيأة هيئه",
        "شاطئ شاطيء شاطىء شاطي",
        "طوارئ طوارىء طواريء طواري",
        "شيء شئ شىء شيئ",
        "رئيس رييس رئیس",
        "سؤال سوال",
    ],
)
def test_a_hamza_has_many_seats_in_one_word(spellings: str) -> None:
    assert len({normalized_text(spelling) for spelling in spellings.split()}) == 1


def test_every_letter_of_the_arabic_script_folds_to_a_plain_one_or_is_none() -> None:
    plain = set("ابتثجحخدذرزسشصضطظعغفقكلمنهويء")
    for block in (range(0x0620, 0x0700), range(0x0750, 0x0780), range(0xFB50, 0xFD3E), range(0xFE70, 0xFF00)):
        for char in map(chr, block):
            if unicodedata.category(char) in ("Lo", "Lm"):
                assert set(normalized_text(char)) <= plain | {" "}, f"{ord(char):04X}"


def test_letters_of_other_scripts_are_left_alone() -> None:
    assert normalized_text("José Ñandú Ünal") == "josé ñandú ünal"
    assert normalized_text("محمد Ω 漢") == "محمد ω 漢"


def test_normalized_text_keeps_what_distinguishes_words() -> None:
    assert normalized_text("مركبة") != normalized_text("مركب")
    assert normalized_text("1000") == "1000"
    assert normalized_text("الله") == "الله"
    assert normalized_text("ماء") == "ماء"
    for one, another in (("سوء", "سو"), ("ثوب", "توب"), ("ذهب", "دهب"), ("ضل", "ظل"), ("قلب", "كلب"), ("حمل", "جمل")):
        assert normalized_text(one) != normalized_text(another)


@given(ARABIC_TEXT)
def test_normalizing_twice_changes_nothing(text: str) -> None:
    assert normalized_text(normalized_text(text)) == normalized_text(text)


@given(ANY_TEXT | HOSTILE_TEXT)
def test_nothing_that_steers_a_terminal_gets_through(text: str) -> None:
    for shown in (safe_for_terminal(text), safe_for_terminal(text, lines=True).replace("\n", "")):
        assert all(unicodedata.category(char)[0] != "C" for char in shown)
        assert "\u2028" not in shown and "\u2029" not in shown


def test_what_a_terminal_does_not_get_is_shown() -> None:
    assert safe_for_terminal("\x1b]52;c;aGk=\x07") == "⟨U+001B⟩]52;c;aGk=⟨U+0007⟩"
    assert safe_for_terminal("\u202egnp.exe\x9b2J\n") == "⟨U+202E⟩gnp.exe⟨U+009B⟩2J⟨U+000A⟩"
    assert safe_for_terminal("سطر\nسطر", lines=True) == "سطر\nسطر"
    assert safe_for_terminal("محمد التجريبي\u00a0(2)") == "محمد التجريبي\u00a0(2)"


@pytest.mark.parametrize("lead", ["", " ", "\t", "\r", "\n", "\u00a0", "\u200b", "\ufeff", "\u202e", "\x00", "\u3000"])
@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212", "\ufe63"]
)
def test_no_cell_is_a_formula(lead: str, sign: str) -> None:
    assert spreadsheet_cell(f'{lead}{sign}HYPERLINK("http://x")') == f'\'{sign}HYPERLINK("http://x")'


def test_other_cells_are_left_as_they_are() -> None:
    assert [spreadsheet_cell(text) for text in ("", "تجديد = إصدار", "a+b", "2026-01-06")] == [
        "",
        "تجديد = إصدار",
        "a+b",
        "2026-01-06",
    ]


def test_a_masked_number_shows_its_last_four_and_never_more_than_half() -> None:
    assert mask_id("1990000117") == "******0117"
    assert [mask_id(number) for number in ("123456", "12", "1", "")] == ["***456", "*2", "*", ""]
