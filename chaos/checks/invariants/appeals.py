"""Invariants of appeals: in time, one against a result, decided by others, and both cases say the same of it."""

from collections.abc import Iterable, Iterator

from chaos.checks.cases import FoldedCase, FoldedEvidence
from chaos.checks.events import Event
from chaos.checks.references import reference_of

_TAKE_PART = frozenset({"claimed", "proposed", "confirmed", "sent_back", "resolved", "merged"})
_WORK = _TAKE_PART | {
    *("asked", "noted", "redirected", "consulted", "consultation_answered", "wait_begun", "wait_ended", "taken_up"),
    *("interim_replied", "reclassification_asked", "split_asked", "documents_seen", "recalled"),
}
_DECIDE = frozenset({"proposed", "confirmed", "resolved", "merged"})
_LEVELS = ("officer", "supervisor", "director", "manager")
"""The lowest first."""
_STAFF = frozenset({"officer", "supervisor", "director", "manager", "auditor"})


def every_appeal_is_of_a_result_that_may_be_appealed(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Of one that the policy names, within its window, and no more often than it says."""
    for case in run.cases.values():
        for event in case.events:
            if event.type == "appealed":
                yield from ((case.reference, f"event {event.seq}: {what}") for what in _flaws(case, event))


def every_appeal_is_decided_by_others(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Nobody of staff holds or decides an appeal who worked on the case that is appealed, or is not of a higher level
    than those who decided it."""
    for case in run.cases.values():
        earlier = run.cases.get(case.last.appeal_of or "")
        if earlier is None:
            continue
        until_then = [event for event in earlier.events if event.at <= case.events[0].at]
        if both := sorted(people_in(until_then, _WORK) & people_in(case.events)):
            yield case.reference, f"{', '.join(both)} took part in {earlier.reference} too, which it is an appeal of"
        if (level := _level(until_then)) >= (decided := _level(case.events, "resolved", "merged")) >= 0:
            yield case.reference, f"decided by a {_LEVELS[decided]}, as {earlier.reference} was by a {_LEVELS[level]}"


def both_cases_say_the_same_of_an_appeal(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """An appeal that was raised has a case of its own that names the appealed one, and tells it what came of it."""
    for case in run.cases.values():
        for appeal in case.last.appeals:
            other = run.cases.get(appeal.reference)
            if other is None or other.last.appeal_of != case.reference:
                if appeal.team:
                    yield case.reference, f"its appeal {appeal.reference} is not on record as one"
            elif appeal.over and (other.last.stage, other.last.outcome) != ("closed", appeal.outcome):
                yield case.reference, f"was told that {appeal.reference} ended as {appeal.outcome}, which it did not"
        about = case.last.appeal_of
        if about and case.reference not in {each.reference for each in _appeals_of(run, about)}:
            yield case.reference, f"is an appeal of {about}, which does not know it"


def _appeals_of(run: FoldedEvidence, reference: str) -> Iterator[FoldedCase]:
    case = run.cases.get(reference)
    named = {each.reference for each in case.last.appeals} if case else set()
    return (run.cases[name] for name in named if name in run.cases)


def _flaws(case: FoldedCase, event: Event) -> Iterator[str]:
    before, allowed = case.before(event), case.policy.appeals
    since = before.resolved_at or before.closed_at
    if allowed is None or since is None or before.outcome not in allowed.outcomes:
        yield f"the result {before.outcome} may not be appealed"
        return
    if before.appeal_of and not allowed.of_appeals:
        yield "it is an appeal itself"
    if before.calendar.after(since, allowed.window) < event.at:
        yield "the window for it was over"
    if sum(each.at >= since for each in before.appeals) >= allowed.most or before.open_appeal:
        yield "the result was appealed already"
    number = len(before.appeals) + 1
    if event.body["appeal"] != reference_of(before.opened["channel"], f"appeal-{number}-{case.reference}"):
        yield "the appeal has another reference than follows from the case"


def _level(events: Iterable[Event], *deciding: str) -> int:
    """The highest level of staff who decided the result that stands after the events; -1: nobody of staff."""
    found: dict[int, int] = {}
    for event in events:
        if event.type == "reopened":
            found.clear()
        if event.type == "recalled":
            found.pop(event.body["reply"], None)
        if event.type in (deciding or _DECIDE) and event.role in _LEVELS:
            found[event.seq] = _LEVELS.index(event.role)
    return max(found.values(), default=-1)


def people_in(events: Iterable[Event], kinds: frozenset[str] = _TAKE_PART) -> set[str]:
    """Everybody of staff who held or decided, and those in whose place they did."""
    found = set[str]()
    for event in events:
        if event.type in kinds and event.role in _STAFF:
            found |= {event.actor, event.stands_in_for or event.actor}
        if event.type == "assigned" or (event.type == "shared_out" and not event.body.get("step")):
            to = event.body["to"]
            found |= {to["id"], to.get("stands_in_for") or to["id"]}
        if event.type == "escalated" and event.body["action"] == "hand_over":
            found |= {person["id"] for person in event.body["people"][:1]}
    return found
