"""A gateway that is away for a day loses nothing in silence."""

import pytest

from chaos.outcome import Scale
from chaos.scenarios import notices


@pytest.mark.chaos
@pytest.mark.timeout(280)
def test_a_gateway_that_is_away_for_a_day_loses_nothing_in_silence() -> None:
    assert [line for outcome in notices.run(Scale.SUITE) for line in outcome.violations] == []
