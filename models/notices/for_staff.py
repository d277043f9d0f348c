"""What a notice tells staff of the case behind its event: which promise, since when, how late, and what was done.

Codes, instants and working seconds; words are made of them when it is sent.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from models.case import events as e
from models.case.clock import Clock
from models.case.events import Body
from models.case.state import CaseState
from models.codes import NOBODY_RUNG, REMINDER_RUNG, Action, ClockKind
from models.policy import RungAction

_A_DAY = 86_400


def told_to_staff(state: CaseState, body: Body, at: datetime) -> dict[str, str]:
    """The values of an event's notices to staff, as the case stands when they may be sent at an instant."""
    values = {"stage": str(state.stage), "priority": str(state.priority)}
    if clock := state.clocks.get(_clock_of(state, body)):
        values |= _of_a_clock(state, clock, at)
    if isinstance(body, e.Escalated):
        values["actions"] = ",".join(_written(each, body) for each in _actions(state, body))
        values |= {"nobody_found": "yes"} if body.fallback else {}
        values |= {"holder": state.assignee.id} if state.assignee else {}
    return {name: value for name, value in values.items() if value}


def _clock_of(state: CaseState, body: Body) -> ClockKind:
    """The clock that an event is about: its own, that of its rung, else that of the decision."""
    own = vars(body).get("clock")
    if isinstance(own, ClockKind):
        return own
    named = vars(body).get("rung")
    return next((rung.clock for rung in state.rules.ladder if rung.name == named), ClockKind.RESOLUTION)


def _of_a_clock(state: CaseState, clock: Clock, at: datetime) -> Mapping[str, str]:
    time = state.time_of(clock)
    every_hour = clock.promise is not None and clock.promise.counts_every_hour
    day = _A_DAY if every_hour else state.rules.calendar.working_day.total_seconds()
    due = clock.due(time)
    values = {
        "clock": str(clock.kind),
        "since": clock.started_at.isoformat(),
        "left": f"{clock.left(at, time).total_seconds():.0f}",
        "working_day": f"{day:.0f}",
    }
    return values | ({"due_at": due.isoformat()} if due else {})


def _actions(state: CaseState, body: e.Escalated) -> Iterator[RungAction]:
    """What the rung of an escalation does, or what somebody did by hand."""
    rules = state.rules
    if body.rung == REMINDER_RUNG and rules.reminders:
        yield from rules.reminders.actions
    elif body.rung == NOBODY_RUNG and rules.sharing:
        yield from rules.sharing.nobody_available
    elif rung := next((each for each in rules.ladder if each.name == body.rung), None):
        yield from rung.actions
    else:
        yield RungAction(action=body.action, target=body.target, priority=body.priority, team=body.team)


def _written(action: RungAction, body: e.Escalated) -> str:
    """`notify:supervisor:duty_desk:told`: what is done, to whom, and whether it is what the event says."""
    target = action.target
    told = "told" if (action.action, target) == (body.action, body.target) else ""
    parts: tuple[Any, ...] = (action.action, target.role if target else "", (target and target.team) or "", told)
    return ":".join(map(str, parts))


def read_actions(written: str) -> Iterator[tuple[Action, str, str, bool]]:
    """What was done, by action, role, team, and whether it is that of the event, of what `told_to_staff` wrote."""
    for each in filter(None, written.split(",")):
        action, role, team, told = each.split(":")
        yield Action(action), role, team, bool(told)
