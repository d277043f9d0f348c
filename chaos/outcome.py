"""The result of a scenario: a promise, how it is tried, the figures of the run, and the violations found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Progress = Callable[[str], None]
"""Receives one line for each step of a run."""


def silent(line: str) -> None:
    """The progress of a run that nobody watches."""


class Scale(StrEnum):
    """How much a scenario does: its part in the test suite, or all of `make chaos`."""

    SUITE = "suite"
    LONG = "long"


@dataclass(frozen=True)
class Violation:
    """One promise broken by one case, or by the run as a whole when there is no reference."""

    invariant: str
    reference: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.reference} {self.what}".replace(":  ", ": ")


@dataclass(frozen=True)
class TrialOutcome:
    """One promise under trial. It holds when there are no violations; each violation is one line."""

    promise: str
    how: str
    figures: Mapping[str, str] = field(default_factory=dict)
    violations: tuple[str, ...] = ()
    seeds: tuple[int, ...] = (1,)
    """The seeds of the run: with them and its commit it can be had again."""

    @property
    def held(self) -> bool:
        """Whether there is no violation."""
        return not self.violations
