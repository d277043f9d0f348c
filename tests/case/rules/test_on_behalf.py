"""Closing, reopening and withdrawing on the beneficiary's behalf: who asked, how, and who may."""

from typing import Any

import pytest

from models.case.events import Closed, Noted, Reopened, Withdrawn
from models.case.state import Refusal
from models.codes import ContactWay, Outcome, RefusalCode, Requester, Role, Stage
from tests.support.simulation import OMAR, SALMA, STRANGER, Case, code

ASKED_FOR: dict[str, Any] = {"requested_by": "representative", "way": "letter"}
BY_LETTER = (Requester.REPRESENTATIVE, ContactWay.LETTER)


def resolved(**changes: Any) -> Case:
    case = Case("2026-01-06 09:00", **changes).claim()
    case.approve()
    return case


def test_a_request_is_withdrawn_with_who_asked_and_how() -> None:
    case = Case()
    case.do("withdraw_for", SALMA, **ASKED_FOR)
    [withdrawn] = case.bodies(Withdrawn)
    assert (withdrawn.requested_by, withdrawn.way) == BY_LETTER
    assert (case.state.stage, case.state.outcome) == (Stage.CLOSED, Outcome.WITHDRAWN)
    assert case.events[-1].actor == SALMA


def test_a_resolved_case_is_reopened_within_its_window_and_as_often_as_allowed() -> None:
    case = resolved()
    for _ in range(2):
        case.do("reopen_for", text="ما زالت الرسالة تظهر", **ASKED_FOR)
        case.claim().approve()
    assert [(each.cause, each.requested_by, each.way) for each in case.bodies(Reopened)] == [
        ("request", *BY_LETTER)
    ] * 2
    assert code(case.do("reopen_for", text="x", **ASKED_FOR)) is RefusalCode.LIMIT_REACHED
    late = resolved().at("2026-03-01 09:00")
    assert code(late.do("reopen_for", text="x", **ASKED_FOR)) is RefusalCode.WINDOW_PASSED


def test_a_resolved_case_is_closed_before_its_window_ends_with_the_outcome_it_has() -> None:
    case = resolved()
    case.do("close", **ASKED_FOR, note="اكتفى المستفيد")
    [closed], [noted] = case.bodies(Closed), case.bodies(Noted)
    assert (closed.outcome, closed.requested_by, closed.way) == (Outcome.OBSTACLE_REMOVED, *BY_LETTER)
    assert noted.text == "اكتفى المستفيد"
    assert case.state.closed_at == case.now


def test_nothing_is_closed_that_was_not_decided() -> None:
    assert code(Case().claim().do("close", **ASKED_FOR)) is RefusalCode.WRONG_STAGE


@pytest.mark.parametrize("kind", ["close", "reopen_for", "withdraw_for"])
@pytest.mark.parametrize("missing", ["requested_by", "way"])
def test_nothing_is_done_without_saying_who_asked_and_how(kind: str, missing: str) -> None:
    given = {name: value for name, value in ASKED_FOR.items() if name != missing}
    with pytest.raises(ValueError, match=missing):
        resolved().do(kind, text="x", **given)


@pytest.mark.parametrize("kind", ["close", "reopen_for"])
def test_the_policy_says_who_may(kind: str) -> None:
    case = resolved(command_roles={kind: (Role.SUPERVISOR,)})
    assert code(case.do(kind, OMAR, text="x", **ASKED_FOR)) is RefusalCode.NOT_AUTHORISED
    assert code(case.do(kind, STRANGER, text="x", **ASKED_FOR)) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(case.do(kind, SALMA, text="x", **ASKED_FOR), Refusal)
