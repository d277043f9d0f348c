"""How people work, learned from recorded cases: how long until somebody turns to one, how long it takes, how long it
lies between its taking and its decision, and what they decide. Working time."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from models.calendar.working import ZERO, WorkingCalendar
from models.case.events import Claimed, Resolved
from models.codes import STAFF_ROLES, DecisionKind
from simulation.lives import Life

LONGEST_HANDLING = timedelta(hours=2)
"""A longer gap between two acts of one person is not work on one case."""
_USUAL_HANDLING = timedelta(minutes=10)
"""What one act takes where nobody's acts follow each other."""


class ActOf(NamedTuple):
    """That somebody did something."""

    at: datetime
    who: str


class Decided(NamedTuple):
    """What somebody decided, with the reason of the pack, and of a redirection to whom."""

    kind: DecisionKind
    reason: str | None = None
    authority: str | None = None


APPROVED = Decided(DecisionKind.APPROVE)


class Observed(NamedTuple):
    """One recorded case: when it came, was taken and was decided, who did something when, and what was decided."""

    arrived: datetime
    taken: datetime | None
    decided: datetime | None
    acts: tuple[ActOf, ...]
    service: str = ""
    decision: Decided | None = None


class Lags(NamedTuple):
    """How long one case lay before it was taken, and after that before it was decided; none: it was not."""

    until_taken: timedelta | None
    until_decided: timedelta | None


@dataclass(frozen=True)
class WorkPace:
    """Samples of how people work, as they were recorded."""

    lags: Sequence[Lags]
    handling: Sequence[timedelta]
    people_a_day: float
    """How many people did something, on an average day on which anybody did."""
    decisions: Mapping[str, Sequence[Decided]] = field(default_factory=dict)
    """What was decided, by service; under no service, of all."""

    def decided_on(self, service: str) -> Sequence[Decided]:
        """What was decided on requests for a service; where none was, on any."""
        return self.decisions.get(service) or self.decisions.get("") or (APPROVED,)


class Draw(NamedTuple):
    """What chance says of one case, whatever policy it is under: so two policies differ by the policy alone."""

    lags: Lags
    taking: timedelta
    deciding: timedelta
    decision: Decided = APPROVED


def draw(pace: WorkPace, seed: int, case: int, service: str = "") -> Draw:
    """The draw of a case, always the same for a seed: the lags of one recorded case, two times of work, and what was
    decided on one of its service."""
    chance = random.Random(seed * 1_000_003 + case)  # noqa: S311 - repeatable on purpose
    times = chance.choice(pace.lags), chance.choice(pace.handling), chance.choice(pace.handling)
    return Draw(*times, chance.choice(pace.decided_on(service)))


def observed(life: Life, acts: Iterable[ActOf] = ()) -> Observed:
    """What a relived case shows; `acts` are those of a log that names its people."""
    taken = next((each.at for each in life.events if isinstance(each.body, Claimed)), None)
    decisions = [(each.at, each.body) for each in life.events if isinstance(each.body, Resolved)]
    at, first = decisions[0] if decisions else (None, None)
    own = (ActOf(each.at, each.actor.id) for each in life.events if each.command_id and each.actor.role in STAFF_ROLES)
    decided = Decided(first.decision, first.reason, first.authority) if first else None
    return Observed(life.case.opened_at, taken, at, tuple(acts) or tuple(own), life.state.service, decided)


def learned(cases: Sequence[Observed], calendar: WorkingCalendar) -> WorkPace:
    """The pace of recorded cases. Raises ValueError where nothing was taken or decided."""
    handling = list(_gaps(cases, calendar)) or [_USUAL_HANDLING]
    work = sorted(handling)[len(handling) // 2]
    lags = [
        Lags(_lag(calendar, each.arrived, each.taken), _lag(calendar, each.taken, each.decided, 2 * work))
        for each in cases
    ]
    if not any(each.until_decided is not None for each in lags):
        raise ValueError("nobody decided any of these cases")
    return WorkPace(lags, handling, _people_a_day(cases, calendar), _decisions(cases))


def _decisions(cases: Iterable[Observed]) -> Mapping[str, Sequence[Decided]]:
    """What was decided, by service, and under no service of all."""
    found = defaultdict[str, list[Decided]](list)
    for case in cases:
        if case.decision:
            found[case.service].append(case.decision)
            found[""].append(case.decision)
    return found


def _lag(
    calendar: WorkingCalendar, since: datetime | None, until: datetime | None, work: timedelta = ZERO
) -> timedelta | None:
    """Working time from one instant to another, without the work in it."""
    if since is None or until is None:
        return None
    return max(calendar.between(since, max(since, until)) - work, ZERO)


def _gaps(cases: Iterable[Observed], calendar: WorkingCalendar) -> Iterator[timedelta]:
    """The working time between two acts of one person that follow each other."""
    by_person: defaultdict[str, list[datetime]] = defaultdict(list)
    for case in cases:
        for act in case.acts:
            by_person[act.who].append(act.at)
    for instants in by_person.values():
        ordered = sorted(instants)
        for before, after in pairwise(ordered):
            gap = calendar.between(before, after)
            if ZERO < gap <= LONGEST_HANDLING:
                yield gap


def _people_a_day(cases: Iterable[Observed], calendar: WorkingCalendar) -> float:
    by_day: defaultdict[date, set[str]] = defaultdict(set)
    for case in cases:
        for act in case.acts:
            by_day[act.at.astimezone(calendar.zone).date()].add(act.who)
    return sum(map(len, by_day.values())) / len(by_day) if by_day else 1.0
