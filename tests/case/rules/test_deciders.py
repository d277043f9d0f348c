"""Who decides an appeal: nobody who took part in the appealed case in any way, and somebody of another level."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case.commands import SYSTEM, Actor
from models.case.events import AppealOf, Merged
from models.case.state import Refusal
from models.codes import Action, RefusalCode, Role
from models.policy import ApprovalStep, RungAction, Target
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA, TWO_STEPS, Case, code
from workflows.case.rules.deciders import levels_above, people_who_took_part, target_of, teams_apart, who_may_hold

FIRST = "TW-TEST-TEST-TEST-0"
ORDER = (Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER)
HIND = Actor(id="hind", role=Role.MANAGER)
CHAIN = (ApprovalStep(name="appeal_decision", roles=(Role.DIRECTOR, Role.MANAGER)),)
REJECTION: dict[str, Any] = {"reason": "window_passed", "reply": {"text": "تعذر"}}
ELSEWHERE: dict[str, Any] = {"authority": "traffic", "reason": "other_team", "reply": {"text": "راجعوا المرور"}}


def the_appeal(*levels: Role, apart: tuple[str, ...] = (), took_part: tuple[str, ...] = (), **changes: Any) -> Case:
    case = Case(**{"approvals": CHAIN, **changes})
    about = AppealOf(reference=FIRST, number=1, took_part=took_part, levels=levels, apart=apart)
    case.state = case.state.but(appeal_of=about)
    return case


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("claim", {}), ("reject", REJECTION), ("redirect", ELSEWHERE), ("merge", {"into": "TW-7K3M-9QXD-2VHA-K"})],
)
def test_nobody_of_the_level_of_the_first_decision_decides_or_takes_an_appeal(kind: str, fields: Any) -> None:
    case = the_appeal(Role.MANAGER)
    if kind != "claim":
        case.do("claim", HIND)
    assert code(case.do(kind, DIRECTOR, **fields)) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(case.do(kind, HIND, **fields), Refusal)


def test_an_appeal_is_assigned_to_nobody_of_that_level() -> None:
    case = the_appeal(Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER)
    assert code(case.do("assign", SALMA, to=LAYLA.model_dump())) is RefusalCode.NOT_AUTHORISED
    for person in (SALMA, DIRECTOR, HIND):
        assert not isinstance(case.do("assign", SALMA, to=person.model_dump()), Refusal)


def test_a_substitute_has_the_level_of_whom_they_stand_in_for() -> None:
    case = the_appeal(Role.DIRECTOR, Role.MANAGER)
    below = Actor(id="badr", role=Role.OFFICER, teams=("exit_visas",), stands_in_for="layla")
    assert code(case.do("claim", below)) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(case.do("claim", Actor(id="badr", role=Role.DIRECTOR, stands_in_for="dana")), Refusal)


def test_an_earlier_step_of_the_chain_prepares_and_the_last_one_is_of_the_level() -> None:
    steps = (
        ApprovalStep(name="opinion", roles=(Role.OFFICER,)),
        ApprovalStep(name="appeal_decision", roles=(Role.SUPERVISOR, Role.DIRECTOR)),
    )
    case = the_appeal(Role.DIRECTOR, Role.MANAGER, approvals=steps)
    case.do("claim", DIRECTOR)
    approval: dict[str, Any] = {"reason": "note_removed", "reply": {"text": "تم"}}
    assert not isinstance(case.do("approve", LAYLA, **approval), Refusal)
    assert code(case.do("confirm", SALMA)) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(case.do("confirm", DIRECTOR), Refusal)


def test_a_team_apart_decides_in_any_role() -> None:
    board = (ApprovalStep(name="board", roles=(Role.OFFICER,), teams=("visit_visas",)),)
    case = the_appeal(Role.DIRECTOR, apart=("visit_visas",), approvals=board)
    member = Actor(id="badr", role=Role.OFFICER, teams=("visit_visas",))
    case.do("claim", DIRECTOR)
    assert code(case.do("reject", OMAR, **REJECTION)) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(case.do("reject", member, **REJECTION), Refusal)


def test_an_appeal_of_before_levels_were_kept_is_decided_by_its_chain() -> None:
    case = the_appeal()
    case.state = case.state.but(appeal_of=AppealOf(reference=FIRST, number=1))
    assert not isinstance(case.do("claim", OMAR), Refusal)
    assert not isinstance(case.do("reject", DIRECTOR, **REJECTION), Refusal)


def test_who_took_part_asks_nothing_in_the_appeal() -> None:
    case = the_appeal(Role.SUPERVISOR, Role.DIRECTOR, took_part=("omar",))
    case.do("claim", SALMA)
    question = {"reason": "documents_missing", "questions": ["?"], "reply": {"text": "?"}}
    assert code(case.do("ask", OMAR, **question)) is RefusalCode.SAME_PERSON
    assert not isinstance(case.do("ask", LAYLA, **question), Refusal)


def test_whoever_has_a_step_in_the_chain_works_on_an_appeal_and_on_no_other_case() -> None:
    assert not isinstance(the_appeal(Role.MANAGER).do("claim", HIND), Refusal)
    assert code(Case().do("claim", HIND)) is RefusalCode.NOT_AUTHORISED


@pytest.mark.parametrize(
    ("kind", "who", "fields"),
    [
        ("ask", LAYLA, {"reason": "documents_missing", "questions": ["?"], "reply": {"text": "?"}}),
        ("consult", LAYLA, {"to": "visit_visas", "question": "?"}),
        ("wait", LAYLA, {"party": "traffic", "reason": "verification"}),
        ("interim_reply", LAYLA, {"reply": {"text": "x"}}),
        ("note", LAYLA, {"text": "x"}),
        ("split", LAYLA, {"service": "other", "note": "x"}),
        ("reclassify", LAYLA, {"problem": "other", "note": "x"}),
        ("redirect", LAYLA, {"team": "visit_visas", "reason": "other_team"}),
    ],
)
def test_whoever_worked_on_a_case_took_part_in_it(kind: str, who: Actor, fields: Any) -> None:
    case = Case("2026-01-06 09:00").claim()
    assert not isinstance(case.do(kind, who, **fields), Refusal)
    assert people_who_took_part(case.events) == ("layla", "omar")


def test_whoever_was_asked_and_answered_took_part() -> None:
    case = Case("2026-01-06 09:00").claim()
    case.do("consult", OMAR, to="visit_visas", question="?")
    case.do("answer_consultation", Actor(id="badr", role=Role.OFFICER, teams=("visit_visas",)), answer="نعم")
    assert people_who_took_part(case.events) == ("badr", "omar")


def test_who_confirmed_held_or_was_given_a_case_took_part_and_not_who_gave_it_or_sped_it_up() -> None:
    case = Case("2026-01-06 09:00", approvals=TWO_STEPS)
    case.do("assign", SALMA, to=LAYLA.model_dump())
    case.do("prioritise", HIND, priority="high")
    case.do("release", LAYLA)
    case.claim()
    case.approve()
    case.do("confirm", DIRECTOR)
    assert people_who_took_part(case.events) == ("dana", "layla", "omar")


def test_the_levels_are_those_above_the_decision_that_stands() -> None:
    case = Case("2026-01-06 09:00", approvals=TWO_STEPS).claim()
    case.approve()
    case.do("confirm", SALMA)
    assert levels_above(ORDER, CHAIN, case.events) == (Role.DIRECTOR, Role.MANAGER)
    assert levels_above(ORDER, CHAIN, ()) == ORDER


def test_a_result_after_a_reopening_has_the_level_of_who_decided_it() -> None:
    case = Case("2026-01-06 09:00")
    case.do("claim", DIRECTOR)
    case.do("reject", DIRECTOR, **REJECTION)
    assert levels_above(ORDER, CHAIN, case.events) == (Role.MANAGER,)
    case.do("reopen_for", SALMA, text="x", requested_by="applicant", way="phone")
    case.claim().reject()
    assert levels_above(ORDER, CHAIN, case.events) == (Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER)


@given(
    order=st.permutations(ORDER),
    decided=st.sampled_from(ORDER),
    chain=st.sets(st.sampled_from(ORDER), min_size=1).map(lambda roles: tuple(sorted(roles))),
)
def test_somebody_of_the_chain_decides_an_appeal_and_is_above_where_anybody_is(
    order: list[Role], decided: Role, chain: tuple[Role, ...]
) -> None:
    last = Case().claim().events[-1]
    merged = last.but(actor=OMAR.but(role=decided), body=Merged(into="TW-7K3M-9QXD-2VHA-K"))
    levels = levels_above(order, (ApprovalStep(name="x", roles=chain),), (merged,))
    above = [role for role in order if order.index(role) > order.index(decided)]
    assert set(levels) & set(chain)
    if set(above) & set(chain):
        assert set(levels) == set(above)
        assert decided not in levels


def test_a_team_is_apart_that_had_nothing_to_do_with_the_case() -> None:
    case = Case("2026-01-06 09:00").claim()
    board = (ApprovalStep(name="board", roles=(Role.OFFICER,), teams=("visit_visas", "board")),)
    assert teams_apart(None, board, (), case.events) == ("visit_visas", "board")
    assert teams_apart("board", CHAIN, (), case.events) == ("board",)
    assert teams_apart("exit_visas", CHAIN, (), case.events) == ()
    case.do("consult", OMAR, to="visit_visas", question="?")
    assert teams_apart(None, board, (), case.events) == ("board",)


def test_a_ladder_hands_an_appeal_to_the_lowest_level_that_may_decide_it_and_to_nobody_else() -> None:
    state = the_appeal(Role.MANAGER).state
    to_director = RungAction(action=Action.HAND_OVER, target=Target(role=Role.DIRECTOR))
    found = target_of(state, to_director)
    assert found == Target(role=Role.MANAGER)
    assert who_may_hold(state, to_director, (DIRECTOR, HIND, SYSTEM)) == (HIND,)
    told = RungAction(action=Action.NOTIFY, target=Target(role=Role.DIRECTOR))
    assert (target_of(state, told), who_may_hold(state, told, (DIRECTOR,))) == (told.target, (DIRECTOR,))
    assert target_of(Case().state, to_director) == to_director.target
