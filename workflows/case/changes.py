"""What several events change alike, and the names by which a clock knows what was done in a run of it. Pure."""

from datetime import datetime, timedelta
from typing import Any

from models.case import clock as clocks
from models.case import promised
from models.case.clock import Clock
from models.case.edition import FIRST
from models.case.events import Event
from models.case.state import CaseState
from models.codes import PROMISES, ClockKind, Priority, Stage

Update = dict[str, Any]
"""The fields of a state that an event changes."""

_CHASED = "chased "


def acted(state: CaseState, event: Event) -> Update:
    """A person acted: the first response is given."""
    waited = state.clocks[ClockKind.FIRST_RESPONSE]
    first = clocks.stop(waited, event.at, "first_response", state.time_of(waited))
    return {
        "clocks": state.clocks | {ClockKind.FIRST_RESPONSE: first},
        "first_responded_at": state.first_responded_at or event.at,
    }


def rebudgeted(state: CaseState, priority: Priority) -> dict[ClockKind, clocks.Clock]:
    """The promises of `priority` (extensions granted stay); the time used is kept."""
    ticking = dict(state.clocks)
    for kind in PROMISES:
        extra = state.extended if kind is ClockKind.RESOLUTION else timedelta()
        ticking[kind] = promised.repromise(ticking[kind], state.rules, priority, extra)
    return ticking


def limited(
    ticking: dict[ClockKind, clocks.Clock], limit: datetime | None, edition: int
) -> dict[ClockKind, clocks.Clock]:
    """The clocks under a legal limit, which ends the first response too: nobody may look too late to act."""
    if edition == FIRST:
        return ticking | {ClockKind.RESOLUTION: ticking[ClockKind.RESOLUTION].but(cap=limit)}
    return ticking | {kind: ticking[kind].but(limit=limit) for kind in PROMISES}


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
