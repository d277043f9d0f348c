"""A case that gives no answer yet is asked again, and a case of any size can be started from its records."""

from typing import Any

import pytest

from errors import Cause, Component, Unreachable
from models.intake.request import read_request
from recovery import asking
from tests.support.requests import wire_request
from tests.support.simulation import Case, policy_of
from workflows import options
from workflows.case.running.from_records import carried_from_records


async def test_a_case_that_is_refused_an_answer_at_once_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PAUSE", 0.01)
    asked = 0

    async def read(client: Any, reference: str) -> str:
        nonlocal asked
        asked += 1
        if asked < 6:
            raise Unreachable(Component.TEMPORAL, Cause.FAILED)
        return reference

    assert await asking.with_retries(read, client=None, reference="TW") == "TW"  # type: ignore[arg-type]


async def test_a_case_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.5)

    async def read(client: Any, reference: str) -> str:
        raise Unreachable(Component.CASE, Cause.NO_ANSWER)

    with pytest.raises(Unreachable):
        await asking.with_retries(read, client=None, reference="TW")  # type: ignore[arg-type]


def test_a_long_case_starts_again_with_its_last_events_as_the_server_takes_no_more() -> None:
    case = Case().claim()
    for number in range(150):
        case.do("note", text=f"{number} " + "x" * 1_900)
    carried = carried_from_records(
        case.state.reference, policy_of(case), case.events, read_request(wire_request()), case.state.opening
    )
    size = sum(len(event.model_dump_json()) for event in carried.events)
    assert 0 < size <= options.BYTES_CARRIED < sum(len(event.model_dump_json()) for event in case.events)
    assert (carried.events[-1], carried.state.seq) == (case.events[-1], case.state.seq)
