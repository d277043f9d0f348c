"""Official replies that wait before they go out: what a recall brings back, and which event lets one go.

Written from docs/architecture.md alone, as the fold it belongs to.
"""

from dataclasses import replace
from typing import Any

from chaos.checks.events import Event
from chaos.checks.standing import ANSWER, FOLLOW_UP, NOTHING, Standing, WaitingReply

_BEGINS = {"resolved": FOLLOW_UP, "asked": ANSWER, "interim_replied": None}
"""The clock that a reply begins, by its event."""
_KEEPS_WAITING = frozenset(
    {
        *("noted", "notice_sent", "notice_failed", "refused", "resumed", "calendar_changed", "split_off", "not_split"),
        *("fault_linked", "fault_known", "fault_unlinked", "consultation_answered"),
    }
)
_OF_A_CLOCK = frozenset({"rung_reached", "breached", "chased"})


def with_reply(before: Standing, after: Standing, event: Event) -> Standing:
    """What stands after an event, with the official reply that waits, where the policy has them wait."""
    if after.policy.recall == NOTHING:
        return after
    if event.type in _BEGINS:
        return replace(after, reply=_waiting(before, after, event))
    if after.reply and not _keeps_waiting(after.reply, event):
        return replace(after, reply=None)
    return after


def _waiting(before: Standing, after: Standing, event: Event) -> WaitingReply:
    moved = {kind: clock for kind, clock in before.clocks.items() if after.clocks.get(kind) != clock}
    kept = (before.stage, before.steps, before.pending, before.consulted, before.first_responded_at)
    return WaitingReply(event.seq, event.type, event.at + after.policy.recall, moved, *kept)


def _keeps_waiting(reply: WaitingReply, event: Event) -> bool:
    if event.type == "escalated":
        return not event.body["team"] and event.body["action"] != "hand_over"
    if event.type in _OF_A_CLOCK:
        return event.body["clock"] not in reply.moved
    return event.type in _KEEPS_WAITING


def recalled(now: Standing, event: Event) -> dict[str, Any]:
    """What stood before the reply; its clocks went on all the time, under whichever calendar there is now."""
    if now.reply is None or now.reply.seq != event.body["reply"]:
        raise ValueError(f"event {event.seq} recalls a reply that does not wait")
    was = now.reply
    clocks = {kind: clock for kind, clock in now.clocks.items() if kind != _BEGINS[now.reply.type]}
    changes: dict[str, Any] = {
        "clocks": {**clocks, **now.reply.moved},
        "first_responded_at": was.first_responded_at,
        "unsent": tuple(key for key in now.unsent if key.split(":")[1] != str(now.reply.seq)),
    }
    if now.reply.type == "interim_replied":
        return changes
    changes |= {"stage": was.stage, "steps": was.steps}
    if now.reply.type == "asked":
        return changes | {"rounds": now.rounds - 1}
    return changes | {"pending": was.pending, "consulted": was.consulted, "outcome": None, "resolved_at": None}
