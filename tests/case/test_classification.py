"""Correcting what a request is about: the promise of the other service, with the time that was used."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.calendar.change import CalendarChange
from models.calendar.promise import Promise
from models.calendar.rules import Closure
from models.case.commands import SYSTEM
from models.case.events import Reclassified, RungReached
from models.case.projection import project
from models.case.state import Refusal
from models.codes import Audience, Channel, ClockKind, Effect, Priority, RefusalCode, Stage
from models.policy import NoticeRoute, Rung
from models.triage.assessment import Assessment
from tests.support.days import ALWAYS, TO_THE_CLOCK, around_the_clock_when_urgent, due_in_days, in_days
from tests.support.simulation import DAY, OMAR, SALMA, TWO_STEPS, Case, code, replay, riyadh

THREE_DAYS = {
    ClockKind.FIRST_RESPONSE: dict.fromkeys(Priority, DAY),
    ClockKind.RESOLUTION: dict.fromkeys(Priority, 3 * DAY),
}


def corrected(case: Case, **changes: Any) -> Case:
    """The case under another service, with a promise of three days."""
    assert not isinstance(case.do("reclassify", service="other", note="خدمة أخرى"), Refusal)
    return case.classified(**({"targets": THREE_DAYS} | changes))


def test_another_service_brings_its_promise_and_the_time_used_is_kept() -> None:
    case = corrected(Case("2026-01-06 09:00").claim().at("2026-01-07 09:00"))
    assert case.left() == 2 * DAY
    assert case.due() == riyadh("2026-01-11 09:00")
    assert project(case.state).service == "other"


def test_days_of_another_service_count_from_the_start_of_the_clock() -> None:
    case = corrected(Case("2026-01-06 09:00").claim().at("2026-01-07 09:00"), **in_days(TO_THE_CLOCK))
    assert due_in_days(case) == "2026-01-13 09:00"
    assert replay(case) == case.state


def test_where_another_service_counts_in_another_calendar_the_time_used_is_measured_by_it() -> None:
    two_days = dict.fromkeys(Priority, Promise(amount=timedelta(hours=48), calendar="always"))
    terms = {"targets": THREE_DAYS | {ClockKind.RESOLUTION: two_days}, "calendars": {"always": ALWAYS}}
    case = corrected(Case("2026-01-06 09:00").claim().at("2026-01-07 09:00"), **terms)
    assert due_in_days(case) == "2026-01-08 09:00"
    assert project(case.state).calendars == ("always",)
    storm = Closure(id="storm", name="x", from_date=date(2026, 1, 8), to_date=date(2026, 1, 8), source="x")
    change = CalendarChange(calendar="always", version="v2", closures=(storm,))
    case.do("calendar_changed", SYSTEM, change=change, why="storm")
    assert due_in_days(case) == "2026-01-09 09:00"
    assert replay(case) == case.state


def test_a_service_without_the_calendar_keeps_the_case_s_for_what_ran_by_it() -> None:
    case = corrected(Case("2026-01-06 09:00", **around_the_clock_when_urgent()).claim())
    assert case.left() == 3 * DAY and project(case.state).calendars == ("always",)


def test_extensions_that_were_granted_stay() -> None:
    case = Case("2026-01-06 09:00").claim()
    case.do("extend", SALMA, by=DAY, note="x")
    assert corrected(case).left() == 4 * DAY


def test_another_ladder_is_reached_from_where_the_clock_stands() -> None:
    ladder = (Rung(name="third", share=0.3), Rung(name="two_thirds", share=0.66))
    case = corrected(Case("2026-01-06 09:00").claim().at("2026-01-07 09:30"), ladder=ladder).wake()
    assert [rung.rung for rung in case.bodies(RungReached)] == ["third"]
    assert case.at("2026-01-08 09:30").rungs() == ["third", "two_thirds"]


def test_what_is_already_beyond_the_new_promise_is_late_at_once() -> None:
    case = corrected(Case("2026-01-06 09:00").claim().at("2026-01-12 09:00")).wake()
    assert [each.body.clock for each in case.of("breached")] == [ClockKind.RESOLUTION]  # type: ignore[union-attr]


def test_the_case_stays_with_its_team_and_holder() -> None:
    case = corrected(Case().claim())
    assert (case.state.stage, case.state.assignee, case.state.team) == (Stage.IN_REVIEW, OMAR, "exit_visas")


def test_a_problem_is_corrected_without_another_promise() -> None:
    case = Case("2026-01-06 09:00").claim()
    due = case.due()
    case.do("reclassify", problem="insurance_not_linked", note="x")
    case.classified()
    assert (project(case.state).problem, case.due()) == ("insurance_not_linked", due)


def test_the_first_stage_is_run_again_only_where_asked() -> None:
    found = Assessment(effect=Effect.RETURN_COMPLETION, team="payments", priority=Priority.URGENT, problem="other")
    case = Case("2026-01-06 09:00").claim()
    case.do("reclassify", assess_again=True, note="x")
    case.classified(assessment=found)
    assert (case.state.priority, case.state.assessment, case.left()) == (Priority.URGENT, found, 2 * DAY)
    assert (case.state.stage, case.state.team) == (Stage.IN_REVIEW, "exit_visas")


def test_a_proposal_under_another_chain_is_dropped() -> None:
    case = Case(approvals=TWO_STEPS).claim()
    case.do("reclassify", service="other", note="x")
    case.approve()
    assert case.state.stage is Stage.AWAITING_APPROVAL
    case.classified(approvals=TWO_STEPS[:1])
    assert (case.state.stage, case.state.proposal) == (Stage.IN_REVIEW, None)
    assert not isinstance(case.approve(), Refusal)


def test_a_dropped_proposal_that_nobody_holds_goes_back_to_the_queue() -> None:
    case = Case(approvals=TWO_STEPS).claim()
    case.do("reclassify", service="other", note="x")
    case.approve()
    case.do("release")
    assert case.classified().state.stage is Stage.QUEUED


def test_a_correction_names_something_else_and_waits_for_the_one_before() -> None:
    case = Case().claim()
    assert code(case.do("reclassify", note="x")) is RefusalCode.MALFORMED
    assert code(case.do("reclassify", service="a_service", note="x")) is RefusalCode.MALFORMED
    case.do("reclassify", service="other", note="x")
    assert code(case.do("reclassify", problem="other", note="x")) is RefusalCode.WRONG_STAGE


def test_a_decision_is_not_reclassified() -> None:
    case = Case().claim()
    case.do("reclassify", service="other", note="x")
    case.approve()
    assert case.state.reclassification is None
    assert code(case.do("reclassify", service="other", note="x")) is RefusalCode.ALREADY_DECIDED


@pytest.mark.parametrize(("fields", "told"), [({"service": "other"}, ["moved"]), ({"problem": "other"}, [])])
def test_the_beneficiary_hears_of_another_promise_and_not_of_a_code(fields: dict[str, Any], told: list[str]) -> None:
    route = NoticeRoute(on="reclassified", audience=Audience.BENEFICIARY, channels=(Channel.PORTAL,), template="moved")
    case = Case(routes=(route,)).claim()
    case.do("reclassify", note="x", **fields)
    assert [notice.template for notice in case.classified().state.outbox] == told


def test_a_corrected_case_follows_from_events_alone() -> None:
    case = corrected(Case().claim()).at("2026-01-20 09:00")
    assert len(case.bodies(Reclassified)) == 1
    assert replay(case) == case.state
