"""Temporal's server in a stack: the development server, unless another one is given.

An engine adds the processes of its server to the stack it is part of, which keeps them. PostgreSQL runs when it serves.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from stack import temporal
from stack.process import KeptProcess, wait_until


class Host(Protocol):
    """The stack that an engine is part of."""

    home: Path

    def port(self, server: str) -> int:
        """The port of a server."""

    def data_of(self, server: str) -> Path:
        """Where a server keeps its data."""

    def keep(
        self, name: str, command: Sequence[str], env: Mapping[str, str], *, cwd: Path | None = None
    ) -> KeptProcess:
        """Start a process, and start it again whenever it dies."""

    def announce(self, line: str) -> None:
        """Say a step."""


class Engine(Protocol):
    """Temporal's server in one of its forms."""

    @property
    def postgres_options(self) -> tuple[str, ...]:
        """What PostgreSQL needs for it."""

    def address(self, host: Host) -> str:
        """Where commands reach it."""

    def passwords(self, host: Host) -> Mapping[str, str]:
        """The passwords of its roles in PostgreSQL."""

    def begin(self, host: Host) -> None:
        """Start what needs no PostgreSQL."""

    def serve(self, host: Host) -> None:
        """Start the rest, and wait until the default namespace is served. Raises StackError."""

    def environment_of_worker(self, host: Host, number: int) -> Mapping[str, str]:
        """Where a worker of the stack finds it; workers are numbered from 0."""


class DevelopmentServer:
    """Temporal's development server: one process, on an SQLite file."""

    postgres_options: tuple[str, ...] = ()

    def __init__(self, *, ui: bool = False, extra_dynamic_config: Sequence[str] = ()) -> None:
        self._with_ui, self._extra = ui, extra_dynamic_config
        self._wait: Callable[[], None] = lambda: None

    def address(self, host: Host) -> str:
        """On the loopback."""
        return f"127.0.0.1:{host.port('temporal')}"

    def passwords(self, host: Host) -> Mapping[str, str]:
        """None: it has a file."""
        return {}

    def begin(self, host: Host) -> None:
        """Start the one process."""
        command = temporal.server_command(
            host.data_of("temporal"),
            host.port("temporal"),
            ui_port=host.port("ui") if self._with_ui else None,
            extra_dynamic_config=self._extra,
        )
        server = host.keep("temporal", command, temporal.clean_environment())
        self._wait = lambda: wait_until(lambda: temporal.answers(self.address(host)), server)

    def serve(self, host: Host) -> None:
        """Wait for it."""
        self._wait()
        host.announce(f"temporal answers on {self.address(host)}")

    def environment_of_worker(self, host: Host, number: int) -> Mapping[str, str]:
        """The same for all."""
        return {"TEMPORAL_ADDRESS": self.address(host)}
