"""The whole system in one folder: PostgreSQL, Temporal and a worker, as child processes of whoever holds the stack.

    with EmbeddedStack(Path(".tawasul"), worker=True) as stack:
        ...  # stack.database_url, stack.temporal_address

Data stay in the folder, so the next start goes on where the last one was, timers included, whatever was killed.
"""

import fcntl
import json
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from settings import ELSEWHERE, PROJECT, STACK_FILE, load
from stack import postgres, temporal
from stack.ports import free_port
from stack.process import KeptProcess, StackError, created_at, end_leftover, wait_until
from stack.temporal import temporal_binary

__all__ = ["EmbeddedStack", "StackError", "temporal_binary"]

STOP_SIGNALS = {"postgres": signal.SIGINT}
"""PostgreSQL takes SIGTERM as: wait until every client has left."""

DATA = {"temporal": "temporal.db", "postgres": "postgres"}
"""What each server's data are called in the folder."""


class EmbeddedStack:
    """The servers of one folder. Entering starts them, leaving stops them; one holder at a time.

    With `worker`, the records are migrated and a worker is started too. `announce` is told each step in a line.
    Raises StackError when a part cannot run or another process holds the folder.
    """

    def __init__(
        self,
        home: Path,
        *,
        worker: bool = False,
        ui: bool = False,
        extra_dynamic_config: Sequence[str] = (),
        announce: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.home = home.resolve()
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._with_worker, self._with_ui = worker, ui
        self._extra_dynamic_config, self._announce = extra_dynamic_config, announce
        self._processes: list[KeptProcess] = []
        self._held: IO[str] | None = None
        self._secrets = _secrets(self.home / "secrets.json")
        self._ports: dict[str, int] = {}
        self._writing = threading.Lock()

    @property
    def database_url(self) -> str:
        """The records with the application's role."""
        return self._url("tawasul_app", self._secrets["app"])

    @property
    def migration_url(self) -> str:
        """The records with the owner's role."""
        return self._url("tawasul_owner", self._secrets["owner"])

    @property
    def temporal_address(self) -> str:
        return f"127.0.0.1:{self._ports['temporal']}"

    @property
    def ui_url(self) -> str | None:
        return f"http://127.0.0.1:{self._ports['ui']}" if self._with_ui else None

    @property
    def index_key(self) -> str:
        """The key of the national ids' hash, made once for this folder."""
        return self._secrets["index"]

    def data_of(self, server: str) -> Path:
        """Where a server keeps its data."""
        return self.home / DATA[server]

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which a command or a worker uses these servers and no others."""
        own = {
            "TEMPORAL_ADDRESS": self.temporal_address,
            "TAWASUL_HOME": str(self.home),
            "TAWASUL_POLICIES": str(load().policies.resolve()),
            "TAWASUL_DATABASE_URL": self.database_url,
            "TAWASUL_INDEX_KEY": self.index_key,
        }
        inherited = {name: value for name, value in temporal.clean_environment().items() if name not in ELSEWHERE}
        return inherited | own

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.down()

    def up(self) -> None:
        """Start the servers, and go on where the last run of this folder was."""
        self._held = _hold(self.home / "lock")
        try:
            self._end_leftovers()
            self._start_servers()
            if self._with_worker:
                self._migrate()
                self._start_worker()
        except BaseException:
            self.down()
            raise

    def down(self) -> None:
        """Stop what runs, the worker first, and let go of the folder."""
        while self._processes:
            process = self._processes[-1]
            process.stop()
            self._processes.pop()
            self._announce(f"{process.name} stopped")
        if self._held is not None:
            if self._ports:
                self._write()
            self._held.close()
            self._held = None

    def _start_servers(self) -> None:
        remembered = self._read().get("ports", {})
        self._ports = {name: free_port(remembered.get(name, 0)) for name in ("postgres", "temporal", "ui")}
        server = self._keep(
            "temporal",
            temporal.server_command(
                self.data_of("temporal"),
                self._ports["temporal"],
                ui_port=self._ports["ui"] if self._with_ui else None,
                extra_dynamic_config=self._extra_dynamic_config,
            ),
        )
        data = self.data_of("postgres")
        postgres.prepare(data, self._secrets["superuser"])
        database = self._keep("postgres", postgres.server_command(data, self._ports["postgres"]))
        wait_until(self._create_databases, database)
        self._announce(f"postgres answers on 127.0.0.1:{self._ports['postgres']}")
        wait_until(lambda: temporal.answers(self.temporal_address), server)
        self._announce(f"temporal answers on {self.temporal_address}")

    def _create_databases(self) -> bool:
        passwords = {"PGPASSWORD": "superuser", "POSTGRES_OWNER_PASSWORD": "owner", "POSTGRES_APP_PASSWORD": "app"}
        chosen = {name: self._secrets[whose] for name, whose in passwords.items()}
        return postgres.create_databases(self._ports["postgres"], chosen)

    def _migrate(self) -> None:
        from activities.records.migrate import upgrade

        upgrade(self.migration_url)
        self._announce("records are at the newest schema")

    def _start_worker(self) -> None:
        worker = self._keep("worker", [sys.executable, "-m", "worker"], cwd=PROJECT)
        self._announce(f"worker runs as process {worker.pid}; log {worker.log}")

    def _keep(self, name: str, command: Sequence[str], *, cwd: Path | None = None) -> KeptProcess:
        process = KeptProcess(
            name,
            command,
            log=self.home / f"{name}.log",
            env=self.environment,
            changed=self._write,
            announce=self._announce,
            stop_signal=STOP_SIGNALS.get(name, signal.SIGTERM),
            cwd=cwd,
        )
        self._processes.append(process)
        self._write()
        return process

    def _end_leftovers(self) -> None:
        for name, identity in reversed(self._read().get("processes", {}).items()):
            end_leftover(**identity, stop_signal=STOP_SIGNALS.get(name, signal.SIGTERM))

    def _url(self, role: str, password: str) -> str:
        return f"postgresql://{role}:{password}@127.0.0.1:{self._ports['postgres']}/tawasul"

    def _read(self) -> dict[str, Any]:
        file = self.home / STACK_FILE
        return json.loads(file.read_text()) if file.exists() else {}

    def _write(self) -> None:
        """Say where the servers are, for the commands in other terminals and for the next start."""
        identities = {each.name: {"pid": each.pid, "created": created_at(each.pid)} for each in self._processes}
        state = {
            "database_url": self.database_url,
            "migration_url": self.migration_url,
            "temporal_address": self.temporal_address,
            "index_key": self.index_key,
            "ports": self._ports,
            "processes": identities,
        }
        with self._writing:
            _write_private(self.home / STACK_FILE, state)


def _secrets(file: Path) -> dict[str, str]:
    """Passwords of the roles and the index key: made once, readable by this account alone."""
    if not file.exists():
        _write_private(file, {name: secrets.token_hex(32) for name in ("superuser", "owner", "app", "index")})
    made: dict[str, str] = json.loads(file.read_text())
    return made


def _write_private(file: Path, content: object) -> None:
    unfinished = file.with_name(file.name + ".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(content, out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(file)


def _hold(lock: Path) -> IO[str]:
    """Hold the folder until the file is closed, or until this process dies in any way."""
    file = lock.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise StackError(f"the stack of {lock.parent} is running already: stop that one first") from error
    return file
