"""What the events of a command send to the beneficiary: which notices, from when on, of which reply. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.base import unchecked
from models.case.events import Confirmed, Event, Proposed, Resolved
from models.case.state import CaseState, Notice
from models.codes import Audience, DecisionKind
from models.notices.plan import plan
from workflows.case.evolve import evolve

_event = unchecked(Event)


@dataclass(frozen=True, slots=True)
class OutgoingNotice:
    """A notice to the beneficiary that a command would bring about."""

    state: CaseState
    """The case then."""
    notice: Notice
    goes_at: datetime
    """From when on it is sent: after quiet hours, and after the time in which its reply can be recalled."""
    if_confirmed: bool = False
    """It is sent only when the others have agreed whose steps are missing; `goes_at` counts as if they had now."""


def outgoing(state: CaseState, events: Sequence[Event]) -> tuple[OutgoingNotice, ...]:
    """The notices to the beneficiary of events, from the state before them; of a proposal those of its decision."""
    found: list[OutgoingNotice] = []
    for event in events:
        state = evolve(state, event)
        found += _of(state, event, if_confirmed=False)
        if isinstance(event.body, Proposed | Confirmed):
            found += _if_confirmed(state, event)
    return tuple(found)


def _of(state: CaseState, event: Event, *, if_confirmed: bool) -> Iterator[OutgoingNotice]:
    held = state.held_reply.until if state.held_reply and state.held_reply.seq == event.seq else None
    for notice in plan(state, event):
        if notice.audience is Audience.BENEFICIARY:
            yield OutgoingNotice(state, notice, max(notice.not_before, held or notice.not_before), if_confirmed)


def _if_confirmed(state: CaseState, event: Event) -> Iterable[OutgoingNotice]:
    """What the last step of the chain would send, if it were taken now."""
    proposal = state.proposal
    if proposal is None:
        return ()
    body = Resolved(
        decision=DecisionKind.APPROVE,
        outcome=proposal.outcome,
        reason=proposal.reason,
        reply=proposal.reply,
        in_time=True,
    )
    last = _event(seq=state.seq + 1, at=event.at, actor=event.actor, body=body)
    return _of(evolve(state, last), last, if_confirmed=True)
