"""The embedded stack: it starts and stops PostgreSQL, Temporal and a worker as child processes, on one folder.

    with EmbeddedStack(Path(".tawasul"), worker=True) as stack:
        ...  # stack.database_url, stack.temporal_address

Data stay in the folder, so the next start goes on where the last one was, timers included, whatever was killed.
"""

import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from settings import ELSEWHERE, OF_PEOPLE, PROJECT, Settings, load
from stack import postgres, temporal
from stack.engine import DevelopmentServer, Engine
from stack.folder import CHECKPOINTS, ROLES, SIGNING_KEYS, StackFolder
from stack.ports import answers, free_port
from stack.process import KeptProcess, created_at, end_leftover, running_with, wait_until

STOP_SIGNALS = {"postgres": signal.SIGINT}
"""PostgreSQL would wait for every client to leave at SIGTERM, which stops the others."""

DATA = {"temporal": "temporal.db", "postgres": "postgres"}
"""The name of each server's data in the folder."""


WORKER_READY = "worker ready"
"""What a worker prints when it takes work."""
LOOPBACK = "127.0.0.0/8,::1/128"
"""Where the gateways of a trial may be: on this machine."""


def wait_for_worker(worker: KeptProcess, seconds: float = 20) -> None:
    """Wait until a worker takes work. Raises StackError."""
    wait_until(lambda: WORKER_READY in worker.log.read_text(errors="replace"), worker, seconds=seconds)


class EmbeddedStack:
    """The servers of one folder. Entering starts them, leaving stops them; the folder is locked meanwhile.

    With `worker`, the records are migrated and a worker is started too, or as many as it says; with `web`, the HTTP
    interface. Temporal's server is the development server, unless another `engine` is given.
    `announce` receives a line for each step. Raises StackError when a part cannot run or another process has locked
    the folder.
    """

    def __init__(
        self,
        home: Path,
        *,
        worker: int = False,
        web: bool = False,
        ui: bool = False,
        extra_dynamic_config: Sequence[str] = (),
        engine: Engine | None = None,
        announce: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._folder = StackFolder(home)
        self.home = self._folder.path
        self._workers, self._with_web, self._with_ui = int(worker), web, ui
        self._engine = engine or DevelopmentServer(ui=ui, extra_dynamic_config=extra_dynamic_config)
        self.announce = announce
        self._processes: list[KeptProcess] = []
        self._secrets = self._folder.secrets()
        self._folder.make_wrapping_key()
        self._ports: dict[str, int] = {}

    @property
    def database_url(self) -> str:
        """The records with the workers' role."""
        return self._url("tawasul_worker", self._secrets["worker"])

    @property
    def desk_url(self) -> str:
        """The records with the role that staff read by."""
        return self._url("tawasul_desk", self._secrets["desk"])

    @property
    def admin_url(self) -> str:
        """The records with the administration's role."""
        return self._url("tawasul_admin", self._secrets["admin"])

    @property
    def migration_url(self) -> str:
        """The records with the owner's role."""
        return self._url("tawasul_owner", self._secrets["owner"])

    @property
    def backup_url(self) -> str:
        """The records with the role that copies them."""
        return self._url("tawasul_backup", self._secrets["backup"])

    @property
    def temporal_address(self) -> str:
        """Host and port of Temporal's server."""
        return self._engine.address(self)

    @property
    def ui_url(self) -> str | None:
        """The address of Temporal's web pages, when they are served."""
        return f"http://127.0.0.1:{self._ports['ui']}" if self._with_ui else None

    @property
    def web_url(self) -> str | None:
        """The address of the HTTP interface, when it is served."""
        return f"http://{self._web}" if self._with_web else None

    @property
    def _web(self) -> str:
        return f"127.0.0.1:{self._ports['web']}"

    @property
    def index_key(self) -> str:
        """The key of the person hash, made once for this folder."""
        return self._secrets["index"]

    @property
    def signing_keys(self) -> dict[str, str]:
        """The private keys of issuer, channel and service of this folder, as the settings name them."""
        return {f"{name}_key": self._secrets[name] for name in SIGNING_KEYS}

    def trust_own_keys(self) -> None:
        """Have the workers trust the keys of this folder; the records must be migrated."""
        from activities.records.database import connect
        from activities.trust.keys import trust_embedded

        with connect(self.admin_url) as connection:
            trust_embedded(connection, **self.signing_keys)

    @property
    def _checkpoint_place(self) -> str:
        """Where the worker puts checkpoints: beside the data, unless the environment names a better place."""
        return load().checkpoint_place or str(self.home / "checkpoints.txt")

    def data_of(self, server: str) -> Path:
        """Where a server keeps its data."""
        return self.home / DATA[server]

    @property
    def config(self) -> Settings:
        """The settings of a command or a worker that uses these servers."""
        return replace(load(self.environment), temporal_address=self.temporal_address)

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which a command uses these servers and no others."""
        own = {
            "TEMPORAL_ADDRESS": self.temporal_address,
            "TAWASUL_HOME": str(self.home),
            "TAWASUL_POLICIES": str(load().policies.resolve()),
            "TAWASUL_DATABASE_URL": self.database_url,
            "TAWASUL_DESK_URL": self.desk_url,
            "TAWASUL_ADMIN_URL": self.admin_url,
            "TAWASUL_INDEX_KEY": self.index_key,
            "TAWASUL_CHECKPOINT_KEY": self._secrets[CHECKPOINTS],
            "TAWASUL_CHECKPOINT_PLACE": self._checkpoint_place,
        }
        inherited = {name: value for name, value in temporal.clean_environment().items() if name not in ELSEWHERE}
        own |= {f"TAWASUL_{name.upper()}": key for name, key in self.signing_keys.items()}
        return {"TAWASUL_ALLOWED_NETWORKS": LOOPBACK} | inherited | own

    @property
    def worker_environment(self) -> dict[str, str]:
        """The same for a worker, which gets no address and no key but its own."""
        return {name: value for name, value in self.environment.items() if name not in OF_PEOPLE}

    @property
    def _web_environment(self) -> dict[str, str]:
        """The same for the HTTP interface: it reads as staff do, signs as the channel, and speaks for nobody else."""
        left_out = ("TAWASUL_DATABASE_URL", "TAWASUL_ADMIN_URL", "TAWASUL_ISSUER_KEY", "TAWASUL_SERVICE_KEY")
        own = {"TAWASUL_WEB": self._web}
        return {name: value for name, value in self.environment.items() if name not in left_out} | own

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.down()

    def up(self) -> None:
        """Start the servers, which go on where the last run of this folder was."""
        self._folder.lock()
        try:
            self._end_leftovers()
            self._start_servers()
            if self._workers:
                self._migrate()
                self._start_worker()
            if self._with_web:
                self._start_web()
        except BaseException:
            self.down()
            raise

    def down(self) -> None:
        """Stop what runs, the worker first, and unlock the folder."""
        while self._processes:
            process = self._processes[-1]
            process.stop()
            self._processes.pop()
            self.announce(f"{process.name} stopped")
        if self._folder.locked and self._ports:
            self._write()
        self._folder.unlock()

    def _start_servers(self) -> None:
        self._take_ports()
        self._engine.begin(self)
        self._start_postgres()
        self._engine.serve(self)

    def _take_ports(self) -> None:
        before = self._folder.state().get("ports", {})
        self._ports = {name: free_port(before.get(name, 0)) for name in ("postgres", "temporal", "ui", "web")}

    def _start_postgres(self) -> None:
        data, options = self.data_of("postgres"), self._engine.postgres_options
        postgres.prepare(data, self._secrets["superuser"])
        command = postgres.server_command(data, self._ports["postgres"], *options)
        database = self.keep("postgres", command, temporal.clean_environment())
        wait_until(self._create_databases, database)
        self.announce(f"postgres answers on 127.0.0.1:{self._ports['postgres']}")

    def _create_databases(self) -> bool:
        passwords = {role: self._secrets[role] for role in ROLES} | dict(self._engine.passwords(self))
        return postgres.create_databases(self._ports["postgres"], self._secrets["superuser"], passwords)

    def _migrate(self) -> None:
        database = next(process for process in self._processes if process.name == "postgres")
        wait_until(self._is_migrated, database, seconds=60)
        self.announce("records are at the newest schema")

    def _is_migrated(self) -> bool:
        """Migrate; False when PostgreSQL died meanwhile: it is started again, and nothing was migrated by halves."""
        from sqlalchemy.exc import OperationalError

        from activities.records.migrate import upgrade
        from errors import Unreachable

        try:
            upgrade(self.migration_url)
            self.trust_own_keys()
        except (OperationalError, Unreachable):
            return False
        return True

    def _start_worker(self) -> None:
        for number in range(self._workers):
            name = f"worker-{number + 1}" if number else "worker"
            env = {**self.worker_environment, **self._engine.environment_of_worker(self, number)}
            worker = self.keep(name, [sys.executable, "-m", "worker"], env, cwd=PROJECT)
            self.announce(f"{name} runs as process {worker.pid}; log {worker.log}")

    def wait_for_workers(self, seconds: float = 60) -> None:
        """Wait until each worker takes work. Raises StackError."""
        for worker in (each for each in self._processes if each.name.startswith("worker")):
            wait_for_worker(worker, seconds)

    def _start_web(self) -> None:
        web = self.keep("web", [sys.executable, "-m", "web"], self._web_environment, cwd=PROJECT)
        wait_until(lambda: answers(self._ports["web"]), web)
        self.announce(f"web answers on {self.web_url}")
        self.announce(f"pages are at {self.web_url}/ar and {self.web_url}/en")

    def port(self, server: str) -> int:
        """The port of a server; the same for as long as the folder lives, unless another program takes it."""
        return self._ports[server]

    def keep(
        self, name: str, command: Sequence[str], env: Mapping[str, str], *, cwd: Path | None = None
    ) -> KeptProcess:
        """Start a process of the stack, and start it again whenever it dies."""
        process = KeptProcess(
            name,
            command,
            log=self.home / f"{name}.log",
            env=env,
            changed=self._write,
            announce=self.announce,
            stop_signal=STOP_SIGNALS.get(name, signal.SIGTERM),
            cwd=cwd,
        )
        self._processes.append(process)
        self._write()
        return process

    def _end_leftovers(self) -> None:
        """End the processes that a killed run of this folder left, also a server that it had only just started."""
        for name, identity in reversed(self._folder.state().get("processes", {}).items()):
            end_leftover(**identity, stop_signal=STOP_SIGNALS.get(name, signal.SIGTERM))
        for server in DATA:
            for identity in running_with(server, str(self.data_of(server))):
                end_leftover(**identity, stop_signal=STOP_SIGNALS.get(server, signal.SIGTERM))

    def _url(self, role: str, password: str) -> str:
        return f"postgresql://{role}:{password}@127.0.0.1:{self._ports['postgres']}/tawasul"

    def _write(self) -> None:
        """Write where the servers are and which processes run, for commands in other terminals and the next start."""
        self._folder.write_state(self._state)

    def _state(self) -> dict[str, object]:
        identities = {each.name: {"pid": each.pid, "created": created_at(each.pid)} for each in self._processes}
        return {
            "database_url": self.database_url,
            "desk_url": self.desk_url,
            "admin_url": self.admin_url,
            "migration_url": self.migration_url,
            "backup_url": self.backup_url,
            "temporal_address": self.temporal_address,
            "index_key": self.index_key,
            **self.signing_keys,
            "checkpoint_key": self._secrets[CHECKPOINTS],
            "checkpoint_place": self._checkpoint_place,
            "web_url": self.web_url or "",
            "ports": self._ports,
            "processes": identities,
        }
