"""`evolve_fault(state, event)`: the state of a fault after an event. Total and pure."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from models.case import clock as clocks
from models.case.actor import Actor
from models.case.state import Notice
from models.codes import HUMAN_ACTIONS, PROMISES, Audience, Channel, ClockKind, FaultStage, Role
from models.faults import events as e
from models.faults.state import FaultState, Tell
from models.notices.key import NoticeKey

Update = dict[str, Any]


def evolve_fault(state: FaultState, event: e.FaultEvent) -> FaultState:
    """The state after `event`, with the receipt of its command."""
    update = _CHANGES[type(event.body)](state, event, event.body)
    after = state.but(**update, seq=event.seq, last_at=event.at)
    return after.but(answers=after.answers | {event.command_id: after.receipt()}) if event.command_id else after


def fold_fault(state: FaultState, events: Iterable[e.FaultEvent]) -> FaultState:
    """The state after all of `events`, one after another."""
    for event in events:
        state = evolve_fault(state, event)
    return state


def numbered(
    state: FaultState, bodies: tuple[e.FaultBody, ...], at: datetime, actor: Actor, command_id: str | None = None
) -> tuple[e.FaultEvent, ...]:
    """Events of these bodies that follow the last one of a state; never before it."""
    at = max(at, state.last_at or at)
    return tuple(
        e.FaultEvent(seq=seq, at=at, actor=actor, command_id=command_id, body=body)
        for seq, body in enumerate(bodies, start=state.seq + 1)
    )


def _opened(state: FaultState, event: e.FaultEvent, body: e.FaultOpened) -> Update:
    return {
        "policy": body.policy,
        "error_code": body.error_code,
        "title": body.title,
        "since": body.since,
        "opened_at": event.at,
        "by_rate": event.actor.role is Role.SYSTEM,
        "clocks": {kind: clocks.start(kind, body.policy.targets[kind], event.at) for kind in PROMISES},
    }


def _owned(state: FaultState, event: e.FaultEvent, body: e.FaultOwned) -> Update:
    return {"owner": body.to}


def _known(state: FaultState, event: e.FaultEvent, body: e.FaultBecameKnown) -> Update:
    return {"stage": FaultStage.KNOWN, "known_at": event.at} | _stopped(state, event, ClockKind.FIRST_RESPONSE)


def _mended(state: FaultState, event: e.FaultEvent, body: e.FaultMended) -> Update:
    return {"stage": FaultStage.MENDED, "mended_at": event.at, "answer": body} | _stopped(state, event, *PROMISES)


def _closed(state: FaultState, event: e.FaultEvent, body: e.FaultClosed) -> Update:
    return {"stage": FaultStage.CLOSED, "closed_at": event.at} | _stopped(state, event, *PROMISES)


def _stopped(state: FaultState, event: e.FaultEvent, *kinds: ClockKind) -> Update:
    """The clocks without these, and without what was still to be told because of them."""
    time = state.rules.working_calendar
    stopped = {kind: clocks.stop(state.clocks[kind], event.at, event.body.type, time) for kind in kinds}
    pending = tuple(each for each in state.pending if each.clock not in kinds)
    return {"clocks": state.clocks | stopped, "pending": pending}


def _rung_reached(state: FaultState, event: e.FaultEvent, body: e.FaultRung) -> Update:
    clock, rung = state.clocks[body.clock], next(each for each in state.rules.ladder if each.name == body.rung)
    told = tuple(
        Tell(body.clock, body.rung, place)
        for place, action in enumerate(rung.actions)
        if action.action in HUMAN_ACTIONS
    )
    fired = clock.but(fired=(*clock.fired, body.rung))
    return {
        "clocks": state.clocks | {body.clock: fired},
        "rungs": state.rungs + 1,
        "pending": (*state.pending, *told),
    }


def _breached(state: FaultState, event: e.FaultEvent, body: e.FaultBreached) -> Update:
    return {"clocks": state.clocks | {body.clock: state.clocks[body.clock].but(breached=True)}}


def _staff_told(state: FaultState, event: e.FaultEvent, body: e.StaffTold) -> Update:
    done = Tell(body.clock, body.rung, body.place)
    notice = _notice(state, event, body)
    return {
        "pending": tuple(each for each in state.pending if each != done),
        "outbox": (*state.outbox, notice) if body.people else state.outbox,
    }


def _notice(state: FaultState, event: e.FaultEvent, body: e.StaffTold) -> Notice:
    """What those are sent whom a rung names."""
    rules, due = state.rules, state.due
    values = {"rung": body.rung, "team": rules.team, "error_code": state.error_code}
    return Notice(
        key=str(NoticeKey(state.reference, event.seq, Audience.ESCALATION, Channel.EMAIL)),
        seq=event.seq,
        audience=Audience.ESCALATION,
        channel=Channel.EMAIL,
        template=rules.message,
        people=body.people,
        team=rules.team,
        values=values | ({"due_date": due.isoformat()} if due else {}),
        urgent=True,
        created_at=event.at,
        not_before=event.at,
    )


def _notice_ended(state: FaultState, event: e.FaultEvent, body: e.FaultNoticeSent | e.FaultNoticeFailed) -> Update:
    return {"outbox": tuple(notice for notice in state.outbox if notice.key != body.key)}


_CHANGES: dict[type[e.FaultBody], Callable[[FaultState, e.FaultEvent, Any], Update]] = {
    e.FaultOpened: _opened,
    e.FaultOwned: _owned,
    e.FaultBecameKnown: _known,
    e.FaultMended: _mended,
    e.FaultClosed: _closed,
    e.FaultRung: _rung_reached,
    e.FaultBreached: _breached,
    e.StaffTold: _staff_told,
    e.FaultNoticeSent: _notice_ended,
    e.FaultNoticeFailed: _notice_ended,
}
"""What each type of event changes; it has a line for every type of `FaultBody`."""
