"""Letters as they are typeset: the same bytes each time, in order, found by search and copied right."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from activities.official_letters.layout import filled, paragraph, part, whole
from activities.official_letters.trial import template_problem, trial_letter
from activities.official_letters.typesetting import NotTypeset, qr_svg, typeset, without_signs
from activities.packs import load_pack
from models.packs.letters import LetterForm, number_text, year_of
from models.packs.pack import Pack
from models.packs.writing import DateSystem
from settings import PROJECT

AT = datetime(2026, 1, 6, 9, tzinfo=UTC)
WORDS = tuple(
    [
        "المديرية",
        "السريان",
        "تصريح",
        "والإلكترونية",
        "الاعتراض",
        "لإجراء",
        "تقرير",
        "البريد",
        "ضروري",
        "رؤية",
        "الأحكام",
    ]
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The pack of the passports."""
    return load_pack(PROJECT / "policies" / "passports")


@pytest.fixture(scope="module")
def form(pack: Pack) -> LetterForm:
    """Its letters."""
    assert pack.letter_form is not None
    return pack.letter_form


def letter(form: LetterForm, *reply: str, languages: tuple[str, ...] = ("ar",)) -> dict[str, Any]:
    values = {
        "number": "1447/000001",
        "date": "1447/07/17هـ الموافق 2026/01/06م",
        "reference": "TW-Q7SK-AF5F-W5PT-5",
        "service": "تصريح سفر",
        "applicant": "نورة التجريبي",
        "identity": "******0166",
        "filed": "2026/01/04",
        "outcome": "تم",
        "code": "5RKQ-CYXH-VBCQ-JRCR-D",
    }
    parts = [part(form.terms.texts, each, values, reply) for each in languages]
    return whole(form, "1447/000001", AT.date(), qr_svg("5RKQ-CYXH-VBCQ-JRCR-D"), parts)


def read(pdf: bytes, folder: Path) -> str:
    """The text as a reader of PDF copies it, without the marks of direction."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (folder / "letter.pdf").write_bytes(pdf)
    said = subprocess.run(["pdftotext", folder / "letter.pdf", "-"], capture_output=True, check=True, text=True).stdout
    return said.translate(dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))


def test_the_same_letter_is_the_same_bytes(form: LetterForm) -> None:
    data = letter(form, *WORDS, languages=("ar", "en"))
    first = typeset(form.terms.source, data, AT)
    assert typeset(form.terms.source, data, AT) == first
    assert first.startswith(b"%PDF-1.7") and b"<pdfaid:part>2</pdfaid:part>" in first


def test_words_are_found_and_copied_as_they_were_written(form: LetterForm, tmp_path: Path) -> None:
    text = read(typeset(form.terms.source, letter(form, " ".join(WORDS)), AT), tmp_path)
    assert [word for word in WORDS if word not in text] == []
    assert "TW-Q7SK-AF5F-W5PT-5" in text and "5RKQ-CYXH-VBCQ-JRCR-D" in text and "******0166" in text


def test_what_an_officer_writes_keeps_its_order_among_arabic(form: LetterForm, tmp_path: Path) -> None:
    reply = "راجع ERR-5021 قبل 2026-12-01 أو اكتب إلى a.b@example.sa"
    text = read(typeset(form.terms.source, letter(form, reply), AT), tmp_path)
    assert "ERR-5021" in text and "2026-12-01" in text and "a.b@example.sa" in text


def test_a_line_in_another_language_has_its_own_direction() -> None:
    assert paragraph("تم في 2026-12-01", "en")["rtl"] is True
    assert paragraph("Done on 2026-12-01", "ar") == {
        "rtl": False,
        "runs": [{"text": "Done on 2026-12-01", "own": False}],
    }
    assert paragraph("2026", "ar")["rtl"] is True


def test_a_line_whose_values_are_all_missing_is_left_out_and_no_value_is_a_template() -> None:
    lines = filled("حتى {appeal_until}.\nالطلب {reference}", {"reference": "{code}", "code": "x"}, "ar")
    assert lines == [[{"text": "الطلب ", "own": False}, {"text": "{code}", "own": True}]]


def test_signs_that_no_font_has_do_not_hinder_a_letter(form: LetterForm, tmp_path: Path) -> None:
    assert "تم □□" in read(typeset(form.terms.source, letter(form, "تم 中文 আবেদন 😀"), AT), tmp_path)
    assert without_signs("আা", 'the text `"\\u{9be}"` could not be displayed') == "আ□"


@pytest.mark.parametrize("reach", ['#read("/etc/hostname")', '#import "@preview/tablex:0.0.8": *', '#image("a.png")'])
def test_a_template_reads_nothing_from_outside(form: LetterForm, reach: str) -> None:
    with pytest.raises(NotTypeset):
        typeset(f"{reach}\n{form.terms.source}", letter(form, "x"), AT)


def test_a_letter_in_a_hostile_text_says_that_text(form: LetterForm, tmp_path: Path) -> None:
    hostile = '#panic("x") $x$ *bold* <label> "]} @ref \\'
    assert '#panic("x") $x$ *bold*' in read(typeset(form.terms.source, letter(form, hostile), AT), tmp_path)


def test_policy_check_tries_the_template(pack: Pack) -> None:
    assert template_problem(pack) is None
    assert f"/Count {len(pack.languages)}".encode() in trial_letter(pack)
    assert pack.letters is not None
    broken = pack.letters.model_copy(update={"source": "#let x = ("})
    assert "unclosed delimiter" in (template_problem(pack.model_copy(update={"letters": broken})) or "")


def test_numbers_are_counted_in_years_of_the_packs_calendar() -> None:
    assert year_of(AT.date(), DateSystem.HIJRI) == 1447
    assert year_of(AT.date(), DateSystem.GREGORIAN) == 2026
    assert year_of(AT.replace(year=2090).date(), DateSystem.HIJRI) == 2090
    assert number_text("{year}/{number}", 1447, 12) == "1447/000012"
    assert number_text("L-{number}-{year}", 2026, 1_234_567) == "L-1234567-2026"
