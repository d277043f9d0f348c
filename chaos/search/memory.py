"""Answers of production's pure functions, kept while one state is expanded: most actions ask the same about it.

What fell due before a command is settled anew for each of the seventy commands of an instant, and the events of that
are folded again for the invariants. States and events never change, so the answer for the same objects is the same.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from models.calendar.rules import CalendarRules
from models.case.events import Event
from models.case.state import CaseState
from models.policy import CasePolicy, with_calendar
from workflows.case import deadlines
from workflows.case import decide as deciding
from workflows.case import evolve as evolving


class Memory:
    """The answers for the state that is expanded."""

    def __init__(self) -> None:
        self._settle, self._evolve, self._with_calendar = deadlines.settle, evolving.evolve, with_calendar
        self._settled: dict[tuple[int, datetime, bool], Any] = {}
        self._evolved: dict[tuple[int, int], Any] = {}
        self._policies: dict[tuple[int, CalendarRules], Any] = {}

    def forget(self) -> None:
        """Go on to another state. Objects that are kept here have an identity that no other has."""
        self._settled.clear()
        self._evolved.clear()

    def settle(self, state: CaseState, now: datetime, *, before: bool = False) -> tuple[CaseState, tuple[Event, ...]]:
        """As production's `settle`."""
        known = self._settled.get(key := (id(state), now, before))
        if known is None:
            known = self._settled[key] = (state, self._settle(state, now, before=before))
        answer: tuple[CaseState, tuple[Event, ...]] = known[1]
        return answer

    def evolve(self, state: CaseState, event: Event) -> CaseState:
        """As production's `evolve`; the events of commands are not kept, as they are folded once."""
        if event.command_id:
            return self._evolve(state, event)
        known = self._evolved.get(key := (id(state), id(event)))
        if known is None:
            known = self._evolved[key] = (state, event, self._evolve(state, event))
        answer: CaseState = known[2]
        return answer

    def with_calendar(self, policy: CasePolicy, calendar: CalendarRules) -> CasePolicy:
        """As production's `with_calendar`; the answers are kept for good, as there are only a few policies."""
        known = self._policies.get(key := (id(policy), calendar))
        if known is None:
            known = self._policies[key] = (policy, self._with_calendar(policy, calendar))
        answer: CasePolicy = known[1]
        return answer


_PLACES: tuple[tuple[Any, str], ...] = (
    (deciding, "settle"),
    (deciding, "evolve"),
    (evolving, "evolve"),
    (evolving, "with_calendar"),
)
"""The names by which production calls these functions."""


@contextmanager
def remembering(memory: Memory) -> Iterator[None]:
    """Let production ask the memory first."""
    usual: list[tuple[Any, str, Callable[..., Any]]] = [(*place, getattr(*place)) for place in _PLACES]
    for module, name, _ in usual:
        setattr(module, name, getattr(memory, name))
    try:
        yield
    finally:
        for module, name, function in usual:
            setattr(module, name, function)
