"""The power of the tests: builds sabotaged on purpose, and mutants of the pure core."""

from collections.abc import Callable

from chaos.mutation import sabotages
from chaos.mutation import score as mutation
from chaos.outcome import Outcome, Scale

SAMPLE = {Scale.SUITE: 0.05, Scale.LONG: 1.0}
"""The share of the mutants that are tried."""


def run(scale: Scale, progress: Callable[[str], None] = lambda line: None) -> list[Outcome]:
    """Every sabotage, and so many of the mutants."""
    return [sabotages.run(progress), mutation.run(SAMPLE[scale], progress=progress)]
