"""A backlog of requests without any worker is drained soon after the restart, and no request is lost."""

import pytest

from chaos.outcome import Scale
from chaos.scenarios import backlog


@pytest.mark.chaos
@pytest.mark.timeout(240)
def test_requests_sent_without_workers_are_opened_soon_after_their_restart() -> None:
    [outcome] = backlog.run(Scale.SUITE)
    assert outcome.violations == (), outcome.figures
