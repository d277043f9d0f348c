"""Examples of a pack: those delivered come out as they say, what fails is named, changes of rules are noticed."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from activities.examples import read_examples
from activities.packs import InvalidPack, load_pack
from models.codes import RuleChange
from models.packs.mutants import RuleMutant, mutants
from models.packs.pack import Pack
from settings import PROJECT
from workflows.packs.checking import Checked, checked
from workflows.packs.examples import ExampleTrial
from workflows.packs.noticing import Watch
from workflows.triage.assess import assess

PASSPORTS, CITY = (PROJECT / "policies" / name for name in ("passports", "city"))
NOTICED = 0.9
"""The share of the changes of a rule that the examples of a delivered pack notice."""
FIRST = """
[defaults]
channel = "city_portal"
submitted_at = "2026-01-06T09:00:00-06:00"
section = "streets"
seed_kind = "report"
lang = "en"
applicant = { type = "resident", email = "resident.1@example.com" }

[[examples]]
name = "a pothole"
request = { service = "pothole", text_en = "A deep pothole.", context = { place = "100 Example St" } }
"""
AS_IT_IS = 'expected = { effect = "route", team = "streets", priority = "normal" }'


@cache
def trials(folder: Path) -> tuple[ExampleTrial, ...]:
    return read_examples(folder, load_pack(folder))


def tried(tmp_path: Path, examples: str) -> Checked:
    """The city pack with these examples alone."""
    pack = city(tmp_path)
    (tmp_path / "examples.toml").write_text(examples)
    return checked(read_examples(tmp_path, pack), mutants(pack))


def city(folder: Path) -> Pack:
    """The city pack in a folder of its own, without its examples."""
    for path in CITY.rglob("*.toml"):
        if path.parent.name != "examples":
            copy = folder / path.relative_to(CITY)
            copy.parent.mkdir(exist_ok=True)
            copy.write_text(path.read_text())
    return load_pack(folder)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("folder", [PASSPORTS, CITY], ids=lambda folder: folder.name)
def test_the_examples_of_a_delivered_pack_come_out_and_notice_nine_changes_in_ten(folder: Path) -> None:
    found = checked(trials(folder), mutants(load_pack(folder)))
    assert not found.failed
    assert found.mutants > 30 and found.noticed >= NOTICED * found.mutants


@pytest.mark.parametrize("folder", [PASSPORTS, CITY], ids=lambda folder: folder.name)
def test_an_example_is_concluded_as_the_first_stage_does(folder: Path) -> None:
    for trial in trials(folder):
        known, calendar = trial.example.known, trial.case.working_calendar
        alone = assess(trial.request, known, trial.triage, calendar, trial.now)
        assert trial.assessment.but(findings=()) == alone.but(findings=()), trial.example.name
        assert trial.assessment.rules == alone.rules


def test_examples_are_no_part_of_the_policy(tmp_path: Path) -> None:
    before = city(tmp_path).version
    (tmp_path / "examples.toml").write_text(f"{FIRST}{AS_IT_IS}")
    assert load_pack(tmp_path).version == before


def test_what_comes_out_otherwise_is_named_with_both_values(tmp_path: Path) -> None:
    found = tried(tmp_path, f"{FIRST}{AS_IT_IS.replace('normal', 'high')}")
    ((name, (difference,)),) = found.failed
    assert (name, *difference) == ("a pothole", "priority", "high", "normal")
    assert not found.mutants


def test_a_rule_that_no_example_needs_is_not_noticed(tmp_path: Path) -> None:
    found = tried(tmp_path, f"{FIRST}{AS_IT_IS}")
    gone = [each.rule for each in found.unnoticed if each.change is RuleChange.GONE]
    assert "C2" in gone and found.noticed < found.mutants


@pytest.mark.parametrize(
    ("examples", "reason"),
    [
        (f"{FIRST}expected = {{}}", "say what is to come out"),
        (f"{FIRST}expected = {{ colour = 'red' }}", "Extra inputs are not permitted"),
        (f"{FIRST.replace('city_portal', 'nowhere')}{AS_IT_IS}", "is no request"),
        (f"{FIRST}{AS_IT_IS}\n{FIRST[FIRST.index('[[') :]}{AS_IT_IS}", "two examples have this name"),
        ("= 1", "is not TOML"),
    ],
)
def test_examples_that_cannot_be_tried_are_problems_of_their_file(tmp_path: Path, examples: str, reason: str) -> None:
    with pytest.raises(InvalidPack) as error:
        tried(tmp_path, examples)
    assert reason in str(error.value)


def test_what_cannot_be_noticed_by_the_quick_way_is_not_noticed_by_the_slow_one() -> None:
    pack = load_pack(CITY)
    for trial in trials(CITY):
        for mutant in mutants(pack):
            assert Watch(trial).notices(mutant) is _slowly(trial, mutant), (trial.example.name, mutant[:5])


def _slowly(trial: ExampleTrial, mutant: RuleMutant) -> bool:
    """The same by assessing the request under the whole mutant."""
    tables = mutant.tables
    changed = {
        "rules": tuple(rule for rule in tables.rules if rule.concerns(trial.triage.service)),
        "routing": tables.routing,
    }
    policy = type(trial.triage).model_construct(**{**dict(trial.triage), **changed})
    try:
        found = assess(trial.request, trial.example.known, policy, trial.case.working_calendar, trial.now)
        return bool(trial.differences(found))
    except LookupError:
        return True


def every_change(pack: Pack) -> Iterator[RuleChange]:
    return (each.change for each in mutants(pack))


def test_the_passports_pack_has_mutants_of_every_kind() -> None:
    assert set(every_change(load_pack(PASSPORTS))) == set(RuleChange)
