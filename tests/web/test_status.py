"""What a beneficiary is told of a case: nothing of a reply before it goes out."""

from datetime import timedelta

import pytest

from models.case.projection import project
from models.codes import Outcome, Status
from tests.support.simulation import Case
from web.cases.status import CaseStatus, status_of

MINUTE = timedelta(minutes=1)


def told(case: Case) -> CaseStatus:
    return status_of(project(case.state), case.opened_under, tuple(case.events))


def test_a_reply_that_waits_is_not_told_and_is_once_it_went_out() -> None:
    case = Case(recall=MINUTE).claim()
    before = told(case)
    case.approve()
    waiting = told(case)
    assert waiting.model_copy(update={"seq": before.seq}) == before
    assert (waiting.status, waiting.outcome, waiting.reply) == (Status.UNDER_PROCESSING, None, None)
    case.until(case.now + MINUTE)
    final = told(case)
    assert (final.status, final.outcome) == (Status.PROCESSED, Outcome.OBSTACLE_REMOVED)
    assert final.reply and final.reply["ar"]


def test_what_is_asked_is_told_once_it_went_out() -> None:
    case = Case(recall=MINUTE).claim()
    case.ask()
    assert (told(case).asked, told(case).status) == ([], Status.UNDER_PROCESSING)
    case.until(case.now + MINUTE)
    assert [each.what for each in told(case).asked] == ["passport_copy"]
    assert told(case).status is Status.RETURNED_TO_APPLICANT


@pytest.mark.parametrize("waits", [timedelta(), MINUTE])
def test_a_case_without_a_decision_is_told_as_it_is(waits: timedelta) -> None:
    case = Case(recall=waits).claim()
    assert told(case).seq == case.events[-1].seq and told(case).due == case.state.due
