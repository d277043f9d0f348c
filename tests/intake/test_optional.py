"""What is optional refuses no request: what cannot be used is kept as written and shown to the officer."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.first_stage.mails import BAD_MOBILES
from models.codes import Channel, RemarkCode
from models.intake.addresses import normalise_email, on_the_wire
from models.intake.remarks import CLOCKS_APART, remarks_on
from models.intake.request import Request, read_request
from tests.intake.test_request import JSON_VALUES
from tests.support.requests import wire_request
from workflows.case.opening import _reach


def taken(**changes: Any) -> Request:
    """The request with these changes, which read again is the same: from outside, and from the records."""
    request = read_request(wire_request(**changes))
    assert read_request(request.model_dump(mode="json")) == request
    assert Request.model_validate_json(request.model_dump_json()) == request
    return request


def remarks(request: Request) -> list[tuple[RemarkCode, str]]:
    return [(remark.code, remark.field) for remark in remarks_on(request)]


@pytest.mark.parametrize(
    "written",
    [
        "＋966512340011",
        "٠٥١٢٣٤٠٠١١",
        "０５１２３４００１１",
        "tel:+966512340011",
        "TEL:+966-51-234-0011",
        "sms://0512340011",
        "051‑234–0011",
        "051/234/0011",
        "+966 (0)51 234 0011",
        966512340011,
        512340011.0,
        "\ufeff0512340011",
    ],
)
def test_a_mobile_in_any_usual_spelling_is_used(written: object) -> None:
    request = taken(applicant__mobile=written)
    assert request.applicant.mobile == "+966512340011" and remarks(request) == []


@pytest.mark.parametrize(
    "written",
    [
        *BAD_MOBILES,
        0,
        True,
        ["0512340011"],
        {"home": "0512340011"},
        1e300,
    ],
)
def test_a_mobile_that_cannot_be_used_is_kept_as_written_and_other_ways_are_used(written: Any) -> None:
    request = taken(applicant__mobile=written)
    assert request.applicant.mobile is None and Channel.SMS not in _reach(request)
    assert remarks(request) == [(RemarkCode.UNUSABLE, "applicant.mobile")]
    if isinstance(written, str):
        assert request.applicant.as_written == {"mobile": written[:200]}


@pytest.mark.parametrize(
    ("written", "used"),
    [
        *((each, each) for each in ("a&b@example.com", "a/b@example.com", "user=x@example.com", "a~b@example.com")),
        *((each, each) for each in ("o'neil@example.com", "a.b+c@sub.example.co.uk", "!#$%*?^_`{|}@example.com")),
        ("sara@EXAMPLE.com", "sara@example.com"),
        ("Sara@example.com", "Sara@example.com"),
        ("mailto:sara@example.com", "sara@example.com"),
        ("ｓａｒａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "sara@example.com"),
        ("user@مثال.السعودية", "user@مثال.السعودية"),
        ("user@BÜCHER.example", "user@bücher.example"),
        ("user@bu\u0308cher.example", "user@bücher.example"),
        (" \u200fuser@example.com\ufeff", "user@example.com"),
    ],
)
def test_an_email_address_that_mail_can_be_sent_to_is_used(written: str, used: str) -> None:
    request = taken(applicant__email=written)
    assert request.applicant.email == used and remarks(request) == []
    assert Channel.EMAIL in _reach(request) and on_the_wire(used).isascii()


@pytest.mark.parametrize(
    "written",
    [
        "a..b@example.com",
        "a.@example.com",
        ".a@example.com",
        "a@-example.com",
        "a@example-.com",
        "a@example..com",
        "a@example.com.",
        "a@localhost",
        "a@1.2.3.4",
        "a@[1.2.3.4]",
        "a@exa_mple.com",
        "a@example.c",
        "a@" + "x" * 64 + ".com",
        "a" * 65 + "@example.com",
        "a@b@example.com",
        "sara",
        "@example.com",
        "a@",
        "sara @example.com",
        '"a b"@example.com',
        "Sara <sara@example.com>",
        "a@example.com, b@example.com",
        "سارة@example.com",
        "=?utf-8?q?x?=@example.com",
        "a@-مثال.السعودية",
        "a@" + "مثال" * 40 + ".السعودية",
        "a@example.com\nBcc: b@example.com",
        12,
        ["a@example.com"],
        "a@" + ".".join(["x" * 60] * 5) + ".com",
    ],
)
def test_an_email_address_no_mail_can_be_sent_to_is_seen_at_intake(written: Any) -> None:
    request = taken(applicant__email=written)
    assert request.applicant.email is None and Channel.EMAIL not in _reach(request)
    assert remarks(request) == [(RemarkCode.UNUSABLE, "applicant.email")]


@pytest.mark.parametrize("empty", ["", " ", "\u200b", None])
def test_what_is_empty_is_left_out(empty: str | None) -> None:
    fields = {f"applicant__{name}": empty for name in ("mobile", "email", "passport_number", "establishment_number")}
    request = taken(**fields)
    assert remarks(request) == [] and request.applicant.as_written == {}


def test_other_optional_numbers_that_cannot_be_used_are_kept_too() -> None:
    concerned = {"relation": "child", "passport_number": "X" * 40}
    request = taken(applicant__establishment_number="1990000117", on_behalf_of=concerned)
    assert remarks(request) == [
        (RemarkCode.UNUSABLE, "applicant.establishment_number"),
        (RemarkCode.UNUSABLE, "on_behalf_of.passport_number"),
    ]
    assert request.on_behalf_of and request.on_behalf_of.as_written == {"passport_number": "X" * 40}


@pytest.mark.parametrize(
    ("given", "left_out"),
    [
        ({"outcome": "stuck_pending"}, ["at", "platform"]),
        ({"outcome": "platform_error", "platform": "absher_individuals"}, ["at"]),
        ({"outcome": "platform_error", "at": "2026-01-05T18:40:00Z", "platform": " "}, ["platform"]),
        ({"outcome": "not_available_online", "at": None, "platform": None}, ["at", "platform"]),
        ({"outcome": "none"}, []),
    ],
)
def test_a_try_that_says_not_when_or_where_it_was_is_taken_and_the_officer_sees_that(
    given: dict[str, Any], left_out: list[str]
) -> None:
    request = taken(prior_attempt=given)
    assert request.prior_attempt and list(request.prior_attempt.left_out) == left_out
    assert remarks(request) == [(RemarkCode.LEFT_OUT, f"prior_attempt.{name}") for name in left_out]


@given(st.sampled_from(["mobile", "email", "passport_number", "establishment_number"]), JSON_VALUES)
def test_whatever_stands_in_an_optional_field_the_request_is_taken(field: str, value: object) -> None:
    request = taken(**{f"applicant__{field}": value})
    kept = getattr(request.applicant, field)
    assert kept is None or field not in request.applicant.as_written


@given(st.emails())
def test_addresses_of_the_standard_are_used(address: str) -> None:
    assert on_the_wire(normalise_email(address)).casefold() == address.casefold()


def test_a_request_filed_later_than_it_was_received_has_a_remark() -> None:
    request = read_request(wire_request(submitted_at="2031-01-01T00:00:00Z"))
    filed = request.submitted_at
    assert remarks_on(request, filed - CLOCKS_APART) == remarks_on(request, filed + timedelta(days=900)) == ()
    (remark,) = remarks_on(request, filed - timedelta(hours=3))
    assert (remark.code, remark.field) == (RemarkCode.FILED_LATER, "submitted_at")
