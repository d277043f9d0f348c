"""Persons: two requests describe two persons or one, each as much as its author happened to write."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from bench.first_stage.kinds import InputKind, TriedInput, judged
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


KINDS = (InputKind("persons", "two descriptions of four children", "whether they are one", _pairs),)
