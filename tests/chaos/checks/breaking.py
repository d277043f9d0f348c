"""Ways to make good evidence bad, one thing at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chaos.history.evidence import Evidence
from chaos.history.log import Op, Result
from models.case.commands import SYSTEM
from models.case.events import Event, LostEvent, Reconciled
from models.policy import CasePolicy
from tests.chaos.checks.made_up import chained, events_of, good, on_record, replay_of, workflow_of

Break = Callable[[Evidence], Evidence]
GOOD = good()
CONTESTED, CONFIRMED, NEGLECTED, UNANSWERED, WITHDRAWN, WAITING, MOVED, SPLIT, SECOND, *NEW = GOOD.cases
HELPED, GIVEN, GIVEN_AGAIN, OWED = NEW


def case(reference: str, **changes: Any) -> Break:
    """Change the records of a case."""

    def change(evidence: Evidence) -> Evidence:
        changed = replace(evidence.cases[reference], **changes)
        return replace(evidence, cases={**evidence.cases, reference: changed})

    return change


def row(reference: str, **changes: Any) -> Break:
    """Change the row of a case."""
    return case(reference, row={**(GOOD.cases[reference].row or {}), **changes})


def events(reference: str, rewrite: Callable[[list[Event]], list[Event]]) -> Break:
    """Change the events of a case: all that follows from them follows, so nothing else is wrong."""

    def change(evidence: Evidence) -> Evidence:
        known = evidence.cases[reference]
        written = [event.but(seq=seq) for seq, event in enumerate(rewrite(list(events_of(known))), start=1)]
        assert known.request is not None
        assert known.policy is not None
        new = on_record(dict(known.request), CasePolicy.model_validate_json(known.policy), written)
        signals = evidence.workflows[reference].runs[0].signals
        return replace(
            evidence,
            cases={**evidence.cases, reference: new},
            workflows={**evidence.workflows, reference: workflow_of(new, signals)},
            replayed={**(evidence.replayed or {}), reference: replay_of(new)},
        )

    return change


def event(reference: str, seq: int, body: dict[str, Any] | None = None, **changes: Any) -> Break:
    """Change one event."""

    def rewrite(known: list[Event]) -> list[Event]:
        old = known[seq - 1]
        known[seq - 1] = old.but(body=old.body.but(**(body or {})), **changes)
        return known

    return events(reference, rewrite)


def also(reference: str, seq: int, like: int, **changes: Any) -> Break:
    """Repeat an event, or add one, as number `seq`."""
    return events(reference, lambda known: [*known[: seq - 1], known[like - 1].but(**changes), *known[seq - 1 :]])


def without(reference: str, *seqs: int) -> Break:
    """Remove events."""
    return events(reference, lambda known: [each for each in known if each.seq not in seqs])


def reconciled(reference: str, *lost: LostEvent, first: int = 3, misinformed: bool = False) -> Break:
    """Let the case have had another story from an event on, that lost to the one on record."""

    def rewrite(known: list[Event]) -> list[Event]:
        body = Reconciled(first=first, lost=lost, misinformed=misinformed)
        return [*known, Event(seq=len(known) + 1, at=known[-1].at, actor=SYSTEM, body=body)]

    return events(reference, rewrite)


def workflow(reference: str, **changes: Any) -> Break:
    """Change the workflow of a case."""

    def change(evidence: Evidence) -> Evidence:
        changed = replace(evidence.workflows[reference], **changes)
        return replace(evidence, workflows={**evidence.workflows, reference: changed})

    return change


def run(reference: str, **changes: Any) -> Break:
    """Change the run of a case."""
    return workflow(reference, runs=(replace(GOOD.workflows[reference].runs[0], **changes),))


def evidence(**changes: Any) -> Break:
    """Change any field of the evidence."""
    return lambda known: replace(known, **changes)


def message(place: int, **changes: Any) -> Break:
    """Change a message that a gateway accepted."""

    def change(evidence: Evidence) -> Evidence:
        messages = list(evidence.accepted)
        messages[place] = replace(messages[place], **changes)
        return replace(evidence, accepted=tuple(messages))

    return change


def replay(reference: str, **changes: Any) -> Break:
    """Change the answers of a worker that replayed a case."""

    def change(evidence: Evidence) -> Evidence:
        known = dict(evidence.replayed or {})
        known[reference] = replace(known[reference], **changes)
        return replace(evidence, replayed=known)

    return change


def pack(name: str, **changes: Any) -> Break:
    """Change the tables of a pack."""
    return lambda known: replace(known, packs={**known.packs, name: {**known.packs[name], **changes}})


def forget(reference: str) -> Break:
    """Remove a case from the records."""
    return lambda known: replace(known, cases={k: v for k, v in known.cases.items() if k != reference})


def the_op(kind: str, had: Result, place: int = 0) -> Op:
    """The operation on the contested case of a kind that had a result: the first one, or a later."""
    found = [each for each in GOOD.operations if (each.reference, each.kind, each.result) == (CONTESTED, kind, had)]
    return found[place]


def op(kind: str, had: Result, place: int = 0, /, **changes: Any) -> Break:
    """Change that operation."""
    old = the_op(kind, had, place)
    new = replace(old, **changes)
    return evidence(operations=tuple(new if each is old else each for each in GOOD.operations))


def answer(kind: str, had: Result, place: int = 0, /, **changes: Any) -> Break:
    """Change the answer to that operation."""
    return op(kind, had, place, answer={**(the_op(kind, had, place).answer or {}), **changes})


def moved(reference: str, seq: int, **delta: float) -> Break:
    """Move an event in time."""
    return event(reference, seq, at=events_of(GOOD.cases[reference])[seq - 1].at + timedelta(**delta))


def in_an_outage(known: list[Event]) -> list[Event]:
    """Record everything that fell due at one instant, and two rungs in the wrong order."""
    *before, half, notified, fifths, notified_too, breach, last, raised, notified_last = known
    return [
        each.but(at=last.at)
        for each in (*before, fifths, notified_too, half, notified, breach, last, raised, notified_last)
    ]


def tampered(place: int, **changes: Any) -> Break:
    """Change a row of `case_event`."""
    rows = list(GOOD.cases[CONTESTED].event_rows)
    rows[place] = {**rows[place], **changes}
    return case(CONTESTED, event_rows=tuple(rows))


def forged(reference: str, seq: int, **body: Any) -> Break:
    """Forge an event, and compute the chain of hashes anew."""
    known = list(events_of(GOOD.cases[reference]))
    known[seq - 1] = known[seq - 1].but(body=known[seq - 1].body.but(**body))
    rows = tuple(chained(reference, known))
    return case(reference, event_rows=rows, row={**(GOOD.cases[reference].row or {}), "head": rows[-1]["hash"]})
