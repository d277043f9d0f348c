"""The duplicate rule of a pack: whose requests are compared, by which fields, and that what nobody knows stays open."""

from typing import Any

import pytest

from bench.cases import residence_number
from models.codes import Whose
from models.intake.beyond import open_cases
from models.intake.duplicates import OF_ONE_APPLICANT, DuplicateRule, duplicates
from models.intake.person_hash import duplicate_key
from models.intake.repeats import compared
from tests.support.database import request

BY_PLACE = DuplicateRule(whose=Whose.ANYONE, fields=("place",), within_days=14)
OAK = {"place": "1200 Oak St."}
SON = {"relation": "son", "id_type": "iqama", "id_number": "2990000230"}
DAUGHTER = {"relation": "daughter", "id_type": "iqama", "id_number": "2990000206"}
ANOTHER = {"applicant__id_type": "national_id", "applicant__id_number": "1990000182"}


def same(rule: DuplicateRule, one: dict[str, Any], other: dict[str, Any]) -> bool | None:
    """Whether a request is the same as an open one."""
    return duplicates(request(**other), {"open": request(**one)}, rule)["open"]


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        ({"context": OAK}, {"context": OAK}, True),
        ({"context": OAK}, {"context": OAK} | ANOTHER, True),
        ({"context": OAK}, {"context": {"place": "  1200 OAK st "}} | ANOTHER, True),
        ({"context": OAK}, {"context": {"place": "1201 Oak St."}}, False),
        ({"context": OAK}, {"context": {}}, None),
        ({"context": {}}, {"context": OAK}, None),
        ({"context": {}}, {"context": {}}, None),
        ({"context": {"place": "…"}}, {"context": {"place": "…"}}, None),
    ],
)
def test_of_anyone_the_field_alone_decides_and_one_that_is_missing_leaves_it_open(
    one: dict[str, Any], other: dict[str, Any], known: bool | None
) -> None:
    assert same(BY_PLACE, one, other) is known


@pytest.mark.parametrize(
    ("whose", "one", "other", "known"),
    [
        (Whose.APPLICANT, {}, {}, True),
        (Whose.APPLICANT, {"on_behalf_of": SON}, {"on_behalf_of": SON}, True),
        (Whose.APPLICANT, {"on_behalf_of": SON}, {"on_behalf_of": DAUGHTER}, False),
        (Whose.APPLICANT, {"on_behalf_of": SON}, {"on_behalf_of": {"relation": "son"}}, None),
        (Whose.CONCERNED, {"on_behalf_of": SON}, {"on_behalf_of": SON} | ANOTHER, True),
        (Whose.CONCERNED, {"on_behalf_of": SON}, {"on_behalf_of": DAUGHTER}, False),
        (Whose.CONCERNED, {}, {"applicant__id_number": residence_number(9)}, False),
        (Whose.CONCERNED, {}, ANOTHER, None),
    ],
)
def test_of_one_person_the_persons_have_to_agree_too(
    whose: Whose, one: dict[str, Any], other: dict[str, Any], known: bool | None
) -> None:
    rule = DuplicateRule(whose=whose, fields=("place",))
    assert same(rule, {"context": OAK, **one}, {"context": OAK, **other}) is known
    assert same(rule, {"context": OAK, **one}, {"context": {"place": "Elm"}, **other}) is False


def test_one_that_is_known_to_differ_decides_also_where_another_is_unknown() -> None:
    rule = DuplicateRule(whose=Whose.ANYONE, fields=("place", "lamp"))
    assert same(rule, {"context": OAK}, {"context": {"place": "Elm"}}) is False
    assert same(rule, {"context": OAK}, {"context": OAK}) is None


def test_the_rule_of_whoever_writes_none_is_the_one_of_before() -> None:
    pairs: list[tuple[dict[str, Any], dict[str, Any]]]
    pairs = [({}, {}), ({"on_behalf_of": SON}, {"on_behalf_of": SON}), ({"text_ar": "لزوجتي"}, {"text_ar": "للسائق"})]
    for one, other in pairs:
        others = {"open": request(**one)}
        assert duplicates(request(**other), others, OF_ONE_APPLICANT) == compared(request(**other), others)


def test_what_nobody_knows_is_alike_and_not_repeated() -> None:
    others = {"same": request(context=OAK), "elsewhere": request(context={"place": "Elm"}), "unread": None}
    found = open_cases(request(context=OAK, **ANOTHER), others, BY_PLACE)
    assert (found.repeated, found.alike) == (("same",), ("unread",))


def test_requests_that_are_the_same_have_one_key_and_others_another_or_none() -> None:
    def key(rule: DuplicateRule, **changes: Any) -> str | None:
        return duplicate_key("an index key", request(**changes), rule)

    mine = key(BY_PLACE, context=OAK)
    assert mine and mine == key(BY_PLACE, context={"place": "1200 oak st"}, **ANOTHER)
    assert "Oak" not in mine and mine != key(BY_PLACE, context=OAK, service="final_exit_issue")
    assert key(BY_PLACE, context={}) is None and key(OF_ONE_APPLICANT, context=OAK) is None
    of_applicant = DuplicateRule(fields=("place",))
    assert key(of_applicant, context=OAK) != key(of_applicant, context=OAK, **ANOTHER)
