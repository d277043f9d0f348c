"""A flood at one case harms neither it nor the others."""

import pytest

from chaos.outcome import Scale
from chaos.scenarios import floods


@pytest.mark.chaos
@pytest.mark.timeout(180)
def test_a_flood_leaves_the_case_decidable_and_the_others_quick() -> None:
    [outcome] = floods.run(Scale.SUITE)
    assert outcome.violations == (), outcome.figures
