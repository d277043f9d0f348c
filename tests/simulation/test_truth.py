"""What is lived again under its own policy comes out as it was: every due instant, breach and rung."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaos.history.replays import history, replayer
from models.case.events import Breached, Chased, Event, Reminded, RungReached
from models.case.state import CaseState
from models.codes import ClockKind
from simulation.from_events import recorded_case
from simulation.lives import Life, relive
from simulation.policies import OwnPolicies
from tests.case.test_properties import LIVES, STEPS, live
from tests.case.test_redecide import long_life, other_life
from tests.support.histories.recording import HISTORIES
from tests.support.simulation import TWO_STEPS, Case
from workflows.case.audit.stories import planned
from workflows.case.evolve import fold
from workflows.case.running.live_case import LiveCase

FILES = sorted(HISTORIES.rglob("*.json"))
Told = tuple[str, ...]
BESIDE = 0.37
"""Minutes by which commands pass the instants at which something falls due: those are whole minutes."""
PUNCTUAL = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 60 * 24 * 6)), max_size=25)
"""Steps with the minutes between them, a worker alive all the time."""


def told(events: list[Event]) -> list[Told]:
    """What time brought about, with the instants at which it fell due."""
    found = list[Told]()
    for event in events:
        body = event.body
        if isinstance(body, RungReached):
            found.append((body.type, body.clock, str(body.run), body.rung, body.due.isoformat()))
        elif isinstance(body, Breached | Chased):
            found.append((body.type, body.clock, str(body.run), body.due.isoformat()))
        elif isinstance(body, Reminded):
            found.append((body.type, body.due.isoformat()))
    return found


def dues(state: CaseState) -> dict[ClockKind, datetime | None]:
    """When each clock is due, as the case stands."""
    return {kind: clock.due(state.time_of(clock)) for kind, clock in state.clocks.items()}


def again(case: Case, *, as_noticed: bool) -> Life:
    """A case lived again under its own policy."""
    record = recorded_case(case.state.reference, case.opened_under, case.events, as_noticed=as_noticed)
    life = relive(record, OwnPolicies(), case.now)
    assert isinstance(life, Life)
    return life


def assert_same(life: Life, case: Case) -> None:
    assert life.refused == []
    assert told(life.events) == told(case.events)
    assert dues(life.state) == dues(case.state)
    start = CaseState(reference=case.state.reference, policy=case.opened_under)
    assert {str(key) for key in life.notices} == set(planned(start, life.events))
    assert (life.state.stage, life.state.outcome, life.state.team) == (
        case.state.stage,
        case.state.outcome,
        case.state.team,
    )


@settings(max_examples=300, deadline=None)
@given(LIVES)
def test_any_life_that_the_decider_makes_is_given_back(life: Any) -> None:
    case = live(life, approvals=TWO_STEPS)
    assert_same(again(case, as_noticed=True), case)


@settings(max_examples=300, deadline=None)
@given(PUNCTUAL)
def test_without_outages_it_is_given_back_from_the_commands_alone(life: Any) -> None:
    case = live([(step, minutes + BESIDE, False) for step, minutes in life], approvals=TWO_STEPS)
    assert_same(again(case, as_noticed=False), case)


def test_long_lives_with_signed_commands_are_given_back() -> None:
    for case in (long_life(), other_life()):
        assert_same(again(case, as_noticed=False), case)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_a_history_of_a_real_server_is_given_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = list[LiveCase]()
    become = LiveCase.become

    def keep(case: LiveCase, *given: Any, **more: Any) -> None:
        become(case, *given, **more)
        held.append(case)

    monkeypatch.setattr(LiveCase, "become", keep)
    await replayer().replay_workflow(history(path))
    records = held[-1].records()
    record = recorded_case(records.reference, records.policy, records.events, records.request, as_noticed=True)
    life = relive(record, OwnPolicies(), records.events[-1].at)
    assert isinstance(life, Life) and life.refused == []
    assert told(life.events) == told([*records.events])
    lived = fold(CaseState(reference=records.reference, policy=records.policy), records.events)
    assert dues(life.state) == dues(lived)
    assert (life.state.stage, life.state.outcome) == (lived.stage, lived.outcome)
