"""An outage of a gateway for a day loses no notice silently."""

import pytest

from chaos.outcome import Scale
from chaos.scenarios import notices


@pytest.mark.chaos
@pytest.mark.timeout(400)
def test_an_outage_of_a_gateway_for_a_day_loses_no_notice_silently() -> None:
    assert [line for outcome in notices.run(Scale.SUITE) for line in outcome.violations] == []
