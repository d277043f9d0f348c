"""Temporal's real server as the engine of an embedded stack, in one process or in several."""

import json
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from activities.keys.secret_files import read_secret, write_secret
from cluster.build import Programs
from cluster.layout import SHARDS, Layout, Node, frontends
from stack import temporal
from stack.engine import Host
from stack.process import KeptProcess, StackError, wait_until

DATABASES = {"temporal": "temporal", "temporal_visibility": "visibility"}
"""The databases of the server, and the folders of their tables' versions."""
STARTS_WITHIN = 60
"""Seconds for one process of the server, on a busy machine."""
RETENTION = "720h"


@dataclass(frozen=True)
class Cluster:
    """The nodes of a server, and its tables in the PostgreSQL of the stack.

    The nodes are started one after another, as those that begin in the same instant die («SaveClusterMetadata
    encountered version mismatch»); each is started again when it ends.
    """

    programs: Programs
    layout: Layout
    extra_dynamic_config: Sequence[str] = ()

    postgres_options: tuple[str, ...] = ("max_connections=300",)
    """Each node takes up to fifteen connections, each worker of ours up to ten."""

    def address(self, host: Host) -> str:
        """The address of the first frontend."""
        return frontends(self.layout(host.home))[0]

    def passwords(self, host: Host) -> Mapping[str, str]:
        """That of the server's role."""
        return {"temporal": _password(host)}

    def begin(self, host: Host) -> None:
        """Nothing: the server keeps all it knows in PostgreSQL."""

    def serve(self, host: Host) -> None:
        """Make the tables, start the nodes, make the namespace."""
        for database, tables in DATABASES.items():
            self._make_tables(host, database, tables)
        settings = [*temporal.DYNAMIC_CONFIG, *self.extra_dynamic_config]
        _dynamic_config(host).write_text(as_yaml(settings))
        started = [self._start(host, node) for node in self.layout(host.home)]
        addresses = frontends(self.layout(host.home))
        wait_until(lambda: _has_namespace(addresses[0]), started[0], seconds=STARTS_WITHIN)
        wait_until(lambda: all(map(temporal.answers, addresses)), started[0], seconds=STARTS_WITHIN)
        host.announce(f"temporal answers on {' and '.join(addresses)}")

    def environment_of_worker(self, host: Host, number: int) -> Mapping[str, str]:
        """The frontends in turn: on a loopback without names nothing balances by addresses."""
        addresses = frontends(self.layout(host.home))
        return {"TEMPORAL_ADDRESS": addresses[number % len(addresses)]}

    def _make_tables(self, host: Host, database: str, tables: str) -> None:
        """Bring a database of the server to its newest schema, as the production form does."""
        versions = self.programs.schema / tables / "versioned"
        environment = temporal.clean_environment() | _sql_environment(host, database)
        for arguments in (["setup-schema", "--version", "0.0"], ["update-schema", "--schema-dir", str(versions)]):
            command = [str(self.programs.sql_tool), *arguments]
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            if done.returncode != 0:
                raise StackError(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[-500:]}")

    def _start(self, host: Host, node: Node) -> KeptProcess:
        services = [f"--service={service}" for service in node.services]
        own = environment_of(
            node,
            postgres=host.port("postgres"),
            password=_password(host),
            frontend=self.address(host),
            settings=_dynamic_config(host),
        )
        command = [str(self.programs.server), "start", *services]
        process = host.keep(node.name, command, temporal.clean_environment() | own)
        wait_until(lambda: node.answers, process, seconds=STARTS_WITHIN)
        host.announce(f"{node.name} runs on {node.host}")
        return process


def environment_of(node: Node, *, postgres: int, password: str, frontend: str, settings: Path) -> dict[str, str]:
    """What the production form gives its server, with the addresses of a node."""
    return {
        "DB": "postgres12_pgx",
        "DB_PORT": str(postgres),
        "VISIBILITY_DB_PORT": str(postgres),
        "POSTGRES_SEEDS": "127.0.0.1",
        "POSTGRES_USER": "temporal",
        "POSTGRES_PWD": password,
        "DBNAME": "temporal",
        "VISIBILITY_DBNAME": "temporal_visibility",
        "SQL_MAX_CONNS": "10",
        "SQL_MAX_IDLE_CONNS": "10",
        "SQL_VIS_MAX_CONNS": "5",
        "SQL_VIS_MAX_IDLE_CONNS": "5",
        "NUM_HISTORY_SHARDS": str(SHARDS),
        "DYNAMIC_CONFIG_FILE_PATH": str(settings),
        "TEMPORAL_ALLOW_NO_AUTH": "true",
        "BIND_ON_IP": node.host,
        "TEMPORAL_BROADCAST_ADDRESS": node.host,
        "PUBLIC_FRONTEND_ADDRESS": frontend,
        "LOG_LEVEL": "warn",
    }


def _dynamic_config(host: Host) -> Path:
    return host.home / "dynamic.yaml"


def _password(host: Host) -> str:
    """The password of the server's role, made once for a folder."""
    file = host.home / "temporal.password"
    if not file.exists():
        write_secret(file, secrets.token_hex(32))
    return read_secret(file)


def _sql_environment(host: Host, database: str) -> dict[str, str]:
    return {
        "SQL_PLUGIN": "postgres12_pgx",
        "SQL_HOST": "127.0.0.1",
        "SQL_PORT": str(host.port("postgres")),
        "SQL_USER": "temporal",
        "SQL_PASSWORD": _password(host),
        "SQL_DATABASE": database,
    }


def _has_namespace(address: str) -> bool:
    """Whether the default namespace is there, made now if it was not."""
    command = [temporal.temporal_binary(), "operator", "namespace", "create", "--namespace", "default"]
    command += ["--retention", RETENTION, "--address", address, "--disable-config-file", "--disable-config-env"]
    made = subprocess.run(command, env=temporal.clean_environment(), capture_output=True)
    return made.returncode == 0 or temporal.answers(address)


def as_yaml(settings: Sequence[str]) -> str:
    """The server's dynamic configuration, from settings as its command line takes them: `key=value` in JSON."""
    pairs = (setting.partition("=") for setting in settings)
    return "".join(f"{key}:\n  - value: {json.dumps(json.loads(value))}\n" for key, _, value in pairs)
