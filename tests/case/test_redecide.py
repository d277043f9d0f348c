"""Deciding a case again: what the rules gave comes out as it stands, and what anybody put in its place does not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from models.case import events as e
from models.case.commands import BENEFICIARY, SYSTEM
from models.case.events import Event
from models.case.state import CaseState, Refusal
from models.codes import AuditFlaw, ClockKind, NotRedecided, Outcome, Priority, RefusalCode, WaitEnd
from models.triage.assessment import Assessment
from tests.support.database import request
from tests.support.signed_lives import SignedCase
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA, STRANGER, TWO_STEPS, Case
from workflows.case.audit.redecide import Redecision, redecide
from workflows.case.opening import appeal_request, decide_opening

ASKED_FOR = {"requested_by": "applicant", "way": "phone"}


def again(case: Case, events: list[Event] | None = None) -> Redecision:
    """The events of a case, or others, decided again."""
    start = CaseState(reference=case.state.reference, policy=case.opened_under)
    given = case.request if isinstance(case, SignedCase) else None
    return redecide(start, events or case.events, given)


def long_life() -> SignedCase:
    """A case with commands of all sides, rungs, a breach, notices and a closing by time."""
    case = SignedCase(request())
    case.at("2026-01-06 10:00").claim()
    case.do("note", OMAR, text="مراجعة")
    case.ask()
    case.at("2026-01-07 08:00").answer()
    case.do("extend", OMAR, by=timedelta(hours=7), note="نقص")
    case.do("escalate", OMAR, note="عاجل")
    case.find_people(SALMA)
    case.do("prioritise", SALMA, priority=Priority.HIGH)
    case.do("assign", SALMA, to=LAYLA)
    case.at("2026-02-01 09:00").approve(LAYLA)
    case.deliver()
    case.at("2026-02-02 09:00").do("reopen", BENEFICIARY, text="لم تنجح المحاولة")
    case.claim(SALMA)
    case.reject(SALMA)
    case.deliver()
    case.do("rate", BENEFICIARY, score=5)
    case.at("2026-06-01 09:00")
    assert {"breached", "rung_reached", "escalated", "notice_sent", "closed"} <= set(case.types())
    return case


def test_a_long_life_comes_out_as_it_stands_and_what_was_not_decided_again_is_counted() -> None:
    case = long_life()
    found = again(case)
    assert found.difference is None
    assert found.redecided + found.not_redecided.total() == len(case.events)
    people = sum(1 for each in case.bodies(e.Escalated) if each.target and not each.awaits_people)
    assert found.not_redecided == {
        NotRedecided.FIRST_STAGE: 1,
        NotRedecided.STAFF_FOUND: people,
        NotRedecided.DELIVERY: len(case.of("notice_sent")),
    }


def test_two_persons_a_merge_and_a_withdrawal_come_out_as_they_stand() -> None:
    approved = SignedCase(request(id="a"), approvals=TWO_STEPS)
    approved.claim().approve()
    approved.do("confirm", SALMA)
    merged = SignedCase(request(id="b"))
    merged.claim().do("merge", into="TW-TEST-TEST-TEST-0")
    withdrawn = SignedCase(request(id="c"))
    withdrawn.do("withdraw", BENEFICIARY)
    for case in (approved, merged, withdrawn):
        assert len(case.events) > 3 and again(case).difference is None


def other_life() -> SignedCase:
    """A case that waits for others in every way, is corrected, and is closed because somebody asked for it."""
    case = SignedCase(request())
    case.at("2026-01-06 10:00").claim()
    case.do("wait", OMAR, party="traffic", reason="verification")
    case.at("2026-01-07 09:00").do("resume", OMAR, answer="لا مانع")
    case.do("wait", OMAR, party="traffic", reason="verification")
    case.at("2026-03-20 09:00").do("consult", OMAR, to="visit_visas", question="هل القيد موجود؟")
    case.at("2026-03-24 09:00").do("answer_consultation", STRANGER, answer="موجود")
    case.do("interim_reply", OMAR, reply={"text": "نعمل على طلبكم"})
    case.ask()
    case.do("resume", OMAR, note="وصل بطريق آخر")
    case.do("reclassify", OMAR, service="another_service", problem="other", note="صنف خطأ")
    case.classified()
    case.at("2026-03-25 09:00").approve()
    case.do("reopen_for", SALMA, text="اتصل المستفيد", **ASKED_FOR)
    case.claim().approve()
    case.do("close", SALMA, note="اكتفى المستفيد", **ASKED_FOR)
    expected = {"chased", "wait_ended", "consultation_answered", "interim_replied", "taken_up", "reclassified"}
    assert expected <= set(case.types()) and case.types()[-2:] == ["noted", "closed"]
    return case


def test_waits_questions_corrections_and_acts_on_behalf_come_out_as_they_stand() -> None:
    case = other_life()
    found = again(case)
    assert found.difference is None
    assert found.not_redecided[NotRedecided.TERMS_FOUND] == 1
    assert {each.body.cause for each in case.of("wait_ended")} == {WaitEnd.ANSWERED, WaitEnd.LIMIT}  # type: ignore[union-attr]


def test_a_correction_that_nobody_asked_for_or_of_other_codes_is_named() -> None:
    case = other_life()
    for tamper in (
        replaced("reclassified", problem="insurance_not_linked"),
        replaced("reclassified", terms=None),
        exchanged("reclassified", e.NotReclassified(unknown=())),
        planted(e.Reclassified(problem="other")),
        without("reclassification_asked"),
    ):
        difference = again(case, tamper(case.events)).difference
        assert difference and difference.what in {AuditFlaw.UNCAUSED, AuditFlaw.OTHERWISE, AuditFlaw.REFUSED}


def test_the_end_of_a_wait_is_not_left_out_nor_made_up() -> None:
    case = other_life()
    ends = [index for index, each in enumerate(case.events) if each.body.type == "wait_ended"]
    left_out = [each for index, each in enumerate(case.events) if index != ends[-1]]
    numbered = [each.but(seq=seq) for seq, each in enumerate(left_out, start=1)]
    for events in (numbered, planted(e.WaitEnded(cause=WaitEnd.LIMIT))(case.events)):
        difference = again(case, events).difference
        assert difference is not None


def test_a_substitute_s_command_comes_out_in_the_place_it_was_taken_in() -> None:
    case = SignedCase(request()).claim()
    case.do("note", STRANGER, text="في غيابه", absent=(OMAR.model_dump(mode="json"),))
    assert case.events[-1].actor.stands_in_for == OMAR.id and again(case).difference is None


def test_what_falls_due_in_the_very_instant_of_a_command_comes_after_it() -> None:
    case = SignedCase(request()).claim()
    due = case.due()
    assert due
    case.until(due - timedelta(seconds=1))
    case.outage_until(due.isoformat())
    case.now = due
    case.approve()
    assert case.events[-1].body.type == "resolved" and again(case).difference is None


def test_an_outage_settles_what_fell_due_before_the_command_that_came_after_it() -> None:
    case = SignedCase(request()).claim()
    case.outage_until("2026-03-01 09:00").approve()
    assert case.of("breached") and again(case).difference is None


def test_a_case_of_before_there_were_signatures_is_counted_and_not_passed() -> None:
    case = Case().claim()
    case.approve()
    found = again(case)
    assert found.difference is None and found.redecided == 0
    assert found.not_redecided == {NotRedecided.NO_REQUEST: 2, NotRedecided.NOT_SIGNED: 2}


def of_type(events: list[Event], kind: str) -> Event:
    return next(event for event in events if event.body.type == kind)


def replaced(kind: str, **changes: Any) -> Callable[[list[Event]], list[Event]]:
    """The first event of a type with other words."""

    def tamper(events: list[Event]) -> list[Event]:
        one = of_type(events, kind)
        return [event.but(body=event.body.but(**changes)) if event is one else event for event in events]

    return tamper


def without(kind: str) -> Callable[[list[Event]], list[Event]]:
    """The events without the first one of a type, numbered anew."""

    def tamper(events: list[Event]) -> list[Event]:
        one = of_type(events, kind)
        return [event.but(seq=seq) for seq, event in enumerate((each for each in events if each is not one), start=1)]

    return tamper


def moved(kind: str, **delta: float) -> Callable[[list[Event]], list[Event]]:
    """The first event of a type at another instant."""

    def tamper(events: list[Event]) -> list[Event]:
        one = of_type(events, kind)
        return [event.but(at=event.at + timedelta(**delta)) if event is one else event for event in events]

    return tamper


def exchanged(kind: str, body: e.Body) -> Callable[[list[Event]], list[Event]]:
    """Another body under the signature of the first event of a type."""

    def tamper(events: list[Event]) -> list[Event]:
        one = of_type(events, kind)
        return [event.but(body=body) if event is one else event for event in events]

    return tamper


def planted(body: e.Body) -> Callable[[list[Event]], list[Event]]:
    """An event of the system before the first breach."""

    def tamper(events: list[Event]) -> list[Event]:
        at = events.index(of_type(events, "claimed"))
        forged = Event(seq=0, at=events[at].at, actor=SYSTEM, body=body)
        return [event.but(seq=seq) for seq, event in enumerate([*events[:at], forged, *events[at:]], start=1)]

    return tamper


DUE = long_life().due(ClockKind.RESOLUTION) or long_life().now
TAMPERINGS: dict[str, tuple[Callable[[list[Event]], list[Event]], set[AuditFlaw]]] = {
    "another outcome": (replaced("resolved", outcome=Outcome.DONE), {AuditFlaw.OTHERWISE}),
    "late made in time": (replaced("resolved", in_time=True), {AuditFlaw.OTHERWISE}),
    "another reply": (replaced("resolved", reply=e.OfficialReply(ar="لا", en="no")), {AuditFlaw.OTHERWISE}),
    "another round": (replaced("asked", round=2), {AuditFlaw.OTHERWISE}),
    "another cause": (replaced("reopened", cause="low_rating"), {AuditFlaw.OTHERWISE}),
    "a breach left out": (without("breached"), {AuditFlaw.SKIPPED, AuditFlaw.UNCAUSED, AuditFlaw.OTHERWISE}),
    "a rung left out": (without("rung_reached"), {AuditFlaw.SKIPPED, AuditFlaw.UNCAUSED, AuditFlaw.OTHERWISE}),
    "a rung of another due instant": (
        replaced("rung_reached", due=DUE),
        {AuditFlaw.OTHERWISE},
    ),
    "the claim taken out": (without("claimed"), {AuditFlaw.REFUSED, AuditFlaw.OTHERWISE}),
    "a command's instant moved": (moved("claimed", minutes=3), {AuditFlaw.OTHERWISE}),
    "another kind of event under a signature": (exchanged("claimed", e.Released()), {AuditFlaw.OTHERWISE}),
    "a breach before its time": (
        planted(e.Breached(clock=ClockKind.RESOLUTION, run=1, due=DUE)),
        {AuditFlaw.UNCAUSED},
    ),
    "closed by the system": (planted(e.Closed(outcome=Outcome.DONE)), {AuditFlaw.UNCAUSED}),
    "told by the system": (planted(e.Noted(text="x")), {AuditFlaw.UNCAUSED}),
    "an official reply of the system": (
        planted(e.Resolved(decision="approve", outcome=Outcome.DONE, in_time=True)),
        {AuditFlaw.UNCAUSED},
    ),
    "a notice that nothing called for": (
        planted(e.NoticeSent(key="TW-TEST-TEST-TEST-0:1:beneficiary:sms", channel="sms")),
        {AuditFlaw.UNCAUSED},
    ),
    "a search that nobody asked for": (replaced("escalated", rung="none"), {AuditFlaw.OTHERWISE, AuditFlaw.UNCAUSED}),
    "another channel of the opening": (replaced("opened", channel="telegraph"), {AuditFlaw.OTHERWISE}),
}


@pytest.mark.parametrize(("tamper", "flaws"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_what_does_not_come_out_as_it_stands_is_named(
    tamper: Callable[[list[Event]], list[Event]], flaws: set[AuditFlaw]
) -> None:
    case = long_life()
    changed = tamper(case.events)
    first = next(event.seq for event, was in zip(changed, case.events, strict=False) if event != was)
    difference = again(case, changed).difference
    assert difference and difference.what in flaws
    assert difference.seq >= first


def test_a_command_that_the_rules_refused_is_not_taken_for_its_signature() -> None:
    """Somebody who may write events puts one on record whose command was signed, and which the case had refused."""
    case = SignedCase(request())
    refused = case.approve(STRANGER)
    assert isinstance(refused, Refusal)
    told = {"command_id": "command-refused", "kind": "approve", "reason": "note_removed", "reply": {"text": "تم"}}
    message = case.signed(told | {"actor": STRANGER.model_dump(mode="json")}, STRANGER)
    body = e.Resolved(decision="approve", outcome=Outcome.OBSTACLE_REMOVED, in_time=True)
    forged = Event(seq=3, at=case.now, actor=STRANGER, command_id="command-refused", body=body, signed=message)
    difference = again(case, [*case.events, forged]).difference
    assert difference == (3, AuditFlaw.REFUSED, {"refusal": RefusalCode.NOT_AUTHORISED})


def test_a_command_taken_twice_is_named() -> None:
    case = SignedCase(request()).claim()
    case.do("note", OMAR, text="مراجعة")
    twice = [*case.events, case.events[-1].but(seq=len(case.events) + 1)]
    difference = again(case, twice).difference
    assert difference and (difference.seq, difference.what) == (len(twice), AuditFlaw.UNCAUSED)


def test_the_refusal_of_the_director_is_decided_by_the_stage_it_names() -> None:
    case = SignedCase(request()).claim()
    told = e.SignalRefused(code=RefusalCode.WRONG_STAGE, command="claim", stage=case.state.stage, role=DIRECTOR.role)
    case._note(told)
    assert again(case).not_redecided[NotRedecided.SIGNAL_REFUSED] == 1
    elsewhere = [*case.events[:-1], case.events[-1].but(body=told.but(stage="queued"))]
    difference = again(case, elsewhere).difference
    assert difference and difference.fields == {"differs": "stage"}


def appealed_life() -> SignedCase:
    """A refusal that was appealed, with what came of the appeal."""
    case = SignedCase(request())
    case.claim().reject()
    case.do("appeal", BENEFICIARY, text="لم ينظر في الصك")
    case._note(e.AppealOpened(appeal=case.state.appeals[-1].reference, team="exit_visas"))
    case.do("conclude_appeal", SYSTEM, appeal=case.state.appeals[-1].reference, outcome="done", over=True)
    return case


def test_an_appeal_and_what_came_of_it_are_decided_again_but_for_the_team_it_went_to() -> None:
    found = again(appealed_life())
    assert found.difference is None
    assert found.not_redecided[NotRedecided.APPEAL_OPENED] == 1


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        (replaced("appeal_opened", appeal="TW-7K3M-9QXD-2VHA-K"), AuditFlaw.UNCAUSED),
        (planted(e.AppealOpened(appeal="TW-7K3M-9QXD-2VHA-K")), AuditFlaw.UNCAUSED),
        (without("appealed"), AuditFlaw.UNCAUSED),
        (replaced("appeal_concluded", outcome=Outcome.REFUSED), AuditFlaw.OTHERWISE),
        (replaced("appealed", appeal="TW-7K3M-9QXD-2VHA-K"), AuditFlaw.OTHERWISE),
    ],
)
def test_an_appeal_that_nobody_raised_or_that_ended_otherwise_is_named(
    tamper: Callable[[list[Event]], list[Event]], what: AuditFlaw
) -> None:
    case = appealed_life()
    difference = again(case, tamper(case.events)).difference
    assert difference and difference.what is what


@pytest.mark.parametrize(("text", "differs"), [("لم ينظر في الصك", None), ("شيء آخر", "text")])
def test_the_request_of_an_appeal_says_what_was_signed(text: str, differs: str | None) -> None:
    first = appealed_life()
    raised = next(event for event in first.events if isinstance(event.body, e.Appealed))
    asked = appeal_request(first.request, first.state, e.Appealed(number=1, appeal="", text=text), first.now)
    about = e.AppealOf(reference=first.state.reference, number=1, took_part=("omar",))
    found = Assessment(effect="route", team="exit_visas", priority="normal", problem="technical_error")
    _, (opened, *others) = decide_opening(asked, first.opened_under, found, first.now, appeal_of=about)
    start = CaseState(reference=asked.reference, policy=first.opened_under)
    difference = redecide(start, [opened.but(signed=raised.signed), *others], asked).difference
    assert (difference.fields if difference else None) == ({"differs": differs} if differs else None)
