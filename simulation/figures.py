"""What a relived case says in figures, and the sums over many cases. Sums of parts add up to the sum of all."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Self

from models.case import events as e
from models.case.clock import Clock
from models.case.events import Event
from models.case.projection import AT_RISK
from models.codes import STAFF_ROLES, UNDECIDED, Action, ClockKind, Effect, Outcome, Priority, RefusalCode, Stage
from models.policy import CasePolicy
from simulation.lives import Life


class Side(StrEnum):
    """How a case stands to its promise at the end: decided in time or late, undecided and in time so far, or late."""

    IN_TIME = "in_time"
    LATE = "late"
    OPEN = "open"
    OPEN_LATE = "open_late"
    NOT_OPENED = "not_opened"

    @property
    def is_late(self) -> bool:
        """Whether the promise was broken."""
        return self in (Side.LATE, Side.OPEN_LATE)


class Reached(NamedTuple):
    """A rung that was reached."""

    clock: ClockKind
    run: int
    rung: str
    at: datetime


class SimulatedWork(NamedTuple):
    """One thing that staff did for a team, or a case that came to it, in an hour of its local day."""

    team: str
    hour: int
    arrival: bool


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """One case under one policy."""

    name: str
    reference: str
    service: str
    side: Side
    stage: Stage
    outcome: Outcome | None
    team: str
    priority: Priority
    effect: Effect | None
    rules: tuple[str, ...]
    """The rules of the first stage that fired."""
    clock_from: datetime
    due: datetime | None
    """When the resolution of the last run was, or is, due; none while it is paused."""
    promised: timedelta
    used: timedelta
    calendar: str
    at_risk: bool
    """Undecided, in time, and four fifths of the time used."""
    first_response_late: bool
    breached_at: datetime | None
    rungs: tuple[Reached, ...]
    notices: tuple[str, ...]
    """Audience and channel of each notice, as `beneficiary sms`."""
    work: tuple[SimulatedWork, ...]
    refused: tuple[tuple[str, RefusalCode], ...]
    elsewhere: int


def figures_of(life: Life, until: datetime) -> CaseFigures:
    """The figures of a life up to an instant."""
    state, clock = life.state, life.state.clocks[ClockKind.RESOLUTION]
    calendar = state.time_of(clock)
    breaches = [each.body for each in life.events if isinstance(each.body, e.Breached)]
    of_resolution = [body.due for body in breaches if body.clock is ClockKind.RESOLUTION]
    undecided = state.stage in UNDECIDED
    allotted = clock.allotted(calendar)
    return CaseFigures(
        name=life.case.name,
        reference=life.case.reference,
        service=state.service,
        side=_side(undecided=undecided, late=bool(of_resolution)),
        stage=state.stage,
        outcome=state.outcome,
        team=state.team or "",
        priority=state.priority,
        effect=state.assessment.effect if state.assessment else None,
        rules=state.assessment.rules if state.assessment else (),
        clock_from=state.clock_from or life.case.opened_at,
        due=_due(clock, state.rules),
        promised=allotted,
        used=clock.used(until, calendar),
        calendar=f"{calendar.rules.name} {calendar.rules.version}",
        at_risk=undecided and not clock.breached and clock.used(until, calendar) >= allotted * AT_RISK,
        first_response_late=any(body.clock is ClockKind.FIRST_RESPONSE for body in breaches),
        breached_at=of_resolution[0] if of_resolution else None,
        rungs=tuple(_rungs(life.events)),
        notices=tuple(f"{each.audience} {each.channel}" for each in life.notices),
        work=tuple(_work(life)),
        refused=tuple((each.kind, each.code) for each in life.refused),
        elsewhere=life.elsewhere,
    )


def _side(*, undecided: bool, late: bool) -> Side:
    if undecided:
        return Side.OPEN_LATE if late else Side.OPEN
    return Side.LATE if late else Side.IN_TIME


def _due(clock: Clock, rules: CasePolicy) -> datetime | None:
    """When the budget is used up; of a clock that stopped, when it would have been had it run on."""
    calendar = rules.time_of(clock.promise)
    if clock.running or clock.live or not clock.segments:
        return clock.due(calendar)
    last = clock.segments[-1]
    running = clock.but(running_since=last.start, consumed=clock.consumed - last.used, stopped_at=None)
    return running.due(calendar)


def _rungs(events: Iterable[Event]) -> Iterator[Reached]:
    for event in events:
        body = event.body
        if isinstance(body, e.RungReached):
            yield Reached(body.clock, body.run, body.rung, body.due)


def _work(life: Life) -> Iterator[SimulatedWork]:
    """What staff did, by the team that the case was with; and when the case came to a team."""
    zone, team = life.state.rules.working_calendar.zone, ""
    for event in life.events:
        arrives = _comes_to(event)
        if event.command_id and event.actor.role in STAFF_ROLES:
            yield SimulatedWork(team, event.at.astimezone(zone).hour, arrival=False)
        if arrives is not None and arrives != team:
            team = arrives
            yield SimulatedWork(team, event.at.astimezone(zone).hour, arrival=True)


def _comes_to(event: Event) -> str | None:
    """The team to which an event brings a case."""
    body = event.body
    if isinstance(body, e.Assessed):
        return body.assessment.team
    if isinstance(body, e.Imported):
        return body.standing.team
    if isinstance(body, e.Redirected) or (isinstance(body, e.Escalated) and body.action is Action.REASSIGN):
        return body.team
    return None


@dataclass(slots=True)
class PolicyFigures:
    """The sums over the cases of one policy."""

    cases: int = 0
    sides: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    at_risk: int = 0
    first_response_late: int = 0
    late_by_service: Counter[str] = field(default_factory=Counter)
    late_by_team: Counter[str] = field(default_factory=Counter)
    cases_by_service: Counter[str] = field(default_factory=Counter)
    cases_by_team: Counter[str] = field(default_factory=Counter)
    rungs: Counter[str] = field(default_factory=Counter)
    """By clock and rung, as `resolution breached`."""
    notices: Counter[str] = field(default_factory=Counter)
    """By audience and channel."""
    arrivals: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Cases that came to a team, by its local hour."""
    acts: Counter[tuple[str, int]] = field(default_factory=Counter)
    """What staff did for a team, by its local hour."""
    refused: Counter[str] = field(default_factory=Counter)
    """Commands that this policy refuses, by kind and code."""
    elsewhere: int = 0
    not_opened: Counter[str] = field(default_factory=Counter)
    """Cases that this policy does not open, by the code of the refusal."""

    def add(self, figures: CaseFigures) -> None:
        """Count one case."""
        self.cases += 1
        self.sides[figures.side] += 1
        self.outcomes[figures.outcome or figures.stage] += 1
        self.at_risk += figures.at_risk
        self.first_response_late += figures.first_response_late
        self.cases_by_service[figures.service] += 1
        self.cases_by_team[figures.team] += 1
        if figures.side.is_late:
            self.late_by_service[figures.service] += 1
            self.late_by_team[figures.team] += 1
        self.rungs.update(f"{each.clock} {each.rung}" for each in figures.rungs)
        self.notices.update(figures.notices)
        for work in figures.work:
            (self.arrivals if work.arrival else self.acts)[work.team, work.hour] += 1
        self.refused.update(f"{kind} {code}" for kind, code in figures.refused)
        self.elsewhere += figures.elsewhere

    def add_not_opened(self, code: RefusalCode) -> None:
        """Count one case that the policy does not open."""
        self.cases += 1
        self.sides[Side.NOT_OPENED] += 1
        self.not_opened[code] += 1

    def __iadd__(self, other: Self) -> Self:
        for each in fields(self):
            mine: Any = getattr(self, each.name)
            setattr(self, each.name, mine + getattr(other, each.name))
        return self

    @property
    def late(self) -> int:
        """How many broke their promise."""
        return self.sides[Side.LATE] + self.sides[Side.OPEN_LATE]

    @property
    def opened(self) -> int:
        """How many the policy opens."""
        return self.cases - self.sides[Side.NOT_OPENED]
