"""What Temporal or PostgreSQL lost is restored from the other."""

import pytest

from chaos.outcome import Scale
from chaos.scenarios import disaster


@pytest.mark.chaos
@pytest.mark.timeout(280)
def test_what_one_server_lost_is_restored_from_the_other() -> None:
    assert [line for outcome in disaster.run(Scale.SUITE) for line in outcome.violations] == []
