"""Invariants of splits: each second case was asked for once, is of the same request, and counts from when it does."""

from collections.abc import Iterator

from chaos.checks.cases import FoldedCase, FoldedEvidence
from chaos.checks.references import reference_of

_SAME = ("submitted_at", "clock_from", "channel", "applicant_type", "language")
"""What the openings of both cases say alike."""


def every_split_has_its_second_case(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A split that was asked for ends in a case of its own, or in none because the pack does not know its codes."""
    for case in run.cases.values():
        for event in case.events:
            if event.type == "split_off" and event.body["second"] not in run.cases:
                yield case.reference, f"was split, and there is no case {event.body['second']}"
        if case.last.splitting:
            yield case.reference, f"waits for the case {case.last.splitting} to be opened"


def every_second_case_was_asked_for(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """What was taken out of a case follows from a command to it, and goes on from the same submission."""
    for case in run.cases.values():
        if of := case.events[0].body.get("split_of"):
            first = run.cases.get(of["reference"])
            problems = _problems(case, first, of["number"]) if first else ["the first case is not on record"]
            yield from ((case.reference, what) for what in problems)


def _problems(case: FoldedCase, first: FoldedCase, number: int) -> Iterator[str]:
    opened, before = case.events[0].body, first.events[0].body
    asked = [event for event in first.events if event.type == "split_asked" and event.body["second"] == case.reference]
    if not any(event.body["number"] == number and event.body["service"] == opened["service"] for event in asked):
        yield f"nobody took it out of {first.reference}"
    if case.reference != reference_of(opened["channel"], f"split-{number}-{first.reference}"):
        yield "has another reference than follows from the first case"
    for name in _SAME:
        if opened[name] != before[name]:
            yield f"has another {name} than the first case"
    if case.events[1].body["assessment"]["effect"] != "route":
        yield "was not handed to its team"
