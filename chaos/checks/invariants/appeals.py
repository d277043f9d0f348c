"""Invariants of appeals: in time, one against a result, decided by others, and both cases say the same of it."""

from collections.abc import Iterator

from chaos.checks.cases import FoldedCase, FoldedEvidence
from chaos.checks.events import Event
from chaos.checks.references import reference_of

_TAKE_PART = frozenset({"claimed", "proposed", "confirmed", "sent_back", "resolved", "merged"})
_STAFF = frozenset({"officer", "supervisor", "director", "manager", "auditor"})


def every_appeal_is_of_a_result_that_may_be_appealed(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Of one that the policy names, within its window, and no more often than it says."""
    for case in run.cases.values():
        for event in case.events:
            if event.type == "appealed":
                yield from ((case.reference, f"event {event.seq}: {what}") for what in _flaws(case, event))


def every_appeal_is_decided_by_others(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Nobody of staff holds or decides an appeal who held or decided the case that is appealed."""
    for case in run.cases.values():
        earlier = run.cases.get(case.last.appeal_of or "")
        if earlier is None:
            continue
        before = people_in(event for event in earlier.events if event.at <= case.events[0].at)
        if both := sorted(before & people_in(case.events)):
            yield case.reference, f"{', '.join(both)} took part in {earlier.reference} too, which it is an appeal of"


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


def people_in(events: "Iterator[Event] | tuple[Event, ...]") -> set[str]:
    """Everybody of staff who held or decided, and those in whose place they did."""
    found = set[str]()
    for event in events:
        if event.type in _TAKE_PART and event.role in _STAFF:
            found |= {event.actor, event.stands_in_for or event.actor}
        if event.type == "assigned":
            to = event.body["to"]
            found |= {to["id"], to.get("stands_in_for") or to["id"]}
        if event.type == "escalated" and event.body["action"] == "hand_over":
            found |= {person["id"] for person in event.body["people"][:1]}
    return found
