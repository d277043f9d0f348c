"""What falls due while everything is down happens once, in order, and soon after the return."""

import pytest

from chaos.checks import wait_races
from chaos.checks.cases import FoldedCase, folded
from chaos.history.evidence import RecordedCase
from chaos.outcome import Scale
from chaos.scenarios import timers
from chaos.workload.wait_races import IN_TIME
from tests.chaos.checks.made_up import chained
from tests.support.simulation import OMAR, Case


@pytest.mark.chaos
@pytest.mark.proof
@pytest.mark.timeout(280)
def test_what_falls_due_in_an_outage_happens_once_in_order_and_soon_after_it() -> None:
    assert [line for outcome in timers.run(Scale.SUITE) for line in outcome.violations] == []


def waiting(ended: str) -> FoldedCase:
    """A case that waited for four working days, and whose wait staff ended within them, or too late, or nobody has."""
    case = Case("2026-01-06 09:00").claim()
    case.do("wait", OMAR, party="traffic", reason="verification")
    if ended != "not yet":
        case.at("2026-01-08 09:00" if ended == "by staff" else "2026-01-20 09:00").do("resume", OMAR)
    events = tuple(chained(case.state.reference, case.events))
    return folded(RecordedCase(case.state.reference, None, events, None, case.opened_under.text))


@pytest.mark.parametrize(
    ("ended", "answer", "problem"),
    [
        ("by staff", IN_TIME, None),
        ("by itself", "wrong_stage", None),
        ("by itself", IN_TIME, "ended by limit, and who ended it was told in time"),
        ("by staff", "wrong_stage", "ended by resumed, and who ended it was told wrong_stage"),
        ("by itself", "not_open", "refused as not_open"),
        ("not yet", IN_TIME, "ended 0 times"),
    ],
)
def test_a_wait_ends_once_and_whoever_was_late_is_told_so(ended: str, answer: str, problem: str | None) -> None:
    case = waiting(ended)
    found = list(wait_races.problems({case.reference: case}, {case.reference: answer}, IN_TIME))
    assert [problem in each for each in found] == [True] if problem else found == []
