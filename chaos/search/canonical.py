"""The canonical form of a state of the world: the instant, and all of the case that a later decision can read.

Two states with the same form are one state of the search. What the form leaves out is read by no rule of the decider:

- history: event numbers, command ids and receipts (each action has a new command id; that a command given twice has no
  second effect is checked at every step), texts, joined cases, who decided and when, since when somebody holds it;
- what follows from the rest: how many rungs were reached, when somebody first responded;
- a stopped clock, but for the number of its run, which the next run continues; segments of all clocks;
- how often a third party was waited for or a question asked in earlier runs of their clocks, but for the waits since
  the last reopening; by which reason, and what was asked; which event asked for a second case; who saw a document of
  the checklist, and when; how often the beneficiary reminded;
- how a running clock came to what it used: a clock that runs since before the last instant by which all calendars to
  come count alike (`_base`) is written as if it had been halted and resumed a microsecond before that instant. From
  there on its ledger gives what it gave, and what was passed before is due at once, as it was. When it was passed is
  lost, and the order in which two clocks did: the first response has no rung, and its breach moves nothing else;
- budget and used time of a clock that is breached and has reached all its rungs, once no calendar can revoke that;
- a priority that no rung will raise and no further life will count with;
- who holds a decided case, but for whether the officer may note something in it: a reopened case is held by nobody;
- the instant of the last event, but for whether it is now: a command sent before counts from then or from now;
  at the horizon no command comes;
- since when a case is to be given to somebody, as that it is follows from the rest; who put it back, where the team
  takes its cases;
- a closed case, but for its outcome, whether it was ever resolved, and its appeal: nothing else moves it;
- searches of escalations by hand: whom they find is told, and nothing else;
- notices: the world's policy plans none, and no rule reads the outbox.

What happens late happens as it would have on time: no event of time itself starts a clock.
"""

import marshal
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from chaos.search.policy import (
    APPEAL,
    CHANNEL,
    CLOSURE_BEGINS,
    COLLEAGUE,
    CORRECTED,
    HORIZON,
    INSTANTS,
    OFFICER,
    OTHER_SERVICE,
    POLICIES,
    POLICY,
    REFERENCE,
    STAFF,
    STAND_IN,
    TEAMS,
)
from chaos.search.world import START
from models.base import unchecked
from models.calendar.working import WorkingCalendar
from models.case.clock import Clock
from models.case.commands import Actor
from models.case.edition import NEWEST
from models.case.events import OfficialReply, StepTaken
from models.case.state import (
    AppealAgainst,
    AwaitedShare,
    CaseState,
    ChecklistItem,
    Consultation,
    Decision,
    OpenWait,
    PendingAction,
    Proposal,
    Reclassification,
    SecondCase,
)
from models.codes import PROMISES, REMINDER_RUNG, ClockKind, DecisionKind, Outcome, Priority, Stage
from workflows.case.evolve import REMINDER
from workflows.case.rules.splitting import second_reference
from workflows.case.sharing.work import work_of

Form = tuple[Any, ...]

_FIRST = INSTANTS[0]
_MICROSECOND = timedelta(microseconds=1)
_STAGES, _PRIORITIES, _OUTCOMES, _CLOCKS = tuple(Stage), tuple(Priority), tuple(Outcome), tuple(ClockKind)
PERSONS = (*STAFF, STAND_IN)
_MARKS = (*(rung.name for rung in POLICY.ladder), REMINDER, "chased 1")
_OTHERS = frozenset({ClockKind.THIRD_PARTY, ClockKind.CONSULTATION})
_STEPS = tuple(step.name for step in POLICY.approvals)
_PENDING = [PendingAction(rung=rung.name, action=action) for rung in POLICY.ladder for action in rung.actions]
_ON_REMINDER = POLICY.reminders.actions if POLICY.reminders else ()
_PENDING += [PendingAction(rung=REMINDER_RUNG, action=action) for action in _ON_REMINDER]
_RUNGS = {kind: tuple(rung.name for rung in POLICY.ladder if rung.clock is kind) for kind in ClockKind}
_RUNGS[ClockKind.CONSULTATION] = ("chased 1",)
_RAISING = {rung.name for rung in POLICY.ladder if any(action.priority for action in rung.actions)}
_SPENT = POLICY.targets[ClockKind.RESOLUTION][Priority.URGENT]
"""The budget and the used time of a clock to which everything has happened."""
_LAST_VERSION = len(POLICIES) - 1
_CORRECTION = Reclassification(service=OTHER_SERVICE.service)
_WAITS = [OpenWait(party=party, reason="ours", since=_FIRST) for party in ("traffic", TEAMS[1])]
_QUESTIONS = [Consultation(number=1, to=team, question="x", asked_by=OFFICER, since=_FIRST) for team in TEAMS]
_SECOND = SecondCase(reference=second_reference("portal", REFERENCE, 1), number=1, seq=3, service=OTHER_SERVICE.service)
_WORDS = OfficialReply(ar="نفيدكم", en="text")


def name_of(person: Actor) -> str:
    """What tells the people of the world apart: who acts, and in whose place."""
    return f"{person.id} for {person.stands_in_for}"


def _numbers(values: Iterable[Any]) -> dict[Any, int]:
    """The number of each value, by which the form names it; that of nothing is -1."""
    return {value: number for number, value in enumerate(values)} | {None: -1}


_STAGE, _PRIORITY, _OUTCOME, _MARK = _numbers(_STAGES), _numbers(_PRIORITIES), _numbers(_OUTCOMES), _numbers(_MARKS)
_PARTY = _numbers(wait.party for wait in _WAITS)
_STEP, _PERSON = _numbers(_STEPS), _numbers(map(name_of, PERSONS))
_VERSION = _numbers(policy.calendar.version for policy in POLICIES)
_CLOSED = _STAGE[Stage.CLOSED]

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
        closed = (place, _CLOSED, _OUTCOME[state.outcome], state.resolved_at is not None)
        return (*closed, _split_form(state), _appeal_form(state))
    resolved, moved = state.stage is Stage.RESOLVED, place < HORIZON and state.last_at == INSTANTS[place]
    version = _VERSION[state.rules.calendar.version]
    base, final = _base(place, moved, version), version == _LAST_VERSION or place == HORIZON
    return (
        place,
        _STAGE[state.stage],
        _OUTCOME[state.outcome],
        version,
        state.team in OFFICER.teams,
        _holder_form(state, resolved),
        _priority_form(state, resolved),
        tuple(_clock_form(state, state.clocks.get(kind), base, final) for kind in _CLOCKS),
        state.round,
        state.rounds_before,
        _proposal_form(state.proposal),
        state.decision is not None,
        state.reopens,
        state.rated,
        0 if resolved else state.extensions,
        0 if resolved else state.extended // _MICROSECOND,
        tuple(_PENDING.index(pending) for pending in state.pending if pending.rung),
        state.rules.service == OTHER_SERVICE.service,
        state.taken_up,
        state.reclassification is not None,
        _PARTY[state.wait.party if state.wait else None],
        0 if resolved else state.waits,
        TEAMS.index(state.consultation.to) if state.consultation else -1,
        _split_form(state),
        tuple((item.provided_at is not None, item.seen_by is not None) for item in state.checklist),
        None if state.reminded_at is None else (state.reminded_at - _FIRST) // _MICROSECOND,
        _sharing_form(state, resolved),
        moved,
        _appeal_form(state),
    )


def _sharing_form(state: CaseState, resolved: bool) -> Form:
    """Of the team that gives its cases: whether nobody was there, who put it back, and who has the next step."""
    if resolved or state.team != TEAMS[1]:
        return ()
    step_with = -1 if state.step_with is None else _PERSON[name_of(state.step_with)]
    nobody = state.sharing is not None and state.sharing.nobody
    return (nobody, *(person.id in state.gave_up for person in STAFF), step_with)


def _appeal_form(state: CaseState) -> Form:
    """What came of the appeal; nothing without one."""
    return tuple((_OUTCOME[appeal.outcome], appeal.over) for appeal in state.appeals)


def _split_form(state: CaseState) -> int:
    """0 for a case that was not split, 1 while its second case is being opened, 2 once it is."""
    return sum(1 + second.opened for second in state.splits)


def _base(place: int, moved: bool, version: int) -> datetime:
    """The last instant before all that can still be asked for, by which every calendar to come counts alike."""
    earliest = INSTANTS[place if moved else max(place - 1, 0)]
    alike = earliest if version == _LAST_VERSION or place == HORIZON else min(earliest, CLOSURE_BEGINS)
    return alike - _MICROSECOND


def _holder_form(state: CaseState, resolved: bool) -> int:
    holder = state.assignee
    if holder is None or (resolved and (holder.id != OFFICER.id or state.team in OFFICER.teams)):
        return -1
    return _PERSON[name_of(holder)]


def _priority_form(state: CaseState, resolved: bool) -> int:
    raised = set(state.clocks[ClockKind.RESOLUTION].fired) >= _RAISING
    if state.reopens >= POLICY.follow_up.max_reopens and (resolved or raised):
        return _PRIORITY[Priority.URGENT]
    return _PRIORITY[state.priority]


def _clock_form(state: CaseState, clock: Clock | None, base: datetime, final: bool) -> Form | None:
    if clock is None or (clock.kind in _OTHERS and not clock.live):
        return None
    run = 1 if clock.kind in _OTHERS else clock.run
    if not clock.live:
        return (run,)
    if final and clock.breached and len(clock.fired) == len(_RUNGS[clock.kind]):
        return (run, clock.running)
    consumed, since = _ledger(clock, base, state.rules.working_calendar)
    return (
        run,
        clock.budget // _MICROSECOND,
        consumed // _MICROSECOND,
        None if since is None else (since - _FIRST) // _MICROSECOND,
        _breach_form(clock, final),
        tuple(_MARK[mark] for mark in clock.fired),
    )


def _breach_form(clock: Clock, final: bool) -> int:
    """0 without a breach; 1 for one that stays; else 2 and what was allotted when the promise broke."""
    if not clock.breached or final or clock.broken_at is None:
        return int(clock.breached)
    return 2 + clock.broken_at // _MICROSECOND


def _ledger(clock: Clock, base: datetime, calendar: WorkingCalendar) -> tuple[timedelta, datetime | None]:
    """The time a clock used and since when it runs, as if it had been halted and resumed at `base`."""
    if clock.running_since is None or clock.running_since >= base:
        return clock.consumed, clock.running_since
    return clock.used(base, calendar), base


def _proposal_form(proposal: Proposal | None) -> Form | None:
    if proposal is None:
        return None
    return tuple((_STEP[taken.step], _PERSON[name_of(taken.actor)]) for taken in proposal.steps)


def _read(form: Form) -> CaseState:
    place, stage, *more = form
    if not more:
        return START
    resolved_at = _FIRST if stage == _CLOSED and more[1] else None
    base = {"reference": REFERENCE, "stage": _STAGES[stage], "policy": POLICY, "last_at": INSTANTS[place]}
    base |= {"channel": CHANNEL, "appeals": tuple(_read_appeal(outcome, over, place) for outcome, over in more[-1])}
    common: dict[str, Any] = {"clocks": {}, "answers": {}, "outcome": _at(_OUTCOMES, more[0])}
    if stage == _CLOSED:
        stopped = {kind: _read_clock(kind, (1,), _FIRST) for kind in PROMISES}
        closed = {"clocks": stopped, "resolved_at": resolved_at, "closed_at": INSTANTS[place]}
        return _state(**base | common | closed, splits=_read_splits(more[2]))
    return _read_open(base | common, more[1:], place)


def _read_open(base: dict[str, Any], form: Sequence[Any], place: int) -> CaseState:
    version, own_team, holder, priority, clocks, rounds, rounds_before, *rest = form
    proposal, decided, reopens, rated, *rest = rest
    extensions, extended, pending, corrected, taken_up, asked_for, waits_for, waits, asked, *rest = rest
    split, checklist, reminded, shared, moved, _ = rest
    kinds = ((kind, clock) for kind, clock in zip(_CLOCKS, clocks, strict=True) if clock is not None)
    state = _state(
        **base
        | {
            "policy": (CORRECTED if corrected else POLICIES)[version],
            "service": OTHER_SERVICE.service if corrected else POLICY.service,
            "reclassification": _CORRECTION if asked_for else None,
            "last_at": INSTANTS[place if moved else max(place - 1, 0)],
            "opened_at": _FIRST,
            "team": STAFF[0].teams[0] if own_team else STAFF[-1].teams[1],
            "assignee": None if holder < 0 else PERSONS[holder],
            "priority": _PRIORITIES[priority],
            "clocks": {kind: _read_clock(kind, clock, _base(place, moved, version)) for kind, clock in kinds},
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
            "taken_up": taken_up,
            "wait": None if waits_for < 0 else _WAITS[waits_for],
            "waits": waits,
            "consultation": None if asked < 0 else _QUESTIONS[asked],
            "splits": _read_splits(split),
            "checklist": tuple(_read_item(*flags) for flags in checklist),
            "reminders": reminded is not None,
            "reminded_at": None if reminded is None else _FIRST + reminded * _MICROSECOND,
            "clock_from": _FIRST,
            "gave_up": tuple(person.id for person, put_back in zip(STAFF, shared[1:-1], strict=False) if put_back),
            "step_with": PERSONS[shared[-1]] if shared and shared[-1] >= 0 else None,
        }
    )
    work = work_of(state)
    awaited = AwaitedShare(since=0, team=work.team, step=work.step, nobody=shared[0]) if work else None
    return state.but(sharing=awaited)


def _read_appeal(outcome: int, over: bool, place: int) -> AppealAgainst:
    return AppealAgainst(reference=APPEAL, seq=0, since=INSTANTS[place], outcome=_at(_OUTCOMES, outcome), over=over)


def _read_splits(form: int) -> tuple[SecondCase, ...]:
    return (_SECOND.but(opened=form > 1),) if form else ()


def _read_item(provided: bool, seen: bool) -> ChecklistItem:
    there, by = _FIRST if provided else None, COLLEAGUE if seen else None
    return ChecklistItem(
        document="passport", asked=True, provided_at=there, seen_by=by, seen_at=there if seen else None
    )


def _read_clock(kind: ClockKind, form: Form, base: datetime) -> Clock:
    run, *more = form
    if not more:
        return _clock(kind=kind, budget=timedelta(), started_at=_FIRST, stopped_at=_FIRST, run=run)
    if len(more) == 1:
        return _clock(
            kind=kind,
            budget=_SPENT,
            consumed=_SPENT,
            running_since=base if more[0] else None,
            started_at=_FIRST,
            breached=True,
            fired=_RUNGS[kind],
            run=run,
        )
    budget, consumed, since, breached, fired = more
    return _clock(
        kind=kind,
        budget=budget * _MICROSECOND,
        consumed=consumed * _MICROSECOND,
        running_since=None if since is None else _FIRST + since * _MICROSECOND,
        started_at=_FIRST,
        breached=breached > 0,
        broken_at=(breached - 2) * _MICROSECOND if breached > 1 else None,
        fired=tuple(_MARKS[each] for each in fired),
        run=run,
    )


def _read_proposal(form: Form) -> Proposal:
    steps = tuple(StepTaken(step=_STEPS[step], actor=PERSONS[person], at=_FIRST) for step, person in form)
    return _proposal(reason="removed", outcome=Outcome.OBSTACLE_REMOVED, reply=_WORDS, steps=steps)


def _read_decision(outcome: Outcome) -> Decision:
    by: Actor = STAFF[-1]
    return _decision(kind=DecisionKind.APPROVE, outcome=outcome, reason=None, reply=_WORDS, actor=by, at=_FIRST)


def _at(values: Sequence[Any], index: int) -> Any:
    return None if index < 0 else values[index]
