"""Putting a running case under another version of its pack: the terms of its service change, the time used stays."""

from datetime import timedelta
from typing import Any

import pytest

from models.case.events import AppealOf, Migrated
from models.case.projection import project
from models.case.state import Refusal
from models.codes import ClockKind, Priority, RefusalCode, Stage
from models.policy import AskPolicy, Rung, ServiceTerms, terms_of
from tests.support.simulation import DAY, DIRECTOR, OMAR, SALMA, TWO_STEPS, Case, code, replay, riyadh
from workflows.case.rules.migrating import due_under

THREE_DAYS = {
    ClockKind.FIRST_RESPONSE: dict.fromkeys(Priority, DAY),
    ClockKind.RESOLUTION: dict.fromkeys(Priority, 3 * DAY),
}


def terms(case: Case, **changes: Any) -> ServiceTerms:
    """The terms of the case with a promise of three days."""
    return terms_of(case.state.rules).but(**{"targets": THREE_DAYS} | changes)


def migrated(case: Case, version: str = "82d3aedf09f4", **changes: Any) -> Case:
    """The case under another version."""
    given = case.do("migrate", DIRECTOR, version=version, terms=terms(case, **changes), why="shorter promises")
    assert not isinstance(given, Refusal), given
    return case


def test_a_case_gets_the_promise_of_the_other_version_and_keeps_the_time_used() -> None:
    case = migrated(Case("2026-01-06 09:00").claim().at("2026-01-07 09:00"))
    assert (case.left(), case.due()) == (2 * DAY, riyadh("2026-01-11 09:00"))
    assert case.state.rules.version == "82d3aedf09f4"
    (event,) = case.bodies(Migrated)
    assert (event.version, event.due_after) == ("82d3aedf09f4", case.due())
    assert event.due_before != event.due_after and event.version_before != event.version
    assert replay(case) == case.state


def test_the_same_version_again_changes_nothing() -> None:
    case = migrated(Case("2026-01-06 09:00").claim())
    seq = case.state.seq
    assert migrated(case).state.seq == seq


def test_stage_holder_and_extensions_stay() -> None:
    case = Case("2026-01-06 09:00").claim()
    case.do("extend", SALMA, by=DAY, note="x")
    migrated(case)
    assert (case.state.stage, case.left()) == (Stage.IN_REVIEW, 4 * DAY)
    assert case.state.assignee and case.state.assignee.id == OMAR.id


def test_another_ladder_is_reached_from_where_the_clock_stands() -> None:
    ladder = (Rung(name="third", share=0.3), Rung(name="two_thirds", share=0.66))
    case = migrated(Case("2026-01-06 09:00").claim().at("2026-01-07 09:30"), ladder=ladder).wake()
    assert case.rungs() == ["third"]
    assert case.at("2026-01-08 09:30").rungs() == ["third", "two_thirds"]


def test_what_is_already_beyond_the_new_promise_is_late_at_once() -> None:
    case = migrated(Case("2026-01-06 09:00").claim().at("2026-01-12 09:00")).wake()
    assert [each.body.clock for each in case.of("breached")] == [ClockKind.RESOLUTION]  # type: ignore[union-attr]


def test_a_paused_case_goes_on_under_the_other_version() -> None:
    case = Case("2026-01-06 09:00").claim().at("2026-01-07 09:00")
    case.ask()
    migrated(case)
    assert case.due() is None and project(case.state).paused
    case.answer()
    assert (case.due() is not None, case.left()) == (True, 2 * DAY)


def test_a_case_that_waits_for_another_person_is_migrated_after_that() -> None:
    case = Case("2026-01-06 09:00", approvals=TWO_STEPS).claim()
    case.approve()
    given = case.do("migrate", DIRECTOR, version="v2", terms=terms(case), why="x")
    assert code(given) is RefusalCode.WRONG_STAGE


def test_only_who_answers_for_all_teams_migrates_and_only_to_terms_of_its_service() -> None:
    case = Case("2026-01-06 09:00").claim()
    assert code(case.do("migrate", OMAR, version="v2", terms=terms(case), why="x")) is RefusalCode.NOT_AUTHORISED
    other = terms(case).but(service="other")
    refusal = case.do("migrate", DIRECTOR, version="v2", terms=other, why="x")
    assert isinstance(refusal, Refusal) and (refusal.code, refusal.retryable) == (RefusalCode.CONFLICT, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"targets": {}},
        {"targets": THREE_DAYS | {ClockKind.RESOLUTION: dict.fromkeys(Priority, timedelta(days=9999))}},
        {"targets": THREE_DAYS | {ClockKind.RESOLUTION: dict.fromkeys(Priority, timedelta())}},
        {"ladder": (Rung(name="far", offset=timedelta(days=9999)),)},
        {"approvals": ()},
        {"ask": AskPolicy(limit=timedelta(), remind_before=timedelta(), max_rounds=1)},
    ],
)
def test_terms_that_no_pack_could_have_are_refused(changes: dict[str, Any]) -> None:
    case = Case("2026-01-06 09:00").claim()
    given = case.do("migrate", DIRECTOR, version="v2", terms=terms(case, **changes), why="x")
    assert code(given) is RefusalCode.MALFORMED


def test_an_appeal_keeps_the_terms_it_was_raised_under() -> None:
    case = Case("2026-01-06 09:00").claim()
    case.state = case.state.but(appeal_of=AppealOf(reference="TW-BBBB-BBBB-BBBB-B", number=1))
    assert code(case.do("migrate", DIRECTOR, version="v2", terms=terms(case), why="x")) is RefusalCode.WRONG_STAGE


def test_when_it_would_be_due_under_another_version_is_known_before_and_of_its_own_it_is_when_it_is_due() -> None:
    case = Case("2026-01-06 09:00").claim().at("2026-01-07 09:00")
    own, others = case.state.rules.version, terms(case)
    assert due_under(case.state, "v2", others, case.now) == riyadh("2026-01-11 09:00")
    assert due_under(case.state, own, others, case.now) == case.due() == riyadh("2026-01-15 09:00")
    case.ask()
    assert due_under(case.state, "v2", others, case.now) is due_under(case.state, own, others, case.now) is None


def test_a_document_that_only_the_other_version_asks_for_is_on_the_checklist() -> None:
    case = migrated(Case("2026-01-06 09:00").claim(), checklist={"photo": ("*photo*",)})
    assert "photo" in {item.document for item in case.state.checklist}
    assert case.state.rules.checklist == {"photo": ("*photo*",)}
