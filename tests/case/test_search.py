"""The search of the decider: no promise is broken in its small world, and every promise can be broken."""

from array import array
from collections.abc import Callable
from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from chaos.search import canonical, imports, world
from chaos.search.explore import PROMISES, Limits, Report, explore
from chaos.search.invariants import INVARIANTS
from chaos.search.kept import KeptSearch, kept_in
from chaos.search.memory import Memory, remembering
from chaos.search.policy import INSTANTS
from chaos.search.reachability import NO_END, without_an_end
from chaos.search.shard import TOTAL, Graph, Shard
from chaos.search.step import Transition
from chaos.search.world import ACTIONS, IMPORTS, START, Move
from chaos.seeded import seeded_random
from models.case import approval, commands, events
from models.case.events import Event
from models.case.state import CaseState
from models.codes import ClockKind, Role, Stage
from workflows.case import authority, deadlines, decide, evolve, importing
from workflows.case.authority import PERMISSIONS
from workflows.case.importing import IMPORTABLE
from workflows.case.rules import appeals, waiting
from workflows.case.sharing import work as sharing
from workflows.case.sharing.choosing import Demand

Patch = pytest.MonkeyPatch
Break = Callable[[Patch], None]


@pytest.mark.timeout(240)
def test_no_sequence_of_commands_breaks_a_promise() -> None:
    report = explore(Limits(states=10_000))
    assert [str(violation) for violation in report.violations] == []
    assert report.states >= 10_000 and report.transitions > report.states and not report.whole


@pytest.mark.timeout(240)
def test_two_processes_see_what_one_sees() -> None:
    alone, shared = explore(Limits(states=500)), explore(Limits(states=500), workers=2)
    assert (shared.states, shared.transitions, shared.depth) == (alone.states, alone.transitions, alone.depth)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("workers", [1, 2])
def test_a_search_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path, workers: int) -> None:
    kept, whole = KeptSearch(tmp_path / "kept"), explore(Limits(states=2_000), workers)
    for states in (200, 1_500, 2_000):
        report = explore(Limits(states=states), workers, kept=kept)
    assert (report.states, report.expanded, report.depth) == (whole.states, whole.expanded, whole.depth)
    assert (report.transitions, report.undetermined) == (whole.transitions, whole.undetermined)
    kept.forget()
    assert explore(Limits(seconds=0), workers, kept=kept).states == 0


def test_a_search_of_other_code_begins_anew(tmp_path: Path, monkeypatch: Patch) -> None:
    places = [kept_in(tmp_path).folder for _ in range(2)]
    monkeypatch.setattr("chaos.search.kept.loaded_with", lambda _: ["errors.py"])
    assert places[0] == places[1] != kept_in(tmp_path).folder


def test_every_import_of_the_world_is_explored_and_nothing_of_before_is_left_to_happen() -> None:
    stages = {move.take(START, INSTANTS[imports.PLACE])[0].body.standing.stage for move in IMPORTS}  # type: ignore[union-attr]
    assert stages == IMPORTABLE - {Stage.REPLIED}
    for move in IMPORTS:
        state, place = _begun(move)
        assert deadlines.settle(state, INSTANTS[place])[1] == ()
        assert move in ACTIONS[place] and move not in ACTIONS[0]


def test_every_kind_of_command_is_in_the_world() -> None:
    kinds = {type(action.command) for action in ACTIONS[0] if action.command}
    assert kinds == set(decide.HANDLERS)


def test_a_state_read_from_its_canonical_form_has_the_same_form() -> None:
    shard = Shard(0, 1)
    while shard.begin_level() and shard.expand(100).transitions < 1_000:
        pass
    for encoded in shard.waiting():
        state, place = canonical.decode(encoded)
        assert canonical.encode(state, place) == encoded


FROM_THE_START: list[tuple[Move | None, int]] = [(None, seed) for seed in range(12)]
FROM_AN_IMPORT: list[tuple[Move | None, int]] = [(move, seed) for move in IMPORTS for seed in range(2)]


def _begun(move: Move | None) -> tuple[CaseState, int]:
    """The world before everything, or after an import."""
    return (_after(move, START, imports.PLACE), imports.PLACE) if move else (START, 0)


@pytest.mark.parametrize(("begins", "seed"), FROM_THE_START + FROM_AN_IMPORT)
def test_what_the_canonical_form_leaves_out_changes_nothing_later(begins: Move | None, seed: int) -> None:
    """Along a random life, each action leads from the whole state and from what its form keeps to the same form."""
    random, (state, place) = seeded_random("canonical", seed), _begun(begins)
    for _ in range(16):
        short, _ = canonical.decode(canonical.encode(state, place))
        ways = [(each, _after(each, state, place), _after(each, short, place)) for each in ACTIONS[place]]
        for action, whole, kept in ways:
            target = place + action.advances
            assert canonical.encode(whole, target) == canonical.encode(kept, target), action.name
        if possible := [each for each in ways if each[1] is not state or each[0].advances]:
            action, state, _ = random.choice(possible)
            place += action.advances


_NOTHING: tuple[Move, tuple[Event, ...]] = (ACTIONS[0][0], ())


@pytest.mark.parametrize(("begins", "seed"), FROM_THE_START[:4] + FROM_AN_IMPORT[::2])
def test_the_invariants_hold_of_whole_states_and_without_the_memory(begins: Move | None, seed: int) -> None:
    """Along a random life nothing that the canonical form leaves out, or the memory answers, hides a violation."""
    random, (state, place), memory = seeded_random("whole", seed), _begun(begins), Memory()
    for _ in range(16):
        taken = [each.take(state, INSTANTS[place]) for each in ACTIONS[place]]
        with remembering(memory):
            assert [each.take(state, INSTANTS[place]) for each in ACTIONS[place]] == taken
        for action, caused in zip(ACTIONS[place], taken, strict=True):
            step = Transition(action, INSTANTS[place], caused, tuple(accumulate(caused, evolve.evolve, initial=state)))
            assert [what for invariant in INVARIANTS if caused for what in invariant(step)] == []
        ways = zip(ACTIONS[place], taken, strict=True)
        action, caused = random.choice([(each, what) for each, what in ways if what or each.advances] or [_NOTHING])
        state, place = evolve.fold(state, caused).but(answers={}), place + action.advances


def _after(action: Move, state: CaseState, place: int) -> CaseState:
    events = action.take(state, INSTANTS[place])
    return evolve.fold(state, events).but(answers={}) if events else state


def _permit(patch: Patch, kind: type[commands.Command], *stages: Stage, **changes: Any) -> None:
    permissions = dict(PERMISSIONS)
    permissions[kind] = permissions[kind]._replace(stages=permissions[kind].stages | set(stages), **changes)
    patch.setattr(authority, "PERMISSIONS", permissions)


def _handle(patch: Patch, kind: type[commands.Command], handler: Callable[[CaseState, Any, Any], Any]) -> None:
    handlers: dict[Any, Any] = {**decide.HANDLERS, kind: handler}
    patch.setattr(decide, "HANDLERS", handlers)


def _open_what_is_closed(patch: Patch) -> None:
    patch.setattr(authority, "_not_open", lambda *_: None)
    _permit(patch, commands.Note, Stage.CLOSED)


def _anew(state: CaseState, event: Event) -> dict[str, Any]:
    return {"running_since": event.at} if state.clocks[ClockKind.RESOLUTION].running else {}


def _resolution(state: CaseState, **changes: Any) -> dict[ClockKind, Any]:
    return state.clocks | {ClockKind.RESOLUTION: state.clocks[ClockKind.RESOLUTION].but(**changes)}


def _also(patch: Patch, body: Any, more: Callable[[CaseState, Event], dict[str, Any]]) -> None:
    """An event changes more than it should."""
    usual = evolve.CHANGES[body]
    patch.setitem(evolve.CHANGES, body, lambda state, event, its: usual(state, event, its) | more(state, event))


def _without(patch: Patch, body: Any, *fields: str) -> None:
    """An event does not change what it should."""
    usual = evolve.CHANGES[body]

    def less(state: CaseState, event: Event, its: Any) -> dict[str, Any]:
        return {name: value for name, value in usual(state, event, its).items() if name not in fields}

    patch.setitem(evolve.CHANGES, body, less)


def _last_rung_first(state: CaseState, clock: Any) -> Any:
    ladder = state.rules.ladder_of(clock.kind, clock.budget)
    return next((step for step in reversed(ladder) if step.rung.name not in clock.fired), None)


def _fails(*_: object) -> Any:
    raise KeyError("unthought of")


BREAKS: dict[str, Break] = {
    TOTAL: lambda patch: _handle(patch, commands.Note, _fails),
    "nobody_takes_two_steps_of_one_decision": lambda patch: patch.setattr(approval, "_took_part", lambda *_: False),
    "an_approval_has_every_step_of_the_chain": lambda patch: patch.setattr(decide, "is_last", lambda *_: True),
    "a_round_has_one_final_decision": lambda patch: _permit(patch, commands.Reject, Stage.RESOLVED),
    "only_people_of_the_case_act_for_the_directorate": lambda patch: patch.setattr(
        commands.Actor, "in_team", lambda *_: True
    ),
    "a_wait_ends_by_who_waits_or_by_the_answer_of_who_is_awaited": lambda patch: patch.setattr(
        waiting, "_not_theirs_to_end", lambda *_: None
    ),
    "the_beneficiary_alone_acts_for_the_beneficiary": lambda patch: _permit(
        patch, commands.Answer, roles=frozenset({Role.OFFICER})
    ),
    "used_time_neither_falls_nor_jumps": lambda patch: _also(
        patch, events.Released, lambda state, event: {"clocks": _resolution(state, **_anew(state, event))}
    ),
    "budgets_change_on_purpose_only": lambda patch: _also(
        patch, events.Escalated, lambda state, event: {"clocks": _resolution(state, budget=timedelta(hours=1))}
    ),
    "what_was_reached_stays_reached": lambda patch: _also(
        patch, events.Claimed, lambda state, event: {"clocks": _resolution(state, fired=(), breached=False)}
    ),
    "everything_due_happens_once_and_in_order": lambda patch: patch.setattr(CaseState, "next_step", _last_rung_first),
    "nothing_falls_due_early": lambda patch: patch.setattr(
        deadlines, "_is_due", lambda moment, now, before: moment.at <= now
    ),
    "everything_due_has_happened": lambda patch: patch.setattr(
        deadlines, "_is_due", lambda moment, now, before: moment.at < now
    ),
    "a_closed_case_never_moves": _open_what_is_closed,
    "an_appeal_leaves_the_result_as_it_is": lambda patch: patch.setattr(appeals, "_too_many", lambda *_: None),
    "the_clocks_run_as_the_stage_says": lambda patch: _without(patch, events.Replied, "clocks"),
    "a_proposal_waits_exactly_while_approval_is_awaited": lambda patch: _without(patch, events.SentBack, "proposal"),
    "somebody_is_awaited_exactly_while_the_stage_says_so": lambda patch: _without(patch, events.WaitEnded, "wait"),
    "the_stage_tells_whether_somebody_holds_a_case": lambda patch: _without(patch, events.Released, "stage"),
    "a_case_is_to_be_given_exactly_while_its_team_owes_that": lambda patch: patch.setattr(
        sharing, "_awaited", lambda *_: None
    ),
    "nobody_is_given_what_they_did_before": lambda patch: patch.setattr(
        world, "demand_of", lambda _, work: Demand(work.rule)
    ),
    "limits_are_kept": lambda patch: _handle(
        patch, commands.Extend, lambda state, command, now: (events.Extended(by=command.by, note="x"),)
    ),
    "no_case_ends_without_a_result": lambda patch: _without(patch, events.Closed, "outcome"),
    "an_import_goes_on_where_the_case_stood": lambda patch: patch.setattr(importing, "_passed", lambda _: ()),
    "in_time_is_what_the_ledger_says": lambda patch: patch.setattr(decide, "_in_time", lambda *_: False),
    "events_are_numbered_and_in_order_of_time": lambda patch: patch.setattr(
        decide, "effective", lambda state, command, now: now - timedelta(minutes=1)
    ),
    "a_command_takes_effect_once": lambda patch: patch.setattr(evolve, "_remembered", lambda *_: {}),
}


NOT_ALONE = {"everything_due_happens_once_and_in_order"}
"""The promises whose decider breaks another one too, by a shorter sequence."""
FAR_OFF = {"nobody_is_given_what_they_did_before"}
"""The promises that no short sequence breaks."""


def test_every_promise_of_a_step_has_a_decider_that_breaks_it() -> None:
    assert {*BREAKS, NO_END} == set(PROMISES)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("promise", BREAKS)
def test_a_decider_that_breaks_a_promise_is_found(promise: str, monkeypatch: Patch) -> None:
    BREAKS[promise](monkeypatch)
    most = 10_000 if promise in FAR_OFF else 5_000
    limits = Limits(states=1_000) if promise in NOT_ALONE else Limits(states=most, first_violation=True)
    report = explore(limits)
    assert promise in {violation.invariant for violation in report.violations}


def test_a_violation_comes_with_the_shortest_sequence_of_actions(monkeypatch: Patch) -> None:
    BREAKS["nobody_takes_two_steps_of_one_decision"](monkeypatch)
    report: Report = explore(Limits(states=5_000, first_violation=True))
    [violation] = report.violations
    assert violation.what == "officer took part already"
    assert violation.actions == (
        "open(route)",
        "claim(officer)",
        "approve(officer, removed)",
        "approve(officer, removed)",
    )


EMPTY = array("Q")
WAYS = Graph(
    sources=array("Q", [1, 2, 3, 4, 5]),
    targets=array("Q", [2, 9, 4, 3, 8]),
    ends=array("Q", [9]),
    unexpanded=EMPTY,
    open=array("Q", [1, 2, 3, 4, 5, 6]),
)
"""1 and 2 lead to the end 9; 3 and 4 go round in a circle; 5 leads to 8; 6 leads nowhere."""


def test_states_without_a_way_to_an_end_are_found() -> None:
    assert without_an_end([WAYS]) == ({3, 4, 5, 6}, 0)


def test_a_state_whose_ways_were_not_all_explored_is_undetermined() -> None:
    assert without_an_end([WAYS._replace(unexpanded=array("Q", [8]))]) == ({3, 4, 6}, 1)
