"""Invariants of decisions: one per round, linearisable with every answer, by as many persons as the chain asks."""

from collections.abc import Iterable, Iterator, Sequence

from chaos.checks.linearisability import Access, Kind, contradiction
from chaos.checks.rounds import accesses, rounds_of, spans
from chaos.history.evidence import Evidence
from models.case.events import (
    Asked,
    Closed,
    Confirmed,
    Event,
    Proposed,
    Redirected,
    Reopened,
    Resolved,
    SentBack,
    StepTaken,
)
from models.codes import DecisionKind
from models.policy import ApprovalStep


def a_round_has_one_final_decision(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A round that is decided stays decided, and a case that is closed stays closed."""
    for case in evidence.readable_cases.values():
        for place, played in enumerate(rounds_of(case.events), start=1):
            if len(played.decisions) > 1:
                events = ", ".join(str(decision.seq) for decision in played.decisions)
                yield case.reference, f"round {place} has {len(played.decisions)} decisions: events {events}"
        if sum(isinstance(event.body, Closed) for event in case.events) > 1:
            yield case.reference, "was closed more than once"


def decisions_are_linearisable(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Each decision has an instant before which every client found none, and after which every client found it."""
    for case in evidence.readable_cases.values():
        operations, rounds = evidence.operations_by_case.get(case.reference, ()), rounds_of(case.events)
        by_round: dict[int, list[Access]] = {}
        for place, access in accesses(operations, rounds):
            by_round.setdefault(place, []).append(access)
        for place, (since, until) in enumerate(spans(operations, rounds)):
            found = by_round.get(place, [])
            if why := contradiction(found) or _out_of_time(found, since, until):
                yield case.reference, f"round {place + 1}: {why}"


def a_second_person_confirms(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """An approval has every step that its chain asks for, each by another person who may take it."""
    for case in evidence.readable_cases.values():
        for event, steps in _approvals(case.events):
            if flaw := _flaw(steps, case.state.rules.approvals):
                yield case.reference, f"event {event.seq} approves, but {flaw}"


def _out_of_time(found: Iterable[Access], since: float, until: float) -> str | None:
    """The problem of an answer about a round that came before it began or after it was over."""
    answered = (access for access in found if access.kind is not Kind.MAY_HAVE_WRITTEN)
    if all(access.invoked <= until and access.returned >= since for access in answered):
        return None
    return "an answer about it came before it began or after it was over"


def _approvals(events: Iterable[Event]) -> Iterator[tuple[Event, list[StepTaken]]]:
    """Each approval with the steps that led to it, the last one included."""
    steps: list[StepTaken] = []
    for event in events:
        body = event.body
        if isinstance(body, Proposed | Confirmed | Resolved) and body.step:
            earlier = [] if isinstance(body, Proposed) else steps
            steps = [*earlier, StepTaken(step=body.step, actor=event.actor, at=event.at)]
        if isinstance(body, Resolved) and body.decision is DecisionKind.APPROVE:
            yield event, steps
        if isinstance(body, SentBack | Asked | Redirected | Resolved | Reopened | Closed):
            steps = []


def _flaw(steps: Sequence[StepTaken], chain: Iterable[ApprovalStep]) -> str | None:
    persons, names = [step.actor.id for step in steps], {step.step for step in steps}
    roles = {step.name: step.roles for step in chain}
    if missing := [step.name for step in chain if not step.optional and step.name not in names]:
        return f"nobody took the step {', '.join(missing)}"
    if len(set(persons)) < len(persons):
        return f"the same person took two steps: {', '.join(persons)}"
    unfit = [step.actor.id for step in steps if step.actor.role not in roles.get(step.step, ())]
    return f"the step was not for {', '.join(unfit)}" if unfit else None
