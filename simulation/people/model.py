"""Cases and people in simulated time (SimPy): people are free, on shift or away, cases wait in queues, and the rules of
the case decide on every act."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import simpy

from models.calendar.working import WorkingCalendar
from models.case.commands import Actor, AnyCommand, Approve, Claim, Confirm, Redirect, Reject, Reply
from models.case.state import CaseState, Refusal
from models.codes import DecisionKind, Role, Stage
from models.policy import CasePolicy
from simulation.answering import Answering
from simulation.beginning import begin
from simulation.lives import Life, Reliving
from simulation.people.assignment import Assignment
from simulation.people.pace import Decided, Draw, WorkPace, draw
from simulation.people.staffing import Staffing
from simulation.policies import PolicySource
from simulation.recorded import Order, PastCase
from workflows.case.deadlines import next_wake

MOST_ACTS = 12
"""Acts on one case after which nobody turns to it any more: a policy may ask for steps that nobody there may take."""


@dataclass(slots=True)
class Desk:
    """The people of one team and what lies in their queue."""

    people: list[Actor]
    queue: list["SimulatedCase"] = field(default_factory=list)
    work: Any = None
    """The event that something came."""
    given: int = 0
    """How many cases were given out."""


@dataclass(slots=True)
class SimulatedCase:
    """A case in the model."""

    number: int
    lived: Reliving
    chance: Draw
    ready_at: datetime
    owner: str | None = None
    """To whom it was given, or who took it."""
    acts: int = 0
    wake: datetime | None = None

    @property
    def state(self) -> CaseState:
        """As it stands."""
        return self.lived.life.state


_NEVER = datetime.max.replace(tzinfo=UTC)


class PeopleModel:
    """One run: recorded requests come as they did, or more of them, and people work by a staffing."""

    def __init__(self, policies: PolicySource, staffing: Staffing, pace: WorkPace, seed: int) -> None:
        self.policies, self.staffing, self.pace, self.seed = policies, staffing, pace, seed
        self.env = simpy.Environment()
        self.lives: list[Life] = []
        self._desks: dict[str, Desk] = {}
        self._origin = _NEVER

    def run(self, cases: Sequence[PastCase], until: datetime) -> list[Life]:
        """The lives of the cases up to an instant."""
        ordered = sorted(_multiplied(cases, self.staffing.arrivals), key=lambda case: case.opened_at)
        if not ordered:
            return []
        self._origin = ordered[0].opened_at
        self.env.process(self._arrivals(ordered))
        self.env.run(until=max(self._seconds(until), 1))
        for life in self.lives:
            Reliving(life, Answering(life.case.answers, self.policies)).come_to(until, before=False)
        return self.lives

    @property
    def now(self) -> datetime:
        """The simulated instant."""
        return self._origin + timedelta(seconds=self.env.now)

    def _seconds(self, at: datetime) -> float:
        return (at - self._origin).total_seconds()

    def _sleep_until(self, at: datetime) -> Any:
        return self.env.timeout(max(self._seconds(at) - self.env.now, 0))

    def _arrivals(self, cases: Iterable[PastCase]) -> Generator[Any, Any, None]:
        for number, case in enumerate(cases):
            yield self._sleep_until(case.opened_at)
            begun = begin(case, self.policies)
            if isinstance(begun, Refusal):
                continue
            lived = Reliving(Life(case, begun[0]), Answering(case.answers, self.policies))
            lived.begin(*begun)
            self.lives.append(lived.life)
            chance = draw(self.pace, self.seed, number, lived.life.state.service)
            if chance.lags.until_taken is not None and lived.life.state.team:
                self.env.process(self._comes(SimulatedCase(number, lived, chance, case.opened_at)))

    def _comes(self, case: SimulatedCase) -> Generator[Any, Any, None]:
        """A case lies until somebody would turn to it, then in the queue of its team."""
        lag = case.chance.lags.until_taken
        if lag is None:
            return
        yield self._sleep_until(self._hours(case.state).add(self.now, lag))
        self._put(case)

    def _put(self, case: SimulatedCase) -> None:
        desk = self._desk(case.state)
        if self.staffing.assignment.gives and case.owner is None:
            case.owner = self._given_to(desk)
        case.ready_at = self.now
        desk.queue.append(case)
        if not desk.work.triggered:
            desk.work.succeed()

    def _given_to(self, desk: Desk) -> str:
        officers = [each.id for each in desk.people if each.role is Role.OFFICER]
        if self.staffing.assignment is Assignment.ROUND_ROBIN:
            desk.given += 1
            return officers[(desk.given - 1) % len(officers)]
        held = {name: sum(case.owner == name for case in desk.queue) for name in officers}
        return min(officers, key=lambda name: held[name])

    def _desk(self, state: CaseState) -> Desk:
        team = state.team or ""
        if team not in self._desks:
            self._desks[team] = desk = Desk(self.staffing.people(team), work=self.env.event())
            for person in desk.people:
                self.env.process(self._works(person, desk, self._hours(state)))
        return self._desks[team]

    def _hours(self, state: CaseState) -> WorkingCalendar:
        return self.staffing.shifts or state.rules.working_calendar

    def _works(self, person: Actor, desk: Desk, hours: WorkingCalendar) -> Generator[Any, Any, None]:
        """A person takes one thing after another while on shift."""
        while True:
            there = hours.next_open(self.staffing.back_at(person, self.now))
            if there > self.now:
                yield self._sleep_until(there)
                continue
            case = self._next_for(person, desk)
            if case is None:
                if desk.work.triggered:
                    desk.work = self.env.event()
                yield desk.work
                continue
            desk.queue.remove(case)
            takes = case.state.stage in (Stage.QUEUED, Stage.REPLIED)
            if takes:
                self._acts(person, case)
            yield self._sleep_until(hours.add(self.now, case.chance.taking if takes else case.chance.deciding))
            if not takes:
                self._acts(person, case)

    def _next_for(self, person: Actor, desk: Desk) -> SimulatedCase | None:
        fitting = [case for case in desk.queue if _is_for(case, person)]
        for case in fitting:
            self._bring_up_to_date(case)
        return min(fitting, key=self._order, default=None)

    def _bring_up_to_date(self, case: SimulatedCase) -> None:
        if case.wake is None or case.wake <= self.now:
            case.lived.come_to(self.now, before=True)
            case.wake = next_wake(case.state) or _NEVER

    def _order(self, case: SimulatedCase) -> tuple[Any, ...]:
        if self.staffing.assignment is Assignment.URGENT:
            due = case.state.due or case.ready_at
            return -case.state.priority.rank, due, case.number
        return case.ready_at, case.number

    def _acts(self, person: Actor, case: SimulatedCase) -> None:
        """Give the commands that the case needs next, and go on with what follows."""
        case.lived.come_to(self.now, before=True)
        case.wake = None
        for command in _next_commands(case, person):
            case.lived.give(Order(command), self.now)
        case.acts += 1
        stage = case.state.stage
        if stage in (Stage.RESOLVED, Stage.CLOSED) or case.acts >= MOST_ACTS:
            return
        if stage is Stage.AWAITING_APPROVAL:
            case.owner = None
            self._put(case)
        elif stage is Stage.IN_REVIEW:
            case.owner = case.owner or person.id
            self.env.process(self._lies(case))

    def _lies(self, case: SimulatedCase) -> Generator[Any, Any, None]:
        """A case that was taken lies until its holder can decide it."""
        lag = case.chance.lags.until_decided
        if lag is not None:
            yield self._sleep_until(self._hours(case.state).add(self.now, lag))
            self._put(case)


def _multiplied(cases: Sequence[PastCase], factor: float) -> Iterator[PastCase]:
    """As many more of the cases as a factor says, spread evenly: copies come when the cases do."""
    came = 0
    for number, case in enumerate(cases, start=1):
        wanted = int(number * factor + 1e-9)
        yield from [case] * (wanted - came)
        came = wanted


def _is_for(case: SimulatedCase, person: Actor) -> bool:
    """Whether somebody may take what a case needs next: a step of the chain, what was given to them, or anything."""
    proposal = case.state.proposal
    if proposal:
        steps = case.state.rules.approvals
        step = steps[min(len(proposal.steps), len(steps) - 1)]
        return person.role in step.roles and all(person.id not in each.actor.persons for each in proposal.steps)
    if case.owner:
        return case.owner == person.id
    return person.role is Role.OFFICER


def _next_commands(case: SimulatedCase, person: Actor) -> Iterator[AnyCommand]:
    state, name = case.state, f"{case.number}.{case.acts}"
    if state.stage is Stage.AWAITING_APPROVAL:
        yield Confirm(command_id=f"what-if.confirm.{name}", actor=person)
    elif state.stage in (Stage.QUEUED, Stage.REPLIED):
        yield Claim(command_id=f"what-if.claim.{name}", actor=person)
    elif state.stage is Stage.IN_REVIEW:
        yield _decision(case.chance.decision, state.rules, f"what-if.decide.{name}", person)


def _decision(drawn: Decided, rules: CasePolicy, command_id: str, person: Actor) -> AnyCommand:
    """What was decided on a recorded case, with its reason or another one of its kind; where the policy has none, an
    approval."""
    redirects = drawn.kind is DecisionKind.REDIRECT and drawn.authority in rules.authorities
    possible = _reasons(rules, drawn.kind) and (redirects or drawn.kind is DecisionKind.REJECT)
    reasons = _reasons(rules, drawn.kind if possible else DecisionKind.APPROVE)
    reason = drawn.reason if drawn.reason in reasons else next(iter(reasons), None)
    given: dict[str, Any] = {"command_id": command_id, "actor": person, "reply": Reply(text=_WORDS), "reason": reason}
    if not possible:
        return Approve(**given)
    return Redirect(**given, authority=drawn.authority) if redirects else Reject(**given)


_WORDS = "…"
"""What the reply says does not matter here."""


def _reasons(rules: CasePolicy, kind: DecisionKind) -> list[str]:
    return [code for code, each in rules.reasons.items() if kind in each.decisions]
