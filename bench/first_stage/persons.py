"""Persons: two requests describe two persons or one, each as much as its author happened to write."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from bench.first_stage.kinds import InputKind, Judgement, TriedInput, judged
from models.intake.request import OnBehalfOf
from models.intake.sameness import is_same_person

NUMBERS = ("2990000123", "2990000206", "2990000131", "2990000149")
FAMILY = tuple(
    {"name_ar": name, "age": age, "id_type": "iqama", "id_number": number, "passport_number": passport}
    for (name, age, passport), number in zip(
        (("سعد التجريبي", 5, "X9900001"), ("فهد التجريبي", 9, "X9900002"), ("سعد التجريبي", 14, "X9900003"),
         ("سعد التجريبي", 5, "X9900004")),
        NUMBERS, strict=True,
    )
)  # fmt: skip
"""Four children: two of one name, and twins whom somebody registered under one."""
FIELDS = (("id_type", "id_number"), ("passport_number",), ("name_ar",), ("age",))
WRITTEN = tuple(product((True, False), repeat=len(FIELDS)))


def _described(person: dict[str, Any], written: tuple[bool, ...]) -> OnBehalfOf:
    known = {
        name: person[name] for names, is_written in zip(FIELDS, written, strict=True) if is_written for name in names
    }
    return OnBehalfOf(relation="child", **known)


def _pairs(every: bool) -> Iterator[TriedInput]:
    everything = product(enumerate(FAMILY), enumerate(FAMILY), WRITTEN, WRITTEN)
    for (mine, one), (theirs, other), says, also in everything if every else islice(everything, 0, None, 5):
        found = is_same_person(_described(one, says), _described(other, also))
        yield TriedInput(f"children {mine} and {theirs}, {says} and {also}: {found}", judged(found, mine == theirs))


SPELLINGS = (
    ("عبدالله", "عبد الله", "عَبْدُالله", "عبـدالله", "Abdullah", "Abdallah", "Abdulla"),
    ("محمد", "مُحمّد", "Mohammed", "Mohammad", "Muhammad", "Mohamed", "Mohd"),
    ("أسامة", "اسامه", "Osama", "Usamah", "Ossama"),
    ("يوسف", "یوسف", "Yousef", "Yusuf", "Youssef"),
    ("عبدالرحمن", "عبد الرحمان", "Abdulrahman", "Abdul Rahman", "Abd el-Rahman"),
    ("عيسى", "عيسي", "Isa", "Eissa", "Issa"),
)
"""Given names, each in spellings of one person's."""
FAMILIES = ("التجريبي", "Altajribi", "Al-Tajribi", "El Tagribi", "")
ORDERS = ("{given} {family}", "{family} {given}", "{given} بن {father} {family}", "{given} ibn {father}", "{given}")
NO_NAMES = (
    "مولود",
    "مولودة جديدة",
    "Baby Boy",
    "new born",
    "بدون اسم",
    "ابن طلال التجريبي",
    "son of Talal",
    "N/A",
    "طفل ٢",
)


def _named(name: str) -> OnBehalfOf:
    return OnBehalfOf(relation="child", **{"name_en" if name.isascii() else "name_ar": name})


def _writings(spellings: tuple[str, ...]) -> Iterator[str]:
    for given, family, order in product(spellings, FAMILIES, ORDERS):
        father = "Talal" if given.isascii() else "طلال"
        yield order.format(given=given, family=family, father=father).strip()


def _one_name(every: bool) -> Iterator[TriedInput]:
    pairs = ((one, other) for each in SPELLINGS for one, other in product(_writings(each), repeat=2))
    without = product(NO_NAMES, (name for each in SPELLINGS for name in _writings(each)))
    for one, other in islice(
        (pair for pairs_of in (pairs, without) for pair in pairs_of), 0, None, 7 if every else 211
    ):
        found = is_same_person(_named(one), _named(other))
        yield TriedInput(f"«{one}» and «{other}»: {found}", Judgement.RIGHT if found is None else Judgement.WRONG)


KINDS = (
    InputKind("persons", "two descriptions of four children", "whether they are one", _pairs),
    InputKind("persons", "one name in other spellings, parts, orders; no name yet", "nobody knows", _one_name),
)
