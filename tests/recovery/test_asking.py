"""A case that gives no answer yet is asked again, and a case of any size can be started from its records."""

from typing import Any

import pytest

from errors import Cause, Component, Unreachable
from recovery import asking


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
