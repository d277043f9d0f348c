"""Substitutes: who stands in for somebody away does what that person may, and four eyes stay four eyes."""

import json
from typing import Any

import pytest

from models.case.commands import BENEFICIARY, COMMAND, MOST_ABSENT, SYSTEM, Actor
from models.case.events import Claimed, Event, Resolved
from models.case.projection import project
from models.case.state import Refusal
from models.codes import Audience, Channel, RefusalCode, Role, Stage
from models.policy import NoticeRoute
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA, STRANGER, TWO_STEPS, Case, code, replay
from workflows.case.places import most_telling

HIND = Actor(id="hind", role=Role.OFFICER, teams=("visit_visas",))
"""Of another team and another role than all for whom she stands in here."""
REEM = Actor(id="reem", role=Role.SUPERVISOR, teams=("exit_visas",))


def proposed(by: Actor = LAYLA) -> Case:
    """A case whose decision waits for the second person."""
    case = Case(approvals=TWO_STEPS).claim(by)
    assert not isinstance(case.approve(by), Refusal)
    return case


def for_salma(case: Case, kind: str, **fields: Any) -> Refusal | tuple[Event, ...]:
    """A command of Hind, who stands in for Salma."""
    return case.do(kind, HIND, absent=(SALMA,), **fields)


def test_a_substitute_takes_the_step_of_who_is_away_and_both_are_named() -> None:
    case = proposed()
    assert code(case.do("confirm", HIND)) is RefusalCode.NOT_AUTHORISED
    verdict = for_salma(case, "confirm")
    assert not isinstance(verdict, Refusal) and isinstance(verdict[-1].body, Resolved)
    assert verdict[-1].actor == Actor(id="hind", role=SALMA.role, teams=SALMA.teams, stands_in_for="salma")
    assert case.state.decision and case.state.decision.actor.stands_in_for == "salma"
    assert replay(case) == case.state


@pytest.mark.parametrize("kind", ["approve", "reject", "ask", "note", "release", "claim"])
def test_a_substitute_goes_on_with_what_somebody_away_holds(kind: str) -> None:
    case = Case().claim(SALMA)
    reply: dict[str, Any] = {"reply": {"text": "تمت المعالجة"}}
    fields = {
        "approve": reply | {"reason": "note_removed"},
        "reject": reply | {"reason": "window_passed"},
        "ask": reply | {"reason": "documents_missing", "documents": ("passport_copy",)},
        "note": {"text": "x"},
    }.get(kind, {})
    assert code(case.do(kind, HIND, **fields)) is RefusalCode.NOT_AUTHORISED
    verdict = for_salma(case, kind, **fields)
    assert not isinstance(verdict, Refusal)
    assert (verdict[-1].actor.id, verdict[-1].actor.stands_in_for) == ("hind", "salma")


def test_a_substitute_claims_from_the_queue_of_the_absent_and_the_case_is_theirs_on_their_return() -> None:
    case = Case()
    assert not isinstance(for_salma(case, "claim"), Refusal)
    assert (case.state.stage, project(case.state).assignee) == (Stage.IN_REVIEW, "salma")
    assert code(case.approve(HIND)) is RefusalCode.NOT_AUTHORISED  # the absence is over
    assert not isinstance(case.approve(SALMA), Refusal)


def test_a_substitute_who_took_a_case_over_takes_it_once_and_who_is_back_takes_it_again() -> None:
    case = Case().claim(SALMA)
    assert not isinstance(for_salma(case, "claim"), Refusal)
    assert code(for_salma(case, "claim")) is RefusalCode.WRONG_STAGE
    assert code(case.do("claim", LAYLA)) is RefusalCode.WRONG_STAGE
    assert not isinstance(case.do("claim", SALMA), Refusal)
    assert code(case.do("claim", SALMA)) is RefusalCode.WRONG_STAGE
    assert [event.actor.id for event in case.of("claimed")] == ["salma", "hind", "salma"]


def test_an_officer_gives_up_what_they_hold_for_somebody_and_what_was_held_for_them() -> None:
    case = Case()
    assert not isinstance(case.do("claim", HIND, absent=(OMAR,)), Refusal)
    assert code(case.do("release", LAYLA)) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(case.do("release", OMAR), Refusal)
    assert not isinstance(case.do("claim", HIND, absent=(OMAR,)), Refusal)
    assert not isinstance(case.do("release", HIND, absent=(OMAR,)), Refusal)


def test_a_substitute_has_the_authority_of_the_absent_and_no_more() -> None:
    case = proposed()
    assert code(case.do("confirm", HIND, absent=(OMAR,))) is RefusalCode.ALREADY_DECIDED  # as Omar himself would hear
    assert code(case.do("confirm", HIND, absent=(STRANGER,))) is RefusalCode.NOT_AUTHORISED
    assert code(case.do("assign", HIND, absent=(OMAR,), to=LAYLA)) is RefusalCode.NOT_AUTHORISED
    assert not isinstance(case.do("assign", HIND, absent=(OMAR, SALMA), to=LAYLA), Refusal)


NOBODY_S = Actor(id="nora", role=Role.OFFICER, teams=("visit_visas",))
HIND_AS_SUPERVISOR = Actor(id="hind", role=Role.SUPERVISOR, teams=("exit_visas",))


@pytest.mark.parametrize(
    ("proposer", "in_place_of", "second", "second_in_place_of"),
    [
        (OMAR, (), OMAR, (SALMA,)),  # the same person, in another's place
        (SALMA, (), HIND, (SALMA,)),  # in the place of who proposed
        (HIND, (OMAR,), HIND, (SALMA,)),  # twice the same substitute, in two places
        (HIND, (SALMA,), SALMA, ()),  # who was away confirms what was proposed in their place
        (HIND, (SALMA,), NOBODY_S, (SALMA,)),  # two substitutes of one person
        (HIND, (OMAR,), NOBODY_S, (HIND_AS_SUPERVISOR,)),  # in the place of who proposed in another's place
    ],
)
def test_nobody_takes_two_steps_as_themselves_or_as_a_substitute(
    proposer: Actor, in_place_of: tuple[Actor, ...], second: Actor, second_in_place_of: tuple[Actor, ...]
) -> None:
    case = Case(approvals=TWO_STEPS).claim(LAYLA)
    assert not isinstance(case.approve(proposer, absent=in_place_of), Refusal)
    for kind, fields in (("confirm", {}), ("send_back", {"note": "x"}), ("approve", {})):
        assert code(case.do(kind, second, absent=second_in_place_of, **fields)) is RefusalCode.SAME_PERSON
    assert case.state.stage is Stage.AWAITING_APPROVAL


def test_who_may_confirm_for_themselves_does_not_need_the_place_of_who_proposed() -> None:
    case = proposed(SALMA)
    verdict = case.do("confirm", REEM, absent=(SALMA,))
    assert not isinstance(verdict, Refusal)
    assert verdict[-1].actor == REEM


@pytest.mark.parametrize(
    ("actor", "absent"), [(BENEFICIARY, SALMA), (SYSTEM, SALMA), (HIND, BENEFICIARY), (HIND, SYSTEM)]
)
def test_only_staff_stand_in_and_only_for_staff(actor: Actor, absent: Actor) -> None:
    case = proposed()
    assert code(case.do("confirm", actor, absent=(absent,))) is RefusalCode.NOT_AUTHORISED
    assert code(case.do("withdraw", HIND, absent=(absent,))) is RefusalCode.NOT_AUTHORISED


def test_what_somebody_may_do_themselves_they_do_as_themselves_unless_the_absent_holds_it() -> None:
    case = Case()
    assert not isinstance(case.do("note", LAYLA, absent=(SALMA,), text="x"), Refusal)
    case.claim(SALMA)
    assert not isinstance(case.do("note", LAYLA, absent=(SALMA,), text="x"), Refusal)
    assert [event.actor.stands_in_for for event in case.of("noted")] == [None, "salma"]


def test_of_several_who_are_away_the_one_who_may_do_it_counts() -> None:
    case = proposed()
    verdict = case.do("confirm", HIND, absent=(STRANGER, OMAR, SALMA, DIRECTOR))
    assert not isinstance(verdict, Refusal) and verdict[-1].actor.stands_in_for == "salma"


def test_a_refusal_says_more_than_that_it_is_not_theirs_where_it_can() -> None:
    case = proposed()
    case.do("confirm", SALMA)
    assert code(for_salma(case, "confirm")) is RefusalCode.ALREADY_DECIDED
    stranger = Case().do("claim", HIND, absent=(STRANGER,))
    assert isinstance(stranger, Refusal) and (stranger.code, stranger.team) == (
        RefusalCode.NOT_AUTHORISED,
        "exit_visas",
    )


def test_notices_to_the_holder_go_to_whose_case_it_is() -> None:
    route = NoticeRoute(on="noted", audience=Audience.ASSIGNEE, channels=(Channel.EMAIL,), template="t")
    case = Case(routes=(route,))
    for_salma(case, "claim")
    for_salma(case, "note", text="x")
    assert [notice.people for notice in case.state.outbox] == [("salma",)]


def test_an_assignment_is_told_to_who_is_away_too() -> None:
    routes = tuple(
        NoticeRoute(on=on, audience=Audience.ASSIGNEE, channels=(Channel.EMAIL,), template="t")
        for on in ("assigned", "noted")
    )
    case = Case(routes=routes)
    case.do("assign", SALMA, to=OMAR)
    case.do("note", SALMA, text="x")
    assert [(notice.people, notice.also_to_absent) for notice in case.state.outbox] == [
        (("omar",), True),
        (("omar",), False),
    ]


def test_an_actor_and_a_command_without_an_absence_are_written_as_before() -> None:
    command = COMMAND.validate_python({"kind": "claim", "command_id": "command-1", "actor": OMAR})
    said = json.loads(command.model_dump_json())
    assert said["actor"] == {"id": "omar", "role": "officer", "teams": ["exit_visas"]}
    assert "absent" not in said
    event = Event(seq=1, at=Case().now, actor=OMAR.in_place_of(SALMA), body=Claimed())
    assert json.loads(event.model_dump_json())["actor"]["stands_in_for"] == "salma"
    assert Event.model_validate_json(event.model_dump_json()) == event


def test_nobody_stands_in_for_more_people_than_a_message_may_name() -> None:
    too_many = [SALMA] * (MOST_ABSENT + 1)
    with pytest.raises(ValueError, match="at most"):
        COMMAND.validate_python({"kind": "claim", "command_id": "command-1", "actor": OMAR, "absent": too_many})


def test_where_it_is_not_theirs_in_any_place_who_acts_hears_the_refusal_of_their_own() -> None:
    for_her = HIND.in_place_of(SALMA)
    own, hers = (Refusal(code=RefusalCode.NOT_AUTHORISED, detail=each) for each in ("own", "hers"))
    assert most_telling({for_her: hers, HIND: own}, HIND) == own
    held = Refusal(code=RefusalCode.WRONG_STAGE, detail="held")
    assert most_telling({for_her: held, HIND: own}, HIND) == held
