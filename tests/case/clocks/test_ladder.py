"""Rungs of a ladder: the actions they take by themselves, and the rights of the people they hand a case to."""

from models.case.events import Escalated, RungReached
from models.case.state import Refusal
from models.codes import Action, ClockKind, Priority, Role, Stage
from models.policy import Rung, RungAction, Target
from tests.support.simulation import SALMA, STRANGER, Case

AFTER_HALF = "2026-01-12 09:00"
"""Half of seven working days from the Tuesday on which a case is opened have passed."""


def a_rung(*actions: RungAction) -> tuple[Rung, ...]:
    return (Rung(name="half", share=0.5, actions=actions),)


def moved_to(team: str) -> tuple[Rung, ...]:
    return a_rung(RungAction(action=Action.REASSIGN, team=team))


def raised_to(priority: Priority) -> tuple[Rung, ...]:
    return a_rung(RungAction(action=Action.RAISE_PRIORITY, priority=priority))


def test_a_rung_gives_the_case_to_another_team() -> None:
    case = Case(ladder=moved_to("visit_visas")).claim().at(AFTER_HALF)
    [event] = case.bodies(Escalated)
    assert (event.action, event.rung, event.team) == (Action.REASSIGN, "half", "visit_visas")
    assert (case.state.team, case.state.stage, case.state.assignee) == ("visit_visas", Stage.QUEUED, None)


def test_a_rung_leaves_a_case_alone_that_is_with_its_team_already() -> None:
    case = Case(ladder=moved_to("exit_visas")).claim().at(AFTER_HALF)
    assert case.rungs() == ["half"] and case.bodies(Escalated) == []
    assert case.state.assignee and case.state.assignee.id == "omar"


def test_a_rung_raises_the_priority_and_never_lowers_it_nor_says_again_what_it_is() -> None:
    for before, raised in ((Priority.NORMAL, True), (Priority.HIGH, False), (Priority.URGENT, False)):
        case = Case(priority=before, ladder=raised_to(Priority.HIGH)).at(AFTER_HALF)
        assert case.rungs() == ["half"]
        assert [event.priority for event in case.bodies(Escalated)] == [Priority.HIGH] * raised
        assert case.state.priority is (Priority.HIGH if raised else before)


def test_the_first_run_of_a_clock_is_its_first() -> None:
    reached = Case().at(AFTER_HALF).bodies(RungReached)[0]
    assert (reached.clock, reached.run, reached.rung) == (ClockKind.RESOLUTION, 1, "half")


def test_whom_a_rung_hands_the_case_to_decides_it_whatever_his_team() -> None:
    hand_over = a_rung(RungAction(action=Action.HAND_OVER, target=Target(role=Role.OFFICER)))
    case = Case(ladder=hand_over).outage_until(AFTER_HALF).wake(STRANGER)
    assert case.state.assignee and case.state.assignee.id == STRANGER.id
    assert not isinstance(case.approve(STRANGER), Refusal)


def test_whom_nobody_handed_the_case_to_does_not() -> None:
    case = Case().outage_until(AFTER_HALF).wake(SALMA)
    assert isinstance(case.approve(STRANGER), Refusal)
