"""Invariants of clocks: nothing falls due early, each thing happens once and in order, and nothing is left undone."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from chaos.history.evidence import Evidence, RecordedCase
from models.case.events import Breached, CalendarChanged, Closed, Event, Reminded, RungReached
from models.case.state import CaseState
from models.codes import ClockKind, Outcome, Role, Stage
from workflows.case.deadlines import next_wake

GRACE = timedelta(seconds=60)
"""How late something may happen once everything runs again."""

Mark = tuple[ClockKind, timedelta]
"""A clock, and the working time used at which something happens."""


def nothing_falls_due_early(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A rung, breach, reminder or end of time comes when its clock runs and has used that much, or at its cap."""
    for case in evidence.readable_cases.values():
        for event in case.events:
            before = case.states[event.seq - 1]
            mark = _mark(event, before)
            at = event.body.due if isinstance(event.body, RungReached | Breached) else event.at
            if mark and (at > event.at or not _reached(at, before, *mark)):
                yield case.reference, f"event {event.seq} ({event.body.type}) came before it was due"


def everything_happens_once_and_in_order(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A run of a clock has each rung once and is breached once, and what fell due in an outage comes in its order."""
    for case in evidence.readable_cases.values():
        for (name, run, _), times in _times(case.events).items():
            if times > 1:
                yield case.reference, f"{name} happened {times} times in run {run}"
        fallen = [(event, event.body.due) for event in case.events if isinstance(event.body, RungReached | Breached)]
        for (earlier, due), (later, later_due) in pairwise(fallen):
            if earlier.at == later.at and later_due < due:
                yield case.reference, f"event {later.seq} fell due before event {earlier.seq}, which comes before it"


def no_breach_without_its_rungs(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Every rung up to the end of a budget was reached when its breach was noticed."""
    for case in evidence.readable_cases.values():
        for event in case.events:
            if isinstance(event.body, Breached) and (missing := _missing_rungs(case, event, event.body)):
                yield case.reference, f"the {event.body.clock} was breached without {', '.join(missing)}"


def nothing_is_overdue(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Everything that fell due has happened, and the people of each rung were looked up."""
    for case in evidence.readable_cases.values():
        due = next_wake(case.state)
        if due and due < evidence.at - GRACE:
            yield case.reference, f"something was due at {due.isoformat(timespec='seconds')} and has not happened"
        for pending in case.state.pending:
            yield case.reference, f"the people of the rung {pending.rung} were not looked up"


def _mark(event: Event, before: CaseState) -> Mark | None:
    """The mark of an event that time caused; None for one that a person caused."""
    body, rules = event.body, before.rules
    if isinstance(body, Breached):
        return body.clock, before.clocks[body.clock].budget
    if isinstance(body, RungReached):
        rung = next(rung for rung in rules.ladder if rung.name == body.rung)
        return body.clock, rung.threshold(before.clocks[body.clock].budget)
    if isinstance(body, Reminded):
        return ClockKind.ANSWER, before.clocks[ClockKind.ANSWER].budget - rules.ask.remind_before
    if isinstance(body, Closed) and event.actor.role is Role.SYSTEM:
        return _end_of_time(body, before)
    return None


def _end_of_time(body: Closed, before: CaseState) -> Mark | None:
    """The clock that closed a case: the beneficiary's limit, or the follow-up window."""
    if body.outcome is Outcome.NO_REPLY:
        return ClockKind.ANSWER, before.clocks[ClockKind.ANSWER].budget
    if before.stage is Stage.RESOLVED:
        return ClockKind.FOLLOW_UP, before.clocks[ClockKind.FOLLOW_UP].budget
    return None


def _reached(at: datetime, before: CaseState, kind: ClockKind, threshold: timedelta) -> bool:
    """Whether so much of the budget is used at an instant, by the ledger: the inverse of the decider's computation."""
    clock = before.clocks[kind]
    capped = clock.cap is not None and at >= clock.cap and threshold <= clock.budget
    return clock.running and (capped or clock.used(at, before.rules.working_calendar) >= threshold)


def _times(events: Iterable[Event]) -> Counter[tuple[str, int, int]]:
    """How often each rung was reached and each clock breached, by run; a breach also by the calendar's version, as a
    change of the calendar may take it back."""
    times: Counter[tuple[str, int, int]] = Counter()
    version = 0
    for event in events:
        body = event.body
        if isinstance(body, RungReached):
            times[f"the rung {body.rung} of {body.clock}", body.run, 0] += 1
        elif isinstance(body, Breached):
            times[f"the breach of {body.clock}", body.run, version] += 1
        version += isinstance(body, CalendarChanged)
    return times


def _missing_rungs(case: RecordedCase, event: Event, breach: Breached) -> list[str]:
    """The rungs up to the end of the budget that were not reached by the instant at which the breach was noticed."""
    budget = case.states[event.seq].clocks[breach.clock].budget
    reached = {
        each.body.rung
        for each in case.events
        if isinstance(each.body, RungReached)
        and (each.body.clock, each.body.run) == (breach.clock, breach.run)
        and each.at <= event.at
    }
    asked = (rung for rung in case.state.rules.ladder if rung.clock is breach.clock)
    return [rung.name for rung in asked if rung.threshold(budget) <= budget and rung.name not in reached]
