"""The bill of materials: every package that production installs, with its licence and the hashes of its lock."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from settings import PROJECT
from stack.sbom import NotTheSame, joined

TOOL = PROJECT / ".sbom"
LOCK = (PROJECT / "requirements/production.txt").read_text()


def bill(*packages: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"components": [{"name": name, "version": version, **more} for name, version in packages]}


def test_the_bill_of_an_environment_gets_the_hashes_of_the_lock() -> None:
    installed = bill(("SQLAlchemy", "2.1"), ("typing_extensions", "4"), licenses=["MIT"])
    locked = bill(("typing-extensions", "4"), ("sqlalchemy", "2.1"), externalReferences=[{"hashes": ["abc"]}])
    components = joined(installed, locked)["components"]
    assert [each["name"] for each in components] == ["SQLAlchemy", "typing_extensions"]
    assert all(
        each["licenses"] == ["MIT"] and each["externalReferences"] == [{"hashes": ["abc"]}] for each in components
    )


@pytest.mark.parametrize("other", [("a", "2"), ("b", "1")])
def test_what_is_installed_and_not_locked_is_named(other: tuple[str, str]) -> None:
    with pytest.raises(NotTheSame, match=f"{other[0]} {other[1]}"):
        joined(bill(other), bill(("a", "1"), externalReferences=[]))


def of_this_lock() -> bool:
    """Whether `make sbom` was run here since the lock changed."""
    made, lock = TOOL / "locked.json", PROJECT / "requirements/production.txt"
    return made.exists() and made.stat().st_mtime > lock.stat().st_mtime


@pytest.mark.skipif(not of_this_lock(), reason="`make sbom` was not run here since the lock changed")
def test_the_bill_of_production_has_every_package_with_licence_and_hashes(tmp_path: Path) -> None:
    output = tmp_path / "sbom.json"
    command = [
        TOOL / "tool/bin/python",
        PROJECT / "stack/sbom.py",
        TOOL / "installed.json",
        TOOL / "locked.json",
        output,
    ]
    subprocess.run(command, check=True)
    made = json.loads(output.read_text())
    assert made["bomFormat"] == "CycloneDX"
    assert {f"{each['name'].lower()}=={each['version']}".replace("_", "-") for each in made["components"]} == {
        pin.replace("_", "-") for pin in re.findall(r"(?m)^(\S+==\S+)", LOCK)
    }
    hashes = [
        found["content"]
        for each in made["components"]
        for reference in each["externalReferences"]
        for found in reference.get("hashes", [])
    ]
    assert set(hashes) == set(re.findall(r"sha256:([0-9a-f]{64})", LOCK))
    assert [each["name"] for each in made["components"] if not each.get("licenses")] == WITHOUT_LICENCE


WITHOUT_LICENCE = ["protobuf"]
"""Packages whose licence the tool does not find in their metadata; it is the 3-Clause BSD one."""
