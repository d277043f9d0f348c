"""Escalation by hand: whoever it is for is looked up and told, as by a rung of the ladder."""

from models.case.edition import FIRST
from models.case.events import Escalated
from models.case.state import Refusal
from models.codes import Action, Audience, Channel, Priority, RefusalCode, Role
from models.policy import NoticeRoute, Target
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA, Case, code, replay
from workflows.case.attention import attention_for
from workflows.case.deadlines import carry_out

TOLD = NoticeRoute(on="escalated", audience=Audience.ESCALATION, channels=(Channel.EMAIL,), template="escalation")


def escalated(to: Role = Role.DIRECTOR) -> Case:
    """A case that an officer has just escalated."""
    case = Case(routes=(TOLD,)).claim()
    assert not isinstance(case.do("escalate", OMAR, to=to), Refusal)
    return case


def test_the_people_of_an_escalation_by_hand_are_looked_up_and_told() -> None:
    case = escalated()
    assert (case.state.priority, case.state.outbox) == (Priority.HIGH, ())
    [search] = case.state.pending
    assert (search.rung, search.action.target) == (None, Target(role=Role.DIRECTOR, team="exit_visas"))
    case.find_people(DIRECTOR)
    [notice] = case.state.outbox
    assert (notice.people, notice.values["rung"], case.state.pending) == (("dana",), "by_hand", ())
    assert replay(case) == case.state


def test_an_escalation_by_hand_that_finds_nobody_is_on_the_attention_list() -> None:
    [search] = escalated().state.pending
    assert [entry.about for entry in attention_for(carry_out(search, (), True))] == ["by hand"]
    assert attention_for(Escalated(action=Action.NOTIFY, awaits_people=True)) == ()


def test_two_escalations_by_hand_to_the_same_people_are_one_search_until_they_are_found() -> None:
    case = escalated()
    case.do("escalate", LAYLA, to=Role.DIRECTOR)
    case.do("escalate", LAYLA, to=Role.SUPERVISOR)
    assert [search.action.target and search.action.target.role for search in case.state.pending] == [
        Role.DIRECTOR,
        Role.SUPERVISOR,
    ]
    case.find_people(DIRECTOR)
    case.do("escalate", LAYLA, to=Role.DIRECTOR)
    assert len(case.state.pending) == 1


def test_an_escalation_by_hand_and_a_rung_do_not_take_each_other_s_search() -> None:
    case = Case(routes=(TOLD,)).claim()
    case.outage_until("2026-01-13 12:00")
    case.do("escalate", OMAR, to=Role.SUPERVISOR)
    assert [search.rung for search in case.state.pending] == ["half", None]
    case.find_people(SALMA)
    assert [notice.values["rung"] for notice in case.state.outbox] == ["half", "by_hand"]


def test_a_decision_ends_the_search_of_an_escalation_by_hand() -> None:
    case = escalated()
    case.approve()
    assert case.state.pending == ()


def test_an_escalation_by_hand_of_an_earlier_version_looks_nobody_up() -> None:
    case = Case(edition=FIRST, routes=(TOLD,)).claim()
    case._note(Escalated(action=Action.NOTIFY, target=Target(role=Role.DIRECTOR)))
    assert (case.state.pending, case.state.outbox) == ((), ())
    assert "awaits_people" not in case.events[-1].model_dump_json()


def test_nobody_but_staff_is_escalated_to() -> None:
    assert code(Case().claim().do("escalate", OMAR, to=Role.BENEFICIARY)) is RefusalCode.MALFORMED
