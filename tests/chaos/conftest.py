"""One run for the tests of kills and of races: cases and contests are played at once, under the same kills."""

import pytest

from chaos.battle import Battle, Fought, fight
from chaos.outcome import Scale
from chaos.scenarios import kills, races


@pytest.fixture(scope="session")
def fought(tmp_path_factory: pytest.TempPathFactory) -> Fought:
    """A run with as much as the suite has time for."""
    cases, contests = kills.FIGURES[Scale.SUITE], races.FIGURES[Scale.SUITE]
    folder = tmp_path_factory.mktemp("chaos") / "run"
    return fight(Battle(cases.seeds[0], folder, cases.cases, contests.contests, cases.kills))
