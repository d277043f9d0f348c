"""Waiting for a third party: by a reason of the pack, with an end of its own, and going on again."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from models.case.commands import BENEFICIARY
from models.case.edition import NEWEST
from models.case.events import Chased, RungReached, WaitBegun, WaitEnded
from models.case.projection import project
from models.case.state import Refusal
from models.codes import Audience, Channel, ClockKind, RefusalCode, Stage, Status, WaitEnd
from models.policy import NoticeRoute
from tests.support.simulation import DAY, LAYLA, OMAR, SALMA, STRANGER, Case, code, replay, riyadh
from workflows.case.deadlines import next_wake

ELSEWHERE: dict[str, Any] = {"party": "traffic", "reason": "verification"}
"""The promise pauses, for four days at most."""
OURS: dict[str, Any] = {"party": "gateway", "reason": "fault_repair"}
"""The promise goes on, for two days at most."""


def waiting(**fields: Any) -> Case:
    case = Case("2026-01-06 09:00").claim()
    assert not isinstance(case.do("wait", **(ELSEWHERE | fields)), Refusal)
    return case


def test_a_wait_pauses_the_promise_where_the_pack_says_so() -> None:
    case = waiting().at("2026-01-08 09:00")
    assert case.state.stage is Stage.AWAITING_THIRD_PARTY
    assert (case.left(), case.due()) == (7 * DAY, None)
    assert case.due(ClockKind.THIRD_PARTY) == riyadh("2026-01-12 09:00") == case.state.due


def test_a_wait_for_our_own_supplier_leaves_the_promise_running() -> None:
    case = waiting(**OURS)
    assert case.due() == Case("2026-01-06 09:00").due() == case.state.due
    assert case.at("2026-01-07 09:00").left() == 6 * DAY


def test_whoever_waits_keeps_the_case_and_the_beneficiary_sees_no_other_status() -> None:
    case = waiting()
    assert case.state.assignee == OMAR
    assert case.state.status is Status.UNDER_PROCESSING


def test_the_answer_of_the_third_party_ends_the_wait() -> None:
    case = waiting().at("2026-01-08 09:00")
    case.do("resume", LAYLA, answer="أزيل القيد")
    [ended] = case.bodies(WaitEnded)
    assert (ended.cause, ended.answer) == (WaitEnd.ANSWERED, "أزيل القيد")
    assert (case.state.stage, case.state.wait, case.left()) == (Stage.IN_REVIEW, None, 7 * DAY)
    assert case.due() == riyadh("2026-01-19 09:00")


def test_staff_may_go_on_without_an_answer() -> None:
    case = waiting()
    case.do("resume", note="وصل المستند")
    assert case.bodies(WaitEnded)[0].cause is WaitEnd.RESUMED
    assert not isinstance(case.approve(), Refusal)


def test_a_wait_ends_by_itself_and_the_promise_goes_on_from_there() -> None:
    case = waiting().at("2026-01-13 09:00")
    assert case.types()[-2:] == ["breached", "wait_ended"]
    assert case.bodies(WaitEnded)[0].cause is WaitEnd.LIMIT
    assert (case.state.stage, case.left()) == (Stage.IN_REVIEW, 6 * DAY)


def test_a_limit_that_was_noticed_late_gives_the_directorate_no_time() -> None:
    in_time, late = waiting().at("2026-01-14 09:00"), waiting().outage_until("2026-01-14 09:00").wake()
    assert late.state.stage is Stage.IN_REVIEW
    assert (late.left(), late.due()) == (in_time.left(), in_time.due())


def test_a_case_nobody_holds_any_more_goes_back_to_the_queue() -> None:
    case = waiting()
    case.do("release")
    case.do("resume", SALMA)
    assert case.state.stage is Stage.QUEUED


def test_the_holder_is_reminded_and_the_ladder_of_the_wait_reached_before_its_end() -> None:
    case = waiting().at("2026-01-12 08:59")
    assert [chased.due for chased in case.bodies(Chased)] == [riyadh("2026-01-12 09:00")] * 3
    assert [rung.rung for rung in case.bodies(RungReached)] == ["wait_late"]
    assert next_wake(case.state) == riyadh("2026-01-12 09:00")


def test_an_earlier_end_may_be_named_and_no_later_one() -> None:
    case = waiting(until=riyadh("2026-01-07 23:00"))
    assert case.bodies(WaitBegun)[0].limit == timedelta(hours=12, minutes=30)
    assert case.due(ClockKind.THIRD_PARTY) == riyadh("2026-01-07 14:30")
    other = Case("2026-01-06 09:00").claim()
    for until, refusal in (
        ("2026-01-13 09:00", RefusalCode.LIMIT_REACHED),
        ("9990-01-01 09:00", RefusalCode.LIMIT_REACHED),
        ("2026-01-06 09:00", RefusalCode.MALFORMED),
    ):
        assert code(other.do("wait", **ELSEWHERE, until=riyadh(until))) is refusal


def test_who_wants_to_wait_for_too_long_is_told_until_when_they_may() -> None:
    case = Case("2026-01-06 09:00").claim()
    refusal = case.do("wait", **ELSEWHERE, until=riyadh("2026-02-06 09:00"))
    assert isinstance(refusal, Refusal) and refusal.at is not None
    assert not isinstance(case.do("wait", **ELSEWHERE, until=refusal.at), Refusal)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"reason": "unheard_of"}, RefusalCode.UNKNOWN_REASON),
        ({"reason": None}, RefusalCode.UNKNOWN_REASON),
        ({"party": "nobody"}, RefusalCode.UNKNOWN_TEAM),
        ({"party": "gateway"}, RefusalCode.UNKNOWN_TEAM),
        (OURS | {"party": "exit_visas"}, RefusalCode.UNKNOWN_TEAM),
    ],
)
def test_a_reason_is_for_those_of_whom_the_pack_says_so(fields: dict[str, Any], refusal: RefusalCode) -> None:
    assert code(Case().claim().do("wait", **(ELSEWHERE | fields))) is refusal


def test_a_policy_without_waits_knows_no_reason() -> None:
    assert code(Case(waiting=None).claim().do("wait", **ELSEWHERE)) is RefusalCode.UNKNOWN_REASON


def test_a_case_waits_as_often_as_the_pack_allows_and_again_after_a_reopening() -> None:
    case = Case().claim()
    for _ in range(2):
        case.do("wait", **OURS)
        case.do("resume")
    assert code(case.do("wait", **OURS)) is RefusalCode.LIMIT_REACHED
    case.approve()
    case.do("reopen_for", SALMA, text="x", requested_by="applicant", way="phone")
    assert not isinstance(case.claim().do("wait", **OURS), Refusal)


def test_nobody_decides_while_somebody_else_is_awaited() -> None:
    case = waiting()
    assert code(case.approve()) is RefusalCode.WRONG_STAGE
    assert code(case.ask()) is RefusalCode.WRONG_STAGE
    assert code(case.do("wait", **OURS)) is RefusalCode.WRONG_STAGE
    assert code(case.do("resume", STRANGER)) is RefusalCode.NOT_AUTHORISED


def test_an_answer_says_something() -> None:
    assert code(waiting().do("resume", answer="  ")) is RefusalCode.MALFORMED


def test_the_legal_limit_does_not_wait_for_a_third_party() -> None:
    case = Case("2026-01-06 09:00", due_cap=riyadh("2026-01-08 14:30")).claim()
    case.do("wait", **ELSEWHERE)
    case.at("2026-01-11 09:00")
    assert [breach.body.clock for breach in case.of("breached")] == [ClockKind.RESOLUTION]  # type: ignore[union-attr]


def test_a_case_that_waits_for_the_beneficiary_can_be_taken_up_again() -> None:
    case = Case("2026-01-06 09:00").claim()
    case.ask()
    case.at("2026-01-07 09:00").do("resume", note="وصل الجواب من جهة أخرى")
    assert case.types()[-1] == "taken_up"
    assert (case.state.stage, case.due(ClockKind.ANSWER), case.left()) == (Stage.IN_REVIEW, None, 7 * DAY)
    assert not isinstance(case.approve(), Refusal)


def test_an_answer_that_comes_after_all_is_taken() -> None:
    case = Case("2026-01-06 09:00").claim()
    assert code(case.do("reply", BENEFICIARY, text="مرفق")) is RefusalCode.WRONG_STAGE
    case.ask()
    case.do("resume")
    case.at("2026-01-07 09:00").answer()
    assert (case.state.stage, case.state.assignee, case.left()) == (Stage.REPLIED, OMAR, 6 * DAY)
    assert code(case.do("reply", BENEFICIARY, text="مرفق")) is RefusalCode.WRONG_STAGE


def test_only_a_third_party_answers_by_staff() -> None:
    case = Case().claim()
    case.ask()
    assert code(case.do("resume", answer="مرفق")) is RefusalCode.MALFORMED


def test_the_beneficiary_hears_of_a_wait_only_by_the_reasons_that_the_pack_names() -> None:
    route = NoticeRoute(
        on="wait_begun",
        reasons=("verification",),
        audience=Audience.BENEFICIARY,
        channels=(Channel.SMS,),
        template="waiting",
    )
    told, untold = Case(routes=(route,)).claim(), Case(routes=(route,)).claim()
    told.do("wait", **ELSEWHERE)
    untold.do("wait", **OURS)
    assert [notice.template for notice in told.state.outbox] == ["waiting"]
    assert untold.state.outbox == ()


FOR_A_TEAM: dict[str, Any] = {"party": "visit_visas", "reason": "fault_repair"}
TOLD = tuple(
    NoticeRoute(on=on, audience=Audience.TEAM, channels=(Channel.EMAIL,), template=template)
    for on, template in (("wait_begun", "awaited"), ("chased.third_party", "awaited_still"))
)
OVER = NoticeRoute(on="wait_ended.answered", audience=Audience.ASSIGNEE, channels=(Channel.EMAIL,), template="over")


def for_a_team(edition: int = NEWEST) -> Case:
    case = Case("2026-01-06 09:00", routes=(*TOLD, OVER)).claim()
    case.state = case.state.but(edition=edition)
    assert not isinstance(case.do("wait", **FOR_A_TEAM), Refusal)
    return case


def test_the_team_that_a_case_waits_for_is_told_and_reminded_until_when() -> None:
    case = for_a_team()
    [told] = case.state.outbox
    assert (told.template, told.team, told.audience) == ("awaited", "visit_visas", Audience.TEAM)
    assert datetime.fromisoformat(told.values["due_date"]) == case.due(ClockKind.THIRD_PARTY)
    reminded = case.at("2026-01-07 12:00").state.outbox[-1]
    assert (reminded.template, reminded.team) == ("awaited_still", "visit_visas")


def test_nobody_of_the_directorate_is_told_where_somebody_outside_is_awaited() -> None:
    case = Case("2026-01-06 09:00", routes=TOLD).claim()
    case.do("wait", **OURS)
    assert (case.at("2026-01-07 12:00").state.outbox, project(case.state).awaited_team) == ((), None)


def test_the_team_that_is_awaited_answers_and_whoever_waits_is_told() -> None:
    case = for_a_team()
    assert project(case.state).awaited_team == "visit_visas"
    assert not isinstance(case.do("resume", STRANGER, answer="أصلح الخلل"), Refusal)
    assert (case.bodies(WaitEnded)[0].cause, case.events[-1].actor) == (WaitEnd.ANSWERED, STRANGER)
    assert (case.state.outbox[-1].template, case.state.outbox[-1].people) == ("over", ("omar",))
    assert project(case.state).awaited_team is None


def test_the_team_that_is_awaited_does_nothing_else_with_the_case() -> None:
    case = for_a_team()
    assert code(case.do("resume", STRANGER)) is RefusalCode.NOT_AUTHORISED
    for kind, fields in (("note", {"text": "x"}), ("release", {}), ("interim_reply", {"reply": {"text": "x"}})):
        assert code(case.do(kind, STRANGER, **fields)) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(case.do("resume", LAYLA), Refusal)
    case.ask()
    assert code(case.do("resume", STRANGER, answer="x")) is RefusalCode.NOT_AUTHORISED


OUTSIDE = tuple(
    NoticeRoute(on=on, audience=Audience.THIRD_PARTY, channels=(Channel.EMAIL,), template="asked")
    for on in ("wait_begun", "chased", "consulted")
)


def test_a_vendor_or_an_authority_with_a_contact_is_told_and_reminded() -> None:
    case = Case("2026-01-06 09:00", routes=OUTSIDE, contacts=("gateway", "traffic")).claim()
    case.do("consult", to="traffic", question="?")
    case.do("wait", **OURS)
    assert [each.team for each in case.state.outbox] == ["traffic", "gateway"]
    due = case.state.outbox[1].values["due_date"]
    assert datetime.fromisoformat(due) == case.due(ClockKind.THIRD_PARTY)
    reminded = case.at("2026-01-07 12:00").state.outbox[2:]
    assert {(each.team, each.audience) for each in reminded} == {
        ("traffic", Audience.THIRD_PARTY),
        ("gateway", Audience.THIRD_PARTY),
    }


@pytest.mark.parametrize("party", [OURS, ELSEWHERE, FOR_A_TEAM])
def test_nobody_outside_is_told_of_whom_the_pack_has_no_contact(party: dict[str, Any]) -> None:
    case = Case("2026-01-06 09:00", routes=OUTSIDE, contacts=()).claim()
    case.do("wait", **party)
    assert case.state.outbox == ()


def test_a_case_of_the_third_edition_tells_no_team_and_hears_none() -> None:
    case = for_a_team(edition=3)
    assert [each.team for each in case.state.outbox] == ["exit_visas"]
    assert project(case.state).awaited_team is None
    assert code(case.do("resume", STRANGER, answer="x")) is RefusalCode.NOT_AUTHORISED


def test_a_wait_follows_from_events_alone() -> None:
    case = waiting().at("2026-01-13 09:00")
    case.do("wait", **OURS)
    assert replay(case) == case.state
