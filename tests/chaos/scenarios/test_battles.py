"""Whatever part is killed, nothing is lost and nothing happens twice; of a crowd that decides at once one decides."""

import pytest

from chaos.checks import kills, races
from chaos.checks.battle_result import BattleResult
from chaos.faults.nemesis import AT_LEAST, FaultKind, schedule
from chaos.outcome import Scale
from chaos.scenarios.battles import SIZES, fight
from chaos.workload.battle import KINDS

SUITE = SIZES[Scale.SUITE]


@pytest.fixture(scope="module")
def battle(tmp_path_factory: pytest.TempPathFactory) -> BattleResult:
    """One battle: cases and contests are played at once, under the same kills."""
    return fight(SUITE.battle(SUITE.seeds[0], tmp_path_factory.mktemp("chaos") / "run"))


@pytest.mark.chaos
@pytest.mark.proof
@pytest.mark.timeout(1_200)
def test_nothing_is_lost_and_nothing_happens_twice_whatever_is_killed(battle: BattleResult) -> None:
    assert not kills.outcome([battle]).violations
    assert battle.kills.total() == SUITE.kills


@pytest.mark.chaos
@pytest.mark.proof
@pytest.mark.timeout(1_200)
def test_of_a_crowd_that_decides_one_case_exactly_one_decides(battle: BattleResult) -> None:
    assert not races.outcome([battle]).violations
    assert len(battle.contested) == SUITE.contests


def test_the_schedule_of_the_nemesis_follows_from_its_seed_and_kills_every_kind_of_component() -> None:
    injections = schedule(7, KINDS, 60)
    killed = [each.component for one in injections for each in one.faults if each.kind is FaultKind.KILL]
    assert injections == schedule(7, KINDS, 60) != schedule(8, KINDS, 60)
    assert len(killed) == 60 and all(killed.count(kind) >= AT_LEAST for kind in KINDS)
    assert any(len(injection.faults) == 2 for injection in injections)
