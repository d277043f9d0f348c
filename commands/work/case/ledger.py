"""What changed the clocks of a case besides time: budgets given anew, runs before this one, the reminder to come.

The events are folded one by one as the decider does it, so that nothing is shown here that was not counted so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.case.clock import Clock
from models.case.events import Assessed, Event, Extended
from models.case.state import CaseState
from models.codes import ClockKind
from workflows.case.evolve import REMINDER, evolve


@dataclass(frozen=True, slots=True)
class BudgetChange:
    """A clock got another budget by an event."""

    kind: ClockKind
    run: int
    before: timedelta
    after: timedelta
    event: Event


@dataclass(frozen=True, slots=True)
class Ledger:
    """A case after its events, and what they did to its clocks."""

    state: CaseState
    changes: tuple[BudgetChange, ...] = ()
    earlier: tuple[Clock, ...] = ()
    """The runs of clocks that were started anew, as they ended."""
    held_since: datetime | None = None
    """When the case came to whom it is with now."""

    @property
    def reminder(self) -> datetime | None:
        """When the beneficiary is reminded to answer (design §4); none when nothing is awaited or it was sent."""
        clock = self.state.clocks.get(ClockKind.ANSWER)
        if clock is None or not clock.running or REMINDER in clock.fired:
            return None
        rules = self.state.rules
        return clock.instant(rules.ask.reminder_after(clock.budget), rules.time_of(clock.promise))

    def extensions(self, kind: ClockKind, run: int) -> list[timedelta]:
        """The extensions of one run of a clock."""
        found = (change.event.body for change in self.changes if (change.kind, change.run) == (kind, run))
        return [body.by for body in found if isinstance(body, Extended)]


def ledger(state: CaseState, events: Iterable[Event]) -> Ledger:
    """The case after `events`, with every change of a clock they brought."""
    changes: list[BudgetChange] = []
    earlier: list[Clock] = []
    held_since = None
    for event in events:
        before, state = state, evolve(state, event)
        held_since = event.at if state.assignee != before.assignee else held_since
        kept = [(old, clock) for kind, old in before.clocks.items() if (clock := state.clocks.get(kind))]
        earlier += [old for old, clock in kept if old.run != clock.run]
        changes += [_change(old, clock, event) for old, clock in kept if _is_changed(old, clock, event)]
    return Ledger(state, tuple(changes), tuple(earlier), held_since)


def _is_changed(old: Clock, clock: Clock, event: Event) -> bool:
    """Whether a running promise was changed: the first stage only makes it."""
    return old.run == clock.run and old.budget != clock.budget and not isinstance(event.body, Assessed)


def _change(old: Clock, clock: Clock, event: Event) -> BudgetChange:
    return BudgetChange(clock.kind, clock.run, old.budget, clock.budget, event)
