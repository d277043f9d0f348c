"""Persons: two requests describe two persons or one, each as much as its author happened to write."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from bench.first_stage.kinds import InputKind, Judgement, TriedInput, judged
from bench.first_stage.requests import request_of
from models.intake.repeats import compared
from models.intake.request import OnBehalfOf, Request
from models.intake.sameness import is_same_person

_PASSPORT_LETTERS = 9
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


STOPGAPS = tuple(
    f"{prefix}{digits}"
    for prefix, digits in product(("", "A", "X", "AB"), ("123456789", "987654321", "0000000", "1111111", "12121212",
                                                        "1234567", "0000001", "112233445", "123123123", "TEST1234"))
    if len(f"{prefix}{digits}") <= _PASSPORT_LETTERS
)  # fmt: skip
"""What people type where a passport has no number yet."""


def _made_up(_: bool) -> Iterator[TriedInput]:
    for one, other in product(STOPGAPS, (*STOPGAPS, "X9900001")):
        mine, theirs = (OnBehalfOf(relation="child", name_ar="سعد", passport_number=each) for each in (one, other))
        found = is_same_person(mine, theirs)
        yield TriedInput(f"{one} and {other}: {found}", Judgement.RIGHT if found is None else Judgement.WRONG)


ABOUT = ("", "أرجو إصدار تأشيرة لزوجتي", "هذه للسائق", "لابني وليست لي", "عامل ثان خرج ولم يعد", "توفي والدي الآن",
         "How do I renew?", "رحلتي تغيرت وصارت غدا")  # fmt: skip
"""Texts of requests for nobody named, each of another matter."""
RETYPED = ("{}", " {} ", "{}.", "«{}»!", "{}\n")
CODES = (None, "E-17", "E-18")


def _asked(text: str, code: str | None) -> Request:
    tried = {"outcome": "platform_error", "at": "2026-01-05T18:40:00Z", "platform": "absher_individuals"}
    return request_of("exit_reentry_issue", text_ar=text, prior_attempt=tried | {"error_code": code})


def _repeated(_: bool) -> Iterator[TriedInput]:
    """The same again is a repeat; what says something new is not; less than before may be either."""
    for (text, code), (again, also), spelling in product(product(ABOUT, CODES), product(ABOUT, CODES), RETYPED):
        found = compared(_asked(spelling.format(again), also), {"open": _asked(text, code)})["open"]
        is_new = bool(again and again != text) or bool(also and also != code)
        answer = Judgement.RIGHT if found is None else Judgement.WRONG
        tried = f"{again!r} {also} after {text!r} {code}: {found}"
        yield TriedInput(tried, answer if is_new else judged(found, True))


KINDS = (
    InputKind("persons", "two descriptions of four children", "whether they are one", _pairs),
    InputKind("persons", "one name in other spellings, parts, orders; no name yet", "nobody knows", _one_name),
    InputKind("persons", "numbers made up by their form", "nobody knows", _made_up),
    InputKind("persons", "two requests that name nobody", "whether they are about the same", _repeated),
)
