"""What a beneficiary was asked for, and what of it has arrived."""

from typing import Any

import pytest
from hypothesis import given, settings

from models.case.commands import BENEFICIARY
from models.codes import AskedKind, Effect, Stage
from tests.case.test_properties import LIVES, live
from tests.support.simulation import OMAR, Case
from workflows.explain.asked import AskedItem, asked_of, still_open

PASSPORT = {"file_name": "p.pdf", "kind": "my_passport_scan"}
PHOTO = {"file_name": "p.jpg", "kind": "photo"}


def asked(case: Case) -> tuple[AskedItem, ...]:
    return asked_of(case.opened_under, case.events)


def wanted(case: Case) -> list[str]:
    return [item.what for item in still_open(asked(case))]


def reply(case: Case, *attachments: dict[str, str]) -> Case:
    assert isinstance(case.do("reply", BENEFICIARY, text="مرفق", attachments=attachments), tuple)
    return case


def returned(*missing: str) -> Case:
    return Case(effect=Effect.RETURN_COMPLETION, missing=missing)


def test_a_return_of_the_first_stage_asks_for_what_is_missing() -> None:
    case = returned("passport_copy", "purchase_price")

    assert [(item.kind, item.what) for item in asked(case)] == [
        (AskedKind.DOCUMENT, "passport_copy"),
        (AskedKind.FIELD, "purchase_price"),
    ]
    assert case.state.receipt().asked == ("passport_copy", "purchase_price")


def test_an_officer_asks_for_documents_and_questions() -> None:
    case = Case().claim()
    case.ask(documents=("passport_copy", "photo"), questions=("رقم السداد؟",))

    assert wanted(case) == ["passport_copy", "photo", "رقم السداد؟"]
    assert {item.asked_by.id for item in asked(case)} == {OMAR.id}
    assert case.state.receipt().asked == ("passport_copy", "photo")


def test_a_document_arrives_by_an_attachment_that_is_it_and_a_question_by_the_answer() -> None:
    case = Case().claim()
    case.ask(documents=("passport_copy", "photo"), questions=("رقم السداد؟",))
    reply(case, PASSPORT)

    assert wanted(case) == ["photo"]
    assert [item.arrived_at for item in asked(case)] == [case.now, None, case.now]
    assert case.state.receipt().asked == ("photo",)


def test_an_answer_without_the_document_leaves_it_open() -> None:
    assert wanted(reply(returned("photo"), PASSPORT)) == ["photo"]


@pytest.mark.parametrize("asks", [{"documents": ("photo",)}, {"documents": (), "questions": ("رقم السداد؟",)}])
def test_a_document_that_is_asked_for_again_is_open_again(asks: dict[str, Any]) -> None:
    case = reply(returned("photo"), PHOTO).claim()
    case.ask(**asks)

    assert ("photo" in wanted(case)) == ("photo" in asks["documents"])
    assert len({(item.kind, item.what) for item in asked(case)}) == len(asked(case))


def test_a_document_that_staff_saw_is_there() -> None:
    case = reply(returned("passport_copy")).claim()
    case.do("seen", documents=("passport_copy",))

    assert wanted(case) == []


def test_a_return_that_names_nothing_asks_for_an_answer() -> None:
    case = Case(effect=Effect.RETURN_GUIDANCE)

    assert [item.kind for item in still_open(asked(case))] == [AskedKind.ANSWER]
    assert wanted(reply(case)) == []


def test_a_document_that_never_came_is_open_again_after_a_reopening() -> None:
    case = reply(returned("photo")).claim()
    case.approve()
    assert asked(case) == ()

    case.do("reopen", BENEFICIARY, text="لا يزال")
    case.claim()
    case.ask(documents=("passport_copy",))
    assert wanted(case) == ["photo", "passport_copy"]
    assert set(case.state.receipt().asked) == {"photo", "passport_copy"}


def test_nothing_is_asked_any_more_once_it_is_decided_nor_after_it_is_reopened() -> None:
    case = reply(returned("photo"), PHOTO).claim()
    case.approve()
    assert asked(case) == ()

    case.do("reopen", BENEFICIARY, text="لا يزال")
    assert asked(case) == ()


@settings(max_examples=200, deadline=None)
@given(LIVES)
def test_the_documents_of_receipts_are_those_that_are_open(life: Any) -> None:
    case = live(life)
    open_documents = {item.what for item in still_open(asked(case)) if item.kind is AskedKind.DOCUMENT}
    if case.state.stage in (Stage.AWAITING_BENEFICIARY, Stage.REPLIED):
        assert set(case.state.receipt().asked) == open_documents
