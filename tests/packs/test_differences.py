"""What differs between two versions of a pack, key by key."""

from typing import Any

import pytest

from activities.packs import load_pack
from models.packs.differences import pack_changes
from settings import PROJECT

PASSPORTS = load_pack(PROJECT / "policies" / "passports")


def changes(**changed: Any) -> dict[str, tuple[Any, Any]]:
    after = PASSPORTS.model_copy(update=changed)
    return {" > ".join(each.key): (each.before, each.after) for each in pack_changes(PASSPORTS, after)}


def with_conditions(place: int, name: str, conditions: tuple[Any, ...]) -> dict[str, Any]:
    rules = list(PASSPORTS.triage.rules)
    rules[place] = rules[place].model_copy(update={name: conditions})
    return {"triage": PASSPORTS.triage.model_copy(update={"rules": tuple(rules)})}


WITH_MANY = next(place for place, rule in enumerate(PASSPORTS.triage.rules) if len(rule.unless) > 5)
CONDITIONS = PASSPORTS.triage.rules[WITH_MANY].unless


def test_the_same_pack_has_no_differences() -> None:
    assert changes() == {}


@pytest.mark.parametrize("at", [0, 2, len(CONDITIONS)])
def test_a_condition_that_comes_is_one_difference_wherever_it_stands(at: int) -> None:
    new = CONDITIONS[0].model_copy(update={"fact": "problem", "value": "fees_unpaid_or_short"})
    found = changes(**with_conditions(WITH_MANY, "unless", (*CONDITIONS[:at], new, *CONDITIONS[at:])))
    [(key, (before, after))] = found.items()
    assert key.endswith(f"unless > {at + 1}") and before is None and after["value"] == "fees_unpaid_or_short"


def test_a_condition_that_goes_is_one_difference() -> None:
    [(key, (before, after))] = changes(**with_conditions(WITH_MANY, "unless", CONDITIONS[1:])).items()
    assert key.endswith("unless > 1") and after is None and before["fact"] == CONDITIONS[0].fact


def test_a_condition_with_another_value_is_told_by_its_value() -> None:
    changed = CONDITIONS[0].model_copy(update={"value": "something_else"})
    [(key, pair)] = changes(**with_conditions(WITH_MANY, "unless", (changed, *CONDITIONS[1:]))).items()
    assert key.endswith("unless > 1 > value") and pair == (CONDITIONS[0].value, "something_else")


def test_a_route_is_named_by_its_codes() -> None:
    found = changes(routes=PASSPORTS.routes[:1])
    assert len(found) > 5 and all(not set("()[]{}<'") & set(key) for key in found), found
