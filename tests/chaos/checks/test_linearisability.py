"""The check of linearisability agrees with a search over all orders."""

import os
from datetime import UTC, datetime
from math import inf
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chaos.checks.events import Event
from chaos.checks.linearisability import Access, Kind, contradiction
from chaos.checks.rounds import Round, accesses
from chaos.history.log import Op, Result

EXAMPLES = int(os.environ.get("CHAOS_EXAMPLES", "500"))
"""How many histories are compared with the oracle in each test."""

VALUES = ("omar", "layla")


def in_some_order(left: tuple[Access, ...], written: str | None = None) -> bool:
    """The oracle: whether some order of the accesses, true to real time, is that of a write-once register."""
    if all(access.kind is Kind.MAY_HAVE_WRITTEN for access in left):
        return True
    for place, access in enumerate(left):
        rest = left[:place] + left[place + 1 :]
        if any(other.returned < access.invoked for other in rest):
            continue
        if any(in_some_order(rest, after) for after in _after(access, written)):
            return True
    return False


def _after(access: Access, written: str | None) -> list[str | None]:
    """What may be written after an access took effect; nothing when it cannot take effect now."""
    if access.kind is Kind.WROTE:
        return [access.value] if written is None else []
    if access.kind is Kind.MAY_HAVE_WRITTEN:
        return [access.value] if written is None else [written]
    if access.kind is Kind.FOUND:
        return [written] if written is not None and access.value in (None, written) else []
    return [None] if written is None else []


@st.composite
def any_access(draw: st.DrawFn) -> Access:
    """An access at any time that came to anything."""
    kind = draw(st.sampled_from(Kind))
    invoked, length = draw(st.integers(0, 8)), draw(st.integers(0, 5))
    found = {Kind.FOUND: st.sampled_from((*VALUES, None)), Kind.FOUND_EMPTY: st.none()}
    value = draw(found.get(kind, st.sampled_from(VALUES)))
    return Access(kind, invoked, inf if kind is Kind.MAY_HAVE_WRITTEN else invoked + length, value)


@st.composite
def true_history(draw: st.DrawFn) -> tuple[Access, ...]:
    """What clients of a real register saw: each access took effect at one instant within its own time."""
    written: str | None = None
    accesses = []
    for at in range(draw(st.integers(1, 7))):
        invoked, returned = at - draw(st.integers(0, 4)), at + draw(st.integers(0, 4))
        value = draw(st.sampled_from((*VALUES, None)))
        returns_value = draw(st.booleans())
        if value is None or not returns_value:
            accesses += [] if value is None else [Access(Kind.MAY_HAVE_WRITTEN, invoked, inf, value)]
            written = (written or value) if value and draw(st.booleans()) else written
            accesses += [_look(invoked, returned, written, returns_value)] if value is None else []
        elif written is None:
            written = value
            accesses.append(Access(Kind.WROTE, invoked, returned, value))
        else:
            accesses.append(_look(invoked, returned, written, draw(st.booleans())))
    return tuple(accesses)


def _look(invoked: int, returned: int, written: str | None, returns_value: bool) -> Access:
    kind = Kind.FOUND_EMPTY if written is None else Kind.FOUND
    return Access(kind, invoked, returned, written if returns_value else None)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(any_access(), max_size=7).map(tuple))
@example((Access(Kind.FOUND, 0, 1, "omar"), Access(Kind.MAY_HAVE_WRITTEN, 2, inf, "omar")))
@example((Access(Kind.WROTE, 0, 1, "omar"), Access(Kind.FOUND_EMPTY, 1, 2)))
def test_any_history_is_checked_as_by_a_search_over_all_orders(accesses: tuple[Access, ...]) -> None:
    assert (contradiction(accesses) is None) == in_some_order(accesses)


@settings(max_examples=EXAMPLES, deadline=None)
@given(true_history(), st.data())
def test_a_history_with_one_access_altered_is_checked_as_by_a_search_over_all_orders(
    accesses: tuple[Access, ...], data: st.DataObject
) -> None:
    assert contradiction(accesses) is None
    if accesses:
        place = data.draw(st.integers(0, len(accesses) - 1))
        altered = (*accesses[:place], data.draw(any_access()), *accesses[place + 1 :])
        assert (contradiction(altered) is None) == in_some_order(altered)


WON = Access(Kind.WROTE, 1, 3, "omar")


@pytest.mark.parametrize(
    ("also", "why"),
    [
        (Access(Kind.WROTE, 2, 4, "layla"), "2 decisions were acknowledged: layla, omar"),
        (Access(Kind.FOUND, 2, 4, "layla"), "a decision was seen that nobody made: layla"),
        (Access(Kind.FOUND_EMPTY, 4, 5), "no instant for the decision fits: omar"),
        (Access(Kind.FOUND, -1, 0, "omar"), "no instant for the decision fits: omar"),
    ],
)
def test_a_contradiction_is_explained(also: Access, why: str) -> None:
    assert contradiction([WON, also]) == why


def test_reads_that_each_fit_the_decision_must_fit_each_other() -> None:
    found, empty = Access(Kind.FOUND, 1, 1.5, "omar"), Access(Kind.FOUND_EMPTY, 2, 3)
    assert contradiction([WON, found]) is None
    assert contradiction([WON, empty]) is None
    assert contradiction([WON, found, empty]) is not None


def test_an_unanswered_decision_explains_what_others_found() -> None:
    unknown = Access(Kind.MAY_HAVE_WRITTEN, 1, inf, "omar")
    assert contradiction([unknown, Access(Kind.FOUND, 5, 6, "omar")]) is None
    assert contradiction([unknown, Access(Kind.FOUND_EMPTY, 5, 6)]) is None
    assert contradiction([unknown, Access(Kind.FOUND, 5, 6, "layla")]) is not None


@pytest.mark.parametrize(("kind", "tells"), [("claim", True), ("approve", True), ("reopen", False), ("close", False)])
def test_that_a_result_is_in_another_stage_tells_nothing_of_the_decision(kind: str, tells: bool) -> None:
    """A case that was appealed is decided, and not reopened: `wrong_stage`."""
    at, refused = datetime(2026, 1, 6, tzinfo=UTC), {"code": "wrong_stage", "detail": "it was appealed"}
    op = Op("1", "client-1", kind, "TW", "c", "omar", {}, 1.0, at, 2.0, at, Result.FAIL, refused)
    opening = SimpleNamespace(seq=1, command_id=None, by_system=True)
    found = list(accesses([op], [Round(cast(Event, opening), ())]))
    assert [access.kind for _, access in found] == ([Kind.FOUND_EMPTY] if tells else [])
