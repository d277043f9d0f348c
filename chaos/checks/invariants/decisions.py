"""Invariants of decisions: one per round, linearisable with every answer, by as many persons as the chain asks."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from chaos.checks.cases import FoldedEvidence
from chaos.checks.events import Event
from chaos.checks.linearisability import Access, Kind, contradiction
from chaos.checks.policies import Json
from chaos.checks.rounds import accesses, rounds_of, spans

_ENDS_A_PROPOSAL = frozenset({"sent_back", "asked", "redirected", "resolved", "reopened", "closed"})


class Step(NamedTuple):
    """One step of an approval: its name, who took it in which role, and in whose place."""

    name: str
    actor: str
    role: str
    absent: str | None = None


def a_round_has_one_final_decision(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A round that is decided stays decided, and a case that is closed stays closed."""
    for case in run.cases.values():
        for place, played in enumerate(rounds_of(case.events), start=1):
            if len(played.decisions) > 1:
                events = ", ".join(str(decision.seq) for decision in played.decisions)
                yield case.reference, f"round {place} has {len(played.decisions)} decisions: events {events}"
        if sum(event.type == "closed" for event in case.events) > 1:
            yield case.reference, "was closed more than once"


def decisions_are_linearisable(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Each decision has an instant before which every client found none, and after which every client found it."""
    for case in run.cases.values():
        if case.reference in run.evidence.stale:
            continue
        operations, rounds = run.operations_by_case.get(case.reference, ()), rounds_of(case.events)
        by_round: dict[int, list[Access]] = {}
        for place, access in accesses(operations, rounds):
            by_round.setdefault(place, []).append(access)
        for place, (since, until) in enumerate(spans(operations, rounds)):
            found = by_round.get(place, [])
            if why := contradiction(found) or _out_of_time(found, since, until):
                yield case.reference, f"round {place + 1}: {why}"


def a_second_person_confirms(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """An approval has every step that its chain asks for, each by another person who may take it."""
    for case in run.cases.values():
        for event, steps in approvals_of(case.events):
            if flaw := _flaw(steps, case.before(event).policy.approvals):
                yield case.reference, f"event {event.seq} approves, but {flaw}"


def approvals_of(events: Iterable[Event]) -> Iterator[tuple[Event, list[Step]]]:
    """Each approval with the steps that led to it, the last one included."""
    steps: list[Step] = []
    before: dict[int, list[Step]] = {}
    for event in events:
        before[event.seq] = steps
        if event.type == "recalled":
            steps = before[event.body["reply"]]
        if event.type in ("proposed", "confirmed", "resolved") and event.body["step"]:
            earlier = [] if event.type == "proposed" else steps
            steps = [*earlier, Step(event.body["step"], event.actor, event.role, event.stands_in_for)]
        if event.type == "resolved" and event.body["decision"] == "approve":
            yield event, steps
        if event.type in _ENDS_A_PROPOSAL:
            steps = []


def _out_of_time(found: Iterable[Access], since: float, until: float) -> str | None:
    """The problem of an answer about a round that came before it began or after it was over."""
    answered = (access for access in found if access.kind is not Kind.MAY_HAVE_WRITTEN)
    if all(access.invoked <= until and access.returned >= since for access in answered):
        return None
    return "an answer about it came before it began or after it was over"


def _flaw(steps: Sequence[Step], chain: Iterable[Json]) -> str | None:
    persons = [person for step in steps for person in {step.actor, step.absent or step.actor}]
    names = {step.name for step in steps}
    roles = {step["name"]: step["roles"] for step in chain}
    if missing := [step["name"] for step in chain if not step["optional"] and step["name"] not in names]:
        return f"nobody took the step {', '.join(missing)}"
    if len(set(persons)) < len(persons):
        return f"the same person took two steps: {', '.join(persons)}"
    unfit = [step.actor for step in steps if step.role not in roles.get(step.name, ())]
    return f"the step was not for {', '.join(unfit)}" if unfit else None
