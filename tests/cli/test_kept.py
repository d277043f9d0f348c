"""What is made of the packs and kept in the home."""

import os
from pathlib import Path

import pytest

from activities.packs import load_pack
from commands.common import context
from commands.common.process.kept import kept
from commands.explain.on_record import policy_of_first_stage
from models.packs.derive import triage_policy
from models.triage.policy import TriagePolicy
from tests.support.terminal import ROOT

PACKS = {pack.name: pack for pack in (load_pack(each.parent) for each in (ROOT / "policies").glob("*/pack.toml"))}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and packs of one file."""
    monkeypatch.setenv("TAWASUL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TAWASUL_POLICIES", str(tmp_path / "policies"))
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "pack.toml").write_text("a = 1")
    return tmp_path / "home"


def test_what_is_kept_is_made_once_until_a_file_changes(home: Path) -> None:
    made = [0]

    def make() -> int:
        made[0] += 1
        return made[0]

    assert [kept("there/it.json", make, by=["models/packs"]) for _ in range(2)] == [1, 1]
    assert (home / "there" / "it.json").stat().st_mode & 0o077 == 0
    os.utime(home.parent / "policies" / "pack.toml", ns=(1, 1))
    assert kept("there/it.json", make, by=["models/packs"]) == 2
    assert kept("there/it.json", make, by=["models/packs", "models/triage"]) == 3
    (home / "there" / "it.json").write_text("[")
    assert kept("there/it.json", make, by=["models/packs", "models/triage"]) == 4


@pytest.mark.parametrize("name", PACKS)
def test_a_policy_of_the_first_stage_is_the_same_when_it_was_kept(name: str) -> None:
    for service in (*PACKS[name].services, "no_such_service"):
        policy = triage_policy(PACKS[name], service)
        assert TriagePolicy.model_validate_json(policy.model_dump_json()) == policy


def test_it_is_kept_by_channel_and_service(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "packs", lambda: PACKS)
    channel, service = next(iter(PACKS["passports"].channels)), next(iter(PACKS["passports"].services))
    found = policy_of_first_stage(channel, service)
    assert policy_of_first_stage("no/such/channel", service) is None
    monkeypatch.setattr(context, "packs", dict)
    assert policy_of_first_stage(channel, service) == found == triage_policy(PACKS["passports"], service)
