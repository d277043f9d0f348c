"""Two persons are the same when a number says so; what else is alike only says that a person has to look."""

from typing import Any

import pytest

from models.intake.request import OnBehalfOf
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
