"""The sabotages fit the present source, a mutant changes one place, and the report keeps the text around its table."""

import ast
import json
import pkgutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from chaos import provenance, report, scenarios
from chaos.mutation.changes import Change, Sabotage
from chaos.mutation.faults import FAULTS
from chaos.mutation.mutants import mutants_of
from chaos.mutation.sabotages import ALL, SABOTAGES
from chaos.mutation.score import Fate, MutantTrial, outcome
from chaos.outcome import Scale, TrialOutcome
from chaos.scenarios.change import NEW_CODE
from settings import PROJECT


def test_there_are_eighteen_sabotages_and_seventeen_faults_that_were_met() -> None:
    assert len({sabotage.what for sabotage in SABOTAGES}) == 18
    assert len({fault.what for fault in FAULTS}) == 17


@pytest.mark.parametrize("sabotage", ALL, ids=lambda sabotage: sabotage.what.replace(" ", "_"))
def test_a_sabotage_fits_the_source_and_its_tests_are_there(sabotage: Sabotage, tmp_path: Path) -> None:
    assert undefined_names_after(sabotage.changes, tmp_path) == ""
    for test in sabotage.tests:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (PROJECT / "tests" / file).read_text()


def test_the_change_that_is_rolled_out_fits_the_source(tmp_path: Path) -> None:
    assert undefined_names_after(NEW_CODE, tmp_path) == ""


def undefined_names_after(changes: Sequence[Change], folder: Path) -> str:
    """Make changes in copies of their files; the report of ruff on syntax errors and undefined names in them."""
    for file in {change.file for change in changes}:
        copy = folder / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text((PROJECT / file).read_text())
    for change in changes:
        change.make(folder)
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--quiet",
        "--select=F821",
        "--no-cache",
        str(folder),
    ]
    return subprocess.run(command, capture_output=True, text=True).stdout


def test_mutants_change_one_place_each() -> None:
    source = (
        "def late(at: int | None, due: int) -> bool:\n    if not at:\n        return False\n    return at > due + 1\n"
    )
    found = set()
    for number in range(len(mutants_of(ast.parse(source)))):
        tree = ast.parse(source)
        mutants_of(tree)[number].make()
        found.add(ast.unparse(tree))
    body = "def late(at: int | None, due: int) -> bool:\n    if {}:\n        return {}\n    return {}"
    expected = {
        body.format("not at", "None", "at > due + 1"),
        body.format("not at", "True", "at > due + 1"),
        body.format("not at", "False", "None"),
        body.format("not at", "False", "at >= due + 1"),
        body.format("not at", "False", "at > due - 1"),
        body.format("not at", "False", "at > due + 2"),
    }
    assert expected <= found and ast.unparse(ast.parse(source)) not in found


def test_a_mutant_without_end_is_noticed_one_that_cannot_be_loaded_says_nothing_and_survivors_are_named() -> None:
    fates = (Fate.NOTICED, Fate.NOTICED, Fate.ENDLESS, Fate.STILLBORN, Fate.SURVIVED)
    result = outcome(
        [MutantTrial("clock.py", line, line, "1 for 2", fate) for line, fate in enumerate(fates)], 1.0, 9.0
    )
    assert result.violations == ("nobody notices clock.py:4 1 for 2",)
    assert (result.figures["mutants"], result.figures["noticed"]) == ("4", "75.0%")
    assert result.figures["of these, by tests that do not end"] == "1"


def test_the_page_shows_the_figures_that_are_kept_beside_it_and_marks_those_of_another_build() -> None:
    """When it fails because rows have become stale: `python -m chaos --table` writes the table anew."""
    kept = report.read()
    assert set(kept) <= {each.name for each in pkgutil.iter_modules(scenarios.__path__)} == set(report.NOT_TRIED)
    assert "\n".join([report.BEGIN, *report.table(kept), report.END]) in report.PAGE.read_text()


def test_a_run_is_stale_when_its_build_is_unknown_or_the_product_has_changed_since() -> None:
    assert provenance.is_stale({})
    assert provenance.is_stale({"commit": "0123456789ab"})
    first = subprocess.run(
        ["git", "rev-list", "--max-parents=0", "HEAD"], capture_output=True, text=True
    ).stdout.split()
    assert provenance.is_stale({"commit": first[0]})
    head = provenance.commit()
    assert not provenance.is_stale({"commit": head}) or head.endswith("+changes")


def test_a_run_within_one_module_is_stale_when_what_that_loads_has_changed() -> None:
    code = provenance.loaded_with("chaos.search.shard")
    assert {"workflows/case/decide.py", "models/case/clock.py", "chaos/search/world.py"} <= {*code}
    assert not any(each.startswith(("activities/", "commands/", "tests/")) for each in code)
    first = subprocess.run(
        ["git", "rev-list", "--max-parents=0", "HEAD"], capture_output=True, text=True
    ).stdout.split()
    assert provenance.is_stale({"commit": first[0], "code": code})
    assert not provenance.is_stale({"commit": first[0], "code": ["no/such/file.py"]})


def test_every_part_of_the_product_makes_a_run_stale() -> None:
    around = {"chaos", "bench", "cluster", "chart", "containers", "demo", "tests"}
    packages = {path.parent.name for path in PROJECT.glob("*/*.py")}
    product = (packages | {path.name for path in PROJECT.glob("*.py")}) - around
    assert {"watchdog", "recovery", "client", "worker.py"} <= product
    assert product <= {*provenance.PRODUCT}


def test_seeds_are_named_in_a_few_words() -> None:
    assert [provenance.seeds(each) for each in ((1,), (1, 2, 3), (1, 4), ())] == [
        "seed 1",
        "seeds 1 to 3",
        "seeds 1, 4",
        "no seed",
    ]


def test_a_run_writes_its_own_rows_and_a_small_one_leaves_the_figures_of_a_long_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    held = TrialOutcome("nothing is lost", "kill -9 | pauses", {"kills": "900"})
    report.write("kills", Scale.LONG, [held], page)
    report.write("kills", Scale.SUITE, [TrialOutcome("nothing is lost", "x", {"kills": "60"})], page)
    report.write("floods", Scale.SUITE, [TrialOutcome("it answers", "x", {}, ("it was silent",))], page)
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text
    assert "| nothing is lost | kill -9 / pauses | " in text and "held; kills 900 (long, " in text
    assert "kills 60" not in text
    assert "**broken 1 times**, first: it was silent" in text
    assert set(json.loads(page.with_suffix(".json").read_text())) == {"kills", "floods"}
