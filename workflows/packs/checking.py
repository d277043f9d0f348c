"""A pack checked by its examples: those that come out otherwise, and what no example would miss. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from models.packs.mutants import RuleMutant
from workflows.packs.examples import ExampleTrial, NotAsExpected
from workflows.packs.noticing import unnoticed


class Failure(NamedTuple):
    """An example that does not come out as it says."""

    example: str
    differences: tuple[NotAsExpected, ...]


class Checked(NamedTuple):
    """What the examples of a pack say of it; without examples, or where one fails, no mutants are tried."""

    examples: int
    failed: tuple[Failure, ...]
    mutants: int = 0
    unnoticed: tuple[RuleMutant, ...] = ()

    @property
    def noticed(self) -> int:
        """How many mutants some example notices."""
        return self.mutants - len(self.unnoticed)


def checked(trials: tuple[ExampleTrial, ...], mutants: Iterable[RuleMutant]) -> Checked:
    """Try the examples, and then the mutants on them."""
    found = ((trial.example.name, trial.differences(trial.assessment)) for trial in trials)
    failed = tuple(Failure(name, differences) for name, differences in found if differences)
    if failed or not trials:
        return Checked(len(trials), failed)
    tried = tuple(mutants)
    return Checked(len(trials), failed, len(tried), tuple(unnoticed(trials, tried)))
