"""The checklist: what came with the request, what is missing, what was asked for, and who saw it."""

from typing import Any

import pytest

from models.case.commands import BENEFICIARY
from models.case.edition import FOURTH
from models.case.events import DocumentsSeen
from models.case.state import ChecklistItem, Refusal
from models.codes import Effect, RefusalCode
from models.intake.attachment import Attachment
from tests.support.simulation import LAYLA, OMAR, STRANGER, Case, code, replay
from workflows.case.rules.checklist import documents_in

PATTERNS = {"passport_copy": ("*passport*",), "receipt": ("receipt", "*invoice*")}


def attached(*kinds: str) -> list[dict[str, Any]]:
    return [{"file_name": f"{kind}.pdf", "kind": kind} for kind in kinds]


def item(case: Case, document: str) -> ChecklistItem:
    return next(each for each in case.state.checklist if each.document == document)


def missing(case: Case) -> list[str]:
    return [each.document for each in case.state.checklist if each.provided_at is None]


@pytest.mark.parametrize(
    ("kinds", "documents"),
    [
        ((), ()),
        (("old_passport_copy",), ("passport_copy",)),
        (("receipt", "passport"), ("passport_copy", "receipt")),
        (("invoice_2",), ("receipt",)),
        (("receipts", "photo"), ()),
    ],
)
def test_attachments_are_the_documents_whose_patterns_their_kinds_fit(
    kinds: tuple[str, ...], documents: tuple[str, ...]
) -> None:
    assert documents_in((Attachment(file_name="x", kind=kind) for kind in kinds), PATTERNS) == documents


def test_a_case_begins_with_the_documents_of_its_service() -> None:
    case = Case(provided=("receipt",))
    assert [each.document for each in case.state.checklist] == ["passport_copy", "receipt"]
    assert (item(case, "receipt").provided_at, missing(case)) == (case.now, ["passport_copy"])


def test_a_service_without_a_checklist_has_none() -> None:
    assert Case(checklist={}).state.checklist == ()


def test_an_officer_says_what_they_saw() -> None:
    case = Case(provided=("receipt",)).claim()
    case.do("seen", LAYLA, documents=("receipt",))
    assert (item(case, "receipt").seen_by, item(case, "receipt").seen_at) == (LAYLA, case.now)
    assert item(case, "passport_copy").seen_by is None


def test_what_somebody_has_seen_is_noted_once_for_them() -> None:
    case = Case(provided=("receipt",)).claim()
    case.do("seen", documents=("receipt",))
    refusal = case.do("seen", documents=("receipt", "receipt"))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.at) == (RefusalCode.LIMIT_REACHED, item(case, "receipt").seen_at)
    case.do("seen", documents=("receipt", "passport_copy"))
    assert [each.documents for each in case.bodies(DocumentsSeen)] == [("receipt",), ("passport_copy",)]


def test_what_another_person_sees_and_what_is_asked_for_again_is_noted() -> None:
    case = Case(provided=("passport_copy",)).claim()
    case.do("seen", documents=("passport_copy",))
    assert not isinstance(case.do("seen", LAYLA, documents=("passport_copy",)), Refusal)
    case.ask(documents=("passport_copy",))
    case.do("reply", BENEFICIARY, text="مرفق", attachments=attached("new_passport"))
    assert not isinstance(case.do("seen", LAYLA, documents=("passport_copy",)), Refusal)


def test_a_document_that_arrives_anew_may_be_seen_anew() -> None:
    case = Case(provided=("receipt",)).claim()
    case.do("seen", documents=("receipt",))
    case.ask(documents=("photo",))
    case.at("2026-01-07 09:00").do("reply", BENEFICIARY, attachments=attached("photo", "receipt"))
    assert not isinstance(case.do("seen", documents=("receipt",)), Refusal)


def test_in_a_case_of_an_earlier_edition_each_look_is_an_event() -> None:
    case = Case(provided=("receipt",), edition=FOURTH).claim()
    for _ in range(2):
        assert not isinstance(case.do("seen", documents=("receipt",)), Refusal)


def test_what_is_seen_is_there_by_whichever_way_it_came() -> None:
    case = Case().claim()
    case.do("seen", documents=("receipt",))
    assert missing(case) == ["passport_copy"]


def test_only_what_stands_on_the_checklist_can_be_seen() -> None:
    assert code(Case().claim().do("seen", documents=("receipt", "photo"))) is RefusalCode.MALFORMED
    assert code(Case().claim().do("seen", STRANGER, documents=("receipt",))) is RefusalCode.NOT_AUTHORISED
    with pytest.raises(ValueError, match="documents"):
        Case().claim().do("seen", documents=())


def test_what_is_asked_for_is_open_and_there_when_it_arrives() -> None:
    case = Case(provided=("passport_copy", "receipt")).claim()
    case.do("seen", documents=("passport_copy",))
    case.ask(documents=("passport_copy", "photo"))
    assert missing(case) == ["passport_copy", "photo"]
    assert (item(case, "passport_copy").seen_by, item(case, "photo").asked) == (None, True)
    case.do("reply", BENEFICIARY, text="مرفق", attachments=attached("new_passport", "photo"))
    assert missing(case) == []
    assert item(case, "photo").provided_at == case.now


def test_what_does_not_arrive_stays_open() -> None:
    case = Case(provided=("receipt",)).claim()
    case.ask()
    case.do("reply", BENEFICIARY, text="لا يوجد", attachments=attached("photo"))
    assert missing(case) == ["passport_copy"]


def test_a_request_that_the_first_stage_returns_has_what_it_asks_for_open() -> None:
    case = Case(effect=Effect.RETURN_COMPLETION, missing=("photo", "destination"))
    assert [each.document for each in case.state.checklist if each.asked] == ["photo"]


def test_another_service_brings_its_checklist_and_what_is_known_stays_known() -> None:
    case = Case(provided=("receipt",)).claim()
    case.do("seen", documents=("receipt",))
    case.ask(documents=("photo",))
    case.answer().do("reclassify", service="other", note="x")
    case.classified(checklist={"receipt": ("receipt",), "form": ("form",), "letter": ("letter",)}, provided=("form",))
    assert [each.document for each in case.state.checklist] == ["receipt", "form", "letter", "photo"]
    assert (item(case, "receipt").seen_by, missing(case)) == (OMAR, ["letter", "photo"])


def test_a_corrected_problem_leaves_the_checklist_as_it_is() -> None:
    case = Case(provided=("receipt",)).claim()
    before = case.state.checklist
    case.do("reclassify", problem="other", note="x")
    case.classified()
    assert case.state.checklist == before


def test_a_checklist_follows_from_events_alone() -> None:
    case = Case(provided=("receipt",)).claim()
    assert not isinstance(case.do("seen", documents=("receipt",)), Refusal)
    case.ask()
    case.do("reply", BENEFICIARY, attachments=attached("passport"))
    assert replay(case) == case.state
