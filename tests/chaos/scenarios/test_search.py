"""The search as a scenario, and in sabotaged copies of the project."""

from pathlib import Path

import pytest

from chaos.mutation.changes import Sabotage
from chaos.outcome import Scale
from chaos.scenarios import search
from chaos.search.broken import NOTHING, OF_THE_DECIDER, violation_in


def test_ten_sabotages_are_of_the_decider() -> None:
    assert len(OF_THE_DECIDER) == 10


@pytest.mark.timeout(240)
@pytest.mark.parametrize("sabotage", OF_THE_DECIDER, ids=lambda sabotage: sabotage.what.replace(" ", "_"))
def test_a_sabotage_of_the_decider_is_found_by_the_search_alone(sabotage: Sabotage, tmp_path: Path) -> None:
    assert violation_in(sabotage, tmp_path / "copy") != NOTHING


@pytest.mark.chaos
@pytest.mark.timeout(900)
def test_the_search_finds_every_sabotage_and_nothing_else() -> None:
    outcomes = search.run(Scale.SUITE)
    assert [line for outcome in outcomes for line in outcome.violations] == []
    assert len(outcomes) == 2
