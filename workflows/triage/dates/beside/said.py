"""A date as it is said in a text: where it stands, what was read, and what the words around make of it."""

from typing import NamedTuple

from workflows.triage.dates.around import FoundDate
from workflows.triage.dates.clauses.denial import Stance


class SaidDate(NamedTuple):
    """A date, the place of its first word, and its stance."""

    place: int
    found: FoundDate
    stance: Stance

    @property
    def stands(self) -> bool:
        """Whether it has a day that stands."""
        return self.stance is Stance.STANDS and self.found.first is not None

    def doubted(self) -> "SaidDate":
        """The same date, whose day nobody knows."""
        return self._replace(stance=Stance.DOUBTED) if self.stance is Stance.STANDS else self
