"""The canonical form of a state of the world: the instant, and all of the case that a later decision can read.

Two states with the same form are one state of the search. What the form leaves out is read by no rule of the decider:

- history: event numbers, command ids and receipts (each action has a new command id; that a command given twice has no
  second effect is checked at every step), texts, joined cases, who decided and when, since when somebody holds it;
- what follows from the rest: how many rungs were reached, when somebody first responded;
- a stopped clock, but for the number of its run, which the next run continues; segments of all clocks;
- the instant of the last event, but for whether it is now: a command sent before counts from then or from now;
- a closed case, but for its outcome and whether it was ever resolved: nothing moves it;
- notices: the world's policy plans none, and no rule reads the outbox.

What happens late happens as it would have on time: no event of time itself starts a clock.
"""

import marshal
from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from chaos.search.policy import INSTANTS, POLICIES, POLICY, REFERENCE, STAFF
from chaos.search.world import START
from models.base import unchecked
from models.case.clock import Clock
from models.case.commands import Actor
from models.case.edition import NEWEST
from models.case.events import OfficialReply, StepTaken
from models.case.state import CaseState, Decision, PendingAction, Proposal
from models.codes import ClockKind, DecisionKind, Outcome, Priority, Stage
from workflows.case.evolve import REMINDER

Form = tuple[Any, ...]

_FIRST = INSTANTS[0]
_MICROSECOND = timedelta(microseconds=1)
_STAGES, _PRIORITIES, _OUTCOMES, _CLOCKS = list(Stage), list(Priority), list(Outcome), list(ClockKind)
_CLOSED = _STAGES.index(Stage.CLOSED)
_MARKS = [*(rung.name for rung in POLICY.ladder), REMINDER]
_STEPS = [step.name for step in POLICY.approvals]
_PENDING = [PendingAction(rung=rung.name, action=action) for rung in POLICY.ladder for action in rung.actions]
_VERSIONS = [policy.calendar.version for policy in POLICIES]
_PEOPLE = [person.id for person in STAFF]
_WORDS = OfficialReply(ar="نفيدكم", en="text")

_state, _clock = unchecked(CaseState), unchecked(Clock)
_proposal, _decision = unchecked(Proposal), unchecked(Decision)


def encode(state: CaseState, place: int) -> bytes:
    """The canonical form of a state at an instant, as bytes."""
    return marshal.dumps(_form(state, place), 2)


def digest(encoded: bytes) -> int:
    """64 bits of hash: among 10,000,000 states two have the same one with a chance of 3 in a million."""
    return int.from_bytes(blake2b(encoded, digest_size=8).digest(), "little")


def decode(encoded: bytes) -> tuple[CaseState, int]:
    """A state with a canonical form, and its instant."""
    form: Form = marshal.loads(encoded)  # noqa: S302 - our own bytes
    return _read(form), form[0]


def _form(state: CaseState, place: int) -> Form:
    if state.stage is Stage.RECEIVED:
        return (place, 0)
    if state.stage is Stage.CLOSED:
        return (place, _CLOSED, _index(_OUTCOMES, state.outcome), state.resolved_at is not None)
    resolved = state.stage is Stage.RESOLVED
    return (
        place,
        _STAGES.index(state.stage),
        _index(_OUTCOMES, state.outcome),
        _VERSIONS.index(state.rules.calendar.version),
        state.team == STAFF[0].teams[0],
        _index(_PEOPLE, state.assignee.id if state.assignee else None),
        _PRIORITIES.index(state.priority),
        tuple(_clock_form(state.clocks.get(kind)) for kind in _CLOCKS),
        state.round,
        state.rounds_before,
        _proposal_form(state.proposal),
        state.decision is not None,
        state.reopens,
        state.rated,
        0 if resolved else state.extensions,
        0 if resolved else state.extended // _MICROSECOND,
        tuple(_PENDING.index(pending) for pending in state.pending),
        state.last_at == INSTANTS[place],
    )


def _clock_form(clock: Clock | None) -> Form | None:
    if clock is None:
        return None
    if not clock.live:
        return (clock.run,)
    return (
        clock.run,
        clock.budget // _MICROSECOND,
        clock.consumed // _MICROSECOND,
        None if clock.running_since is None else (clock.running_since - _FIRST) // _MICROSECOND,
        clock.breached,
        tuple(_MARKS.index(mark) for mark in clock.fired),
    )


def _proposal_form(proposal: Proposal | None) -> Form | None:
    if proposal is None:
        return None
    return tuple((_STEPS.index(taken.step), _PEOPLE.index(taken.actor.id)) for taken in proposal.steps)


def _read(form: Form) -> CaseState:
    place, stage, *more = form
    if not more:
        return START
    resolved_at = _FIRST if stage == _CLOSED and more[1] else None
    base = {"reference": REFERENCE, "stage": _STAGES[stage], "policy": POLICY, "last_at": INSTANTS[place]}
    common: dict[str, Any] = {"clocks": {}, "answers": {}, "outcome": _at(_OUTCOMES, more[0])}
    if stage == _CLOSED:
        return _state(**base, **common, resolved_at=resolved_at, closed_at=INSTANTS[place])
    return _read_open(base | common, more[1:], place)


def _read_open(base: dict[str, Any], form: Sequence[Any], place: int) -> CaseState:
    version, own_team, holder, priority, clocks, rounds, rounds_before, *rest = form
    proposal, decided, reopens, rated, *rest = rest
    extensions, extended, pending, moved = rest
    kinds = ((kind, clock) for kind, clock in zip(_CLOCKS, clocks, strict=True) if clock is not None)
    return _state(
        **base
        | {
            "policy": POLICIES[version],
            "last_at": INSTANTS[place if moved else max(place - 1, 0)],
            "opened_at": _FIRST,
            "team": STAFF[0].teams[0] if own_team else STAFF[-1].teams[1],
            "assignee": None if holder < 0 else STAFF[holder],
            "priority": _PRIORITIES[priority],
            "clocks": {kind: _read_clock(kind, clock) for kind, clock in kinds},
            "edition": NEWEST,
            "round": rounds,
            "rounds_before": rounds_before,
            "proposal": None if proposal is None else _read_proposal(proposal),
            "decision": _read_decision(base["outcome"]) if decided else None,
            "resolved_at": _FIRST if decided else None,
            "reopens": reopens,
            "rated": rated,
            "extensions": extensions,
            "extended": extended * _MICROSECOND,
            "pending": tuple(_PENDING[each] for each in pending),
        }
    )


def _read_clock(kind: ClockKind, form: Form) -> Clock:
    run, *more = form
    if not more:
        return _clock(kind=kind, budget=timedelta(), started_at=_FIRST, stopped_at=_FIRST, run=run)
    budget, consumed, since, breached, fired = more
    return _clock(
        kind=kind,
        budget=budget * _MICROSECOND,
        consumed=consumed * _MICROSECOND,
        running_since=None if since is None else _FIRST + since * _MICROSECOND,
        started_at=_FIRST,
        breached=breached,
        fired=tuple(_MARKS[each] for each in fired),
        run=run,
    )


def _read_proposal(form: Form) -> Proposal:
    steps = tuple(StepTaken(step=_STEPS[step], actor=STAFF[person], at=_FIRST) for step, person in form)
    return _proposal(reason="removed", outcome=Outcome.OBSTACLE_REMOVED, reply=_WORDS, steps=steps)


def _read_decision(outcome: Outcome) -> Decision:
    by: Actor = STAFF[-1]
    return _decision(kind=DecisionKind.APPROVE, outcome=outcome, reason=None, reply=_WORDS, actor=by, at=_FIRST)


def _index(values: Sequence[Any], value: Any) -> int:
    return -1 if value is None else values.index(value)


def _at(values: Sequence[Any], index: int) -> Any:
    return None if index < 0 else values[index]
