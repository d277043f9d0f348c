"""A backlog that came while no worker was there is soon gone, and nobody is forgotten in it."""

import pytest

from chaos.outcome import Scale
from chaos.scenarios import backlog


@pytest.mark.chaos
@pytest.mark.timeout(240)
def test_what_came_in_without_workers_is_opened_soon_after_their_return() -> None:
    [outcome] = backlog.run(Scale.SUITE)
    assert outcome.violations == (), outcome.figures
