"""The units of systemd agree with the project and with the containers, and are confined.

`make containers` starts them under systemd.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

import settings
from settings import PROJECT
from stack import production
from tests.cli.test_readme import find_command
from tests.packaging.units import FOLDER, INSTALLED_AT, Unit, services
from tests.support.database import Database
from tests.support.terminal import bare_environment

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]
SAME = {"tawasul-worker@": "worker", "tawasul-web": "web", "tawasul-migrate": "migrate"}
"""The services of compose that a unit stands for."""
WRITTEN_BY_HAND = {"backup_url"}
"""Addresses that `make secrets` does not make, as no container is given them."""
EXPOSURE = 2.0
"""Of ten, by `systemd-analyze security`."""
every_unit = pytest.mark.parametrize("unit", services(), ids=lambda unit: unit.file.stem)
with_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")


def unit(name: str) -> Unit:
    return Unit(FOLDER / f"{name}.service")


@with_systemd
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    files = [shutil.copy2(file, tmp_path) for file in FOLDER.glob("*.[st]*") if file.suffix in {".service", ".timer"}]
    for file in map(Path, files):
        file.write_text(re.sub(rf"{INSTALLED_AT}/\.venv/bin/\w+", "/bin/true", file.read_text()))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@with_systemd
@every_unit
def test_a_unit_is_exposed_to_little(unit: Unit) -> None:
    command = ["systemd-analyze", "security", "--offline=yes", "--no-pager", str(unit.file)]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    [level] = re.findall(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert float(level) < EXPOSURE


@every_unit
def test_a_unit_names_variables_and_commands_of_the_project(unit: Unit) -> None:
    ours = {name for name in unit.variables if name.startswith("TAWASUL_")}
    assert ours <= {*settings.VARIABLES, *settings.FILES}
    [said] = re.findall(rf"{PROJECT}/\.venv/bin/(.*?)[\"']?$", " ".join(unit.command()))
    if said != "python -m worker":
        command, rest = find_command(said.split()[1:])
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options


@every_unit
def test_a_unit_gets_the_secrets_it_uses_and_no_others(unit: Unit) -> None:
    used = {name for value in unit.variables.values() for name in re.findall(r"%d/(\w+)", value)}
    assert used == set(unit.credentials)
    assert {file for file in unit.credentials.values()} == {f"/etc/tawasul/secrets/{name}" for name in used}
    assert used - WRITTEN_BY_HAND <= set(yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["secrets"])


@pytest.mark.parametrize("name", SAME)
def test_a_unit_has_the_secrets_and_settings_of_its_container(name: str) -> None:
    service = COMPOSE[SAME[name]]
    assert set(unit(name).credentials) == set(service["secrets"])
    ours = {each for each in service.get("environment", {}) if each.startswith("TAWASUL_")}
    example = (FOLDER / "tawasul.env.example").read_text()
    assert ours <= unit(name).variables.keys() | set(re.findall(r"(?m)^(\w+)=", example))


def test_the_example_has_the_settings_that_the_containers_take_from_theirs() -> None:
    asked = set(re.findall(r"(?m)^(TAWASUL_\w+)=", (PROJECT / ".env.example").read_text()))
    assert asked == set(re.findall(r"(?m)^(TAWASUL_\w+)=", (FOLDER / "tawasul.env.example").read_text()))


def test_a_worker_has_longer_to_stop_than_it_takes_to_drain() -> None:
    worker = unit("tawasul-worker@")
    [stop] = worker.all("TimeoutStopSec")
    assert int(stop) > int(worker.variables["TAWASUL_DRAIN_SECONDS"])


def test_every_timer_has_its_service() -> None:
    timers = {file.stem for file in FOLDER.glob("*.timer")}
    assert timers and timers <= {each.file.stem for each in services()}


def test_the_commands_of_migration_and_copy_run_as_the_units_say(database: Database, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    made = production.lay_out(secrets)
    assert "migration_url" in made
    for name, role in (("migration_url", "owner"), ("backup_url", "backup")):
        file = secrets / name
        file.unlink(missing_ok=True)
        file.write_text(database.of(role))
    copies = tmp_path / "copies"
    copies.mkdir()
    for name in ("tawasul-migrate", "tawasul-backup"):
        done = ran(unit(name), secrets, copies)
        assert done.returncode == 0, done.stderr
    [copy] = copies.glob("records-*Z.dump")
    assert copy.read_bytes().startswith(b"PGDMP")


def ran(unit: Unit, secrets: Path, copies: Path) -> "subprocess.CompletedProcess[str]":
    """A unit's command in its environment; the server of tests has no TLS, and the copies are kept elsewhere."""
    said = unit.environment(secrets, {"PGSSLMODE": "disable", "PATH": os.environ["PATH"]})
    command = [part.replace("/var/lib/tawasul-copies", str(copies)) for part in unit.command()]
    return subprocess.run(command, env=bare_environment(**said), cwd=PROJECT, capture_output=True, text=True)
