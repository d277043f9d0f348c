"""Sums, comparisons, parts in several processes, and which running cases another policy would move."""

from datetime import timedelta
from typing import Any

from models.case.events import Opened
from models.case.state import CaseState
from models.codes import ClockKind, Priority
from models.policy import CasePolicy
from simulation.change_order import ChangeOrder
from simulation.comparing import Why
from simulation.figures import Side
from simulation.from_events import recorded_case
from simulation.moving import move_of
from simulation.policies import OwnPolicies
from simulation.processes import in_processes
from simulation.recorded import PastCase
from simulation.running import Outcomes, added_up, run
from tests.support.simulation import DAY, Case, policy, riyadh

UNTIL = riyadh("2026-02-10 09:00")
SHORTER = {
    ClockKind.FIRST_RESPONSE: dict.fromkeys(Priority, DAY),
    ClockKind.RESOLUTION: dict.fromkeys(Priority, 2 * DAY),
}


class OnePolicy(OwnPolicies):
    """Every case under one policy."""

    def __init__(self, **changes: Any) -> None:
        super().__init__("changed")
        object.__setattr__(self, "_policy", policy(**changes))

    def of(self, case: PastCase) -> CasePolicy:
        found: CasePolicy = vars(self)["_policy"]
        return found


def past(case: Case) -> PastCase:
    return recorded_case(case.state.reference, case.opened_under, case.events)


def decided_after(days: str) -> PastCase:
    case = Case("2026-01-06 09:00").claim()
    case.at(days).approve()
    return past(case)


SOON, LATER, LATE = map(decided_after, ("2026-01-07 09:00", "2026-01-12 09:00", "2026-02-01 09:00"))


def test_a_shorter_promise_makes_late_what_was_decided_after_it_and_says_why() -> None:
    outcomes = run([SOON, LATER, LATE], (OwnPolicies(), OnePolicy(targets=SHORTER)), UNTIL)
    before, after = outcomes.tallies
    assert (before.late, after.late) == (1, 2)
    assert outcomes.changed_sides == {(Side.IN_TIME, Side.LATE): 1}
    (change,) = [each for each in outcomes.changes if each.changes_sides]
    assert change.why == (Why.PRIORITY, Why.PROMISE)  # the rung of the breach raises the priority
    assert change.after and change.after.breached_at == riyadh("2026-01-08 09:00")


def test_the_same_policy_changes_nothing() -> None:
    outcomes = run([SOON, LATER, LATE], (OwnPolicies(), OwnPolicies()), UNTIL)
    assert outcomes.changed == 0 and outcomes.changes == []


def test_parts_in_several_processes_add_up_to_the_whole() -> None:
    cases = [SOON, LATER, LATE] * 5
    tried = (OwnPolicies(), OnePolicy(targets=SHORTER))

    def relive_part(part: list[PastCase]) -> Outcomes:
        return run(part, tried, UNTIL, limit=4)

    parts = [cases[place : place + 2] for place in range(0, len(cases), 2)]
    total = added_up(in_processes(relive_part, parts, 2), run((), tried, UNTIL, 4))
    whole = run(cases, tried, UNTIL, limit=4)
    assert total.tallies == whole.tallies
    assert (total.changed, total.changed_sides) == (whole.changed, whole.changed_sides)
    assert len(total.changes) == 4 and all(each.changes_sides for each in total.changes)


def test_changed_cases_are_listed_in_the_order_that_is_asked_for_and_the_first_of_it_are_kept() -> None:
    cases, tried = [LATE, SOON, LATER], (OwnPolicies(), OnePolicy(targets=SHORTER))

    def first(order: ChangeOrder, limit: int = 1) -> list[str]:
        return [each.name for each in run(cases * 3, tried, UNTIL, limit, order).changes]

    everything = run(cases, tried, UNTIL).changes
    assert first(ChangeOrder.SIDES) == [each.name for each in everything if each.changes_sides]
    assert first(ChangeOrder.MOVED) == [max(everything, key=lambda each: abs(each.moved)).name]
    by_name = sorted(each.name for each in everything for _ in range(3))
    assert first(ChangeOrder.CASE, 2) == by_name[:2]
    dues = [each.after.due for each in run(cases, tried, UNTIL, order=ChangeOrder.DUE).changes if each.after]
    assert dues == sorted(each for each in dues if each)


def test_a_command_that_the_policy_refuses_is_counted_and_the_case_goes_on() -> None:
    outcomes = run([SOON], (OnePolicy(reasons={}),), UNTIL)
    (tally,) = outcomes.tallies
    assert tally.refused == {"approve unknown_reason": 1}
    assert tally.sides == {Side.OPEN_LATE: 1}


def test_a_running_case_is_moved_from_when_to_when() -> None:
    running = past(Case("2026-01-06 09:00").claim())
    moved = move_of(running, OwnPolicies(), OnePolicy(targets=SHORTER), riyadh("2026-01-06 12:00"))
    assert moved and (moved.due_before, moved.due_after) == (riyadh("2026-01-15 09:00"), riyadh("2026-01-08 09:00"))
    assert moved.why == (Why.PROMISE,) and not moved.late_after


def test_a_closed_case_and_one_that_stays_where_it_is_are_not_moved() -> None:
    assert move_of(SOON, OwnPolicies(), OnePolicy(targets=SHORTER), UNTIL) is None
    assert move_of(past(Case("2026-01-06 09:00")), OwnPolicies(), OnePolicy(), UNTIL - timedelta(days=30)) is None


def test_a_case_of_a_log_begins_with_an_opening() -> None:
    first = SOON.first
    assert first and isinstance(first.body, Opened) and CaseState(reference=SOON.reference).seq == 0
