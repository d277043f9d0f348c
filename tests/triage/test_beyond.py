"""What a repeated request says beyond the open one: the opposite, a question answered, another word like the first."""

from typing import Any

import pytest

from models.codes import Effect
from models.intake.beyond import open_cases
from models.intake.request import Request, read_request
from models.triage.assessment import KnownFromRecords
from tests.support.triage_cases import ask
from tests.triage.test_assess import first_stage

OPEN = "TW-0000-0000-0000-0"
DRIVER = {
    "relation": "domestic_worker",
    "name_ar": "جون التجريبي",
    "id_type": "iqama",
    "id_number": "2990000222",
}
TRIED = {"at": "2026-01-06T05:00:00Z", "platform": "absher_individuals", "outcome": "platform_error"}


def request(text: str, **more: Any) -> Request:
    return read_request(ask("exit_reentry_issue", text, on_behalf_of=DRIVER, prior_attempt=TRIED, **more))


def is_merged(before: Request, new: Request) -> bool:
    found = open_cases(new, {OPEN: before})
    known = KnownFromRecords(open_duplicates=found.repeated, beyond=found.beyond)
    return first_stage(new, known).effect is Effect.MERGE_DUPLICATE


@pytest.mark.parametrize(
    ("before", "new"),
    [
        ("ابي تأشيرة للسايق", "ابي تأشيرة للسايق"),
        ("أرجو إصدار تأشيرة للسائق", "ارجو اصدار تاشيره للسائق"),
        ("أرجو إصدار تأشيرة للسائق", "أرجو إصدار تأشيرة للسائق، شكرا لكم"),
        ("النظام ما يقبل السائق", "النظام مايقبل السائق"),
        ("ما زالت الخدمة ترفض إصدار التأشيرة للسائق", "نفس المشكلة، ما زالت الخدمة ترفض إصدار التأشيرة"),
    ],
)
def test_the_same_in_other_spelling_is_merged(before: str, new: str) -> None:
    assert is_merged(request(before), request(new))


@pytest.mark.parametrize(
    ("before", "new"),
    [
        ("السائق لم يرجع", "السائق رجع"),
        ("لا أريد إلغاء الطلب", "أريد إلغاء الطلب"),
        ("أمي ليست في المستشفى", "أمي في المستشفى"),
        ("the driver did not run away", "the driver did run away"),
        ("أرجو عدم إغلاق الطلب", "أرجو إغلاق الطلب"),
        ("السائق سافر", "السائق ولم يسافر"),
        ("لم يتصل السائق", "السائق اتصل"),
        ("هل توفي السائق؟", "توفي السائق"),
        ("from Syrian to Turkish", "to Syrian from Turkish"),
        ("أريد خروج وعودة للسائق", "السائق خرج"),
        ("أرجو تجديد الجواز", "الجواز تجدد"),
        ("the passport is invalid", "the passport is valid"),
        ("أرجو إصدار تأشيرة للسائق", "أرجو إصدار تأشيرة للسائق ☠️"),
    ],
)
def test_the_opposite_or_another_word_is_not(before: str, new: str) -> None:
    assert not is_merged(request(before), request(new))


@pytest.mark.parametrize(
    ("field", "merged"),
    [({"note": "same issue"}, True), ({"comment": "العاملة رجعت"}, False), ({"cancel": True}, False)],
)
def test_a_field_that_nobody_lists_is_read(field: dict[str, Any], merged: bool) -> None:
    assert is_merged(request("أرجو إصدار تأشيرة"), request("أرجو إصدار تأشيرة", context=field)) is merged


def test_another_document_of_a_kind_is_no_repetition() -> None:
    def with_receipt(size: int) -> Request:
        document = {"file_name": f"{size}.jpg", "kind": "payment_receipt", "size_bytes": size, "mime": "image/jpeg"}
        return request("أرجو إصدار تأشيرة", attachments=[document])

    assert is_merged(with_receipt(70_000), with_receipt(70_000))
    assert not is_merged(with_receipt(70_000), with_receipt(71_000))
