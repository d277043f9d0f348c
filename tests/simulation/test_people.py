"""The model of people: the same chances for every policy, more people wait less, and what is learned of a pace."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from models.calendar.working import compile_calendar
from models.case.commands import Actor
from models.codes import DecisionKind, Outcome, Role
from simulation.lives import Life
from simulation.people.assignment import Assignment
from simulation.people.measuring import distance, interval, waits_of
from simulation.people.model import PeopleModel
from simulation.people.pace import APPROVED, ActOf, Decided, Lags, Observed, WorkPace, draw, learned, observed
from simulation.people.staffing import OfficerAway, Staffing
from simulation.policies import OwnPolicies
from simulation.recorded import PastCase
from tests.simulation.test_running import OnePolicy, past
from tests.support.simulation import TWO_STEPS, Case, calendar_rules, riyadh

HOUR = timedelta(hours=1)
PACE = WorkPace([Lags(timedelta(), HOUR), Lags(HOUR, 2 * HOUR)], [HOUR, 2 * HOUR], 2.0)
UNTIL = riyadh("2026-03-01 09:00")


def arrivals(count: int) -> list[PastCase]:
    return [past(Case(f"2026-01-{6 + number // 8:02} {8 + number % 6:02}:00")) for number in range(count)]


CASES = arrivals(40)


def lives(staffing: Staffing, policies: OwnPolicies | None = None, seed: int = 1) -> list[Life]:
    return PeopleModel(policies or OwnPolicies(), staffing, PACE, seed).run(CASES, UNTIL)


def waited(staffing: Staffing) -> float:
    waits = waits_of(map(observed, lives(staffing)))
    return sum(waits.decided) / len(waits.decided)


def test_the_same_seed_gives_the_same_run_and_another_one_another() -> None:
    once, again, other = (waits_of(map(observed, lives(Staffing(2), seed=seed))) for seed in (1, 1, 2))
    assert once == again != other


def test_a_case_meets_the_same_chance_whatever_policy_it_is_under() -> None:
    assert [draw(PACE, 3, case) for case in range(5)] == [draw(PACE, 3, case) for case in range(5)]
    plain, noted = lives(Staffing(2)), lives(Staffing(2), OnePolicy(ladder=()))
    assert waits_of(map(observed, plain)) == waits_of(map(observed, noted))


@pytest.mark.parametrize("assignment", Assignment)
def test_with_more_people_cases_wait_less_and_all_are_decided(assignment: Assignment) -> None:
    few, many = waited(Staffing(1, assignment=assignment)), waited(Staffing(6, assignment=assignment))
    assert many < few
    assert all(life.state.outcome for life in lives(Staffing(6, assignment=assignment)))


def test_who_is_away_works_on_nothing() -> None:
    away = OfficerAway(1, riyadh("2026-01-01 00:00"), UNTIL)
    acted = {event.actor.id for life in lives(Staffing(2, away=(away,))) for event in life.events if event.command_id}
    assert acted == {"officer.2.exit_visas"}


def test_more_arrivals_are_more_cases() -> None:
    assert len(lives(Staffing(4, arrivals=1.5))) == 60


def test_a_second_person_of_the_chain_takes_the_second_step() -> None:
    found = lives(Staffing(3, supervisors=1), OnePolicy(approvals=TWO_STEPS))
    deciders = {event.actor.role for life in found for event in life.events if event.body.type == "resolved"}
    assert deciders == {Role.SUPERVISOR}


def test_as_many_are_refused_as_were_on_record() -> None:
    refused = Decided(DecisionKind.REJECT)
    pace = replace(PACE, decisions={"": [APPROVED, refused], "another": [refused]})
    found = PeopleModel(OwnPolicies(), Staffing(6), pace, 1).run(CASES, UNTIL)
    outcomes = Counter(life.state.outcome for life in found)
    assert outcomes.total() == len(CASES) and 10 <= outcomes[Outcome.REFUSED] <= 30
    service = CASES[0].service
    of_service = replace(pace, decisions={"": [APPROVED], service: [refused]})
    lived = PeopleModel(OwnPolicies(), Staffing(6), of_service, 1).run(CASES, UNTIL)
    assert {life.state.outcome for life in lived} == {Outcome.REFUSED}


def test_what_was_decided_is_learned_by_service() -> None:
    start = riyadh("2026-01-06 09:00")
    refused = Decided(DecisionKind.REJECT, "not_party")
    case = Observed(start, start + HOUR, start + 4 * HOUR, (), "one", refused)
    pace = learned([case], compile_calendar(calendar_rules()))
    assert pace.decided_on("one") == pace.decided_on("other") == [refused]
    assert PACE.decided_on("one") == (APPROVED,)


def test_a_pace_is_learned_from_when_cases_were_taken_and_decided() -> None:
    start = riyadh("2026-01-06 09:00")
    acts = (ActOf(start + HOUR, "a"), ActOf(start + 1.5 * HOUR, "a"))
    case = Observed(start, start + HOUR, start + 4 * HOUR, acts)
    pace = learned([case, Observed(start, None, None, ())], compile_calendar(calendar_rules()))
    assert pace.lags == [Lags(HOUR, 2 * HOUR), Lags(None, None)]
    assert (pace.handling, pace.people_a_day) == ([HOUR / 2], 1.0)
    with pytest.raises(ValueError, match="nobody decided"):
        learned([Observed(start, None, None, ())], compile_calendar(calendar_rules()))


def test_the_distance_of_distributions_and_the_interval_of_a_mean() -> None:
    assert distance([1, 2, 3], [1, 2, 3]).largest == 0
    assert distance([1, 2], [3, 4]).largest == 1
    found = interval([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.mean == 3 and found.low is not None and abs(found.low - 1.037) < 0.01
    assert interval([2.0]).low is None


def test_people_of_a_team_have_its_roles() -> None:
    assert Staffing(1).people("x")[0] == Actor(id="officer.1.x", role=Role.OFFICER, teams=("x",))
