"""Requests: samples and any other input are read, or refused with every problem named."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.intake.attempt_outcome import AttemptOutcome
from models.intake.identity import IdType
from models.intake.remarks import remarks_on
from models.intake.request import MAX_BYTES, InvalidRequest, Problem, Request, read_request
from tests.support.requests import sample_requests, wire_request

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=8), parts, max_size=3),
    max_leaves=6,
)
INSTANTS = st.datetimes(
    datetime(1901, 1, 1),  # noqa: DTZ001
    datetime(2199, 1, 1),  # noqa: DTZ001
    timezones=st.builds(timezone, st.timedeltas(timedelta(hours=-14), timedelta(hours=14))),
)
FIELDS = sorted(Request.model_fields)


@pytest.mark.parametrize("sample", sample_requests(), ids=lambda sample: sample["id"])
def test_every_sample_is_read_without_a_problem(sample: dict[str, Any]) -> None:
    request = read_request(sample)
    assert (request.id, request.source, request.service) == (sample["id"], sample["channel"], sample["service"])
    assert request.applicant.mobile == sample["applicant"]["mobile"]
    assert request.text_ar == sample["text_ar"]
    assert len(request.attachments) == len(sample["attachments"])
    assert remarks_on(request, request.submitted_at) == ()


def test_what_samples_carry_besides_the_input_is_dropped() -> None:
    sample = next(sample for sample in sample_requests() if "duplicate_of" in sample.get("context", {}))
    request = read_request(sample)
    assert set(request.context) == {"note"}  # what somebody wrote stays
    assert "expected" in sample and "expected" not in request.model_dump()
    assert "duplicate_of" in sample["context"]  # the caller's data is left alone


def test_facts_of_one_service_stay_in_the_context() -> None:
    context = {"absence_report_at": "2026-01-26", "days_since_report": 8, "paid": True, "amount": 12.5, "seen": None}
    request = read_request(wire_request(context=context))
    assert request.context == {"absence_report_at": "2026-01-26", "days_since_report": 8, "paid": True, "amount": 12.5}


def test_another_domain_is_only_other_codes() -> None:
    declaration = {
        "id": "declaration-86791",
        "channel": "erp",
        "submitted_at": "2018-03-01T10:00:00+01:00",
        "lang": "en",
        "applicant": {
            "type": "employee",
            "id_type": "employee_number",
            "id_number": "E-12",
            "email": "e.12@Example.com",
        },
        "section": "travel",
        "service": "domestic_declaration",
        "context": {"amount": 26.85},
    }
    request = read_request(declaration)
    assert request.applicant.id_type is IdType.EMPLOYEE_NUMBER
    assert request.applicant.email == "e.12@example.com"
    assert (request.language, request.context) == ("en", {"amount": 26.85})


def test_instants_are_kept_in_utc() -> None:
    assert read_request(wire_request()).submitted_at == datetime(2026, 1, 6, 6, 12, tzinfo=UTC)
    assert read_request(wire_request(submitted_at="٢٠٢٦-٠١-٠٦T09:12:00+03:00")) == read_request(wire_request())


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-01-06T06:12:00z", "2026-01-06T06:12:00Z"),
        ("2026-01-06t06:12:00z", "2026-01-06T06:12:00Z"),
        ("2026-01-06 06:12Z", "2026-01-06T06:12:00Z"),
        ("2026-01-05T24:00:00Z", "2026-01-06T00:00:00Z"),
        ("2026-01-05T24:00Z", "2026-01-06T00:00:00Z"),
        ("2025-12-31t24:00:00.000+03:00", "2026-01-01T00:00:00+03:00"),
        ("20260105T240000z", "2026-01-06T00:00:00Z"),
        ("٢٠٢٦-٠١-٠٥T٢٤:٠٠:٠٠z", "2026-01-06T00:00:00Z"),
        ("2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z"),
        ("20261231T235960Z", "2027-01-01T00:00:00Z"),
        ("2026-01-06T06:12:00.120Z", "2026-01-06T06:12:00.120000Z"),
        ("2026-01-06T06:12:00,1234567+0000", "2026-01-06T06:12:00.123456Z"),
        ("2026-01-06T02:12:00\u221204:00", "2026-01-06T06:12:00Z"),
        ("\ufeff2026-01-06T09:12:00+03 ", "2026-01-06T06:12:00Z"),
    ],
)
def test_an_instant_may_be_written_in_any_way_of_the_standards(written: str, instant: str) -> None:
    assert read_request(wire_request(submitted_at=written)) == read_request(wire_request(submitted_at=instant))


@pytest.mark.parametrize(
    "written",
    [
        *("2026-01-05T24:00:01Z", "2026-01-05T24:30Z", "2026-01-05T24:00:00.001Z", "2026-01-05T25:00Z"),
        *("2026-01-05T24:00:00", "2026-01-05T06:12:60Z", "2026-01-05T06:12:00zz", "2026-01-05", "24:00Z", "z"),
    ],
)
def test_what_is_no_instant_is_refused(written: str) -> None:
    with pytest.raises(InvalidRequest, match="submitted_at must be an instant"):
        read_request(wire_request(submitted_at=written))


def test_the_language_is_the_applicants_own_before_the_requests() -> None:
    assert read_request(wire_request(applicant__preferred_language="en")).language == "en"
    assert read_request(wire_request(applicant__preferred_language=None, lang="en")).language == "en"


def test_text_is_cleaned_and_empty_text_counts_as_left_out() -> None:
    request = read_request(wire_request(text_ar="سطر\u202e أول\r\nسطر\x00 ثان ", subject_ar=" \u200b ", text_en=""))
    assert request.text_ar == "سطر أول\nسطر ثان"
    assert request.subject_ar is None and request.text_en is None


def test_null_counts_as_left_out() -> None:
    assert read_request(wire_request(prior_attempt__evidence=None, context=None, attachments=None)) == read_request(
        wire_request(prior_attempt__evidence="none", context={}, attachments=[])
    )


def test_no_attempt_may_be_said_in_words() -> None:
    request = read_request(wire_request(prior_attempt={"outcome": "none"}))
    assert request.prior_attempt and request.prior_attempt.outcome is AttemptOutcome.NONE


def test_an_unusual_passport_or_border_number_is_accepted_with_a_remark() -> None:
    person = {"relation": "visitor", "id_type": "border_number", "id_number": "81234", "passport_number": "X/1"}
    assert [remark.field for remark in remarks_on(read_request(wire_request(on_behalf_of=person)))] == [
        "on_behalf_of.id_number",
        "on_behalf_of.passport_number",
    ]


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"id": None}, "id", "is required"),
        ({"id": "SR 01"}, "id", "without spaces"),
        ({"id": "9" * 65}, "id", "1 to 64"),
        ({"channel": "Absher"}, "channel", "must be a code"),
        ({"service": "x" * 65}, "service", "must be a code"),
        ({"submitted_at": "2026-01-06T09:12:00"}, "submitted_at", "with its offset"),
        ({"submitted_at": 1767679920}, "submitted_at", "with its offset"),
        ({"submitted_at": "0001-01-01T00:00:00+03:00"}, "submitted_at", "with its offset"),
        ({"submitted_at": "3026-01-06T09:12:00+03:00"}, "submitted_at", "between the years"),
        ({"srevice": "x"}, "srevice", "check the spelling"),
        ({"applicant": None}, "applicant", "is required"),
        ({"applicant": "x"}, "applicant", "must be an object"),
        ({"applicant__nickname": "x"}, "applicant.nickname", "check the spelling"),
        ({"applicant__id_type": "nif"}, "applicant.id_type", "must be one of national_id"),
        ({"applicant__id_number": "2990000116"}, "applicant.id_number", "check digit is wrong: type the number again"),
        ({"applicant__id_number": 2990000115}, "applicant.id_number", "must be text in quotes"),
        ({"context": {f"fact_{n}": "x" * 500 for n in range(140)}}, "request", f"{MAX_BYTES} bytes: shorten context"),
        ({"text_ar": "ا" * 40_000}, "request", f"{MAX_BYTES} bytes: shorten text_ar"),
        ({"section": None}, "section", "is required"),
    ],
)
def test_a_bad_field_is_refused_by_its_name_with_what_to_do(change: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_request(wire_request(**change), number=7)
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert reason in refusal.value.problems[0].reason
    assert refusal.value.number == 7 and str(refusal.value).startswith(f"item 7: {field} ")


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_request(wire_request(id="a b", section="A", lang="fr", applicant__type="1"))
    assert {problem.field for problem in refusal.value.problems} == {"id", "section", "applicant.type"}


@pytest.mark.parametrize("data", [None, 3, "x", [], [wire_request()]])
def test_what_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(InvalidRequest, match="must be a JSON object"):
        read_request(data)


def test_the_longest_text_allowed_is_read() -> None:
    assert read_request(wire_request(text_ar="ا" * 2000 + " \u200b")).text_ar == "ا" * 2000


def test_a_refusal_repeats_no_value_and_carries_no_control_character() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_request(wire_request(applicant__id_number="2990000116", **{"\x1b[2J\u202e": "سر"}))
    assert "2990000116" not in str(refusal.value) and "سر" not in str(refusal.value)
    assert str(refusal.value).isprintable()
    assert refusal.value.__context__ is None


@given(st.sampled_from(FIELDS), JSON_VALUES)
def test_any_value_in_any_field_is_read_or_refused(field: str, value: object) -> None:
    _read_or_problems(wire_request(**{field: value}))


@given(JSON_VALUES)
def test_any_json_is_read_or_refused(data: object) -> None:
    _read_or_problems(data)


@given(st.text(max_size=60), st.text(max_size=9) | st.booleans() | st.floats(-1e9, 1e9), INSTANTS)
def test_a_request_read_back_is_the_same_request(text: str, fact: object, at: datetime) -> None:
    changes = {"text_ar": text, "subject": text, "context": {"fact": fact}, "submitted_at": at.isoformat()}
    request = read_request(wire_request(**changes))
    again = Request.model_validate_json(request.model_dump_json())
    assert again == request
    assert (again.fingerprint, again.reference) == (request.fingerprint, request.reference)


def test_reading_back_does_not_ask_the_telephone_library() -> None:
    stored = read_request(wire_request()).model_dump_json()
    code = (
        "import sys; from models.intake.request import Request; "
        f"Request.model_validate_json({stored!r}); sys.exit('phonenumbers' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_older_worker_reads_what_a_newer_one_wrote() -> None:
    stored = read_request(wire_request()).model_dump(mode="json")
    assert Request.model_validate({**stored, "later_field": 1}) == read_request(wire_request())


def test_a_broken_stored_request_does_not_show_its_values() -> None:
    stored = read_request(wire_request()).model_dump(mode="json")
    stored["applicant"]["id_number"] = "2990000116"
    with pytest.raises(ValidationError) as broken:
        Request.model_validate(stored)
    assert "2990000116" not in str(broken.value)


def test_a_request_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        read_request(wire_request()).service = "another"  # type: ignore[misc]


def _read_or_problems(data: object) -> Request | list[Problem]:
    try:
        return read_request(data)
    except InvalidRequest as refusal:
        assert refusal.problems and all(problem.field and problem.reason for problem in refusal.problems)
        return refusal.problems
