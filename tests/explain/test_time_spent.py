"""Where the working time of a promise went: the shares add up to the time used, whatever happened to the case."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar.working import ZERO
from models.case.commands import BENEFICIARY, SYSTEM, Actor
from models.case.state import CaseState, Refusal
from models.codes import PROMISES, ClockKind, Effect, Stage, TimeUse
from tests.calendar.test_announced_months import announced
from tests.case.clocks.test_day_promises import closed
from tests.case.rules.test_importing import AS_OF, QUEUED, imported, importing
from tests.case.test_properties import LIVES, OTHER_TARGETS, STEPS, live
from tests.support.policies.days import CALENDAR_DAYS, TO_THE_CLOCK, around_the_clock_when_urgent, in_days
from tests.support.simulation import DAY, HOUR, LAYLA, OMAR, SALMA, TWO_STEPS, Case, riyadh
from workflows.case.evolve import evolve
from workflows.explain.time_spent import SpentRun, time_spent

POLICIES: dict[str, dict[str, Any]] = {
    "hours": {"approvals": TWO_STEPS},
    "days": in_days(TO_THE_CLOCK),
    "calendar days": in_days(CALENDAR_DAYS),
    "around the clock when urgent": around_the_clock_when_urgent(),
}
CHANGES: list[tuple[str, Actor, dict[str, Any]]] = [
    ("calendar_changed", SYSTEM, {"change": closed(date(2026, 1, 11)), "why": "storm"}),
    ("calendar_changed", SYSTEM, {"change": closed(date(2026, 1, 8), "v3"), "why": "moved"}),
    ("calendar_changed", SYSTEM, {"change": closed(date(2026, 1, 11), "v4").but(closures=(), removed=("storm",))}),
    ("calendar_changed", SYSTEM, {"change": announced(), "why": "no moon was seen"}),
]
LIVES_WITH_CHANGES = st.lists(
    st.tuples(
        st.sampled_from([*STEPS, *((*step[:2], {"why": "x"} | step[2]) for step in CHANGES)]),
        st.integers(0, 60 * 24 * 6),
        st.booleans(),
    ),
    min_size=1,
    max_size=25,
)


def spent(case: Case, kind: ClockKind = ClockKind.RESOLUTION) -> tuple[SpentRun, ...]:
    """Where the time of each run of a clock went, from nothing but the policy and the events."""
    return time_spent(CaseState(reference=case.state.reference, policy=case.opened_under), case.events, case.now, kind)


def counted(case: Case) -> Mapping[TimeUse, timedelta]:
    """Where the time of the last run of the resolution went."""
    return spent(case)[-1].counted


@settings(max_examples=300, deadline=None)
@given(LIVES_WITH_CHANGES, st.sampled_from(sorted(POLICIES)), st.booleans())
def test_the_shares_add_up_to_the_time_used_in_any_history(life: Any, promise: str, returned: bool) -> None:
    effect = Effect.RETURN_COMPLETION if returned else Effect.ROUTE
    case = live(life, {"targets": OTHER_TARGETS}, effect=effect, **POLICIES[promise])
    for kind in PROMISES:
        clock = case.state.clocks[kind]
        last = spent(case, kind)[-1]
        assert last.clock == clock
        assert sum(last.counted.values(), ZERO) == clock.used(case.now, case.state.time_of(clock))
        assert all(time > ZERO for time in (*last.counted.values(), *last.paused.values()))


@settings(max_examples=100, deadline=None)
@given(LIVES, st.integers(0, 60 * 24 * 60))
def test_each_run_is_there_once_and_a_decided_one_changes_no_more(life: Any, minutes: int) -> None:
    case = live(life)
    runs = spent(case)
    assert [run.clock.run for run in runs] == list(range(1, case.state.clocks[ClockKind.RESOLUTION].run + 1))
    for run in runs[:-1]:
        assert sum(run.counted.values(), ZERO) == run.clock.consumed
    if case.state.stage in (Stage.RESOLVED, Stage.CLOSED):
        case.now += timedelta(minutes=minutes)
        assert spent(case)[-1].counted == runs[-1].counted


@settings(max_examples=100, deadline=None)
@given(LIVES)
def test_without_changes_of_the_calendar_each_hour_went_where_the_case_stood(life: Any) -> None:
    """A slow and obvious calculation: the working time between two events, by the stage after the first."""
    case = live(life)
    calendar, state = case.state.rules.working_calendar, CaseState(reference="x", policy=case.opened_under)
    slow: dict[TimeUse, timedelta] = {}
    for event, following in pairwise([*case.events, None]):
        assert event
        state = evolve(state, event)
        clock = state.clocks[ClockKind.RESOLUTION]
        if event.body.type == "wait_ended" and event.body.cause == "limit":
            return  # noticed after it happened: the fold above knows it, this one does not
        if clock.running_since and clock.run == case.state.clocks[ClockKind.RESOLUTION].run:
            until = following.at if following else case.now
            since = max(event.at, clock.running_since)
            use = OBVIOUS.get(state.stage) or (
                TimeUse.CONSULTATION if state.consultation else TimeUse.REVIEW if state.assignee else TimeUse.UNASSIGNED
            )
            slow[use] = slow.get(use, ZERO) + calendar.between(since, until)
    assert dict(counted(case)) == {use: time for use, time in slow.items() if time}


OBVIOUS = {
    Stage.RECEIVED: TimeUse.INTAKE,
    Stage.AWAITING_APPROVAL: TimeUse.SECOND_PERSON,
    Stage.AWAITING_THIRD_PARTY: TimeUse.THIRD_PARTY,
}


def test_a_life_is_divided_by_what_it_waited_for() -> None:
    case = Case("2026-01-06 09:00", submitted="2026-01-06 08:00", approvals=TWO_STEPS)
    case.at("2026-01-06 11:00").claim(OMAR)
    case.at("2026-01-06 12:00").do("consult", OMAR, to="visit_visas", question="x")
    case.at("2026-01-06 13:00").do("answer_consultation", SALMA.but(teams=("visit_visas",)), answer="x")
    case.at("2026-01-06 14:00").do("wait", OMAR, party="gateway", reason="fault_repair")
    case.at("2026-01-07 08:30").do("resume", OMAR)
    case.at("2026-01-07 09:00").ask(OMAR)
    case.at("2026-01-08 09:00").answer()
    case.at("2026-01-08 10:00").approve(OMAR)
    case.at("2026-01-08 13:00").do("confirm", SALMA)
    [run] = spent(case)
    assert run.counted == {
        TimeUse.INTAKE: HOUR,
        TimeUse.UNASSIGNED: 2 * HOUR,
        TimeUse.REVIEW: HOUR + HOUR + HOUR / 2 + HOUR,
        TimeUse.SECOND_PERSON: 3 * HOUR,
        TimeUse.CONSULTATION: HOUR,
        TimeUse.THIRD_PARTY: HOUR / 2 + HOUR,
    }
    assert run.paused == {TimeUse.BENEFICIARY: DAY}
    assert (run.broke_at, run.main_use) == (None, TimeUse.REVIEW)


def test_a_wait_that_ended_by_its_limit_ended_then_although_it_was_noticed_later() -> None:
    case = Case("2026-01-06 09:00").claim(OMAR)
    case.do("wait", OMAR, party="gateway", reason="fault_repair")
    due = case.due(ClockKind.THIRD_PARTY)
    case.outage_until("2026-01-13 09:00").wake()
    assert due == riyadh("2026-01-08 09:00")
    assert counted(case) == {TimeUse.THIRD_PARTY: 2 * DAY, TimeUse.REVIEW: 3 * DAY}


def test_time_that_was_declared_closed_afterwards_is_named() -> None:
    case = Case("2026-01-06 09:00").claim(OMAR).at("2026-01-07 09:00")
    case.ask()
    assert not isinstance(case.do("calendar_changed", SYSTEM, change=closed(date(2026, 1, 6)), why="storm"), Refusal)
    left = riyadh("2026-01-06 14:30") - riyadh("2026-01-06 09:00")
    assert counted(case) == {TimeUse.REVIEW: DAY - left, TimeUse.CLOSURE: left}


def test_time_that_became_working_time_by_a_change_is_named() -> None:
    case = Case("2026-01-06 09:00").claim(OMAR)
    case.do("calendar_changed", SYSTEM, change=closed(date(2026, 1, 7)), why="storm")
    back = closed(date(2026, 1, 7), "v3").but(closures=(), removed=("storm",))
    case.do("calendar_changed", SYSTEM, change=back, why="it passed")
    case.at("2026-01-08 09:00")
    assert counted(case) == {TimeUse.REVIEW: 2 * DAY}
    eid = closed(date(2026, 3, 19), "v4").but(closures=(), removed=tuple(each.id for each in _closures_of(case)))
    case.do("calendar_changed", SYSTEM, change=eid, why="no holiday this year")
    case.until(riyadh("2026-03-31 09:00"))
    assert counted(case)[TimeUse.CALENDAR_CHANGE] > ZERO


def _closures_of(case: Case) -> Any:
    return case.opened_under.calendar.closures


def test_a_pause_counts_for_a_breach_of_the_law_and_for_no_other() -> None:
    limit = riyadh("2026-01-08 14:30")
    case = Case("2026-01-06 09:00", due_cap=limit).claim(OMAR)
    case.at("2026-01-06 10:00").ask()
    case.until(riyadh("2026-01-11 09:00"))
    [run] = spent(case)
    assert run.broke_at == limit
    assert (run.counted, run.main_use) == ({TimeUse.REVIEW: HOUR}, TimeUse.BENEFICIARY)
    plain = Case("2026-01-06 09:00").claim(OMAR).at("2026-01-06 10:00")
    plain.ask()
    assert spent(plain.until(riyadh("2026-01-07 09:00")))[0].main_use is TimeUse.REVIEW


def test_a_reopening_begins_another_run_and_keeps_the_first() -> None:
    case = Case("2026-01-06 09:00").at("2026-01-06 10:00").claim(OMAR)
    case.at("2026-01-06 12:00").approve()
    case.at("2026-01-07 09:00").do("reopen", BENEFICIARY, text="x")
    case.at("2026-01-07 10:00").claim(LAYLA)
    first, second = spent(case)
    assert first.counted == {TimeUse.UNASSIGNED: HOUR, TimeUse.REVIEW: 2 * HOUR}
    assert second.counted == {TimeUse.UNASSIGNED: HOUR}


@pytest.mark.parametrize("kind", PROMISES)
def test_a_promise_broke_when_it_was_due(kind: ClockKind) -> None:
    case = Case("2026-01-06 09:00")
    due = case.due(kind)
    assert spent(case.at("2026-01-20 09:00"), kind)[0].broke_at == due


@pytest.mark.parametrize(("used", "broke_at"), [(25 * HOUR, AS_OF), (20 * HOUR, AS_OF + HOUR), (10 * HOUR, None)])
def test_what_another_system_counted_is_apart_and_a_promise_broken_before_is_late(
    used: timedelta, broke_at: datetime | None
) -> None:
    case = imported(importing(**QUEUED | {"used": used}), targets=OTHER_TARGETS)
    [run] = spent(case)
    since = case.state.rules.working_calendar.between(AS_OF, case.now)
    assert run.counted == {TimeUse.UNASSIGNED: since, TimeUse.BEFORE_IMPORT: used}
    assert run.broke_at == broke_at
