"""What falls due while everything is down happens once, in order, and soon after the return."""

import pytest

from chaos.outcome import Scale
from chaos.scenarios import timers


@pytest.mark.chaos
@pytest.mark.proof
@pytest.mark.timeout(280)
def test_what_falls_due_in_an_outage_happens_once_in_order_and_soon_after_it() -> None:
    assert [line for outcome in timers.run(Scale.SUITE) for line in outcome.violations] == []
