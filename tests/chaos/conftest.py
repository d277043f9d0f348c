"""One run for the tests of kills and of races: cases and contests are played at once, under the same kills."""

import pytest

from chaos.battle import Fought, fight
from chaos.outcome import Scale
from chaos.scenarios.battles import FIGURES


@pytest.fixture(scope="session")
def fought(tmp_path_factory: pytest.TempPathFactory) -> Fought:
    """A run with as much as the suite has time for."""
    figures = FIGURES[Scale.SUITE]
    return fight(figures.battle(figures.seeds[0], tmp_path_factory.mktemp("chaos") / "run"))
