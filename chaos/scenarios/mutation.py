"""Scenario «mutation»: whether the tests notice builds that were sabotaged, and mutants of the pure core."""

from chaos.mutation import sabotages, score
from chaos.outcome import Progress, Scale, TrialOutcome, silent

SAMPLE = {Scale.SUITE: 0.05, Scale.LONG: 1.0}
"""The share of the mutants that are tried."""


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Try every sabotage, and a share of the mutants."""
    return [sabotages.run(progress), score.run(SAMPLE[scale], progress=progress)]
