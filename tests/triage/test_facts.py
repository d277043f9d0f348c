"""The table of facts: each is computed once, in the type it is declared with, and shown by that type."""

from functools import cache

import pytest

from activities.packs import load_pack
from commands.common.words.findings import FORMATS
from models.calendar.working import compile_calendar
from models.packs.derive import triage_policy
from models.packs.pack import Pack
from models.triage.facts import DAYS_TO, FACTS, Facts, FactType, FactValue, fact_of
from tests.support.policies.calendars import POLICIES
from tests.support.triage_cases import CASES, NOTHING_KNOWN, Case, ask, attempt
from workflows.triage.facts import FAMILIES, SINGLE, gather
from workflows.triage.words import Hit, Source


@cache
def pack() -> Pack:
    return load_pack(POLICIES / "passports")


def facts_of(case: Case) -> Facts:
    request = case.read()
    policy, calendar = triage_policy(pack(), request.service), compile_calendar(pack().calendar)
    return gather(request, case.known, policy, calendar, request.submitted_at)


def is_of_type(value: FactValue, kind: FactType) -> bool:
    if value is None:
        return kind is not FactType.LIST
    if kind is FactType.LIST:
        return isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    if kind in (FactType.COUNT, FactType.DAYS):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, {FactType.CODE: str, FactType.YES_NO: bool}.get(kind, bool | int | float | str))


@pytest.mark.parametrize("kind", list(FactType))
def test_every_fact_has_exactly_one_computation_of_its_type(kind: FactType) -> None:
    declared = [fact.name for fact in FACTS if fact.type is kind and not fact.family]
    assert sorted(declared) == sorted(SINGLE.get(kind, ()))


def test_every_family_of_facts_has_exactly_one_computation() -> None:
    assert sorted(fact.name for fact in FACTS if fact.family) == sorted(FAMILIES)


def test_no_fact_is_declared_twice() -> None:
    assert len({fact.name for fact in FACTS}) == len(FACTS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_fact_is_computed_in_its_type(case: Case) -> None:
    facts = facts_of(case)
    for name, value in facts.items():
        fact = fact_of(name)
        assert fact and is_of_type(value, fact.type), f"{name} is {value!r}"
    assert {fact.name for fact in FACTS if not fact.family} <= set(facts)


def test_a_family_has_a_fact_for_each_moment_and_field() -> None:
    case = next(each for each in CASES if each.request.get("context"))
    facts = facts_of(case)
    assert {DAYS_TO.of(moment) for moment in pack().triage.moments} <= set(facts)
    assert {f"context.{name}" for name in case.request["context"]} <= set(facts)


@pytest.mark.parametrize("name", ["days_to", "problem.x", "open_duplicate", ""])
def test_a_name_that_is_no_fact_belongs_to_no_row(name: str) -> None:
    assert fact_of(name) is None


def test_every_type_of_fact_can_be_shown() -> None:
    assert set(FORMATS) == set(FactType)


def test_a_fact_is_not_taken_for_another_type() -> None:
    facts = Facts({"problem": "x", "attempt_late": None})
    assert facts.text("problem") == "x"
    assert facts.yes_no("attempt_late") is None
    with pytest.raises(TypeError, match="should be tuple and is str"):
        facts.codes("problem")


def test_evidence_names_its_source() -> None:
    assert str(Hit(Source.MESSAGE, "تأمين")) == "message:تأمين"


@pytest.mark.parametrize(
    ("a_try", "more"),
    [
        ({"at": "2025-02-01T08:00:00+03:00"}, ()),
        ({"at": "2025-01-02T08:00:00+03:00"}, ("try",)),
        ({"at": None}, ("try",)),
        ({"platform": None}, ("try",)),
    ],
    ids=["some months ago", "over a year ago", "of no time", "nobody says where"],
)
def test_a_try_says_more_when_it_is_older_than_the_pack_says_or_nobody_knows_when_and_where_it_was(
    a_try: dict[str, str | None], more: tuple[str, ...]
) -> None:
    written = {name: value for name, value in (attempt("تعذر تنفيذ الطلب") | a_try).items() if value is not None}
    request = ask("exit_reentry_issue", prior_attempt=written)
    assert facts_of(Case("a try", request, NOTHING_KNOWN, {})).codes("says_more") == more
