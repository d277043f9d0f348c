"""Packs are edited while their cases run: each case keeps its policy, and nothing is lost while a pack is away."""

from dataclasses import replace
from pathlib import Path

import pytest

from activities.packs import InvalidPack, load_pack
from chaos.checks.cases import FoldedEvidence
from chaos.checks.pack_versions import policies_by_version, policies_of_other_packs
from chaos.history.collect import packs_in
from chaos.outcome import Scale
from chaos.scenarios import packs
from chaos.system.pack_edits import BROKEN, CHANGES, PACK, PackFolder
from chaos.system.packs import ONE_PERSON, trial_packs
from models.packs.derive import case_policy
from tests.chaos.checks.breaking import CONTESTED, GOOD, NEGLECTED
from tests.chaos.checks.made_up_packs import PACKS


@pytest.mark.chaos
@pytest.mark.timeout(500)
def test_a_pack_that_is_changed_removed_and_broken_harms_no_case() -> None:
    assert [line for outcome in packs.run(Scale.SUITE) for line in outcome.violations] == []


@pytest.fixture
def pack(tmp_path: Path) -> PackFolder:
    """The pack of a trial."""
    (tmp_path / "aside").mkdir()
    return PackFolder(trial_packs(tmp_path / "policies"), tmp_path / "aside")


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_pack_is_valid_and_gives_another_policy_until_it_is_put_back(name: str, pack: PackFolder) -> None:
    before = case_policy(load_pack(pack.folder), ONE_PERSON)
    pack.change(CHANGES[name])
    assert case_policy(load_pack(pack.folder), ONE_PERSON).digest != before.digest
    pack.put_back()
    assert case_policy(load_pack(pack.folder), ONE_PERSON).digest == before.digest


def test_a_broken_pack_names_its_file_until_it_is_mended(pack: PackFolder) -> None:
    pack.break_it()
    with pytest.raises(InvalidPack, match=BROKEN):
        load_pack(pack.folder)
    pack.mend()
    assert load_pack(pack.folder).name == PACK


def test_a_removed_pack_is_not_among_those_there_are(pack: PackFolder) -> None:
    pack.remove()
    assert PACK not in packs_in(pack.folder.parent)


def test_a_case_with_the_policy_of_another_version_is_found() -> None:
    run = FoldedEvidence(GOOD)
    name = run.cases[CONTESTED].policy.pack
    edited = {**PACKS, name: {**PACKS[name], "follow_up": {**PACKS[name]["follow_up"], "window": "2d"}}}
    versions = {"before": PACKS, "after": edited}
    right = {CONTESTED: "before", NEGLECTED: "before"}
    assert list(policies_of_other_packs(run, right, versions)) == []
    assert list(policies_of_other_packs(run, {**right, NEGLECTED: "after"}, versions))
    assert policies_by_version(run, right)["before"]
    gone = FoldedEvidence(replace(GOOD, cases={}))
    assert len(list(policies_of_other_packs(gone, right, versions))) == 2
