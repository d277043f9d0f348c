"""Official replies that wait before they go out, and are taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.work.case.ledger import ledger
from models.calendar.change import CalendarChange
from models.case.commands import BENEFICIARY, SYSTEM, Actor
from models.case.events import AppealOf, Recalled, Resolved
from models.case.state import CaseState, Refusal
from models.codes import ClockKind, RefusalCode, Role, Stage, Status
from models.language import Text
from models.policy import NoticeRoute
from models.script import is_of_other_script
from tests.support.simulation import (
    DAY,
    DIRECTOR,
    LAYLA,
    OMAR,
    SALMA,
    STRANGER,
    TWO_STEPS,
    Case,
    code,
    policy,
    replay,
    riyadh,
)
from workflows.case.deadlines import next_wake
from workflows.case.rules.appeals import conclusion_of
from workflows.explain.asked import asked_of
from workflows.explain.time_spent import time_spent
from workflows.reports.occurrences import occurrences

MINUTE = timedelta(minutes=1)
WHY: dict[str, Any] = {"note": "القالب خطأ"}


def case(**changes: Any) -> Case:
    """A case that omar holds, in which a reply waits for a minute."""
    return Case(**({"recall": MINUTE} | changes)).claim()


def after(subject: Case, length: timedelta) -> Case:
    """The case a while later."""
    return subject.until(subject.now + length)


def test_nothing_goes_out_while_a_reply_can_be_recalled_and_all_of_it_then() -> None:
    one = case()
    one.approve()
    assert (one.state.stage, one.state.sendable, len(one.state.outbox)) == (Stage.RESOLVED, (), 1)
    assert next_wake(one.state) == one.now + MINUTE
    after(one, MINUTE)
    assert one.types()[-1] == "reply_final" and one.events[-1].at == one.events[-2].at + MINUTE
    assert one.state.sendable == one.state.outbox != ()
    assert after(one, DAY).types().count("reply_final") == 1


def test_the_beneficiary_is_shown_what_stood_before_while_a_reply_waits() -> None:
    one = case()
    one.approve()
    assert (one.state.status, one.state.receipt().status) == (Status.UNDER_PROCESSING, Status.UNDER_PROCESSING)
    assert one.state.receipt().recallable_until == one.now + MINUTE
    after(one, MINUTE)
    assert (one.state.status, one.state.receipt().recallable_until) == (Status.PROCESSED, None)


def test_a_policy_without_the_time_sends_replies_at_once_and_keeps_its_bytes() -> None:
    one = case(recall=timedelta())
    one.approve()
    assert one.state.held_reply is None and one.state.sendable == one.state.outbox != ()
    assert "held_reply" not in one.state.model_dump_json() and "recall" not in policy().text
    assert code(one.do("recall", **WHY)) is RefusalCode.WRONG_STAGE


REPLIES: tuple[tuple[str, Callable[[Case], Any], Stage], ...] = (
    ("approve", Case.approve, Stage.RESOLVED),
    ("reject", Case.reject, Stage.RESOLVED),
    ("ask", Case.ask, Stage.AWAITING_BENEFICIARY),
    ("interim_reply", lambda one: one.do("interim_reply", reply={"text": "نعمل على طلبكم"}), Stage.IN_REVIEW),
    (
        "redirect",
        lambda one: one.do("redirect", reason="other_team", authority="traffic", reply={"text": "راجعوا المرور"}),
        Stage.RESOLVED,
    ),
)


@pytest.mark.parametrize(("kind", "give", "then"), REPLIES, ids=[kind for kind, *_ in REPLIES])
def test_a_recall_brings_back_what_stood_before_the_reply(kind: str, give: Callable[[Case], Any], then: Stage) -> None:
    one = case()
    before = one.state
    give(one)
    assert one.state.stage is then
    after(one, timedelta(seconds=30))
    assert not isinstance(one.do("recall", **WHY), Refusal)
    kept = ("stage", "assignee", "first_responded_at", "proposal", "decision", "outcome", "resolved_at", "asked")
    assert [getattr(one.state, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (one.state.outbox, one.state.asked_for, one.state.checklist) == ((), before.asked_for, before.checklist)
    assert (one.state.clocks, one.state.round) == (before.clocks, before.round)
    assert replay(one) == one.state


def test_the_event_says_who_took_the_reply_back_and_why() -> None:
    one = case()
    one.approve()
    one.do("recall", **WHY)
    [resolved], [event] = one.of("resolved"), one.of("recalled")
    assert (event.actor, event.body) == (OMAR, Recalled(reply=resolved.seq, **WHY))
    assert code(case().do("recall", note=" ")) is RefusalCode.WRONG_STAGE
    again = case()
    again.approve()
    assert code(again.do("recall", note=" ")) is RefusalCode.MALFORMED


@given(
    decided=st.integers(0, 60 * 24 * 9),
    waited=st.integers(0, 60),
    looked=st.integers(0, 60 * 24 * 20),
    kind=st.sampled_from([give for _, give, _ in REPLIES]),
    cap=st.booleans(),
)
def test_a_case_goes_on_as_if_a_recalled_reply_had_not_been_given(
    decided: int, waited: int, looked: int, kind: Callable[[Case], Any], cap: bool
) -> None:
    limit = riyadh("2026-01-15 12:00") if cap else None
    one, other = (case(recall=timedelta(hours=1), due_cap=limit) for _ in range(2))
    for each in (one, other):
        after(each, timedelta(minutes=decided))
    kind(one)
    after(one, timedelta(minutes=waited))
    if not isinstance(one.do("recall", **WHY), Refusal):
        later = one.now + timedelta(minutes=looked)
        one.until(later)
        other.until(later)
        for clock in (ClockKind.RESOLUTION, ClockKind.FIRST_RESPONSE):
            mine, theirs = one.state.clocks[clock], other.state.clocks[clock]
            time = one.state.time_of(mine)
            assert (mine.used(later, time), mine.due(time)) == (theirs.used(later, time), theirs.due(time))
            assert (mine.fired, mine.breached) == (theirs.fired, theirs.breached)
        assert one.rungs() == other.rungs()


def test_what_fell_due_while_the_reply_waited_comes_at_once_after_the_recall() -> None:
    one = case(recall=timedelta(hours=1), targets=policy().targets | {ClockKind.RESOLUTION: _hours(1)})
    due = one.due()
    assert due
    one.until(due - timedelta(minutes=5))
    one.approve()
    one.until(due + timedelta(minutes=5))
    one.do("recall", **WHY)
    assert "breached" not in one.types()
    one.wake()
    [breached] = one.of("breached")
    assert (breached.body.due, one.rungs()[-1]) == (due, "breach")  # type: ignore[union-attr]


def _hours(count: int) -> Any:
    return dict.fromkeys(policy().targets[ClockKind.RESOLUTION], timedelta(hours=count))


def test_a_reply_that_went_out_is_not_taken_back() -> None:
    one = case()
    one.approve()
    final = one.now + MINUTE
    after(one, 2 * MINUTE)
    refusal = one.do("recall", **WHY)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.at) == (RefusalCode.WINDOW_PASSED, final)
    assert code(case().do("recall", **WHY)) is RefusalCode.WRONG_STAGE


def test_a_recall_of_before_the_end_counts_while_nothing_went_out() -> None:
    one = case()
    one.approve()
    sent = one.now + timedelta(seconds=50)
    one.outage_until("2026-01-06 09:10")
    assert not isinstance(one.do("recall", sent_at=sent, **WHY), Refusal)
    assert one.state.outbox == () and one.events[-1].at == sent


def test_the_last_confirming_step_begins_the_time_and_a_recall_takes_back_that_step_alone() -> None:
    one = case(approvals=TWO_STEPS)
    one.approve()
    assert one.state.held_reply is None
    one.do("confirm", SALMA)
    assert one.state.held_reply and one.state.held_reply.by == SALMA
    assert not isinstance(one.do("recall", **WHY), Refusal)  # omar proposed it
    assert one.state.stage is Stage.AWAITING_APPROVAL and one.state.proposal
    assert [step.actor for step in one.state.proposal.steps] == [OMAR]
    assert code(one.do("confirm", OMAR)) is RefusalCode.SAME_PERSON
    assert not isinstance(one.do("send_back", SALMA, note="القالب"), Refusal)


@pytest.mark.parametrize(
    ("actor", "code_of_refusal"),
    [
        (OMAR, None),
        (SALMA, None),
        (DIRECTOR, None),
        (LAYLA, RefusalCode.NOT_AUTHORISED),
        (STRANGER, RefusalCode.NOT_AUTHORISED),
        (BENEFICIARY, RefusalCode.NOT_AUTHORISED),
        (SYSTEM, RefusalCode.NOT_AUTHORISED),
        (Actor(id="layla", role=Role.OFFICER, teams=("exit_visas",), stands_in_for="omar"), None),
    ],
    ids=lambda value: getattr(value, "id", str(value)),
)
def test_who_gave_a_reply_recalls_it_or_somebody_above(actor: Actor, code_of_refusal: RefusalCode | None) -> None:
    one = case()
    one.approve()
    verdict = one.do("recall", actor, **WHY)
    assert (code(verdict) if code_of_refusal else verdict) == (code_of_refusal or (one.events[-1],))


@pytest.mark.parametrize(
    ("kind", "actor", "fields"),
    [
        ("reopen", BENEFICIARY, {"text": "ما زال"}),
        ("rate", BENEFICIARY, {"score": 5}),
        ("close", SALMA, {"requested_by": "applicant", "way": "phone"}),
    ],
)
def test_whatever_else_is_done_lets_the_reply_go(kind: str, actor: Actor, fields: Any) -> None:
    one = case()
    one.approve()
    [notice] = one.state.outbox
    one.do(kind, actor, **fields)
    assert notice in one.state.sendable
    assert code(one.do("recall", **WHY)) in (RefusalCode.WINDOW_PASSED, RefusalCode.NOT_OPEN)


def test_a_note_a_closure_and_what_became_of_other_notices_leave_it_waiting() -> None:
    routes = (*policy().routes, NoticeRoute(on="claimed", audience="beneficiary", channels=("sms",), template="x"))
    one = case(routes=routes)
    [taken] = one.state.outbox
    one.approve()
    one.do("note", text="x")
    assert one.state.sendable == (taken,)
    assert not isinstance(one.do("recall", **WHY), Refusal)
    assert one.state.outbox == (taken,)


def test_another_calendar_counts_for_the_clocks_of_a_recalled_reply_too() -> None:
    change = CalendarChange.model_validate(
        {
            "calendar": "passports",
            "version": "storm",
            "closures": [{"id": "storm", "name": "storm", "from_date": "2026-01-06"}],
        }
    )
    one, other = case(), case()
    one.approve()
    for each in (one, other):
        each.do("calendar_changed", SYSTEM, change=change, why="x")
    assert one.state.held_reply
    one.do("recall", **WHY)
    assert one.state.clocks[ClockKind.RESOLUTION] == other.state.clocks[ClockKind.RESOLUTION]
    assert one.due() == other.due()


def test_a_decision_on_an_appeal_is_told_when_its_reply_is_final() -> None:
    about = AppealOf(reference="TW-AAAA-AAAA-AAAA-A", number=1, took_part=("badr",))
    one = case()
    one.state = one.state.but(appeal_of=about)
    one.approve()
    assert conclusion_of(one.state) is None
    after(one, MINUTE)
    assert conclusion_of(one.state) is not None


def test_a_reply_that_was_recalled_or_still_can_be_is_no_decision_of_a_report() -> None:
    one = case()
    one.approve()
    counted = occurrences(one.state.reference, policy(recall=MINUTE), one.events)
    assert "decided" not in {each.kind for each in counted}
    after(one, timedelta(seconds=30))
    one.do("recall", **WHY)
    one.at("2026-01-06 10:00")
    one.approve()
    one.at("2026-01-06 11:00")
    counted = occurrences(one.state.reference, policy(recall=MINUTE), one.events)
    [decided] = [each for each in counted if each.kind == "decided"]
    [stay] = [each for each in counted if each.kind == "stay" and each.code == Stage.IN_REVIEW]
    assert decided.seq == one.of("resolved")[-1].seq
    assert stay.elapsed == 3600
    assert len([event for event in one.events if isinstance(event.body, Resolved)]) == 2


@pytest.mark.parametrize("give", [Case.approve, Case.ask])
def test_the_time_of_a_recalled_reply_is_spent_on_what_it_was_spent_on_before(give: Callable[[Case], Any]) -> None:
    one, other = case(recall=timedelta(hours=1)), case()
    after(one, timedelta(minutes=10))
    give(one)
    after(one, timedelta(minutes=50))
    one.do("recall", **WHY)
    start = CaseState(reference=one.state.reference, policy=policy(recall=timedelta(hours=1)))
    later = riyadh("2026-01-06 13:00")
    (mine,), (theirs,) = (time_spent(start, each.events, later, ClockKind.RESOLUTION) for each in (one, other))
    assert (mine.counted, mine.paused) == (theirs.counted, theirs.paused)


def test_the_page_of_a_case_can_be_read_after_a_recall() -> None:
    one = case()
    one.approve()
    one.do("recall", **WHY)
    known = ledger(CaseState(reference=one.state.reference, policy=policy(recall=MINUTE)), one.events)
    assert (known.state.clocks, known.changes) == (one.state.clocks, ())


def test_what_a_recalled_reply_asked_for_is_not_asked() -> None:
    one = case()
    one.ask()
    assert asked_of(one.state.rules, one.events)
    one.do("recall", **WHY)
    assert asked_of(one.state.rules, one.events) == ()


ENGLISH, ARABIC = "The note has been removed, you can run the service now.", "تمت معالجة الملاحظة"


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("ar", ARABIC, False),
        ("ar", ENGLISH, True),
        ("en", ENGLISH, False),
        ("en", ARABIC, True),
        ("ar", "راجعوا منصة Absher بالطلب TW-7K3M-9QXD-2VHA-K وبوابة https://www.absher.sa/portal", False),
        ("ar", "Your visa may now be extended in Absher. تم التمديد", True),
        ("en", "Готово, визу можно продлить", True),
        ("ar", "1 2 3", False),
        ("en", "تم", True),
    ],
)
def test_a_reply_in_another_script_than_the_beneficiary_reads_is_said(language: str, text: str, said: bool) -> None:
    title = Text(ar="تأشيرة خروج", en="Exit visa")
    one = case(title=title)
    one.state = one.state.but(language=language)
    one.approve(reply={"text": text}, command_id="the-command")
    assert one.state.answers["the-command"].other_language is said
    assert ("other_language" in one.state.answers["the-command"].model_dump_json()) is said


def test_a_question_in_another_script_is_said_too() -> None:
    one = case(title=Text(ar="تأشيرة خروج", en="Exit visa"), recall=timedelta())
    one.ask(questions=("What is the number?",), command_id="the-command")
    assert one.state.answers["the-command"].other_language


def test_languages_of_one_script_are_not_told_apart() -> None:
    assert not is_of_other_script("Hay un bache", "A hole in the street")
    assert not is_of_other_script("Hay un bache", "")
