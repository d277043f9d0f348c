"""Taking an official reply back before it goes out, where the pack gives a time for that. Pure.

Until the time has passed nothing that the reply calls for is sent. A recall brings back what stood before it: its
clocks then have used what they would have without it. Whatever else is done with the case lets the reply go at once.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from models.case import commands as c
from models.case import events as e
from models.case.clock import Clock
from models.case.commands import Actor
from models.case.events import Body, Event
from models.case.state import CaseState, HeldReply, Refusal, StoodBefore, refused, utc_text
from models.codes import Action, ClockKind, RefusalCode, Role
from workflows.case.changes import Update
from workflows.case.verdict import Verdict

_LEAVING: Final = (
    *(e.Noted, e.NoticeSent, e.NoticeFailed, e.SignalRefused, e.Resumed, e.CalendarChanged),
    *(e.SplitOff, e.NotSplit, e.FaultLinked, e.FaultKnown, e.FaultUnlinked, e.ConsultationAnswered),
)
"""Events that neither follow from a reply nor change what its recall brings back."""
_OF_A_CLOCK: Final = (e.RungReached, e.Breached, e.Chased)
_RESOLVED, _ASKED, _INTERIM = (kind.model_fields["type"].default for kind in (e.Resolved, e.Asked, e.InterimReplied))
_BROUGHT_BACK: Final[dict[str, tuple[str, ...]]] = {
    _RESOLVED: (
        "stage",
        "first_responded_at",
        "proposal",
        "pending",
        "consultation",
        "reclassification",
        "taken_up",
    ),
    _ASKED: ("stage", "first_responded_at", "proposal", "taken_up", "checklist"),
    _INTERIM: ("first_responded_at",),
}
"""What a recall brings back by the event that the reply went with, beside clocks and decision."""
_BEGUN: Final = {_RESOLVED: ClockKind.FOLLOW_UP, _ASKED: ClockKind.ANSWER}
"""The clock that it began."""


def recall(state: CaseState, command: c.Recall, now: datetime) -> Verdict:
    """Take the reply back that has not gone out yet."""
    held = state.held_reply
    if held is None:
        return _none_waits(state)
    if command.actor.role is Role.OFFICER and not _had_a_part(state, held, command.actor):
        detail = f"the reply is of {held.by.id}: they recall it, or a supervisor of the team"
        return refused(code=RefusalCode.NOT_AUTHORISED, detail=detail, person=held.by.id)
    if not command.note.strip():
        return refused(code=RefusalCode.MALFORMED, detail="note: write why it is taken back")
    return (e.Recalled(reply=held.seq, note=command.note),)


def _none_waits(state: CaseState) -> Refusal:
    """The refusal where the policy has no time for it, the reply went out, or none was given."""
    if not state.rules.recall:
        return refused(code=RefusalCode.WRONG_STAGE, detail="the policy of this case sends official replies at once")
    if state.went_out_at is None:
        return refused(code=RefusalCode.WRONG_STAGE, detail="no official reply waits to be sent")
    detail = f"the official reply went out at {utc_text(state.went_out_at)}"
    return refused(code=RefusalCode.WINDOW_PASSED, detail=detail, at=state.went_out_at)


def _had_a_part(state: CaseState, held: HeldReply, actor: Actor) -> bool:
    """Whether somebody gave the reply, took a step towards it, or holds the case."""
    steps = held.before.proposal.steps if held.before.proposal else ()
    people = held.by.persons.union(*(step.actor.persons for step in steps))
    return state.held_by(actor) or not people.isdisjoint(actor.persons)


def awaited(before: CaseState, after: CaseState, event: Event) -> Update:
    """What of the reply that waits an event changes: one begins to wait, or the one that waited goes out."""
    if event.body.type in _BROUGHT_BACK:
        return {"held_reply": _holding(before, after, event), "went_out_at": None}
    held = after.held_reply
    if held is None or _leaves(held, event.body):
        return {}
    return {"held_reply": None, "went_out_at": event.at}


def _holding(before: CaseState, after: CaseState, event: Event) -> HeldReply:
    kind = event.body.type
    changed = {name: clock for name, clock in before.clocks.items() if after.clocks.get(name) is not clock}
    brought_back = {name: getattr(before, name) for name in _BROUGHT_BACK[kind]}
    stood = StoodBefore(clocks=changed, **brought_back)
    until = event.at + after.rules.recall
    return HeldReply(seq=event.seq, kind=kind, by=event.actor, at=event.at, until=until, before=stood)


def _leaves(held: HeldReply, body: Body) -> bool:
    """Whether the reply goes on waiting after an event."""
    if isinstance(body, e.Escalated):
        return body.team is None and body.action is not Action.HAND_OVER
    if isinstance(body, _OF_A_CLOCK):
        return body.clock not in held.before.clocks
    return isinstance(body, _LEAVING)


def recalled(state: CaseState, event: Event, body: e.Recalled) -> Update:
    """What stood before the reply stands again, and nothing of it is sent."""
    held = state.held_reply
    if held is None:
        return {}
    update: Update = {name: getattr(held.before, name) for name in _BROUGHT_BACK[held.kind]}
    update["clocks"] = _clocks_without(state, held)
    update["outbox"] = state.sendable
    update |= {"held_reply": None, "went_out_at": None}
    if held.kind == _RESOLVED:
        update |= {"decision": None, "outcome": None, "resolved_at": None}
    if held.kind == _ASKED:
        update["round"] = state.round - 1
    return update


def _clocks_without(state: CaseState, held: HeldReply) -> dict[ClockKind, Clock]:
    """The clocks as if the reply had not been given, without the one that it began."""
    begun = _BEGUN.get(held.kind)
    return {kind: clock for kind, clock in state.clocks.items() if kind is not begun} | held.before.clocks


def with_clocks_under(held: HeldReply | None, under_it: Callable[[Clock], Clock]) -> Update:
    """The reply that waits, its clocks under another calendar; nothing where none waits."""
    if held is None:
        return {}
    counted = {kind: under_it(clock) for kind, clock in held.before.clocks.items()}
    return {"held_reply": held.but(before=held.before.but(clocks=counted))}
