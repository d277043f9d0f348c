"""Consultations and interim replies: a question to others, and a message to the beneficiary, while the work goes on."""

from typing import Any

import pytest

from models.authority import Scope
from models.case.commands import Actor
from models.case.edition import FOURTH
from models.case.events import Breached, Chased, ConsultationAnswered, Consulted, Escalated
from models.case.projection import project
from models.case.state import Refusal
from models.codes import Audience, Channel, ClockKind, RefusalCode, Role, Stage
from models.policy import NoticeRoute
from tests.support.simulation import DAY, DIRECTOR, OMAR, STRANGER, Case, code, replay, riyadh

QUESTION: dict[str, Any] = {"to": "visit_visas", "question": "هل صدرت التأشيرة؟"}
"""To the team of the stranger."""


def asked(**changes: Any) -> Case:
    case = Case("2026-01-06 09:00", **changes).claim()
    assert not isinstance(case.do("consult", **QUESTION), Refusal)
    return case


def test_a_case_stays_with_its_holder_and_its_promise_goes_on() -> None:
    case, untouched = asked(), Case("2026-01-06 09:00")
    assert (case.state.stage, case.state.assignee, case.due()) == (Stage.IN_REVIEW, OMAR, untouched.due())
    assert case.due(ClockKind.CONSULTATION) == riyadh("2026-01-08 09:00")


def test_the_team_that_was_asked_may_answer_and_do_nothing_else() -> None:
    case = asked()
    assert code(case.do("note", STRANGER, text="x")) is RefusalCode.NOT_AUTHORISED
    assert code(case.do("resume", STRANGER)) is RefusalCode.NOT_AUTHORISED
    case.do("answer_consultation", STRANGER, answer="صدرت")
    assert (case.types()[-1], case.state.consultation) == ("consultation_answered", None)
    assert code(case.do("answer_consultation", STRANGER, answer="صدرت")) is RefusalCode.NOT_AUTHORISED
    assert code(case.do("answer_consultation", answer="صدرت")) is RefusalCode.WRONG_STAGE


def test_the_team_that_was_asked_finds_the_case_until_it_has_answered() -> None:
    case = asked()
    theirs = Scope((STRANGER,), False)
    assert project(case.state).consulted == "visit_visas"
    assert project(case.state).consultation_due_at == riyadh("2026-01-08 09:00")
    assert theirs.covers(project(case.state))
    case.do("answer_consultation", STRANGER, answer="x")
    assert not theirs.covers(project(case.state))


TOLD: dict[str, Any] = {"answer": "لا مانع", "said_by": "مدير الرخص", "way": "phone"}


def test_the_holder_enters_what_an_authority_answered() -> None:
    case = Case().claim()
    case.do("consult", to="traffic", question="x")
    assert case.bodies(Consulted)[0].party_kind == "authority"
    assert not isinstance(case.do("answer_consultation", **TOLD), Refusal)
    answered = case.bodies(ConsultationAnswered)[0]
    assert (answered.answer, answered.said_by, answered.way) == ("لا مانع", "مدير الرخص", "phone")


@pytest.mark.parametrize("untold", [{"said_by": None}, {"said_by": "  "}, {"way": None}])
@pytest.mark.parametrize("to", ["traffic", "visit_visas"])
def test_who_enters_the_answer_of_others_says_who_gave_it_and_how(to: str, untold: dict[str, Any]) -> None:
    case = Case().claim()
    case.do("consult", to=to, question="x")
    assert code(case.do("answer_consultation", **(TOLD | untold))) is RefusalCode.MALFORMED
    assert not isinstance(case.do("answer_consultation", **TOLD), Refusal)


def test_a_director_answers_for_every_team_and_for_no_authority() -> None:
    case = asked()
    assert not isinstance(case.do("answer_consultation", DIRECTOR, answer="x"), Refusal)
    case.do("consult", to="traffic", question="x")
    assert code(case.do("answer_consultation", DIRECTOR, answer="x")) is RefusalCode.MALFORMED


def test_who_stands_in_for_one_of_the_team_that_was_asked_answers_in_their_place() -> None:
    case = asked()
    case.do("answer_consultation", answer="x", absent=(STRANGER,))
    assert case.events[-1].actor.stands_in_for == STRANGER.id
    assert case.bodies(ConsultationAnswered)[0].said_by is None


def test_in_a_case_of_an_earlier_edition_the_team_of_the_case_answers_as_it_did() -> None:
    case = asked(edition=FOURTH)
    assert not isinstance(case.do("answer_consultation", answer="x"), Refusal)


def test_one_question_is_open_at_a_time() -> None:
    case = asked()
    refusal = case.do("consult", to="traffic", question="x")
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.team) == (RefusalCode.LIMIT_REACHED, "visit_visas")
    case.do("answer_consultation", STRANGER, answer="x")
    case.do("consult", to="traffic", question="x")
    assert [each.number for each in case.bodies(Consulted)] == [1, 2]
    assert case.state.clocks[ClockKind.CONSULTATION].run == 2


@pytest.mark.parametrize("to", ["exit_visas", "gateway", "nobody"])
def test_another_team_or_authority_is_asked(to: str) -> None:
    assert code(Case().claim().do("consult", to=to, question="x")) is RefusalCode.UNKNOWN_TEAM


def test_a_question_and_an_answer_say_something() -> None:
    assert code(Case().claim().do("consult", to="traffic", question=" ")) is RefusalCode.MALFORMED
    assert code(asked().do("answer_consultation", answer=" ")) is RefusalCode.MALFORMED


def test_a_policy_without_consultations_knows_none() -> None:
    assert code(Case(consultation=None).claim().do("consult", **QUESTION)) is RefusalCode.UNKNOWN_TEAM


def test_an_answer_that_does_not_come_is_chased_and_its_team_told() -> None:
    huda = Actor(id="huda", role=Role.SUPERVISOR, teams=("visit_visas",))
    case = asked().at("2026-01-08 08:59")
    assert [each.clock for each in case.bodies(Chased)] == [ClockKind.CONSULTATION]
    case.outage_until("2026-01-08 09:00").wake(huda)
    assert [each.clock for each in case.bodies(Breached)] == [ClockKind.CONSULTATION]
    [told] = case.bodies(Escalated)
    assert told.target and told.target.team == "visit_visas"
    assert case.state.consultation


def test_the_time_for_the_answer_runs_while_the_beneficiary_is_asked() -> None:
    case = asked()
    case.ask()
    case.at("2026-01-07 09:00")
    assert case.left(ClockKind.CONSULTATION) == DAY
    assert not isinstance(case.do("answer_consultation", STRANGER, answer="x"), Refusal)


def test_a_decision_ends_the_question() -> None:
    case = asked()
    case.approve()
    assert case.state.consultation is None
    assert not case.state.clocks[ClockKind.CONSULTATION].live
    assert code(case.do("answer_consultation", OMAR, answer="x")) is RefusalCode.ALREADY_DECIDED


def test_the_notice_of_a_question_goes_to_the_team_that_was_asked() -> None:
    routes = (NoticeRoute(on="consulted", audience=Audience.TEAM, channels=(Channel.EMAIL,), template="asked"),)
    [notice] = asked(routes=routes).state.outbox
    assert (notice.team, notice.values["due_date"]) == ("visit_visas", riyadh("2026-01-08 09:00").isoformat())
    authority = Case(routes=routes).claim()
    authority.do("consult", to="traffic", question="x")
    assert authority.state.outbox == ()


def test_a_consultation_follows_from_events_alone() -> None:
    case = asked().at("2026-01-09 09:00")
    case.do("answer_consultation", answer="x")
    assert replay(case) == case.state


def test_an_interim_reply_is_sent_and_decides_nothing() -> None:
    case = Case().claim()
    case.do("interim_reply", reply={"text": "ما زال الطلب تحت المعالجة"})
    [notice] = case.state.outbox
    assert (notice.template, notice.values["reply"]) == ("interim", "ما زال الطلب تحت المعالجة")
    assert (case.state.stage, case.state.decision) == (Stage.IN_REVIEW, None)
    assert not isinstance(case.approve(), Refusal)


def test_an_interim_reply_has_words_and_a_way() -> None:
    assert code(Case().claim().do("interim_reply")) is RefusalCode.MISSING_REPLY
    assert code(Case(routes=()).claim().do("interim_reply", reply={"text": "x"})) is RefusalCode.MALFORMED
