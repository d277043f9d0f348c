"""Under a fixed rate every canary is answered, and no process grows."""

import pytest

from activities.hosting import CONNECTIONS
from chaos.outcome import Scale
from chaos.scenarios import soak
from chaos.system.meter import Reading


@pytest.mark.chaos
@pytest.mark.timeout(240)
def test_a_steady_load_is_kept_up_and_nothing_grows() -> None:
    [outcome] = soak.run(Scale.SUITE)
    assert outcome.violations == (), outcome.figures


def readings(gain: float, count: int = 60) -> list[Reading]:
    return [(10 * number, 100 + gain * number / 6) for number in range(count)]


def test_a_process_that_gains_memory_is_found_when_the_run_is_long_enough() -> None:
    assert list(soak.grown(readings(1.5), readings(0), 1.0)) == ["gains 1.50 MB a minute"]
    assert not list(soak.grown(readings(0.5), readings(0), 1.0))
    assert not list(soak.grown(readings(1.5), readings(0), None))


def test_handles_may_become_as_many_more_as_the_pool_has_connections() -> None:
    few, many = (readings((CONNECTIONS + more) / 7.5) for more in (-1, 2))
    assert not list(soak.grown(readings(0), few, None))
    assert len(list(soak.grown(readings(0), many, None))) == 1


def test_a_process_with_few_readings_is_not_called_flat() -> None:
    assert list(soak.grown(readings(0, count=3), readings(0, count=3), None)) == ["was read 3 times only"]
