"""Invariants of what others owe a case, and of reminders: as the policy has them, and no more often."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chaos.checks.cases import FoldedCase, FoldedEvidence
from chaos.checks.events import Event
from chaos.checks.policies import seconds
from chaos.checks.standing import CONSULTATION, THIRD_PARTY


def every_wait_is_one_that_the_policy_allows(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """By a reason of its own, for its time at most, pausing the promise where it says so; and not for the own team."""
    for case in run.cases.values():
        for event in case.events:
            if event.type == "wait_begun":
                yield from ((case.reference, f"event {event.seq}: {what}") for what in _flaws(case, event))


def every_question_has_its_time_and_one_answer(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Others are asked where the policy says so, one question after another, and each is answered once."""
    for case in run.cases.values():
        for event in case.events:
            before = case.before(event)
            if event.type == "consulted":
                if before.consulted:
                    yield case.reference, f"event {event.seq} asks while {before.consulted} owes an answer"
                if seconds(event.body["limit"]) != before.policy.answer_within:
                    yield case.reference, f"event {event.seq} gives another time for the answer than the policy"
                if event.body["to"] == before.team:
                    yield case.reference, f"event {event.seq} asks the team itself"
            if event.type == "consultation_answered" and not before.consulted:
                yield case.reference, f"event {event.seq} answers what nobody asked"


def whoever_owes_an_answer_is_waited_for_by_its_clock(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """The time for an answer runs exactly while one is owed."""
    for case in run.cases.values():
        for event, after in zip(case.events, case.standings[1:], strict=True):
            for kind, owed in ((THIRD_PARTY, after.third_party), (CONSULTATION, after.consulted)):
                runs = kind in after.clocks and after.clocks[kind].running
                if runs is not bool(owed):
                    yield case.reference, f"after event {event.seq} the time of the {kind} is wrong"


def a_beneficiary_reminds_once_in_so_many_days(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """As many days of the calendar's zone as the policy says lie before each reminder, since the last one or since
    the clock counts."""
    for case in run.cases.values():
        last = datetime.fromisoformat(case.events[0].body["clock_from"])
        for event in (each for each in case.events if each.type == "reminder_given"):
            before = case.before(event)
            days, zone = before.policy.reminder_days, ZoneInfo(before.calendar.rules["timezone"])
            if days is None or event.at < last.astimezone(zone) + timedelta(days=days):
                yield case.reference, f"event {event.seq} reminds too early, or may not at all"
            last = event.at


def _flaws(case: FoldedCase, event: Event) -> Iterator[str]:
    before, said = case.before(event), event.body
    limit, pauses = before.policy.wait_reasons.get(said["reason"], (timedelta(), None))
    if pauses is None:
        yield f"the policy has no reason {said['reason']}"
    elif said["pauses"] is not pauses or not timedelta() < seconds(said["limit"]) <= limit:
        yield "it has another time than its reason, or pauses the promise otherwise"
    if said["party"] == before.team:
        yield "it waits for the team itself"
    since = max((each.seq for each in case.events[: event.seq] if each.type == "reopened"), default=0)
    waits = sum(each.type == "wait_begun" for each in case.events[since : event.seq])
    if waits > before.policy.most_waits:
        yield f"it waits for the {waits}th time"
