"""Approval chain: who takes which step of a decision, and which notes and replies are kept."""

import pytest

from models.case.approval import in_turn, teams_in_turn
from models.case.commands import Actor
from models.case.events import Confirmed, Resolved, StepTaken
from models.case.projection import project
from models.case.state import Refusal
from models.codes import Audience, Channel, RefusalCode, Role, Stage
from models.policy import ApprovalStep, NoticeRoute
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA, TWO_STEPS, Case, code, riyadh


def test_two_steps_need_two_people_and_the_second_may_send_back() -> None:
    case = Case(approvals=TWO_STEPS).claim()
    case.approve()
    assert case.state.stage is Stage.AWAITING_APPROVAL
    assert code(case.do("confirm", OMAR)) is RefusalCode.SAME_PERSON
    assert code(case.approve(LAYLA)) is RefusalCode.ALREADY_DECIDED
    case.do("send_back", SALMA, note="راجع الصك")
    assert (case.state.stage, case.state.proposal) == (Stage.IN_REVIEW, None)
    case.approve()
    assert not isinstance(case.approve(SALMA), Refusal)
    assert case.state.decision and case.state.decision.actor.id == "salma"


def test_a_proposal_sent_back_to_a_case_that_nobody_holds_can_be_claimed() -> None:
    case = Case(approvals=TWO_STEPS).claim()
    case.approve()
    case.do("release", OMAR)
    case.do("send_back", SALMA, note="راجع الصك")
    assert (case.state.stage, case.state.assignee) == (Stage.IN_REVIEW, None)
    assert not isinstance(case.do("claim", LAYLA), Refusal)
    assert case.state.assignee and case.state.assignee.id == "layla"
    assert code(case.do("claim", OMAR)) is RefusalCode.WRONG_STAGE


def test_who_has_no_step_in_the_chain_decides_nothing() -> None:
    case = Case(approvals=TWO_STEPS[1:]).claim()
    assert code(case.approve()) is RefusalCode.NOT_AUTHORISED
    assert case.state.stage is Stage.IN_REVIEW


THREE_STEPS = (*TWO_STEPS, ApprovalStep(name="last", roles=(Role.DIRECTOR,)))


def test_every_step_confirms_and_the_last_one_decides() -> None:
    case = Case(approvals=THREE_STEPS).claim()
    case.approve(note="رأي الموظف")
    case.do("confirm", SALMA, note="رأي المشرف")
    [confirmed] = case.bodies(Confirmed)
    assert (confirmed.step, confirmed.note) == ("second_person", "رأي المشرف")
    assert "resolved" not in case.types()
    case.do("confirm", DIRECTOR)
    assert case.state.stage is Stage.RESOLVED


@pytest.mark.parametrize(("said", "noted"), [(None, "رأي الموظف"), ("رأي المشرف", "رأي المشرف")])
def test_the_decision_keeps_the_note_of_who_proposed_unless_the_last_adds_one(said: str | None, noted: str) -> None:
    case = Case(approvals=TWO_STEPS).claim()
    case.approve(note="رأي الموظف")
    case.do("confirm", SALMA, note=said)
    [decided] = case.bodies(Resolved)
    assert decided.note == noted


def test_a_case_does_not_end_while_a_confirmation_is_pending() -> None:
    case = Case(approvals=TWO_STEPS).claim()
    case.approve()
    case.at("2026-03-01 09:00")
    assert case.state.stage is Stage.AWAITING_APPROVAL
    assert "resolved" not in case.types()


def test_another_team_of_the_chain_takes_its_step_and_nothing_else() -> None:
    other = TWO_STEPS[1].model_copy(update={"teams": ("records",)})
    sara = Actor(id="sara", role=Role.SUPERVISOR, teams=("records",))
    case = Case(approvals=(TWO_STEPS[0], other)).claim()
    case.approve()
    assert code(case.do("note", sara, text="x")) is RefusalCode.NOT_AUTHORISED
    assert code(case.do("confirm", SALMA)) is RefusalCode.ALREADY_DECIDED
    assert not isinstance(case.do("confirm", sara), Refusal)
    assert case.state.stage is Stage.RESOLVED


CHAIN = (
    ApprovalStep(name="first", roles=(Role.OFFICER,)),
    ApprovalStep(name="checked", roles=(Role.OFFICER,), teams=("auditors",), optional=True),
    ApprovalStep(name="owned", roles=(Role.SUPERVISOR,), teams=("owners",)),
    ApprovalStep(name="paid", roles=(Role.OFFICER,), teams=("payments",)),
)


@pytest.mark.parametrize(
    ("taken", "steps", "teams"),
    [
        ((), ["first"], ()),
        (("first",), ["checked", "owned"], ("owners", "auditors")),
        (("first", "owned"), ["paid"], ("payments",)),
        (("first", "owned", "paid"), [], ()),
    ],
)
def test_it_is_the_turn_of_the_next_needed_step_and_of_optional_ones_before_it(
    taken: tuple[str, ...], steps: list[str], teams: tuple[str, ...]
) -> None:
    done = [StepTaken(step=name, actor=OMAR, at=riyadh("2026-01-06 09:00")) for name in taken]
    assert [step.name for step in in_turn(CHAIN, done)] == steps
    assert teams_in_turn(CHAIN, done) == teams


def test_the_team_whose_step_it_is_finds_the_case_and_gets_a_notice() -> None:
    route = NoticeRoute(on="proposed", audience=Audience.SUPERVISOR, channels=(Channel.EMAIL,), template="confirm")
    second = TWO_STEPS[1].model_copy(update={"teams": ("records",)})
    case = Case(approvals=(TWO_STEPS[0], second), routes=(route,)).claim()
    case.approve()
    assert project(case.state).step_teams == ("records",)
    assert [notice.team for notice in case.state.outbox] == ["records"]
