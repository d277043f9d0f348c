"""What `make containers` needs and makes agrees with the production form; where something is missing it says so."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from containers import __main__ as command
from containers import engine, images, installation, needs, people, units
from containers.needs import Missing
from settings import PROJECT

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
EXAMPLE = (PROJECT / ".env.example").read_text()


def test_without_root_it_is_skipped_with_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr("sys.argv", ["containers"])
    assert command.main() == 0
    assert capsys.readouterr().out == "skipped: root is needed\n"


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(Missing, match="there is no such-a-program, no nor-this-one"):
        needs.check(("sh", "such-a-program", "nor-this-one"))


def test_there_is_a_stand_in_for_every_image_of_the_production_form() -> None:
    [base, *_] = re.findall(r"(?m)^FROM (\S+?)\$\{PYTHON_DIGEST\}", (PROJECT / "Dockerfile").read_text())
    wanted = {service["image"] for service in COMPOSE["services"].values()} - {"tawasul:0.1.0"}
    assert set(images.TAGS.values()) == {re.sub(r"\$\{\w+:\?\}", "", image) for image in wanted} | {base}
    assert all((images.STAND_INS / name / "Dockerfile").is_file() for name in images.TAGS)
    asked = set(re.findall(r"\$\{(\w+_DIGEST):\?\}", (PROJECT / "docker-compose.yml").read_text()))
    assert set(installation.DIGESTS) == asked


def test_the_environment_of_the_trial_is_the_example_with_stand_ins(tmp_path: Path) -> None:
    filled = installation.filled(EXAMPLE, installation.DIGESTS)
    changed = {new for old, new in zip(EXAMPLE.splitlines(), filled.splitlines(), strict=True) if old != new}
    assert changed == {f"{name}={images.SUFFIX}" for name in installation.DIGESTS}


def test_the_python_of_the_wheels_is_that_of_the_dockerfile() -> None:
    assert f"python:{images.PYTHON}." in images.TAGS["python"]


def test_the_units_that_are_started_are_there() -> None:
    files = {file.name for file in (PROJECT / "systemd").iterdir()}
    assert {re.sub(r"@\d", "@", unit) for unit in (*units.UNITS, *units.TIMERS)} <= files


def test_the_channels_that_are_trusted_are_those_of_the_samples() -> None:
    samples = (PROJECT / "samples" / "requests.json").read_text()
    assert set(re.findall(r'"channel": "(\w+)"', samples)) == set(people.CHANNELS)


def test_a_command_that_fails_says_why_and_is_raised(capfd: pytest.CaptureFixture[str]) -> None:
    import subprocess

    done = subprocess.run(["sh", "-c", "echo the reason >&2; exit 3"], capture_output=True)
    with pytest.raises(subprocess.CalledProcessError):
        engine.printed(done)
    assert "the reason" in capfd.readouterr().err
