"""The list of the trusted as it is read: what nobody can use of it takes nothing else with it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from activities.trust.reading import trusted_of

NOW = datetime(2026, 1, 6, 9, tzinfo=UTC)


def person(staff: str, **changes: Any) -> dict[str, Any]:
    row = {"id": staff, "role": "officer", "issuer": None, "subject": None, "sessions_since": None, "active": True}
    return row | {"teams": ["exit_visas"]} | changes


@pytest.mark.parametrize(
    "odd", [{"id": "odd\x1b[2J"}, {"role": "king"}, {"teams": ["\x1b"]}], ids=["id", "role", "team"]
)
def test_a_row_of_staff_that_no_case_can_name_leaves_the_others_trusted(odd: dict[str, Any]) -> None:
    row = {"keys": [], "staff": [person("layla"), person("odd", **odd)], "stand_ins": [["odd", "layla"]], "revoked": []}
    assert [each.actor.id for each in trusted_of(row, NOW).staff.values()] == ["layla"]
