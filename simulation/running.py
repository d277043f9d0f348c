"""Many recorded cases under one policy or two, one after another: sums, and the cases that change sides.

Memory does not grow with the cases: sums, and the first changes of an order up to a limit.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from models.case.state import Refusal
from models.codes import RefusalCode
from simulation.change_order import ChangeOrder
from simulation.comparing import ChangedCase, change_of
from simulation.figures import CaseFigures, PolicyFigures, figures_of
from simulation.lives import relive
from simulation.policies import NotOfThePolicy, PolicySource
from simulation.recorded import PastCase


@dataclass(slots=True)
class OwnDates:
    """Cases beside the due dates of the log that they come from: late there and here."""

    both: int = 0
    neither: int = 0
    here_alone: int = 0
    there_alone: int = 0

    def add(self, *, here: bool, there: bool) -> None:
        """Count one case."""
        self.both += here and there
        self.neither += not (here or there)
        self.here_alone += here and not there
        self.there_alone += there and not here

    def __iadd__(self, other: Self) -> Self:
        for name in ("both", "neither", "here_alone", "there_alone"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


@dataclass(slots=True)
class Outcomes:
    """What came of many cases: the sums of each policy, how many changed and the first of them."""

    tallies: tuple[PolicyFigures, ...]
    limit: int | None = 100
    """How many changes are kept; none: all."""
    order: ChangeOrder = ChangeOrder.SIDES
    """The order of the changes, of which the first are kept."""
    changes: list[ChangedCase] = field(default_factory=list)
    changed: int = 0
    changed_sides: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Cases that change sides, by where they stood and stand."""
    passed_over: int = 0
    """Cases of other packs."""
    unreadable: int = 0
    """Cases that were erased, or whose events cannot be read."""
    own_dates: OwnDates = field(default_factory=OwnDates)

    def __iadd__(self, other: Self) -> Self:
        for mine, theirs in zip(self.tallies, other.tallies, strict=True):
            mine += theirs  # noqa: PLW2901 - added in place
        self.changed += other.changed
        self.changed_sides += other.changed_sides
        self.passed_over += other.passed_over
        self.unreadable += other.unreadable
        self.own_dates += other.own_dates
        self.changes += other.changes
        self.put_in_order()
        return self

    def keep(self, change: ChangedCase) -> None:
        """Keep a change, as long as there is no room for twice as many as are wanted."""
        self.changes.append(change)
        if self.limit is not None and len(self.changes) >= 2 * self.limit:
            self.put_in_order()

    def put_in_order(self) -> None:
        """Put the changes in order, and drop those for which there is no room."""
        self.changes.sort(key=self.order.key)
        del self.changes[self.limit :]


def run(
    cases: Iterable[PastCase],
    policies: tuple[PolicySource, ...],
    until: datetime,
    limit: int | None = 100,
    order: ChangeOrder = ChangeOrder.SIDES,
) -> Outcomes:
    """Relive cases under each of one or two policies up to an instant."""
    outcomes = Outcomes(tuple(PolicyFigures() for _ in policies), limit, order)
    for case in cases:
        try:
            found = [_figures(case, each, until) for each in policies]
        except NotOfThePolicy:
            outcomes.passed_over += 1
            continue
        _count(outcomes, case, found, until)
    outcomes.put_in_order()
    return outcomes


def added_up(results: Iterable[Outcomes], into: Outcomes) -> Outcomes:
    """The sum of outcomes."""
    for result in results:
        into += result
    return into


def _figures(case: PastCase, policies: PolicySource, until: datetime) -> CaseFigures | RefusalCode:
    life = relive(case, policies, until)
    return life.code if isinstance(life, Refusal) else figures_of(life, until)


def _count(outcomes: Outcomes, case: PastCase, found: list[CaseFigures | RefusalCode], until: datetime) -> None:
    for tally, figures in zip(outcomes.tallies, found, strict=True):
        tally.add(figures) if isinstance(figures, CaseFigures) else tally.add_not_opened(figures)
    opened = [each if isinstance(each, CaseFigures) else None for each in found]
    if case.due and opened[-1]:
        outcomes.own_dates.add(here=opened[-1].side.is_late, there=(case.ended or until) > case.due)
    if len(opened) == 2 and (change := change_of(case.name, case.reference, *opened)):
        outcomes.changed += 1
        if change.changes_sides:
            outcomes.changed_sides[change.sides] += 1
        outcomes.keep(change)
