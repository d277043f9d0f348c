"""What several events change alike, and the names by which a clock knows what was done in a run of it. Pure."""

from typing import Any

from models.case import clock as clocks
from models.case.clock import Clock
from models.case.events import Event
from models.case.state import CaseState
from models.codes import ClockKind, Stage

Update = dict[str, Any]
"""The fields of a state that an event changes."""

_CHASED = "chased "


def acted(state: CaseState, event: Event) -> Update:
    """A person acted: the first response is given."""
    first = clocks.stop(
        state.clocks[ClockKind.FIRST_RESPONSE], event.at, "first_response", state.rules.working_calendar
    )
    return {
        "clocks": state.clocks | {ClockKind.FIRST_RESPONSE: first},
        "first_responded_at": state.first_responded_at or event.at,
    }


def stage_of_work(state: CaseState) -> Stage:
    """Where a case is that nothing is awaited for: in review with its holder, or in the queue."""
    return Stage.IN_REVIEW if state.assignee else Stage.QUEUED


def next_run(state: CaseState, kind: ClockKind) -> int:
    """The number of the run that a clock begins now."""
    return state.clocks[kind].run + 1 if kind in state.clocks else 1


def times_chased(clock: Clock) -> int:
    """How often whoever owes an answer was reminded in this run."""
    return sum(mark.startswith(_CHASED) for mark in clock.fired)


def chased_mark(clock: Clock) -> str:
    """The mark of the next reminder; no rung has such a name, as a code has no blank."""
    return f"{_CHASED}{times_chased(clock) + 1}"
