"""A new request repeats an open one of the same applicant and service only where fields and numbers say so."""

from typing import Any

import pytest

from models.intake.beyond import beyond, open_cases
from models.intake.repeats import compared
from tests.support.database import request

TEXT = "ما زالت الخدمة ترفض إصدار التأشيرة."
PLAIN: dict[str, Any] = {
    "text_ar": TEXT,
    "text_en": None,
    "subject": None,
    "subject_ar": "تأشيرة",
    "prior_attempt__error_code": "E-17",
}
WORKER = {"relation": "worker", "id_type": "iqama", "id_number": "2990000206"}


def repeats(one: dict[str, Any], other: dict[str, Any]) -> bool | None:
    return compared(request(**PLAIN | other), {"an earlier one": request(**PLAIN | one)})["an earlier one"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({}, {"text_ar": "  مازالت الخدمة ترفض ... إصدار التأشيرة !"}),
        ({}, {"text_ar": "ما زالت الخِدمة ترفـــض اصدار التأشيره"}),
        ({}, {"text_ar": None, "subject_ar": None}),
        ({}, {"attachments": None}),
        ({}, {"prior_attempt__error_code": None}),
        ({}, {"prior_attempt__at": "2026-01-06T05:00:00Z"}),
        ({"text_ar": None, "prior_attempt": None}, {"text_ar": None, "prior_attempt": None}),
        ({"context": {"days": 30, "end": "x"}}, {"context": {"days": "30"}}),
    ],
)
def test_what_says_nothing_beyond_an_open_request_for_nobody_else_repeats_it(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert repeats(one, other) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ({}, {"text_ar": text})
            for text in (
                "أرجو إصدار تأشيرة لزوجتي",
                "هذه للسائق وتلك كانت للعاملة",
                "لابني وليست لي",
                "عامل ثان خرج ولم يعد",
                "توفي والدي الآن",
                TEXT + " رحلتي تغيرت وصارت غدا",
            )
        ),
        ({"text_ar": "لا أريد الإلغاء"}, {"text_ar": "لا، أريد الإلغاء"}),
        ({"text_ar": "تم السداد؟"}, {"text_ar": "تم السداد!"}),
        ({"text_ar": "الغرامة 1.5 ألف"}, {"text_ar": "الغرامة 15 ألف"}),
        ({"text_ar": "تأشيرة لبنى"}, {"text_ar": "تأشيرة لبني"}),
        ({"text_ar": "-5"}, {"text_ar": "5"}),
        (
            {"attachments": [{"file_name": "1.pdf", "kind": "passport_copy"}]},
            {"attachments": [{"file_name": "2.pdf", "kind": "passport_copy"}]},
        ),
        ({}, {"prior_attempt__error_code": "E-18"}),
        ({"prior_attempt__error_code": None}, {}),
        ({"prior_attempt": None}, {}),
        ({}, {"context": {"days": 30}}),
        ({"context": {"days": 30}}, {"context": {"days": 60}}),
        ({}, {"attachments": [{"file_name": "a.pdf", "kind": "court_order"}]}),
        ({}, {"attachments": "a.pdf"}),
        ({}, {"section": "resident_id_inside"}),
        ({}, {"subject_ar": "لزوجتي"}),
        ({}, {"text_ar": None, "prior_attempt": None}),
        ({}, {"on_behalf_of": WORKER}),
        ({"on_behalf_of": WORKER}, {}),
        ({"on_behalf_of": {"relation": "self"}}, {}),
        ({"on_behalf_of": {"relation": "child"}}, {"on_behalf_of": {"relation": "child"}}),
        ({"on_behalf_of": WORKER}, {"on_behalf_of": WORKER, "prior_attempt__error_code": "E-18"}),
        ({"on_behalf_of": WORKER, "context": {"days": 3}}, {"on_behalf_of": WORKER, "context": {"days": 4}}),
    ],
)
def test_what_may_be_another_matter_or_another_person_leaves_it_open(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert repeats(one, other) is None


def test_of_one_person_by_number_another_wording_is_a_repeat() -> None:
    assert repeats({"on_behalf_of": WORKER}, {"on_behalf_of": WORKER, "text_ar": "ما صدرت"}) is True


def test_a_request_for_somebody_with_another_number_is_none() -> None:
    assert repeats({"on_behalf_of": WORKER}, {"on_behalf_of": WORKER | {"id_number": "2990000230"}}) is False


def test_of_an_open_request_that_nobody_can_read_nothing_is_known() -> None:
    assert compared(request(), {"an earlier one": None}) == {"an earlier one": None}


@pytest.mark.parametrize(
    ("one", "other", "more"),
    [
        ({}, {}, []),
        ({"text_ar": "أرجو المساعدة."}, {"text_ar": "أرجو المساعدة. توفيت والدته"}, ["text"]),
        ({"text_ar": "توفيت والدته. أرجو المساعدة"}, {"text_ar": "أرجو المساعدة، توفيت والدته"}, []),
        ({}, {"attachments": [{"file_name": "1.pdf", "kind": "death_certificate"}]}, ["attachments"]),
        ({}, {"context": {"travel_date": "2026-04-09"}}, ["fields"]),
        ({}, {"on_behalf_of": WORKER | {"relation": "brother"}}, ["fields"]),
        ({}, {"on_behalf_of": WORKER | {"name_ar": "المرحوم سعد علي"}}, ["names"]),
        ({}, {"prior_attempt__error_code": "E-18"}, ["fields"]),
        ({}, {"applicant__mobile": "+966512340077"}, ["fields"]),
        ({}, {"applicant__passport_number": "X9912345"}, ["fields"]),
        ({}, {"on_behalf_of": WORKER | {"passport_number": "X9912345"}}, ["fields"]),
        ({"on_behalf_of": WORKER | {"passport_number": "X9912345"}}, {}, []),
        ({}, {"on_behalf_of": WORKER | {"age": 30}}, ["fields"]),
        ({"prior_attempt__evidence": "none"}, {"prior_attempt__evidence": "screenshot"}, []),
        ({}, {"prior_attempt__at": "2026-01-06T08:59:00+03:00"}, []),
        ({"text_ar": "هل توفي السائق؟"}, {"text_ar": "توفي السائق."}, ["text"]),
        ({"text_ar": "توفي السائق."}, {"text_ar": "توفي السائق"}, []),
        ({}, {"prior_attempt__at": "2026-01-01T08:59:00+03:00"}, []),
    ],
)
def test_what_a_request_says_beyond_another_is_told_by_its_parts(
    one: dict[str, Any], other: dict[str, Any], more: list[str]
) -> None:
    whose = PLAIN | {"on_behalf_of": WORKER, "attachments": None}
    found = beyond(request(**whose | other), request(**whose | one))
    assert list(found.model_dump(exclude_defaults=True, exclude={"before"})) == more


def test_of_several_repeated_requests_one_that_says_all_of_it_comes_first() -> None:
    first, second = (
        request(**PLAIN | {"on_behalf_of": WORKER}),
        request(**PLAIN | {"on_behalf_of": WORKER, "text_ar": "وصل"}),
    )
    assert open_cases(second, {"first": first, "second": second})[:2] == (("second", "first"), ())
