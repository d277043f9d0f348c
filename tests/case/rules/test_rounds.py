"""What a reopening gives back: one rule for returns to the beneficiary, extensions, rungs and the rating."""

from models.case.commands import BENEFICIARY
from models.case.edition import FIRST
from models.case.events import Asked
from models.case.state import Refusal
from models.codes import RefusalCode, Stage
from tests.support.simulation import HOUR, SALMA, Case, code, replay


def resolved(case: Case) -> Case:
    case.claim()
    assert not isinstance(case.approve(), Refusal)
    return case


def rated(case: Case, score: int) -> Case:
    assert not isinstance(case.do("rate", BENEFICIARY, score=score), Refusal)
    return case


def reopened(case: Case) -> Case:
    assert not isinstance(case.do("reopen", BENEFICIARY, text="تعذر"), Refusal)
    return case


def test_each_result_is_rated_once() -> None:
    case = rated(resolved(Case()), 1)
    assert case.state.stage is Stage.QUEUED
    rated(resolved(case), 5)
    assert (case.state.rating, case.state.stage) == (5, Stage.RESOLVED)
    assert code(case.do("rate", BENEFICIARY, score=4)) is RefusalCode.LIMIT_REACHED
    assert replay(case) == case.state


def test_a_result_after_a_reopening_by_hand_is_rated_too() -> None:
    case = resolved(reopened(rated(resolved(Case()), 4)))
    assert case.state.rating == 4
    rated(case, 1)
    assert (case.state.rating, case.state.reopens) == (1, 2)


def test_a_reopened_case_can_be_returned_as_often_as_a_new_one() -> None:
    case = Case().claim()
    for _ in range(2):
        case.ask()
        case.answer()
    assert code(case.ask()) is RefusalCode.LIMIT_REACHED
    case.approve()
    reopened(case).claim()
    for _ in range(2):
        assert not isinstance(case.ask(), Refusal)
        case.answer()
    assert code(case.ask()) is RefusalCode.LIMIT_REACHED
    assert [each.round for each in case.bodies(Asked)] == [1, 2, 3, 4]
    assert (case.state.round, case.state.asked) == (4, 2)


def test_a_reopened_case_can_be_extended_as_often_as_a_new_one() -> None:
    case = Case().claim()
    for _ in range(2):
        case.do("extend", SALMA, by=14 * HOUR, note="مهلة")
    assert code(case.do("extend", SALMA, by=HOUR, note="مهلة")) is RefusalCode.LIMIT_REACHED
    case.approve()
    reopened(case).claim()
    assert not isinstance(case.do("extend", SALMA, by=14 * HOUR, note="مهلة"), Refusal)


def test_reopenings_are_given_back_by_nothing() -> None:
    case = resolved(reopened(resolved(reopened(resolved(Case())))))
    assert code(case.do("reopen", BENEFICIARY, text="تعذر")) is RefusalCode.LIMIT_REACHED


def test_a_case_of_the_first_edition_is_rated_once_in_all_and_returned_no_more_often() -> None:
    case = Case(edition=FIRST).claim()
    for _ in range(2):
        case.ask()
        case.answer()
    case.approve()
    rated(case, 1).claim()
    assert code(case.ask()) is RefusalCode.LIMIT_REACHED
    case.approve()
    assert code(case.do("rate", BENEFICIARY, score=5)) is RefusalCode.LIMIT_REACHED
