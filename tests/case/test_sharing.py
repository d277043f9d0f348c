"""Work shared out: when a case is to be given to one of its team, what that changes, and what if nobody is there."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from models.case.commands import BENEFICIARY, Actor
from models.case.events import AppealOf, Event, NobodyAvailable, SharedOut
from models.case.projection import project
from models.case.state import AwaitedShare, Refusal
from models.codes import NOBODY_RUNG, Action, ClockKind, Effect, PassedOver, Priority, Role, ShareBy, Stage
from models.policy import ApprovalStep, RungAction, SharingPolicy, Target
from models.sharing import Colleague, SkillNeed, TeamRule
from tests.case.test_properties import LIVES, live
from tests.support.simulation import DAY, DIRECTOR, LAYLA, OMAR, SALMA, STRANGER, TWO_STEPS, Case, replay
from workflows.case.audit.redecide import redecide
from workflows.case.evolve import evolve
from workflows.case.rules.deciders import people_who_took_part
from workflows.case.sharing.choosing import PossibleHolder
from workflows.case.sharing.giving import follows
from workflows.case.sharing.work import work_of

TOLD = RungAction(action=Action.NOTIFY, target=Target(role=Role.SUPERVISOR))
RAISED = RungAction(action=Action.RAISE_PRIORITY, priority=Priority.HIGH)
MOVED = RungAction(action=Action.REASSIGN, team="visit_visas")


def shared(by: ShareBy = ShareBy.ROUND_ROBIN, *nobody: RungAction, **changes: Any) -> SharingPolicy:
    values = {"teams": {"exit_visas": TeamRule(by=by)}, "again_after": timedelta(minutes=30)}
    return SharingPolicy(**(values | {"nobody_available": nobody or (TOLD,)} | changes))


def there(actor: Actor, away: bool = False, skills: tuple[str, ...] = (), **known: int) -> PossibleHolder:
    colleague = Colleague(id=actor.id, stands_in_for=actor.stands_in_for, **known)
    return PossibleHolder(actor, colleague, away, frozenset(skills))


def holder(case: Case) -> str | None:
    return case.state.assignee.id if case.state.assignee else None


def test_a_case_of_a_team_that_takes_its_cases_waits_in_the_queue() -> None:
    case = Case(sharing=shared(ShareBy.PULL)).share(there(OMAR))
    assert (case.state.stage, case.state.sharing, holder(case)) == (Stage.QUEUED, None, None)


def test_a_new_case_is_given_to_one_of_its_team() -> None:
    case = Case(sharing=shared())
    assert case.state.sharing == AwaitedShare(since=2, team="exit_visas")
    assert project(case.state).sharing == 2
    case.share(there(OMAR, turn=4), there(LAYLA, turn=2))
    row = project(case.state)
    assert (row.stage, row.sharing, row.assignee) == (Stage.IN_REVIEW, None, "layla")
    assert replay(case) == case.state


def test_to_be_given_a_case_is_no_first_response() -> None:
    case = Case("2026-01-06 09:00", sharing=shared()).share(there(OMAR)).at("2026-01-06 10:00")
    assert (case.state.first_responded_at, case.left(ClockKind.FIRST_RESPONSE)) == (None, DAY - timedelta(hours=1))


def test_whoever_claims_it_first_has_it() -> None:
    case = Case(sharing=shared()).claim(LAYLA).share(there(OMAR))
    assert (holder(case), case.bodies(SharedOut)) == ("layla", [])


def test_a_case_that_was_put_back_is_given_to_somebody_else_and_to_nobody_when_there_is_nobody_else() -> None:
    case = Case(sharing=shared()).share(there(OMAR))
    assert not isinstance(case.do("release", OMAR), Refusal)
    case.share(there(OMAR), there(LAYLA, turn=9))
    assert holder(case) == "layla"
    assert not isinstance(case.do("release", SALMA), Refusal)
    assert case.share(there(OMAR), there(LAYLA)).bodies(NobodyAvailable)[-1].among == (
        Colleague(id="layla", passed_over=PassedOver.GAVE_UP),
        Colleague(id="omar", passed_over=PassedOver.GAVE_UP),
    )


def test_a_reopened_case_may_be_given_to_whoever_put_it_back_before() -> None:
    case = Case(sharing=shared()).share(there(OMAR))
    case.do("release", OMAR)
    case.claim(LAYLA).approve(LAYLA)
    case.do("reopen", BENEFICIARY, text="x")
    assert (case.state.gave_up, holder(case.share(there(OMAR)))) == ((), "omar")


def test_another_team_gives_it_by_its_own_rule() -> None:
    rules = {"exit_visas": TeamRule(by=ShareBy.ROUND_ROBIN), "visit_visas": TeamRule(by=ShareBy.LEAST_LOADED)}
    case = Case(sharing=shared(teams=rules)).share(there(OMAR))
    assert not isinstance(case.do("redirect", OMAR, team="visit_visas", reason="other_team"), Refusal)
    assert case.state.sharing == AwaitedShare(since=4, team="visit_visas")
    assert case.share(there(STRANGER)).bodies(SharedOut)[-1].by is ShareBy.LEAST_LOADED


def test_an_answer_to_a_case_that_nobody_holds_has_it_given_to_somebody() -> None:
    case = Case(effect=Effect.RETURN_COMPLETION, sharing=shared())
    assert case.state.sharing is None
    case.answer().share(there(OMAR))
    assert (case.state.stage, holder(case)) == (Stage.REPLIED, "omar")


def test_nobody_available_is_a_rung_of_its_own_once_and_the_case_waits_to_be_given() -> None:
    case = Case(sharing=shared(ShareBy.ROUND_ROBIN, TOLD, RAISED)).share(there(OMAR, away=True))
    (event,) = case.bodies(NobodyAvailable)
    assert event.among == (Colleague(id="omar", passed_over=PassedOver.AWAY),)
    assert (case.state.priority, case.state.escalation, case.state.pending[0].rung) == (Priority.HIGH, 1, NOBODY_RUNG)
    case.share(there(OMAR, away=True))
    assert len(case.bodies(NobodyAvailable)) == 1
    case.find_people(SALMA)
    assert holder(case.share(there(OMAR))) == "omar"
    assert replay(case) == case.state


def test_nobody_available_may_hand_it_to_another_team() -> None:
    case = Case(sharing=shared(ShareBy.ROUND_ROBIN, MOVED)).share()
    assert (case.state.team, case.state.sharing) == ("visit_visas", None)


def test_what_is_taken_in_place_of_somebody_is_theirs() -> None:
    case = Case(sharing=shared()).share(there(OMAR, away=True), there(STRANGER.in_place_of(OMAR)))
    assert (holder(case), project(case.state).assignee) == ("badr", "omar")
    assert not isinstance(case.approve(STRANGER, absent=(OMAR,)), Refusal)


@pytest.mark.parametrize(
    ("need", "needed"),
    [
        (SkillNeed(services=("a_service",)), ("minors",)),
        (SkillNeed(services=("a_service",), languages=("en",)), ()),
        (SkillNeed(problems=("technical_error",), applicant_types=("resident",)), ("minors",)),
        (SkillNeed(problems=("other",)), ()),
    ],
)
def test_a_skill_is_needed_by_the_cases_that_meet_all_that_is_named(need: SkillNeed, needed: tuple[str, ...]) -> None:
    case = Case(sharing=shared(skills={"minors": need})).share(there(OMAR), there(LAYLA, turn=9, skills=("minors",)))
    assert case.bodies(SharedOut)[-1].skills == needed
    assert holder(case) == ("layla" if needed else "omar")


def test_an_appeal_is_never_given_to_whoever_took_part() -> None:
    case = Case(sharing=shared()).share(there(OMAR))
    case.do("release", OMAR)
    assert people_who_took_part(case.events) == ("omar",)
    about = AppealOf(reference="TW-AAAA-AAAA-AAAA-A", number=1, took_part=("omar",))
    appeal = Case(sharing=shared())
    appeal.state = appeal.state.but(appeal_of=about)
    appeal.share(there(OMAR), there(STRANGER.in_place_of(OMAR)), there(LAYLA, turn=99))
    assert holder(appeal) == "layla"


def test_it_is_given_only_to_roles_that_may_decide_it() -> None:
    above = (ApprovalStep(name="appeal", roles=(Role.SUPERVISOR,)),)
    for chain, roles in ((TWO_STEPS, (Role.OFFICER,)), (above, (Role.SUPERVISOR,))):
        work = work_of(Case(sharing=shared(), approvals=chain).state)
        assert work is not None and work.roles == roles


def proposed(*nobody: RungAction, **changes: Any) -> Case:
    """A case of two steps that omar holds and proposed."""
    case = Case(sharing=shared(ShareBy.ROUND_ROBIN, *nobody, **changes), approvals=TWO_STEPS).share(there(OMAR))
    assert not isinstance(case.approve(OMAR), Refusal)
    return case


def test_the_next_step_is_given_to_another_person_who_may_take_it() -> None:
    case = proposed()
    work = work_of(case.state)
    assert work is not None and (work.step, work.roles) == ("second_person", (Role.SUPERVISOR, Role.DIRECTOR))
    case.share(there(OMAR), there(DIRECTOR, turn=2), there(SALMA, turn=1))
    event, row = case.bodies(SharedOut)[-1], project(case.state)
    assert (event.to, event.step, row.assignee, row.step_with) == (SALMA, "second_person", "omar", "salma")
    assert [each.passed_over for each in event.among if each.id == "omar"] == [PassedOver.TOOK_PART]
    assert replay(case) == case.state


def test_whoever_stands_in_for_one_who_took_a_step_does_not_get_the_next() -> None:
    case = proposed().share(there(STRANGER.in_place_of(OMAR)))
    assert (case.state.step_with, len(case.bodies(NobodyAvailable))) == (None, 1)


def test_whoever_has_the_step_or_another_whose_step_it_may_be_takes_it() -> None:
    for actor in (SALMA, DIRECTOR):
        case = proposed().share(there(SALMA))
        assert not isinstance(case.do("confirm", actor), Refusal)
        assert (case.state.stage, case.state.step_with, case.state.sharing) == (Stage.RESOLVED, None, None)


def test_a_step_that_was_sent_back_is_given_anew_when_it_is_proposed_again() -> None:
    case = proposed().share(there(SALMA))
    assert not isinstance(case.do("send_back", SALMA, note="x"), Refusal)
    assert (case.state.step_with, case.state.sharing) == (None, None)
    case.approve(OMAR)
    assert case.state.sharing is not None and case.state.sharing.since == case.state.seq


def test_a_step_that_finds_nobody_leaves_the_case_with_its_holder() -> None:
    case = proposed(TOLD, MOVED).share()
    assert (holder(case), case.state.team, case.state.escalation) == ("omar", "exit_visas", 1)


def test_the_audit_makes_the_same_choice_again_and_finds_another_one() -> None:
    case = Case(sharing=shared(ShareBy.ROUND_ROBIN, TOLD, RAISED))
    case.share(there(OMAR, away=True)).find_people(SALMA)
    case.share(there(OMAR, turn=4), there(LAYLA, turn=2))
    found = redecide(replay_start(case), case.events)
    assert found.difference is None
    forged = [_with_other(each) if isinstance(each.body, SharedOut) else each for each in case.events]
    differs = redecide(replay_start(case), forged).difference
    assert differs is not None and differs.seq == case.of("shared_out")[0].seq


def test_a_choice_that_the_numbers_do_not_give_does_not_follow() -> None:
    limited = shared(teams={"exit_visas": TeamRule(by=ShareBy.LEAST_LOADED, capacity=2)})
    case = Case(sharing=limited)
    full = Colleague(id="omar", load=2)
    said = SharedOut(to=OMAR, team="exit_visas", by=ShareBy.LEAST_LOADED, among=(full,))
    assert not follows(case.state, said)
    assert follows(case.state, said.but(among=(full.but(load=1),)))
    assert not follows(
        case.state, NobodyAvailable(team="exit_visas", by=ShareBy.LEAST_LOADED, among=(full.but(load=1),))
    )


def replay_start(case: Case) -> Any:
    """The case before its first event."""
    return type(case.state)(reference=case.state.reference, policy=case.opened_under)


def _with_other(event: Event) -> Event:
    return event.but(body=event.body.but(to=OMAR))


PEOPLE = (OMAR, SALMA, STRANGER.in_place_of(LAYLA), DIRECTOR)


@settings(max_examples=80, deadline=None)
@given(LIVES)
def test_in_any_life_who_took_a_step_or_put_it_back_is_not_given_it_and_the_audit_agrees(life: Any) -> None:
    rules = {"exit_visas": TeamRule(by=ShareBy.ROUND_ROBIN), "visit_visas": TeamRule(by=ShareBy.LEAST_LOADED)}
    case = live(life, there=[there(each) for each in PEOPLE], sharing=shared(teams=rules), approvals=TWO_STEPS)
    assert redecide(replay_start(case), case.events).difference is None
    state = replay_start(case)
    for event in case.events:
        if isinstance(event.body, SharedOut):
            steps = state.proposal.steps if event.body.step else ()
            taken = {person for step in steps for person in step.actor.persons}
            assert event.body.to.persons.isdisjoint(taken if event.body.step else state.gave_up)
        state = evolve(state, event)
