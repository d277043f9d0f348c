"""What a scenario proved: a promise, how it was tried, the figures of the run, and what broke it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Scale(StrEnum):
    """How much a scenario does: its part in the test suite, or all of `make chaos`."""

    SUITE = "suite"
    LONG = "long"


@dataclass(frozen=True)
class Outcome:
    """One promise under trial. It holds when there are no violations, and each of them is told in one line."""

    promise: str
    how: str
    figures: Mapping[str, str] = field(default_factory=dict)
    violations: tuple[str, ...] = ()

    @property
    def held(self) -> bool:
        """Whether nothing broke the promise."""
        return not self.violations
