"""A leak is distinguished from the noise of a process that does not grow."""

from chaos.checks.flatness import growth, since, slope
from chaos.seeded import seeded_random
from chaos.system.meter import Reading

NOISE = 20.0


def readings(gain: float, *, seconds: int = 2_600, every: int = 10) -> list[Reading]:
    """A process of 400 MB, noisy, that gains so much a minute."""
    random = seeded_random("readings", gain)
    return [(at, 400 + gain * at / 60 + random.uniform(-NOISE, NOISE)) for at in range(0, seconds, every)]


def test_a_process_that_leaks_is_steep_by_as_much_as_it_leaks() -> None:
    assert 1.8 < slope(readings(2.0)) < 2.2


def test_a_noisy_process_that_stays_as_it_is_is_flat() -> None:
    assert abs(slope(readings(0.0))) < 0.2
    assert abs(growth(readings(0.0))) < NOISE / 2


def test_a_leak_by_stairs_is_one() -> None:
    stairs = [(at, 400 + 50.0 * (at // 600)) for at in range(0, 2_600, 10)]
    assert slope(stairs) > 4
    assert growth(stairs) >= 150


def test_a_few_spikes_and_a_sawtooth_are_no_leak() -> None:
    spikes = [(at, value + 5_000 * (at % 1_000 == 990)) for at, value in readings(0.0)]
    sawtooth = [(at, 400 + at % 130.0) for at in range(0, 2_600, 10)]
    assert abs(slope(spikes)) < 0.2
    assert abs(slope(sawtooth)) < 0.5


def test_what_grows_while_it_warms_up_is_not_looked_at() -> None:
    warming = [(at, min(at, 1_000) * 0.3) for at in range(0, 3_600, 10)]
    assert growth(warming) > 100
    assert slope(since(1_000, warming)) == growth(since(1_000, warming)) == 0


def test_growth_is_from_quarter_to_quarter_however_few_readings_there_are() -> None:
    assert growth([(0, 5), (1, 5), (2, 5), (3, 9)]) == 4
    assert growth([(0, 5)]) == 0
