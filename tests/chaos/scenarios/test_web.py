"""Whatever part of the system is away, calls over HTTP are answered, and nothing is lost or done twice."""

import pytest

from chaos.outcome import Scale
from chaos.scenarios import web


@pytest.mark.chaos
@pytest.mark.timeout(280)
def test_calls_over_http_are_answered_and_done_once_whatever_part_is_away() -> None:
    [outcome] = web.run(Scale.SUITE)
    assert outcome.violations == (), outcome.figures
