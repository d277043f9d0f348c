"""The fault of a case: linked as it is opened, by the fault or by staff; its beneficiary is told once of each."""

from typing import Any

import pytest

from models.case.commands import BENEFICIARY, SYSTEM
from models.case.events import Event, FaultKnown, FaultLinked
from models.case.projection import project
from models.case.state import Refusal
from models.codes import Audience, Channel, Effect, Priority, RefusalCode
from models.policy import NoticeRoute
from models.triage.assessment import Assessment
from tests.support.simulation import DIRECTOR, OMAR, STRANGER, Case, code, replay
from workflows.case.rules.faults import found_at_opening

ONE, OTHER = "FT-7K3M-9QXD-2VHA-K", "FT-2F8N-W4RT-6YBC-8"


def link(case: Case, actor: Any = SYSTEM, fault: str = ONE, **fields: Any) -> Refusal | tuple[Event, ...]:
    return case.do("link_fault", actor, fault=fault, **fields)


def assessment(**fields: Any) -> Assessment:
    return Assessment(effect=Effect.ROUTE, team="x", priority=Priority.NORMAL, problem="technical_error", **fields)


def test_a_case_is_opened_as_one_of_the_fault_that_was_found_and_told_where_it_is_known() -> None:
    assert found_at_opening(assessment()) == ()
    assert found_at_opening(assessment(fault=ONE)) == (FaultLinked(fault=ONE),)
    assert found_at_opening(assessment(fault=ONE, fault_known=True)) == (FaultLinked(fault=ONE), FaultKnown(fault=ONE))


def test_a_request_that_joins_an_open_one_is_of_no_fault() -> None:
    joined = assessment(fault=ONE).but(effect=Effect.MERGE_DUPLICATE, link="TW-7K3M-9QXD-2VHA-K")
    assert found_at_opening(joined) == ()


def test_linking_moves_neither_clock_nor_stage_and_the_row_names_the_fault() -> None:
    case, alone = Case().claim(), Case().claim()
    link(case)
    assert (case.state.stage, case.due(), case.left()) == (alone.state.stage, alone.due(), alone.left())
    row = project(case.state)
    assert (row.fault, row.fault_known) == (ONE, False)
    link(case, known=True)
    assert project(case.state).fault_known


def test_a_beneficiary_is_told_once_of_each_fault() -> None:
    route = NoticeRoute(
        on="fault_known", audience=Audience.BENEFICIARY, channels=(Channel.PORTAL,), template="fault_known"
    )
    case = Case(routes=(route,))
    for _ in range(2):
        link(case, known=True)
    case.do("unlink_fault", OMAR, fault=ONE)
    link(case, OMAR, known=True)
    assert len(case.of("fault_known")) == 1
    assert [notice.template for notice in case.state.outbox] == ["fault_known"]
    case.do("unlink_fault", OMAR, fault=ONE)
    link(case, OMAR, OTHER, known=True)
    assert [body.fault for body in case.bodies(FaultKnown)] == [ONE, OTHER]


def test_what_is_so_already_changes_nothing() -> None:
    case = Case()
    link(case)
    assert link(case) == ()


def test_a_case_is_of_one_fault_at_most() -> None:
    case = Case()
    link(case)
    assert code(link(case, fault=OTHER)) is RefusalCode.CONFLICT
    assert code(case.do("unlink_fault", OMAR, fault=OTHER)) is RefusalCode.WRONG_STAGE


def test_what_staff_took_off_a_fault_nobody_but_staff_links_again() -> None:
    case = Case()
    link(case)
    case.do("unlink_fault", OMAR, fault=ONE, note="رسالة أخرى")
    assert case.state.fault is None
    assert code(link(case)) is RefusalCode.WRONG_STAGE
    assert code(link(case, fault=OTHER)) is RefusalCode.WRONG_STAGE
    link(case, OMAR)
    assert case.state.fault == ONE
    link(case, known=True)
    assert case.state.fault_known


@pytest.mark.parametrize("kind", ["link_fault", "unlink_fault"])
def test_staff_of_the_team_say_it_and_neither_others_nor_the_beneficiary(kind: str) -> None:
    case = Case()
    for actor in (STRANGER, BENEFICIARY):
        assert code(case.do(kind, actor, fault=ONE)) is RefusalCode.NOT_AUTHORISED
    link(case, DIRECTOR)
    assert not isinstance(case.do("unlink_fault", OMAR, fault=ONE), Refusal)


def test_the_system_takes_no_case_off_a_fault() -> None:
    case = Case()
    link(case)
    assert code(case.do("unlink_fault", SYSTEM, fault=ONE)) is RefusalCode.NOT_AUTHORISED


def test_a_decided_case_is_linked_to_nothing() -> None:
    case = Case().claim()
    case.approve()
    assert code(link(case)) is RefusalCode.ALREADY_DECIDED


def test_the_events_give_the_same_state_again() -> None:
    case = Case().claim()
    link(case, known=True)
    case.do("unlink_fault", OMAR, fault=ONE)
    assert replay(case) == case.state
