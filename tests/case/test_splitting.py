"""Splitting a request that holds two matters: what is asked for, and what the first case knows of the second one."""

from typing import Any

import pytest

from models.case.commands import BENEFICIARY
from models.case.events import SplitAsked, SplitOff
from models.case.projection import project
from models.case.state import Refusal
from models.codes import Audience, Channel, Outcome, RefusalCode, Stage
from models.intake.reference import parse_reference
from models.policy import NoticeRoute
from tests.support.simulation import OMAR, STRANGER, Case, code, replay
from workflows.case.rules.splitting import second_reference

NOTE = "النصف الثاني عن خدمة أخرى"


def split(case: Case, service: str = "other") -> Case:
    assert not isinstance(case.do("split", service=service, note=NOTE), Refusal)
    return case


def test_the_second_case_has_a_reference_that_follows_from_the_first_and_its_number() -> None:
    case = split(Case().claim())
    [asked] = case.bodies(SplitAsked)
    assert asked.second == second_reference("absher_individuals", case.state.reference, 1)
    assert parse_reference(asked.second) == asked.second
    case.second_opened()
    second = split(case, "third").bodies(SplitAsked)[1]
    assert (second.number, second.second != asked.second) == (2, True)


def test_the_first_case_goes_on_as_it_was() -> None:
    case, alone = split(Case().claim()).second_opened(), Case().claim()
    assert (case.state.stage, case.due(), case.state.service) == (Stage.IN_REVIEW, alone.due(), alone.state.service)
    assert not isinstance(case.approve(), Refusal)


def test_one_second_case_is_opened_at_a_time_and_who_asks_meanwhile_may_try_again() -> None:
    case = split(Case().claim())
    refusal = case.do("split", service="third", note=NOTE)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.retryable) == (RefusalCode.WRONG_STAGE, True)


def test_a_repeated_command_asks_for_nothing_more() -> None:
    case = Case().claim()
    for _ in range(2):
        assert not isinstance(case.do("split", service="other", note=NOTE, command_id="split-once"), Refusal)
        assert len(case.bodies(SplitAsked)) == 1
    case.second_opened()
    assert case.do("split", service="other", note=NOTE, command_id="split-once") == ()


def test_a_case_is_split_as_often_as_its_policy_says() -> None:
    case = split(Case(max_splits=1).claim()).second_opened()
    assert code(case.do("split", service="third", note=NOTE)) is RefusalCode.LIMIT_REACHED
    assert code(Case(max_splits=0).claim().do("split", service="other", note=NOTE)) is RefusalCode.LIMIT_REACHED


def test_codes_that_the_pack_does_not_know_open_nothing_and_count_for_nothing() -> None:
    case = split(Case(max_splits=1).claim()).second_opened(unknown=("other",))
    assert (case.state.splits, project(case.state).splitting) == ((), None)
    split(case)
    assert {each.second for each in case.bodies(SplitAsked)} == {case.state.splits[0].reference}


@pytest.mark.parametrize(("actor", "refused"), [(STRANGER, True), (BENEFICIARY, True), (OMAR, False)])
def test_staff_of_the_case_split_it(actor: object, refused: bool) -> None:
    verdict = Case().do("split", actor, service="other", note=NOTE)  # type: ignore[arg-type]
    assert isinstance(verdict, Refusal) is refused
    if refused:
        assert code(verdict) is RefusalCode.NOT_AUTHORISED


def test_a_split_says_why() -> None:
    assert code(Case().claim().do("split", service="other", note=" ")) is RefusalCode.MALFORMED


def test_a_decided_case_is_not_split() -> None:
    case = Case().claim()
    case.approve()
    assert code(case.do("split", service="other", note=NOTE)) is RefusalCode.ALREADY_DECIDED


def test_a_case_that_is_closed_meanwhile_still_has_its_second_case_to_open() -> None:
    case = split(Case().claim())
    case.do("withdraw", BENEFICIARY)
    pending = case.state.pending_split
    assert (case.state.outcome, pending is not None) == (Outcome.WITHDRAWN, True)
    assert pending and project(case.state).splitting == pending.reference
    assert project(case.second_opened().state).splitting is None


def test_the_beneficiary_is_told_the_reference_of_the_second_case_as_the_pack_says() -> None:
    routes = (NoticeRoute(on="split_off", audience=Audience.BENEFICIARY, channels=(Channel.PORTAL,), template="split"),)
    case = split(Case(routes=routes).claim()).second_opened()
    [notice], [opened] = case.state.outbox, case.bodies(SplitOff)
    assert (notice.template, notice.values["linked"]) == ("split", opened.second)


def test_a_split_follows_from_events_alone() -> None:
    case = split(Case().claim()).second_opened()
    assert replay(split(case, "third")) == case.state


KINDS: tuple[dict[str, Any], ...] = (
    {"service": "other"},
    {"service": "other", "section": "s"},
    {"service": "other", "problem": "p"},
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_matter_is_split_off_once_unless_it_is_another_of_its_kind(kind: dict[str, Any]) -> None:
    case = Case().claim()
    case.do("split", note=NOTE, **kind)
    refusal = case.do("split", note="بعبارة أخرى", **kind)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, case.state.splits[0].reference in refusal.detail) == (RefusalCode.CONFLICT, True)
    case.second_opened()
    assert code(case.do("split", note=NOTE, **kind)) is RefusalCode.CONFLICT
    for other in KINDS:
        if other != kind:
            assert not isinstance(case.do("split", note=NOTE, **other), Refusal)
            case.second_opened()


def test_a_further_matter_of_the_same_kind_is_split_off_where_staff_say_so() -> None:
    case = split(Case().claim()).second_opened()
    assert not isinstance(case.do("split", service="other", note="الابن الثالث", another=True), Refusal)
    assert len({each.reference for each in case.state.splits}) == 2


def test_what_opened_nothing_may_be_asked_for_again() -> None:
    case = split(Case().claim()).second_opened(unknown=("other",))
    split(case)


def test_a_case_of_the_third_edition_takes_the_same_split_twice() -> None:
    case = split(Case().claim()).second_opened()
    case.state = case.state.but(edition=3)
    split(case)
