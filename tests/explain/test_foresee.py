"""What falls due if nobody acts: it is what happens when nobody does."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.case.events import Breached
from models.case.projection import project
from models.codes import ClockKind
from tests.case.test_properties import LIVES, live
from tests.support.simulation import OMAR, Case, riyadh
from workflows.explain.foresee import breaks_at


@settings(max_examples=150, deadline=None)
@given(LIVES, st.integers(0, 60 * 24 * 40))
def test_what_is_foreseen_happens_when_nobody_acts(life: Any, minutes: int) -> None:
    case = live(life)
    until, before = case.now + timedelta(minutes=minutes), len(case.events)
    foreseen = breaks_at(case.state, until, ClockKind.RESOLUTION)
    case.until(until)
    broken = [event.body for event in case.events[before:] if isinstance(event.body, Breached)]
    assert foreseen == next((body.due for body in broken if body.clock is ClockKind.RESOLUTION), None)


@settings(max_examples=150, deadline=None)
@given(LIVES, st.integers(0, 60 * 24 * 40), st.booleans())
def test_a_paused_promise_breaks_by_the_law_or_after_a_wait_alone(life: Any, minutes: int, lawful: bool) -> None:
    changes: dict[str, Any] = {"due_cap": riyadh("2026-01-12 14:30")} if lawful else {}
    case = live(life, **changes)
    until, row = case.now + timedelta(minutes=minutes), project(case.state)
    if row.paused and breaks_at(case.state, until, ClockKind.RESOLUTION):
        assert row.limited or (row.third_party_due_at and row.third_party_due_at <= until)


def test_a_wait_that_ends_by_its_limit_is_foreseen_with_what_follows() -> None:
    case = Case("2026-01-06 09:00").claim(OMAR)
    case.do("wait", OMAR, party="traffic", reason="verification")
    assert breaks_at(case.state, riyadh("2026-01-21 08:59"), ClockKind.RESOLUTION) is None
    assert breaks_at(case.state, riyadh("2026-01-22 09:00"), ClockKind.RESOLUTION) == riyadh("2026-01-21 09:00")


def test_a_legal_limit_is_foreseen_in_a_pause_and_no_other_promise_is() -> None:
    limit = riyadh("2026-01-08 14:30")
    lawful = Case("2026-01-06 09:00", due_cap=limit).claim(OMAR)
    plain = Case("2026-01-06 09:00").claim(OMAR)
    for case in (lawful, plain):
        case.ask()
    until = riyadh("2026-03-01 09:00")
    assert breaks_at(lawful.state, until, ClockKind.RESOLUTION) == limit
    assert breaks_at(plain.state, until, ClockKind.RESOLUTION) is None
