"""The golden cases: what other systems got wrong about clocks, pauses, ladders, decisions and reopening.

Each test is named after its case; the cases about the calendar alone are in test_calendar.py, those about notices,
intake and history length beside the parts they concern.
"""

from datetime import date, timedelta

import pytest

from models.calendar.change import CalendarChange
from models.calendar.rules import Closure, ClosureStatus
from models.case.commands import BENEFICIARY, SYSTEM
from models.case.edition import FIRST, SECOND
from models.case.events import Resolved, RungReached
from models.case.state import Refusal
from models.codes import Action, ClockKind, Effect, Priority, RefusalCode, Role, Stage
from models.policy import Rung, RungAction, Target
from tests.support.simulation import DAY, HOUR, LAYLA, OMAR, SALMA, TWO_STEPS, Case, riyadh
from workflows.case.deadlines import next_wake


def test_01_a_pause_over_a_weekend_adds_nothing_and_removes_nothing() -> None:
    case = Case("2026-01-08 09:00").claim()  # a Thursday
    case.at("2026-01-08 13:30")
    case.ask()
    left = case.left()
    case.at("2026-01-11 08:30").answer()  # the Sunday after
    assert case.left() == left


def test_02_a_pause_that_starts_before_opening_or_after_closing_counts_from_the_opening_hours() -> None:
    case = Case("2026-01-06 09:00").claim()
    case.at("2026-01-06 20:00")
    case.ask()
    used_at_night = case.state.clocks[ClockKind.RESOLUTION].consumed
    assert used_at_night == timedelta(hours=5, minutes=30)
    case.at("2026-01-07 06:00").answer()
    assert case.left() == 7 * DAY - used_at_night


def test_03_several_pauses_add_up() -> None:
    case = Case("2026-01-06 07:30").claim()
    for day in ("06", "07"):
        case.at(f"2026-01-{day} 08:30")
        case.ask()
        case.at(f"2026-01-{day} 13:30").answer()
    case.at("2026-01-07 14:30")
    assert case.left() == 7 * DAY - 4 * HOUR


def test_04_a_deadline_that_passes_during_a_pause_is_not_overdue_and_notifies_nobody() -> None:
    case = Case("2026-01-06 09:00").claim()
    case.ask()
    case.at("2026-01-08 09:00")
    assert case.due() is None
    assert "breached" not in case.types()
    assert case.rungs() == []


def test_05_a_resumed_clock_lands_exactly_on_the_remaining_budget() -> None:
    case = Case("2026-01-06 07:30").claim()
    case.at("2026-01-07 09:30")
    case.ask()
    case.at("2026-01-08 14:30").answer()
    assert case.due() == riyadh("2026-01-18 12:30")
    case.at("2026-01-18 12:30")
    assert case.of("breached")[-1].at == riyadh("2026-01-18 12:30")


def test_06_a_priority_change_while_paused_keeps_used_time_and_pause() -> None:
    case = Case("2026-01-06 07:30").claim()
    case.at("2026-01-06 11:30")
    case.ask()
    case.do("prioritise", SALMA, priority="urgent")
    clock = case.state.clocks[ClockKind.RESOLUTION]
    assert (clock.running, clock.consumed, clock.budget) == (False, 4 * HOUR, 2 * DAY)
    case.at("2026-01-07 07:30").answer()
    assert case.left() == 2 * DAY - 4 * HOUR


def test_07_a_reopening_after_the_old_deadline_does_not_fire_at_once() -> None:
    case = Case("2026-01-06 09:00").claim()
    case.approve()
    case.at("2026-01-19 09:00")
    assert not isinstance(case.do("reopen", BENEFICIARY, text="تعذر التنفيذ مرة أخرى"), Refusal)
    case.wake()
    assert case.rungs() == []
    assert case.left() == 7 * DAY
    assert case.state.clocks[ClockKind.RESOLUTION].run == 2


def test_08_a_warning_offset_longer_than_the_first_working_day_is_counted_in_working_time() -> None:
    ladder = (Rung(name="early", offset=-(5 * DAY + HOUR)),)
    case = Case("2026-01-06 12:00", ladder=ladder)
    case.at("2026-01-20 00:00")
    assert case.of("rung_reached")[0].at == riyadh("2026-01-08 11:00")


def test_09_a_decision_in_the_instant_of_a_threshold_is_in_time() -> None:
    case = Case("2026-01-06 07:30").claim()
    case.at("2026-01-13 14:00")
    case.now = riyadh("2026-01-14 14:30")  # the due instant itself, before any timer was seen
    assert case.due() == case.now
    assert not isinstance(case.approve(), Refusal)
    assert case.bodies(Resolved)[0].in_time is True
    assert "breached" not in case.types()


def test_10_rungs_passed_during_an_outage_fire_once_each_in_order() -> None:
    case = Case("2026-01-06 07:30").outage_until("2026-02-01 09:00").wake().wake()
    assert case.rungs() == ["half", "four_fifths", "breach"]
    assert [reached.due for reached in case.bodies(RungReached)] == [
        riyadh("2026-01-11 11:00"),
        riyadh("2026-01-13 11:42"),
        riyadh("2026-01-14 14:30"),
    ]


def test_11_a_case_born_paused_burns_no_time_and_one_born_closed_has_no_timer() -> None:
    returned = Case("2026-01-06 09:00", effect=Effect.RETURN_COMPLETION)
    assert returned.state.stage is Stage.AWAITING_BENEFICIARY
    assert returned.due() is None
    returned.at("2026-01-06 13:00").answer()
    assert returned.left() == 7 * DAY
    withdrawn = Case("2026-01-06 09:00")
    withdrawn.do("withdraw", BENEFICIARY)
    assert next_wake(withdrawn.state) is None


def test_12_reassignment_keeps_hold_and_clock() -> None:
    case = Case("2026-01-06 07:30").claim()
    case.ask()
    limit = case.due(ClockKind.ANSWER)
    case.do("assign", SALMA, to=LAYLA)
    assert case.state.stage is Stage.AWAITING_BENEFICIARY
    assert case.due(ClockKind.ANSWER) == limit
    assert case.due() is None


def test_12_a_release_keeps_every_deadline() -> None:
    case = Case("2026-01-06 07:30").claim()
    due = case.due()
    case.at("2026-01-07 09:00").do("release")
    assert (case.state.stage, case.due()) == (Stage.QUEUED, due)


def test_13_a_comment_moves_neither_clock_nor_reopen_window() -> None:
    case = Case("2026-01-06 07:30").claim()
    due = case.due()
    case.do("note", text="اتصل بالفريق")
    assert case.due() == due
    case.approve()
    window = case.due(ClockKind.FOLLOW_UP)
    case.at("2026-01-08 09:00")
    case.do("note", text="بعد القرار")
    assert case.due(ClockKind.FOLLOW_UP) == window


def test_14_nobody_found_goes_to_the_fallback_and_the_event_says_so() -> None:
    case = Case("2026-01-06 07:30")
    case.outage_until("2026-01-11 11:30").wake(SALMA, fallback=True)
    escalated = case.of("escalated")[0].body
    assert escalated.fallback is True  # type: ignore[union-attr]
    case.at("2026-01-13 12:00")
    assert case.rungs() == ["half", "four_fifths"]


def test_15_an_unassigned_case_escalates() -> None:
    case = Case("2026-01-06 07:30").at("2026-02-01 09:00")
    assert case.state.assignee is None
    assert case.rungs() == ["half", "four_fifths", "breach"]
    assert case.state.priority is Priority.HIGH


def test_16_more_cases_than_a_page_all_escalate() -> None:
    cases = [Case("2026-01-06 07:30") for _ in range(250)]
    assert all(case.at("2026-01-11 11:00").rungs() == ["half"] for case in cases)


def test_17_and_20_a_holiday_announced_or_taken_back_while_running_moves_the_deadline_with_its_reason() -> None:
    case = Case("2026-01-06 07:30")
    before = case.due()
    day = date(2026, 1, 12)
    closure = Closure(
        id="storm", name="عاصفة", from_date=day, to_date=day, source="decree", status=ClosureStatus.ANNOUNCED
    )
    announced = CalendarChange(calendar="passports", version="v2", closures=(closure,))
    case.do("calendar_changed", SYSTEM, change=announced, why="announced late")
    assert before is not None and case.due() == riyadh("2026-01-15 14:30")
    moved = case.of("calendar_changed")[0].body
    assert (moved.why, moved.due_before, moved.due_after) == ("announced late", before, case.due())  # type: ignore[union-attr]
    again = CalendarChange(calendar="passports", version="v3", removed=("storm",))
    case.do("calendar_changed", SYSTEM, change=again, why="taken back")
    assert case.due() == before


@pytest.mark.parametrize("edition", [FIRST, SECOND])
def test_17_time_granted_after_a_breach_and_a_closure_to_come_do_not_undo_the_breach(edition: int) -> None:
    case = Case("2026-01-06 07:30", edition=edition).claim()
    case.at("2026-01-18 09:00").do("extend", SALMA, by=2 * DAY, note="مهلة")
    assert case.state.clocks[ClockKind.RESOLUTION].breached
    day = date(2026, 2, 10)
    storm = Closure(id="storm", name="سيول", from_date=day, to_date=day, source="x", status=ClosureStatus.ANNOUNCED)
    case.do(
        "calendar_changed",
        SYSTEM,
        change=CalendarChange(calendar="passports", version="v2", closures=(storm,)),
        why="x",
    )
    assert case.of("calendar_changed")
    assert case.state.clocks[ClockKind.RESOLUTION].breached is (edition == SECOND)


def test_17_a_calendar_change_received_twice_changes_nothing() -> None:
    case = Case("2026-01-06 07:30")
    change = CalendarChange(calendar="passports", version="v2")
    case.do("calendar_changed", SYSTEM, change=change, why="first")
    assert case.do("calendar_changed", SYSTEM, change=change, why="second") == ()


def test_24_the_same_command_twice_changes_nothing_and_gives_the_first_answer() -> None:
    case = Case("2026-01-06 07:30")
    case.do("claim", command_id="claim-0001")
    first = case.state.answers["claim-0001"]
    case.do("note", text="later")
    assert case.do("claim", command_id="claim-0001") == ()
    assert case.state.answers["claim-0001"] == first


def test_25_of_two_officers_at_once_one_decides_and_the_refusal_of_the_other_names_who_and_when() -> None:
    case = Case("2026-01-06 09:00").claim()
    case.approve()
    refused = case.reject(LAYLA)
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.ALREADY_DECIDED
    assert "omar" in refused.detail and "2026-01-06T06:00:00" in refused.detail


def test_26_the_approver_of_a_step_may_not_confirm_it() -> None:
    case = Case("2026-01-06 09:00", approvals=TWO_STEPS).claim(SALMA)
    case.approve(SALMA)
    assert case.state.stage is Stage.AWAITING_APPROVAL
    refused = case.do("confirm", SALMA)
    assert isinstance(refused, Refusal) and refused.code is RefusalCode.SAME_PERSON
    assert not isinstance(case.do("confirm", SALMA.model_copy(update={"id": "sara"})), Refusal)
    assert "resolved" in case.types()


def test_a_decision_cancels_the_rest_of_the_ladder_and_a_pause_holds_it() -> None:
    paused = Case("2026-01-06 07:30").claim()
    paused.at("2026-01-11 07:30")
    paused.ask()
    paused.at("2026-01-13 07:30")
    assert paused.rungs() == []
    decided = Case("2026-01-06 07:30").claim()
    decided.approve()
    decided.at("2026-03-01 09:00")
    assert decided.rungs() == []
    assert decided.state.stage is Stage.CLOSED


def test_a_priority_raised_by_a_rung_leaves_the_promise_as_it_was_given() -> None:
    raise_it = RungAction(action=Action.RAISE_PRIORITY, priority=Priority.URGENT)
    case = Case("2026-01-06 07:30", ladder=(Rung(name="half", share=0.5, actions=(raise_it,)),))
    promised = case.due()
    case.at("2026-01-11 11:00")
    assert (case.state.priority, case.due()) == (Priority.URGENT, promised)


def test_handing_over_gives_the_case_to_the_person_found() -> None:
    ladder = (
        Rung(
            name="hand", share=0.5, actions=(RungAction(action=Action.HAND_OVER, target=Target(role=Role.SUPERVISOR)),)
        ),
    )
    case = Case("2026-01-06 07:30", ladder=ladder).at("2026-01-11 11:00")
    assert case.state.assignee == SALMA
    assert case.state.stage is Stage.IN_REVIEW


def test_a_statutory_instant_is_never_passed_by_the_due_instant() -> None:
    case = Case("2026-01-06 07:30", due_cap=riyadh("2026-01-10 23:59"))  # a Saturday
    assert case.due() == riyadh("2026-01-08 14:30")
    assert case.at("2026-01-11 00:00").of("breached")[-1].at == riyadh("2026-01-08 14:30")


def test_a_command_that_waited_through_an_outage_counts_from_when_it_was_sent() -> None:
    case = Case("2026-01-06 07:30").claim()
    case.ask()
    case.outage_until("2026-01-11 09:00")
    late = case.do("reply", BENEFICIARY, text="مرفق", sent_at=riyadh("2026-01-11 07:00"))
    assert isinstance(late, Refusal)  # the limit had passed on the 8th
    again = Case("2026-01-06 07:30").claim()
    again.ask()
    again.outage_until("2026-01-08 20:00")
    assert not isinstance(again.do("reply", BENEFICIARY, text="مرفق", sent_at=riyadh("2026-01-08 14:00")), Refusal)


def test_a_command_counts_from_when_it_was_sent_for_as_long_as_the_tolerance_allows() -> None:
    for waited, counts in ((24 * HOUR, True), (24 * HOUR + timedelta(seconds=1), False), (-HOUR, False)):
        case = Case("2026-01-06 07:30")
        case.now = riyadh("2026-01-08 09:00")
        sent = case.now - waited
        case.do("note", text="x", sent_at=sent)
        assert case.of("noted")[0].at == (sent if counts else case.now)


def test_a_case_wakes_at_the_first_thing_that_falls_due_on_any_clock() -> None:
    case = Case("2026-01-06 07:30")
    assert next_wake(case.state) == case.due(ClockKind.FIRST_RESPONSE) == riyadh("2026-01-06 14:30")


def test_nobody_dates_a_decision_to_before_a_breach_that_was_recorded() -> None:
    case = Case("2026-01-06 07:30").claim().at("2026-01-14 15:00")
    assert case.of("breached")
    case.approve(sent_at=riyadh("2026-01-14 10:00"))
    assert case.bodies(Resolved)[0].in_time is False


def test_the_officer_who_returned_the_case_has_it_after_the_reply() -> None:
    case = Case("2026-01-06 09:00").claim()
    case.ask()
    case.answer()
    assert (case.state.stage, case.state.assignee) == (Stage.REPLIED, OMAR)
