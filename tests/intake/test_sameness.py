"""Two persons are the same when a number says so; what else is alike only says that a person has to look."""

from typing import Any

import pytest

from models.intake.identity import IdType
from models.intake.request import Applicant, OnBehalfOf
from models.intake.sameness import is_same_person

BY_NUMBER = {"id_type": "iqama", "id_number": "2990000123"}
BY_OTHER_NUMBER = {"id_type": "iqama", "id_number": "2990000206"}
SAAD = {"name_ar": "سعد التجريبي"}
BABY = {"name_en": "BABY OF TALAL ALTAJRIBI", "age": 0}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (BY_NUMBER, BY_NUMBER, True),
        (BY_NUMBER | {"name_ar": "سعد"}, BY_NUMBER | {"name_ar": "سعيد", "age": 40}, True),
        ({"passport_number": "X9912345"}, {"passport_number": "X9912345"}, True),
        (BY_NUMBER | {"passport_number": "X9912345"}, {"passport_number": "X9912345"}, True),
        (BY_NUMBER, BY_OTHER_NUMBER, False),
        (BY_NUMBER | SAAD, BY_OTHER_NUMBER | SAAD, False),
        ({"age": 5}, {"age": 9}, False),
        (SAAD | {"age": 5}, SAAD | {"age": 14}, False),
        (SAAD, {"name_ar": "فهد التجريبي"}, False),
        (BY_NUMBER | SAAD, {"name_ar": "فهد التجريبي"}, False),
        ({}, {}, None),
        ({"age": 5}, {"age": 5}, None),
        ({"age": 5}, {}, None),
        (SAAD | {"age": 5}, SAAD | {"age": 6}, None),
        (SAAD, {"name_ar": "سَعد التجريبى"}, None),
        (SAAD, {"name_en": "Saad Altajribi"}, None),
        (BABY, BABY, None),
        (BY_NUMBER, SAAD, None),
        (BY_NUMBER, {"passport_number": "X9912345"}, None),
        ({"passport_number": "X9900001"}, {"passport_number": "X9900002"}, None),
    ],
)
def test_only_a_number_says_that_two_are_one(one: dict[str, Any], other: dict[str, Any], same: bool | None) -> None:
    this, that = (OnBehalfOf(relation="child", **each) for each in (one, other))
    assert is_same_person(this, that) is same
    assert is_same_person(that, this) is same


@pytest.mark.parametrize("stopgap", ["0", "N/A", "none", "لا يوجد", "NEWBORN", "000000000"])
def test_a_stopgap_in_place_of_a_number_makes_nobody_the_same(stopgap: str) -> None:
    one, other = (OnBehalfOf(relation="child", passport_number=stopgap, name_ar=name) for name in ("سعد", "سارة"))
    assert is_same_person(one, other) is False
    assert is_same_person(one, one) is None


@pytest.mark.parametrize(
    "number",
    [
        {"id_type": "border_number", "id_number": "0000000000"},
        {"id_type": "gcc_id", "id_number": "-1"},
        {"id_type": "establishment", "id_number": "7990000107"},
    ],
    ids=["border", "gcc", "establishment"],
)
def test_a_number_that_is_no_person_s_makes_nobody_the_same(number: dict[str, Any]) -> None:
    child = OnBehalfOf(relation="child", **number)
    assert is_same_person(child, child) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BY_NUMBER | {"passport_number": "X9912345"}, BY_OTHER_NUMBER | {"passport_number": "X9912345"}),
        (SAAD | {"passport_number": "X9912345"}, {"name_ar": "سارة التجريبي", "passport_number": "X9912345"}),
    ],
    ids=["other identity numbers", "other names in a parent's passport"],
)
def test_a_number_that_agrees_while_something_contradicts_it_leaves_it_open(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    this, that = (OnBehalfOf(relation="child", **each) for each in (one, other))
    assert is_same_person(this, that) is is_same_person(that, this) is None


def test_the_applicant_s_own_number_says_nothing_of_those_they_stand_for() -> None:
    parent = Applicant(type="citizen", id_type=IdType.IQAMA, id_number="2990000123")
    child = OnBehalfOf(relation="child", **BY_NUMBER)
    assert is_same_person(child, child, parent) is None
    assert is_same_person(child, parent, parent) is None
    assert is_same_person(parent, parent, parent) is True
