"""Appeals: which results, until when, how many; who may not decide them, and what the appealed case is told."""

from typing import Any

import pytest

from models.case.commands import BENEFICIARY, SYSTEM, Actor
from models.case.events import AppealConcluded, Appealed, AppealOf, AppealOpened, Event
from models.case.state import CaseState, Refusal
from models.codes import Action, Outcome, RefusalCode, Role, Stage
from models.intake.reference import appeal_id, derive_reference
from models.intake.request import read_request
from models.policy import AppealPolicy, ApprovalStep, RungAction, Target
from models.triage.assessment import Assessment
from tests.support.requests import wire_request
from tests.support.simulation import DAY, DIRECTOR, LAYLA, OMAR, SALMA, Case, code, policy
from workflows.case.authority import admit
from workflows.case.opening import appeal_request, decide_opening
from workflows.case.rules.appeals import conclusion_of, is_ended
from workflows.case.rules.deciders import may_not_be_handed_over

ALLOWED = AppealPolicy(window=20 * DAY)
FIRST = "TW-TEST-TEST-TEST-0"
ASKED_FOR: dict[str, Any] = {"requested_by": "representative", "way": "letter"}


def refused(**changes: Any) -> Case:
    case = Case("2026-01-06 09:00", **{"appeal": ALLOWED, **changes}).claim()
    case.reject()
    return case


def appealed(**changes: Any) -> Case:
    case = refused(**changes)
    assert not isinstance(case.do("appeal", BENEFICIARY, text="لم ينظر في الصك"), Refusal)
    return case


def the_appeal(*took_part: str, **changes: Any) -> Case:
    """A case that is an appeal itself, against one in which these people took part."""
    case = Case(**{"appeal": ALLOWED, **changes})
    case.state = case.state.but(appeal_of=AppealOf(reference=FIRST, number=1, took_part=took_part))
    return case


def told(case: Case, outcome: Outcome, *, over: bool = False) -> Refusal | tuple[Event, ...]:
    last = case.state.appeals[-1].reference
    return case.do("conclude_appeal", SYSTEM, appeal=last, outcome=outcome, over=over)


def test_an_appeal_has_a_reference_of_its_own_and_the_result_stands() -> None:
    case = appealed()
    [raised] = case.bodies(Appealed)
    assert raised.appeal == derive_reference("absher_individuals", appeal_id(FIRST, 1))
    assert (raised.number, raised.text, raised.requested_by) == (1, "لم ينظر في الصك", None)
    assert (case.state.stage, case.state.outcome) == (Stage.RESOLVED, Outcome.REFUSED)
    assert case.state.receipt().appeal == raised.appeal


def test_staff_appeal_on_the_beneficiarys_behalf_with_who_asked_and_how() -> None:
    case = refused()
    case.do("appeal_for", SALMA, text="لم ينظر في الصك", **ASKED_FOR)
    [raised] = case.bodies(Appealed)
    assert (raised.requested_by, raised.way) == ("representative", "letter")
    assert case.events[-1].actor == SALMA


def test_a_closed_case_is_appealed_too_also_one_that_was_merged() -> None:
    closed = refused().at("2026-01-25 09:00")
    merged = Case("2026-01-06 09:00", appeal=ALLOWED).claim()
    merged.do("merge", into="TW-7K3M-9QXD-2VHA-K")
    for case in (closed, merged):
        assert case.state.stage is Stage.CLOSED
        assert not isinstance(case.do("appeal", BENEFICIARY, text="ليس الطلب نفسه"), Refusal)
        assert not is_ended(case.state)


def approved(**changes: Any) -> Case:
    case = Case(**changes).claim()
    case.approve()
    return case


def an_appeal_refused() -> Case:
    case = the_appeal()
    case.claim().reject()
    return case


REFUSALS: dict[str, tuple[Case, RefusalCode]] = {
    "not decided": (Case(appeal=ALLOWED), RefusalCode.WRONG_STAGE),
    "another result": (approved(appeal=ALLOWED), RefusalCode.NOT_APPEALABLE),
    "no appeals": (refused(appeal=None), RefusalCode.NOT_APPEALABLE),
    "an appeal itself": (an_appeal_refused(), RefusalCode.NOT_APPEALABLE),
    "appealed already": (appealed(), RefusalCode.LIMIT_REACHED),
    "too late": (refused().at("2026-02-08 09:00"), RefusalCode.WINDOW_PASSED),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_an_appeal_is_refused(why: str) -> None:
    case, expected = REFUSALS[why]
    assert code(case.do("appeal", BENEFICIARY, text="x")) is expected


def test_an_appeal_says_something() -> None:
    assert code(refused().do("appeal", BENEFICIARY, text="  ")) is RefusalCode.MALFORMED


def test_the_window_is_working_time_from_the_decision_and_its_last_instant_counts() -> None:
    last = policy().working_calendar.add(refused().now, ALLOWED.window)
    case = refused()
    assert not isinstance(case.until(last).do("appeal", BENEFICIARY, text="x"), Refusal)


def test_what_the_policy_says_may_be_appealed() -> None:
    other = AppealPolicy(window=20 * DAY, outcomes=(Outcome.OBSTACLE_REMOVED,))
    assert not isinstance(approved(appeal=other).do("appeal", BENEFICIARY, text="x"), Refusal)
    of_appeals = the_appeal()
    of_appeals.state = of_appeals.state.but(policy=policy(appeal=ALLOWED.but(of_appeals=True)))
    of_appeals.claim().reject()
    assert not isinstance(of_appeals.do("appeal", BENEFICIARY, text="x"), Refusal)


def test_where_the_policy_allows_several_one_follows_the_other() -> None:
    case = appealed(appeal=ALLOWED.but(max_count=2))
    assert code(case.do("appeal", BENEFICIARY, text="x")) is RefusalCode.LIMIT_REACHED
    told(case, Outcome.REFUSED, over=True)
    assert not isinstance(case.do("appeal", BENEFICIARY, text="x"), Refusal)
    assert [each.number for each in case.bodies(Appealed)] == [1, 2]
    assert len({each.reference for each in case.state.appeals}) == 2


def test_the_appealed_case_is_told_what_came_of_it_and_lives_until_it_is_over() -> None:
    case = appealed().at("2026-02-10 09:00")
    assert case.state.stage is Stage.CLOSED
    told(case, Outcome.REFUSED)
    assert not is_ended(case.state)
    told(case, Outcome.DONE, over=True)
    assert [(each.outcome, each.over) for each in case.bodies(AppealConcluded)] == [
        (Outcome.REFUSED, False),
        (Outcome.DONE, True),
    ]
    assert is_ended(case.state)
    assert case.state.outcome is Outcome.REFUSED
    assert code(told(case, Outcome.DONE, over=True)) is RefusalCode.WRONG_STAGE


def test_only_the_system_tells_it_and_of_no_other_case() -> None:
    case = appealed()
    appeal = case.state.appeals[-1].reference
    assert code(case.do("conclude_appeal", OMAR, appeal=appeal, outcome="done")) is RefusalCode.NOT_AUTHORISED
    other = case.do("conclude_appeal", SYSTEM, appeal="TW-7K3M-9QXD-2VHA-K", outcome="done")
    assert code(other) is RefusalCode.WRONG_STAGE


def test_what_was_appealed_is_not_reopened() -> None:
    case = appealed()
    assert code(case.do("reopen", BENEFICIARY, text="x")) is RefusalCode.WRONG_STAGE
    assert code(case.do("reopen_for", SALMA, text="x", **ASKED_FOR)) is RefusalCode.WRONG_STAGE
    case.do("rate", BENEFICIARY, score=1)
    assert case.state.stage is Stage.RESOLVED


def test_a_result_after_a_reopening_is_another_one() -> None:
    case = refused()
    case.do("reopen", BENEFICIARY, text="x")
    case.claim().reject()
    assert not isinstance(case.do("appeal", BENEFICIARY, text="x"), Refusal)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("claim", {}),
        ("approve", {"reason": "note_removed", "reply": {"text": "x"}}),
        ("reject", {"reason": "window_passed", "reply": {"text": "x"}}),
        ("redirect", {"authority": "traffic", "reason": "other_team", "reply": {"text": "x"}}),
        ("merge", {"into": "TW-7K3M-9QXD-2VHA-K"}),
    ],
)
def test_nobody_decides_or_holds_an_appeal_who_took_part_before(kind: str, fields: dict[str, Any]) -> None:
    case = the_appeal("omar", "salma")
    if kind != "claim":
        case.claim(LAYLA)
    assert code(case.do(kind, OMAR, **fields)) is RefusalCode.SAME_PERSON


@pytest.mark.parametrize(
    ("actor", "why"),
    [
        (Actor(id="badr", role=Role.OFFICER, teams=("exit_visas",), stands_in_for="omar"), "in the place of one"),
        (Actor(id="omar", role=Role.OFFICER, teams=("exit_visas",), stands_in_for="badr"), "one in another's place"),
    ],
)
def test_a_substitute_is_both_persons(actor: Actor, why: str) -> None:
    case = the_appeal("omar")
    assert code(case.do("claim", actor)) is RefusalCode.SAME_PERSON, why


def test_an_appeal_is_given_only_to_somebody_who_took_no_part() -> None:
    case = the_appeal("omar", "salma")
    assert code(case.do("assign", SALMA, to=OMAR.model_dump())) is RefusalCode.SAME_PERSON
    assert not isinstance(case.do("assign", SALMA, to=LAYLA.model_dump()), Refusal)


def test_a_ladder_hands_an_appeal_only_to_somebody_who_took_no_part() -> None:
    target = Target(role=Role.SUPERVISOR)
    state = the_appeal("salma").state
    assert may_not_be_handed_over(state, RungAction(action=Action.HAND_OVER, target=target)) == ("salma",)
    assert may_not_be_handed_over(state, RungAction(action=Action.NOTIFY, target=target)) == ()
    assert may_not_be_handed_over(Case().state, RungAction(action=Action.HAND_OVER, target=target)) == ()


def test_an_appeal_keeps_the_terms_of_appeals() -> None:
    case = the_appeal("omar").claim(LAYLA)
    for fields in ({"service": "another"}, {"assess_again": True}):
        assert code(case.do("reclassify", LAYLA, note="x", **fields)) is RefusalCode.WRONG_STAGE
    assert not isinstance(case.do("reclassify", LAYLA, note="x", problem="another"), Refusal)


def test_what_an_appeal_tells_is_the_same_command_for_the_same_result() -> None:
    case = an_appeal_refused()
    first, again = conclusion_of(case.state), conclusion_of(case.state)
    assert first == again
    assert first is not None
    assert (first.outcome, first.over) == (Outcome.REFUSED, False)
    case.do("reopen", BENEFICIARY, text="x")
    assert conclusion_of(case.state) is None
    case.claim().approve()
    decided = conclusion_of(case.state)
    case.do("close", SALMA, **ASKED_FOR)
    over = conclusion_of(case.state)
    assert decided is not None
    assert over is not None
    assert len({first.command_id, decided.command_id, over.command_id}) == 3
    assert over.over
    assert conclusion_of(refused().state) is None


def test_the_case_of_an_appeal_is_the_request_with_what_the_appeal_says() -> None:
    request = read_request(wire_request())
    case = appealed()
    [raised] = case.bodies(Appealed)
    asked = appeal_request(request, case.state.but(channel=request.channel), raised, case.now)
    assert asked.reference == raised.appeal
    assert (asked.text_ar, asked.text_en, asked.attachments, asked.prior_attempt) == (raised.text, None, (), None)
    assert asked.applicant == request.applicant
    about = AppealOf(reference=FIRST, number=1, took_part=("omar",))
    found = Assessment(effect="route", team="exit_visas", priority="normal", problem="technical_error")
    state, events = decide_opening(asked, policy(), found, case.now, appeal_of=about)
    assert state.appeal_of == about
    assert [each.body.type for each in events] == ["opened", "assessed"]
    assert CaseState.model_validate_json(state.model_dump_json()).appeal_of == about


def test_no_case_without_an_appeal_has_a_word_of_it_on_record() -> None:
    case = refused(appeal=None)
    written = "".join(event.model_dump_json() for event in case.events) + case.state.model_dump_json()
    assert "appeal" not in written


def test_an_appeal_that_is_open_is_with_its_team() -> None:
    case = appealed()
    case._note(AppealOpened(appeal=case.state.appeals[-1].reference, team="exit_visas"))
    assert case.state.open_appeal is not None
    assert (case.state.open_appeal.opened, case.state.open_appeal.team) == (True, "exit_visas")


def test_a_case_that_is_no_appeal_asks_nobody_whether_they_took_part() -> None:
    case = Case()
    assert admit(case.state, _claim()) is None


def _claim() -> Any:
    from models.case.commands import Claim

    return Claim(command_id="claim-0001", actor=OMAR)


OF_A_DIRECTOR = (ApprovalStep(name="appeal_decision", roles=(Role.DIRECTOR,)),)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("redirect", {"authority": "traffic", "reason": "other_team", "reply": {"text": "x"}}),
        ("merge", {"into": "TW-7K3M-9QXD-2VHA-K"}),
    ],
)
def test_an_appeal_is_not_decided_beside_its_chain(kind: str, fields: dict[str, Any]) -> None:
    case = the_appeal("omar", approvals=OF_A_DIRECTOR).claim(LAYLA)
    assert code(case.do(kind, LAYLA, **fields)) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(case.do(kind, DIRECTOR, **fields), Refusal)


def test_an_appeal_goes_to_another_team_as_any_case() -> None:
    case = the_appeal("omar", approvals=OF_A_DIRECTOR).claim(LAYLA)
    assert not isinstance(case.do("redirect", LAYLA, team="visit_visas", reason="other_team"), Refusal)
