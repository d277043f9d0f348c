"""Whatever part is killed, nothing is lost and nothing happens twice."""

import pytest

from chaos import kills, monkey
from chaos.battle import KINDS, Fought
from chaos.outcome import Scale
from chaos.scenarios.battles import FIGURES


@pytest.mark.chaos
@pytest.mark.proof
@pytest.mark.timeout(600)
def test_nothing_is_lost_and_nothing_happens_twice_whatever_is_killed(fought: Fought) -> None:
    assert not kills.judge([fought]).violations
    assert fought.kills.total() == FIGURES[Scale.SUITE].kills


def test_the_plan_of_the_kills_comes_from_its_seed_and_spares_no_kind_of_part() -> None:
    plan = monkey.strikes(7, KINDS, 60)
    struck = [blow.component for strike in plan for blow in strike.blows if blow.how == monkey.KILL]
    assert plan == monkey.strikes(7, KINDS, 60) != monkey.strikes(8, KINDS, 60)
    assert len(struck) == 60 and all(struck.count(kind) >= monkey.AT_LEAST for kind in KINDS)
    assert any(len(strike.blows) == 2 for strike in plan)
