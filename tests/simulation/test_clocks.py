"""Clocks alone give what whole lives give: every breach and every rung of the promises."""

from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.case.events import Breached, RungReached
from models.case.state import CaseState
from models.codes import PROMISES, ClockKind, Effect
from simulation.clocks import clock_result, clock_runs
from tests.case.test_properties import STEPS, live
from tests.support.simulation import TWO_STEPS, Case, riyadh

BESIDE = 0.37
"""Minutes by which commands pass the instants at which something falls due: those are whole minutes."""
FAR = riyadh("2026-12-01 09:00")
KEPT_TERMS = [step for step in STEPS if step[0] not in {"reclassify", "calendar_changed"}]
PUNCTUAL = st.lists(st.tuples(st.sampled_from(KEPT_TERMS), st.integers(0, 60 * 24 * 6)), max_size=25)
Found = set[tuple[ClockKind, int, str, datetime]]


def of_events(case: Case) -> Found:
    """The breaches and rungs of the promises in a case's events."""
    found: Found = set()
    for event in case.events:
        body = event.body
        if isinstance(body, RungReached) and body.clock in PROMISES:
            found.add((body.clock, body.run, body.rung, body.due))
        elif isinstance(body, Breached) and body.clock in PROMISES:
            found.add((body.clock, body.run, "", body.due))
    return found


def of_clocks(case: Case) -> Found:
    """The same by clocks alone."""
    start = CaseState(reference=case.state.reference, policy=case.opened_under)
    results = [clock_result(run, case.opened_under) for run in clock_runs(start, case.events, case.now)]
    found: Found = {(each.clock, each.run, each.rung, each.at) for result in results for each in result.rungs}
    return found | {(each.kind, each.run, "", each.breached_at) for each in results if each.breached_at}


@settings(max_examples=300, deadline=None)
@given(PUNCTUAL, st.sampled_from([None, FAR, riyadh("2026-01-12 23:59"), riyadh("2026-01-20 12:00")]))
def test_clocks_alone_give_every_breach_and_rung_of_whole_lives(life: Any, limit: datetime | None) -> None:
    case = live([(step, minutes + BESIDE, False) for step, minutes in life], approvals=TWO_STEPS, due_cap=limit)
    assert of_clocks(case) == of_events(case)


def test_a_promise_that_pauses_at_its_legal_limit_breaks_there_all_the_same() -> None:
    case = Case("2026-01-06 09:00", due_cap=riyadh("2026-01-12 23:59"), effect=Effect.RETURN_COMPLETION)
    case.at("2026-01-14 09:00")
    assert of_clocks(case) == of_events(case) != set()
