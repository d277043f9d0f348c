"""Reminders of the beneficiary: one in so many days, as a rung with actions of its own."""

import pytest

from models.case.commands import BENEFICIARY
from models.case.events import Escalated, ReminderGiven, RungReached
from models.case.projection import project
from models.case.state import Refusal
from models.codes import REMINDER_RUNG, Action, Priority, RefusalCode
from models.policy import ReminderPolicy
from tests.support.simulation import OMAR, SALMA, Case, code, replay, riyadh


def reminded(case: Case) -> Case:
    assert not isinstance(case.do("remind", BENEFICIARY), Refusal)
    return case


@pytest.mark.parametrize(("at", "refused"), [("2026-01-09 08:59", True), ("2026-01-09 09:00", False)])
def test_a_reminder_is_possible_so_many_days_after_the_submission(at: str, refused: bool) -> None:
    verdict = Case("2026-01-06 09:30", submitted="2026-01-06 09:00").at(at).do("remind", BENEFICIARY)
    assert isinstance(verdict, Refusal) is refused
    if isinstance(verdict, Refusal):
        assert (verdict.code, verdict.at) == (RefusalCode.TOO_SOON, riyadh("2026-01-09 09:00"))


def test_the_next_one_is_possible_so_many_days_after_the_last() -> None:
    case = reminded(Case("2026-01-06 09:00").at("2026-01-10 12:00")).at("2026-01-13 11:59")
    refusal = case.do("remind", BENEFICIARY)
    assert isinstance(refusal, Refusal) and refusal.at == riyadh("2026-01-13 12:00")
    reminded(case.at("2026-01-13 12:00"))
    assert [each.number for each in case.bodies(ReminderGiven)] == [1, 2]


def test_a_reminder_is_a_rung_of_its_own_with_its_actions() -> None:
    case = reminded(Case("2026-01-06 09:00").at("2026-01-09 09:00"))
    raised, told = case.bodies(Escalated)[-1], case.state.pending[-1]
    assert (raised.action, raised.rung, case.state.priority) == (Action.RAISE_PRIORITY, REMINDER_RUNG, Priority.HIGH)
    assert (told.rung, told.action.action) == (REMINDER_RUNG, Action.NOTIFY)
    case.find_people(SALMA)
    reached = case.bodies(Escalated)[-1]
    assert ([each.id for each in reached.people], case.state.pending) == (["salma"], ())
    assert project(case.state).escalation == len(case.bodies(RungReached)) + 1


def test_the_promise_and_the_ladder_stay_what_they_were() -> None:
    case, other = Case("2026-01-06 09:00").at("2026-01-09 09:00"), Case("2026-01-06 09:00").at("2026-01-09 09:00")
    reminded(case)
    assert (case.due(), case.rungs()) == (other.due(), other.rungs())
    assert case.state.first_responded_at is None
    assert case.at("2026-01-12 09:00").rungs() == other.at("2026-01-12 09:00").rungs()


def test_only_the_beneficiary_of_an_undecided_case_that_waits_for_us_reminds() -> None:
    case = Case("2026-01-06 09:00").claim().at("2026-01-10 09:00")
    assert code(case.do("remind", OMAR)) is RefusalCode.NOT_AUTHORISED
    case.ask()
    assert code(case.do("remind", BENEFICIARY)) is RefusalCode.WRONG_STAGE
    case.answer().approve()
    assert code(case.do("remind", BENEFICIARY)) is RefusalCode.ALREADY_DECIDED


def test_a_policy_without_reminders_takes_none() -> None:
    case = Case("2026-01-06 09:00", reminders=None).at("2026-01-20 09:00")
    assert code(case.do("remind", BENEFICIARY)) is RefusalCode.MALFORMED


def test_days_are_those_of_the_wall_clock_of_the_case() -> None:
    berlin = Case().state.rules.calendar.but(timezone="Europe/Berlin")
    policy = ReminderPolicy(days=2, actions=Case().state.rules.reminders.actions)  # type: ignore[union-attr]
    case = Case("2026-03-28 10:00", calendar=berlin, reminders=policy)
    refusal = case.do("remind", BENEFICIARY)
    assert isinstance(refusal, Refusal) and refusal.at == riyadh("2026-03-30 09:00")


def test_a_reminder_follows_from_events_alone() -> None:
    case = reminded(Case("2026-01-06 09:00").at("2026-01-10 09:00"))
    case.find_people(SALMA)
    assert replay(case) == case.state
