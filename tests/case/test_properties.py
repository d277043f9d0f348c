"""Properties of cases under any order of commands and any passing of time."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.case.commands import BENEFICIARY, SYSTEM, Actor
from models.case.events import RungReached
from models.codes import ClockKind, Priority, Stage
from models.intake.reference import appeal_id, derive_reference
from tests.support.simulation import DAY, DIRECTOR, LAYLA, OMAR, SALMA, STRANGER, TWO_STEPS, Case
from workflows.case.deadlines import next_wake
from workflows.case.evolve import fold
from workflows.case.sharing.choosing import PossibleHolder

REPLY = {"reply": {"text": "نفيدكم"}}
OTHER_TARGETS = {
    ClockKind.FIRST_RESPONSE: dict.fromkeys(Priority, DAY),
    ClockKind.RESOLUTION: dict.fromkeys(Priority, 3 * DAY),
}
ASKED_FOR = {"requested_by": "applicant", "way": "phone"}
THE_APPEAL = derive_reference("absher_individuals", appeal_id("TW-TEST-TEST-TEST-0", 1))
STEPS: list[tuple[str, Actor, dict[str, Any]]] = [
    ("claim", OMAR, {}),
    ("claim", LAYLA, {}),
    ("release", SALMA, {}),
    ("assign", SALMA, {"to": LAYLA}),
    ("approve", OMAR, {"reason": "note_removed", **REPLY}),
    ("approve", LAYLA, {"reason": "note_removed", **REPLY}),
    ("reject", OMAR, {"reason": "window_passed", **REPLY}),
    ("confirm", SALMA, {}),
    ("confirm", OMAR, {}),
    ("send_back", SALMA, {"note": "x"}),
    ("ask", OMAR, {"reason": "documents_missing", **REPLY}),
    ("redirect", OMAR, {"team": "visit_visas", "reason": "other_team"}),
    ("redirect", DIRECTOR, {"team": "exit_visas", "reason": "other_team"}),
    ("merge", OMAR, {"into": "TW-AAAA-AAAA-AAAA-A"}),
    ("claim", STRANGER, {"absent": (SALMA,)}),
    ("approve", STRANGER, {"reason": "note_removed", **REPLY, "absent": (OMAR,)}),
    ("confirm", STRANGER, {"absent": (SALMA,)}),
    ("escalate", SYSTEM, {}),
    ("escalate", OMAR, {"to": "director"}),
    ("extend", SALMA, {"by": DAY, "note": "x"}),
    ("note", OMAR, {"text": "x"}),
    ("prioritise", SALMA, {"priority": "urgent"}),
    ("prioritise", SALMA, {"priority": "low"}),
    ("wait", OMAR, {"party": "traffic", "reason": "verification"}),
    ("wait", OMAR, {"party": "gateway", "reason": "fault_repair"}),
    ("resume", OMAR, {"answer": "x"}),
    ("resume", SALMA, {}),
    ("consult", OMAR, {"to": "visit_visas", "question": "x"}),
    ("consult", OMAR, {"to": "traffic", "question": "x"}),
    ("answer_consultation", STRANGER, {"answer": "x"}),
    ("answer_consultation", OMAR, {"answer": "x", "said_by": "x", "way": "phone"}),
    ("interim_reply", OMAR, REPLY),
    ("reclassify", OMAR, {"service": "another_service", "problem": "other", "note": "x"}),
    ("close", OMAR, ASKED_FOR),
    ("reopen_for", SALMA, {"text": "x", **ASKED_FOR}),
    ("withdraw_for", OMAR, ASKED_FOR),
    ("split", OMAR, {"service": "another_service", "note": "x"}),
    ("seen", LAYLA, {"documents": ("receipt",)}),
    ("remind", BENEFICIARY, {}),
    ("reply", BENEFICIARY, {"text": "x"}),
    ("withdraw", BENEFICIARY, {}),
    ("appeal", BENEFICIARY, {"text": "x"}),
    ("appeal_for", SALMA, {"text": "x", **ASKED_FOR}),
    ("conclude_appeal", SYSTEM, {"appeal": THE_APPEAL, "outcome": "refused"}),
    ("conclude_appeal", SYSTEM, {"appeal": THE_APPEAL, "outcome": "done", "over": True}),
    ("reopen", BENEFICIARY, {"text": "x"}),
    ("rate", BENEFICIARY, {"score": 1}),
    ("rate", BENEFICIARY, {"score": 5}),
]
LIVES = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 60 * 24 * 6), st.booleans()), min_size=1, max_size=25)


def live(
    life: list[tuple[tuple[str, Actor, dict[str, Any]], int, bool]],
    corrected: dict[str, Any] | None = None,
    there: Sequence[PossibleHolder] = (),
    **changes: Any,
) -> Case:
    """A case that lives through steps, with minutes between them, some of them with no worker alive.

    `corrected` are the terms of the service that a correction brings; of `there` some, or none, are there at a time.
    """
    case = Case("2026-01-06 09:00", **changes)
    for (kind, actor, fields), minutes, outage in life:
        later = case.now + timedelta(minutes=minutes)
        if outage:
            case.now = later
        else:
            case.until(later)
        case.do(kind, actor, **fields)
        if case.state.reclassification:
            case.classified(**(corrected or {"targets": OTHER_TARGETS}))
        if case.state.pending_split:
            case.second_opened()
        case.share(*there[int(minutes) % (len(there) + 1) :])
    case.wake()
    return case


@settings(max_examples=150, deadline=None)
@given(LIVES)
def test_there_is_one_final_decision_a_round(life: Any) -> None:
    case = live(life, approvals=TWO_STEPS)
    rounds = 1 + len(case.of("reopened"))
    assert len(case.of("resolved")) <= rounds
    decided = False
    for kind in case.types():
        assert not (kind == "resolved" and decided)
        decided = (decided or kind == "resolved") and kind != "reopened"


@settings(max_examples=150, deadline=None)
@given(LIVES)
def test_nothing_happens_after_closing(life: Any) -> None:
    types = live(life).types()
    if "closed" in types:
        later = {"notice_sent", "notice_failed", "appealed", "appeal_concluded"}
        assert set(types[types.index("closed") + 1 :]) <= later
        assert types.count("closed") == 1


@settings(max_examples=150, deadline=None)
@given(LIVES)
def test_no_working_time_is_lost_or_invented(life: Any) -> None:
    case = live(life)
    clock = case.state.clocks[ClockKind.RESOLUTION]
    calendar = case.state.rules.working_calendar
    assert clock.consumed == sum((segment.used for segment in clock.segments), timedelta())
    for segment in clock.segments:
        assert segment.used == calendar.between(segment.start, segment.end)
    starts = [segment.start for segment in clock.segments]
    ends = [segment.end for segment in clock.segments]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


@settings(max_examples=150, deadline=None)
@given(LIVES)
def test_each_rung_is_reached_once_a_run_in_order_and_never_early(life: Any) -> None:
    case = live(life)
    seen = [(reached.run, reached.rung) for reached in case.bodies(RungReached)]
    assert len(seen) == len(set(seen))
    assert all(event.body.due <= event.at for event in case.of("rung_reached"))  # type: ignore[union-attr]
    assert all(event.body.due <= event.at for event in case.of("breached"))  # type: ignore[union-attr]


@settings(max_examples=100, deadline=None)
@given(LIVES)
def test_the_events_alone_give_the_state(life: Any) -> None:
    from models.case.state import CaseState

    case = live(life)
    assert [event.seq for event in case.events] == list(range(1, len(case.events) + 1))
    assert [event.at for event in case.events] == sorted(event.at for event in case.events)
    again = fold(CaseState(reference=case.state.reference, policy=case.opened_under), case.events)
    assert again == case.state


@settings(max_examples=100, deadline=None)
@given(LIVES)
def test_the_state_survives_being_written_and_read(life: Any) -> None:
    from models.case.state import CaseState

    state = live(life).state
    assert CaseState.model_validate_json(state.model_dump_json()) == state


@settings(max_examples=100, deadline=None)
@given(LIVES)
def test_a_settled_case_wakes_only_in_the_future(life: Any) -> None:
    case = live(life)
    wake = next_wake(case.state)
    assert wake is None or wake > case.now
    if case.state.stage in (Stage.AWAITING_BENEFICIARY, Stage.RESOLVED):
        assert wake is not None
