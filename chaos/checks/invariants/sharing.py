"""Invariants of work shared out: by the rule of the team, to nobody beyond their capacity, and to somebody at last."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from chaos.checks.cases import FoldedCase, FoldedEvidence, is_open
from chaos.checks.events import Event, Json
from chaos.checks.standing import UNDECIDED, Standing

AT_LAST = timedelta(seconds=60)
"""How long a case may be owed to somebody once everything runs again."""


class Held(NamedTuple):
    """How long somebody had what they were given: a case, or the next step of one."""

    holder: str
    since: datetime
    until: datetime | None
    reference: str


def every_case_is_given_by_the_rule_of_its_team(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """It is given while that is owed, to the first of those who are available, and never again to whoever had it."""
    for case in run.cases.values():
        for event in case.events:
            if event.type in ("shared_out", "nobody_available"):
                yield from ((case.reference, f"event {event.seq}: {what}") for what in _flaws(case, event))


def nobody_is_given_more_than_the_capacity_of_the_team(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Who has as many cases and steps that they were given as the team's rule allows is given no further one."""
    held = [each for case in run.cases.values() for each in _held(case)]
    for case in run.cases.values():
        for event in case.events:
            most = case.before(event).policy.capacities.get(event.body["team"]) if event.type == "shared_out" else None
            if most is None:
                continue
            others = [each for each in held if each.holder == _holder(event) and each.reference != case.reference]
            load = sum(each.since <= event.at and (each.until is None or event.at < each.until) for each in others)
            if load >= most:
                yield case.reference, f"event {event.seq} gives {_holder(event)} a case who has {load} of {most}"


def what_is_owed_to_somebody_is_given_or_a_rung(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """An open case that is to be given to somebody was given, or it is said that nobody is available."""
    for case in run.cases.values():
        owed = case.last.awaited
        if owed is None or not is_open(case.record.row) or case.last.stage not in UNDECIDED:
            continue
        since = case.events[owed.since - 1]
        said = any(event.type == "nobody_available" for event in case.events[owed.since :])
        if not said and since.at < run.evidence.at - AT_LAST:
            yield case.reference, f"it is to be given to one of {owed.team} since event {owed.since}"


def _flaws(case: FoldedCase, event: Event) -> Iterator[str]:
    before, said = case.before(event), event.body
    owed = before.awaited
    if owed is None or (said["team"], said.get("step")) != (owed.team, owed.step):
        yield "nobody of that team is owed it"
        return
    if said["by"] != before.policy.shared_by.get(said["team"]):
        yield f"the team gives by another rule than {said['by']}"
    free = [each for each in said["among"] if not each.get("passed_over")]
    if event.type == "nobody_available":
        earlier = case.events[owed.since : event.seq - 1]
        if free or any(each.type == "nobody_available" for each in earlier):
            yield "somebody is available" if free else "it was said before that nobody is available"
        return
    first = min(free, key=lambda each: _turn(said["by"], each), default=None)
    if first is None or (first["id"], first.get("stands_in_for")) != (
        said["to"]["id"],
        said["to"].get("stands_in_for"),
    ):
        yield f"it is not the turn of {said['to']['id']}"
    if had := {said["to"]["id"], _holder(event)} & _had_it(case, event, before):
        yield f"{', '.join(sorted(had))} had it before"


def _turn(by: str, known: Json) -> tuple[int, int, str]:
    return known.get("load", 0) if by == "least_loaded" else 0, known.get("turn", 0), known["id"]


def _had_it(case: FoldedCase, event: Event, before: Standing) -> set[str]:
    """Those who took a step of this decision, or who put the case back since it came to the team."""
    if event.body.get("step"):
        since = max((each.seq for each in case.events[: event.seq] if each.type == "proposed"), default=event.seq)
        taken = (each for each in case.events[since - 1 : event.seq] if each.type in ("proposed", "confirmed"))
        return {person for each in taken for person in (each.actor, each.stands_in_for or each.actor)}
    gave_up = set[str]()
    for each in case.events[: event.seq - 1]:
        stood = case.before(each)
        if each.type == "reopened" or stood.team != case.standings[each.seq].team:
            gave_up = set()
        if each.type == "released" and stood.assignee:
            gave_up.add(stood.assignee)
    return gave_up


def _held(case: FoldedCase) -> Iterator[Held]:
    """What people were given of a case, each as long as they had it and it was undecided."""
    for event in case.events:
        if event.type != "shared_out":
            continue
        step = bool(event.body.get("step"))
        over = next((each for each in case.events[event.seq :] if not _has(case, each, _holder(event), step)), None)
        yield Held(_holder(event), event.at, over.at if over else None, case.reference)


def _has(case: FoldedCase, event: Event, holder: str, step: bool) -> bool:
    after = case.standings[event.seq]
    return (after.step_with if step else after.assignee) == holder and after.stage in UNDECIDED


def _holder(event: Event) -> str:
    """By whose name a case is held that is given to somebody."""
    return str(event.body["to"].get("stands_in_for") or event.body["to"]["id"])
