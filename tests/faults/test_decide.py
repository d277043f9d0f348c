"""What the rules say of a fault: who may do what in which stage, its two clocks, and its rungs."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from activities.packs import load_pack
from models.case.commands import SYSTEM, Actor
from models.case.state import Refusal
from models.codes import ClockKind, FaultStage, RefusalCode, Role
from models.faults import events as e
from models.faults.state import FaultState
from models.intake.reference import fault_reference, parse_fault_reference
from models.packs.faults import fault_policy, fault_problems
from models.packs.pack import Pack
from settings import PROJECT
from tests.support.faults import ANSWER, DUTY, fault_command
from tests.support.simulation import DIRECTOR, riyadh
from workflows.faults.deadlines import next_wake, settle
from workflows.faults.decide import decide_fault
from workflows.faults.evolve import fold_fault

PACK = load_pack(PROJECT / "policies" / "passports")
REFERENCE = fault_reference("passports", "ERR-1", 1)
NOON = riyadh("2026-01-06 12:00")
ELSEWHERE = Actor(id="elsewhere", role=Role.SUPERVISOR, teams=("exit_visas",))


def given(state: FaultState, kind: str, actor: Actor = DUTY, at: datetime = NOON, **fields: Any) -> Any:
    """The state after a command, or the code of its refusal."""
    decided = decide_fault(state, fault_command(kind, actor, **fields), at, fault_policy(PACK))
    return decided.code if isinstance(decided, Refusal) else fold_fault(state, decided)


def opened(actor: Actor = DUTY) -> FaultState:
    state = given(FaultState(reference=REFERENCE), "open", actor, pack="passports", error_code="ERR-1", number=1)
    assert isinstance(state, FaultState)
    return state


def test_a_fault_goes_from_open_to_known_to_mended_to_closed() -> None:
    state = opened()
    assert (state.stage, state.due, state.by_rate) == (FaultStage.OPEN, riyadh("2026-01-06 13:00"), False)
    state = given(state, "known")
    assert (state.stage, state.takes_cases, state.clocks[ClockKind.FIRST_RESPONSE].live) == ("known", True, False)
    state = given(state, "mend", **ANSWER)
    assert (state.stage, state.takes_cases, state.due) == (FaultStage.MENDED, False, None)
    assert state.answer.reason == ANSWER["reason"]
    assert given(state, "close").stage is FaultStage.CLOSED


def test_its_cases_are_those_since_the_time_of_the_pack_before_its_opening() -> None:
    assert opened().since == NOON - timedelta(hours=1)


@pytest.mark.parametrize(
    ("stages", "kind"), [(["known"], "known"), (["mend"], "known"), (["mend"], "mend"), (["mend", "close"], "own")]
)
def test_what_does_not_fit_its_stage_is_refused(stages: list[str], kind: str) -> None:
    state = opened()
    for stage in stages:
        state = given(state, stage, **(ANSWER if stage == "mend" else {}))
    fields = {"mend": ANSWER, "own": {"to": DUTY}}.get(kind, {})
    assert given(state, kind, **fields) is RefusalCode.WRONG_STAGE


def test_a_fault_that_is_none_is_closed_with_a_note_only() -> None:
    assert given(opened(), "close") is RefusalCode.MALFORMED
    assert given(opened(), "close", note="لا عطل").stage is FaultStage.CLOSED


def test_anybody_who_works_on_faults_opens_one_and_its_team_or_its_owner_goes_on() -> None:
    state = opened(ELSEWHERE)
    assert given(state, "known", ELSEWHERE) is RefusalCode.NOT_AUTHORISED
    assert given(given(state, "own", to=ELSEWHERE), "known", ELSEWHERE).stage is FaultStage.KNOWN
    assert given(state, "known", DIRECTOR).stage is FaultStage.KNOWN
    auditor = Actor(id="auditor", role=Role.AUDITOR)
    assert given(state, "own", to=auditor) is RefusalCode.NOT_AUTHORISED
    assert given(state, "known", auditor) is RefusalCode.NOT_AUTHORISED


def test_the_system_opens_faults_and_does_nothing_else() -> None:
    assert opened(SYSTEM).by_rate
    assert given(opened(), "known", SYSTEM) is RefusalCode.NOT_AUTHORISED


def test_a_fault_is_opened_under_the_reference_of_its_pack_code_and_number() -> None:
    other = FaultState(reference=fault_reference("passports", "ERR-1", 2))
    assert given(other, "open", pack="passports", error_code="ERR-1", number=1) is RefusalCode.MALFORMED
    assert given(opened(), "open", pack="passports", error_code="ERR-1", number=1).seq == 1


def test_a_rung_is_reached_once_and_names_whom_to_tell() -> None:
    state, at = opened(), riyadh("2026-01-06 13:30")
    assert next_wake(state) == riyadh("2026-01-06 13:00")
    state, events = settle(state, at)
    assert [event.body.type for event in events] == ["breached", "rung_reached"]
    assert [tell.rung for tell in state.pending] == ["not_known_yet"]
    assert settle(state, at) == (state, ())


def test_of_a_rung_nobody_is_told_once_its_clock_has_stopped() -> None:
    state, _ = settle(opened(), riyadh("2026-01-06 13:30"))
    assert given(state, "known", at=riyadh("2026-01-06 13:40")).pending == ()


def test_a_notice_to_staff_is_waiting_until_it_was_sent_or_given_up() -> None:
    state, _ = settle(opened(), riyadh("2026-01-06 13:30"))
    told = e.StaffTold(clock=ClockKind.FIRST_RESPONSE, rung="not_known_yet", place=0, people=("duty",))
    state = noted(state, told)
    (notice,) = state.outbox
    assert (notice.people, notice.values["error_code"]) == (("duty",), "ERR-1")
    assert noted(state, e.FaultNoticeSent(key=notice.key)).outbox == ()


def noted(state: FaultState, body: e.FaultBody) -> FaultState:
    event = e.FaultEvent(seq=state.seq + 1, at=NOON, actor=SYSTEM, body=body)
    return fold_fault(state, [event])


def test_a_reference_of_a_fault_is_read_in_any_spelling_and_never_taken_for_that_of_a_case() -> None:
    assert REFERENCE.startswith("FT-")
    assert parse_fault_reference(REFERENCE.lower()) == REFERENCE
    for wrong in ("TW" + REFERENCE[2:], REFERENCE[:-1] + ("0" if REFERENCE[-1] != "0" else "1")):
        with pytest.raises(ValueError):
            parse_fault_reference(wrong)


def test_a_pack_whose_faults_lead_nowhere_is_named() -> None:
    def problems(**changes: Any) -> list[str]:
        terms = PACK.faults.model_copy(update=changes) if PACK.faults else None
        return [str(problem.key[1]) for problem in fault_problems(PACK.model_copy(update={"faults": terms}))]

    assert problems() == []
    assert problems(team="nobody") == ["team"]
    assert problems(message="none") == ["message"]
    assert problems(profile="none") == ["profile"]
    assert set(problems(profile="standard")) == {"profile"}
    assert problems(within=timedelta()) == ["within"]


def test_a_pack_without_faults_has_none() -> None:
    without: Pack = PACK.model_copy(update={"faults": None})
    assert fault_policy(without) is None
