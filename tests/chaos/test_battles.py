"""Whatever part is killed, nothing is lost and nothing happens twice; of a crowd that decides at once one decides."""

import pytest

from chaos.checks import kills, races
from chaos.faults import nemesis as monkey
from chaos.outcome import Scale
from chaos.scenarios.battles import FIGURES
from chaos.workload.battle import KINDS, Fought, fight

SUITE = FIGURES[Scale.SUITE]


@pytest.fixture(scope="module")
def fought(tmp_path_factory: pytest.TempPathFactory) -> Fought:
    """One battle: cases and contests are played at once, under the same kills."""
    return fight(SUITE.battle(SUITE.seeds[0], tmp_path_factory.mktemp("chaos") / "run"))


@pytest.mark.chaos
@pytest.mark.proof
@pytest.mark.timeout(1_200)
def test_nothing_is_lost_and_nothing_happens_twice_whatever_is_killed(fought: Fought) -> None:
    assert not kills.judge([fought]).violations
    assert fought.kills.total() == SUITE.kills


@pytest.mark.chaos
@pytest.mark.proof
@pytest.mark.timeout(1_200)
def test_of_a_crowd_that_decides_one_case_exactly_one_decides(fought: Fought) -> None:
    assert not races.judge([fought]).violations
    assert len(fought.plan.contested) == SUITE.contests


def test_the_plan_of_the_kills_comes_from_its_seed_and_spares_no_kind_of_part() -> None:
    plan = monkey.strikes(7, KINDS, 60)
    struck = [blow.component for strike in plan for blow in strike.blows if blow.how == monkey.KILL]
    assert plan == monkey.strikes(7, KINDS, 60) != monkey.strikes(8, KINDS, 60)
    assert len(struck) == 60 and all(struck.count(kind) >= monkey.AT_LEAST for kind in KINDS)
    assert any(len(strike.blows) == 2 for strike in plan)
