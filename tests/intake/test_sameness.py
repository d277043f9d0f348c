"""Two persons are the same when a number says so; what else is alike only says that a person has to look."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.identity import IdType
from models.intake.names import folded_name
from models.intake.request import Applicant, OnBehalfOf
from models.intake.sameness import is_same_person

BY_NUMBER = {"id_type": "iqama", "id_number": "2990000123"}
BY_OTHER_NUMBER = {"id_type": "iqama", "id_number": "2990000206"}
SAAD = {"name_ar": "سعد التجريبي"}
NAMES = ("سعد التجريبي", "منى بنت خالد المثالي")
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
        (SAAD, {"name_ar": "فهد التجريبي"}, None),
        (SAAD, {"name_ar": "فهد المثالي"}, False),
        (BY_NUMBER | SAAD, {"name_ar": "فهد المثالي"}, False),
        *(
            ({"name_ar": name}, {"name_ar": "منى علي"}, None)
            for name in (
                "حرم خالد سعد",
                "عقيلة خالد سعد",
                "كريمة خالد سعد",
                "مدام خالد سعد",
                "سأرسله لاحقا",
                "حسب الإقامة",
            )
        ),
        *(
            ({"name_en": name}, {"name_en": "Mona Ali"}, None)
            for name in ("as per iqama", "refer to iqama", "will send later", "Mrs Khalid Saad", "widow of Khalid Saad")
        ),
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
    one, other = (OnBehalfOf(relation="child", passport_number=stopgap, name_ar=name) for name in NAMES)
    assert is_same_person(one, other) is False
    assert is_same_person(one, one) is None


@pytest.mark.parametrize(
    "stopgap",
    ["123456789", "987654321", "A0000000", "X1111111", "A0000001", "B1234567", "AB12345", "12121212", "X123123123"[:9],
     "112233445", "TEST1234", "NEWBORN1", "1111122", "000000"],
)  # fmt: skip
def test_a_number_that_is_made_up_by_its_form_is_none(stopgap: str) -> None:
    child = OnBehalfOf(relation="child", passport_number=stopgap, **SAAD)
    other = OnBehalfOf(relation="child", passport_number="X9912345", **SAAD)
    assert is_same_person(child, child) is is_same_person(child, other) is None


@pytest.mark.parametrize("number", ["X9912345", "A2093847", "C01X00T47", "K8802913", "905172836", "L7A3310B2"])
def test_a_number_that_only_has_some_order_is_one(number: str) -> None:
    child = OnBehalfOf(relation="child", passport_number=number, **SAAD)
    assert is_same_person(child, child) is True


@pytest.mark.parametrize("number", ["2222222222", "2000000006"])
def test_a_stopgap_with_a_right_check_digit_is_no_number(number: str) -> None:
    child = OnBehalfOf(relation="child", id_type=IdType.IQAMA, id_number=number, **SAAD)
    other = OnBehalfOf(relation="child", **BY_NUMBER)
    assert is_same_person(child, child) is is_same_person(child, other) is None


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
        (SAAD | {"passport_number": "X9912345"}, {"name_en": "Sara Altajribi", "passport_number": "X9912345"}),
        (
            SAAD | {"name_en": "Saad", "passport_number": "X9912345"},
            SAAD | {"name_en": "Fahad", "passport_number": "X9912345"},
        ),
    ],
    ids=[
        "other identity numbers",
        "other names in a parent's passport",
        "names in two scripts in a parent's passport",
        "names that agree in one script alone",
    ],
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("سعد", "سعد بن محمد"),
        ("عبدالله التجريبي", "عبد الله التجريبي"),
        ("عبد الرحمن سعد", "عبدالرحمان بن سعد"),
        ("آل سعيد محمد", "محمد السعيد"),
        ("أبو سعد", "طلال التجريبي"),
        ("أسامة عيسى", "اسامه عيسي"),
        ("سعدالتجريبي", "سعد بن طلال"),
        ("محيي الدين خالد", "محي الدين خالد"),
        ("مولود", "سعد"),
        ("مولودة سارة التجريبي", "نورة المثالي"),
        ("ابن طلال التجريبي", "سعد المثالي"),
        ("طفل ٢", "سعد المثالي"),
        ("لا يوجد اسم", "سعد المثالي"),
        ("سعد", "فهد"),
        ("سعد", "فهد بن عمر المثالي"),
        ("التجريبي سعد", "سعد التجريبي"),
        ("محمد التجريبي", "Mohammed Altajribi"),
        ("طلال التجريبي", "Iqbal Specimen"),
        ("Mohammad Ali", "Muhammad Aly"),
        ("Mohd Altajribi", "Mohammed El-Tagribi"),
        ("Saad bin Talal", "Sa'd ibn Talal"),
        ("Abdul Rahman Khan", "Abdelrehman Omar"),
        ("SPECIMEN, Maria", "Maria Specimen"),
        ("José García", "Jose Garcia"),
        ("R. Specimen", "Omar Khalid"),
        ("Baby Girl", "Sara Altajribi"),
        ("son of Talal", "Omar Khalid"),
        ("Mo7ammed Ali", "Omar Khalid"),
        ("Саад Мохаммед", "Saad Talal"),
    ],
)
def test_names_of_one_person_in_other_spellings_or_parts_leave_it_open(one: str, other: str) -> None:
    assert is_same_person(_named(one), _named(other)) is is_same_person(_named(other), _named(one)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("سعد بن طلال", "خالد بن عمر"),
        ("عبد الرحمن سعود", "عبد الكريم فيصل"),
        ("سعد آل زيد", "فهد آل ثاني"),
        ("Abdullah Omar", "Abdulaziz Khan"),
        ("Rakesh Kumar", "Thomas Mathew"),
    ],
)
def test_whole_names_in_one_script_with_nothing_in_common_are_of_two_persons(one: str, other: str) -> None:
    assert is_same_person(_named(one), _named(other)) is is_same_person(_named(other), _named(one)) is False


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_names_make_two_persons_one(one: str, other: str) -> None:
    found = is_same_person(_named(one), _named(other))
    assert found is is_same_person(_named(other), _named(one)) and found is not True


def _named(name: str) -> OnBehalfOf:
    return OnBehalfOf(relation="child", **{"name_en" if name.isascii() else "name_ar": name})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبد الله التجريبي", "عبدالله التجريبي"),
        ("أبو بكر التجريبي", "ابوبكر التجريبي"),
        ("هيفاء التجريبي", "هيفا التجريبي"),
        ("أم كلثوم", "ام كلثوم"),
        ("عبد ربه", "عبدربه"),
        ("Abdul Rahman Altajribi", "abdulrahman al-tajribi"),
    ],
)
def test_a_name_is_one_whichever_of_its_parts_are_written_together(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)
    names = map(_in_its_script, (one, other))
    persons = (OnBehalfOf(relation="child", passport_number="X9912345", **name) for name in names)
    assert is_same_person(*persons) is True


@pytest.mark.parametrize(("one", "other"), [("علي", "علا"), ("عبد الله", "عبد الاله"), ("عبد الرحمن", "عبد الرحيم")])
def test_names_of_two_persons_stay_two(one: str, other: str) -> None:
    assert folded_name(one) != folded_name(other)


def _in_its_script(name: str) -> dict[str, Any]:
    return {"name_en" if name.isascii() else "name_ar": name}
