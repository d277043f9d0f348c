"""One step of the search, as the invariants see it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from chaos.search.world import Move
from models.case.events import Event
from models.case.state import CaseState


class Transition(NamedTuple):
    """One action that caused events, with the states before, between and after them."""

    action: Move
    now: datetime
    events: tuple[Event, ...]
    states: tuple[CaseState, ...]

    @property
    def before(self) -> CaseState:
        """The state before the action."""
        return self.states[0]

    @property
    def after(self) -> CaseState:
        """The state after the action."""
        return self.states[-1]


Invariant = Callable[[Transition], Iterator[str]]
