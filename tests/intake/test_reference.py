"""References and fingerprints: derived, read as people type them, and distinct."""

import hashlib
import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.reference import ALPHABET, derive_reference, parse_reference
from models.intake.request import read_request
from tests.support.requests import wire_request

FORM = re.compile(f"TW(-[{ALPHABET}]{{4}}){{3}}-[{ALPHABET}]")


def test_the_same_submission_always_has_the_same_reference() -> None:
    assert derive_reference("absher_individuals", "SR-01") == "TW-H7T0-QYWF-QYGD-P"


@given(st.text(), st.text())
def test_a_reference_has_its_form_and_reads_back(source: str, source_id: str) -> None:
    reference = derive_reference(source, source_id)
    assert FORM.fullmatch(reference)
    assert parse_reference(reference) == reference


@given(
    st.text("ab:1", max_size=6), st.text("ab:1", max_size=6), st.text("ab:1", max_size=6), st.text("ab:1", max_size=6)
)
def test_two_sources_never_share_a_reference(source: str, source_id: str, other: str, other_id: str) -> None:
    same = (source, source_id) == (other, other_id)
    assert (derive_reference(source, source_id) == derive_reference(other, other_id)) == same


def test_a_hundred_thousand_references_differ() -> None:
    assert len({derive_reference("muqeem", str(number)) for number in range(100_000)}) == 100_000


def test_anyone_can_derive_the_twelve_symbols_from_the_description() -> None:
    bits = f"{int(hashlib.sha256(b'tawasul-reference-1:6:muqeem:A/17').hexdigest(), 16):0256b}"
    symbols = "".join(ALPHABET[int(bits[place : place + 5], 2)] for place in range(0, 60, 5))
    assert derive_reference("muqeem", "A/17").replace("-", "")[2:-1] == symbols


@pytest.mark.parametrize("source_id", [f"SR-{number:02}" for number in range(40)])
def test_every_wrong_symbol_is_noticed(source_id: str) -> None:
    symbols = _symbols(derive_reference("absher_individuals", source_id))
    for place in range(13):
        for wrong in ALPHABET.replace(symbols[place], ""):
            assert not _accepted(symbols[:place] + wrong + symbols[place + 1 :])


@pytest.mark.parametrize("source_id", [f"SR-{number:02}" for number in range(40)])
def test_every_two_symbols_that_changed_places_are_noticed(source_id: str) -> None:
    symbols = _symbols(derive_reference("absher_individuals", source_id))
    for one, other in combinations(range(13), 2):
        if symbols[one] != symbols[other]:
            swapped = list(symbols)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert not _accepted("".join(swapped))


@pytest.mark.parametrize(
    "typed",
    [
        "tw-h7t0-qywf-qygd-p",
        "TWH7T0QYWFQYGDP",
        " TW H7TO QYWF QYGD P ",
        "tw-h7to-qywf-qygd-p",
        "TW\u2011H7T0\u2011QYWF\u2011QYGD\u2011P",
        "\u2066TW-H٧T٠-QYWF-QYGD-P\u2069",
    ],
)
def test_a_reference_is_read_as_people_type_it(typed: str) -> None:
    assert parse_reference(typed) == "TW-H7T0-QYWF-QYGD-P"


def test_one_is_read_for_i_and_l() -> None:
    reference = next(
        reference for number in range(100) if "1" in (reference := derive_reference("muqeem", str(number)))
    )
    assert parse_reference(reference.replace("1", "l")) == parse_reference(reference.replace("1", "I")) == reference


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("TW-H7T0-QYWF-QYGD-Q", "mistyped"),
        ("TW-H7T0-QYWF-QYG-P", "is not a reference"),
        ("H7T0-QYWF-QYGD-P", "is not a reference"),
        ("TW-1448-0000123", "is not a reference"),
        ("", "is not a reference"),
        ("TW-H7T0-QYWU-QYGD-P", "has a symbol"),
        ("TW-H7T0-QYW\uff10-QYGD-P", "has a symbol"),
    ],
)
def test_what_is_no_reference_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_reference(typed)


@given(st.text())
def test_any_text_is_either_read_or_refused(typed: str) -> None:
    _accepted(typed)


def test_order_digits_spacing_and_offset_do_not_change_the_fingerprint() -> None:
    plain = read_request(wire_request())
    respelt = wire_request(
        applicant__id_number="٢٩٩٠٠٠٠١١٥",
        applicant__mobile="051 234 0011",
        submitted_at="2026-01-06T06:12:00Z",
        subject_ar=" مخالفة مسددة  تمنع إصدار تأشيرة\u200f خروج وعودة",
        context={},
        campaign=None,
    )
    reordered = dict(reversed(respelt.items()))
    assert read_request(reordered) == plain
    assert read_request(reordered).fingerprint == plain.fingerprint
    assert re.fullmatch("[0-9a-f]{64}", plain.fingerprint)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "SR-01b"},
        {"service": "final_exit_issue"},
        {"text_ar": "نص آخر"},
        {"submitted_at": "2026-01-06T09:12:01+03:00"},
        {"applicant__id_number": "2990000123"},
        {"context": {"passport_days_left": 71}},
        {"attachments": []},
        {"prior_attempt__outcome": "stuck_pending"},
    ],
)
def test_another_content_has_another_fingerprint(change: dict[str, object]) -> None:
    assert read_request(wire_request(**change)).fingerprint != read_request(wire_request()).fingerprint


def test_a_whole_amount_has_one_fingerprint_however_json_writes_it() -> None:
    whole, point = (read_request(wire_request(context={"amount": amount})).fingerprint for amount in (100, 100.0))
    assert whole == point


def _symbols(reference: str) -> str:
    return reference.replace("-", "")[2:]


def _accepted(typed: str) -> bool:
    try:
        return bool(parse_reference(typed if typed.startswith("TW") else "TW" + typed))
    except ValueError:
        return False
