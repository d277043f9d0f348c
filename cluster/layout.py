"""Which processes a cluster has, and at which addresses of the loopback."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

SHARDS = 512
"""As in the production form."""


class ServerRole(StrEnum):
    """The roles of Temporal's server."""

    HISTORY = "history"
    MATCHING = "matching"
    FRONTEND = "frontend"
    WORKER = "worker"


_PORTS = {ServerRole.FRONTEND: 7233, ServerRole.HISTORY: 7234, ServerRole.MATCHING: 7235, ServerRole.WORKER: 7239}
"""The server's own, each on the node's address."""


@dataclass(frozen=True)
class Node:
    """One process of the server."""

    name: str
    host: str
    services: tuple[ServerRole, ...]

    @property
    def answers(self) -> bool:
        """Whether all roles of the process take calls."""
        return all(_takes_calls(self.host, _PORTS[service]) for service in self.services)


Layout = Callable[[Path], tuple[Node, ...]]
"""The nodes of the servers of a folder."""
_FIRST_HOST = {ServerRole.FRONTEND: 11, ServerRole.HISTORY: 21, ServerRole.MATCHING: 31, ServerRole.WORKER: 41}
_COUNTS = {ServerRole.HISTORY: 2, ServerRole.MATCHING: 2, ServerRole.FRONTEND: 2, ServerRole.WORKER: 1}
"""In the order in which they are started: history first."""


def one_process(home: Path) -> tuple[Node, ...]:
    """All roles in one process, as the production form runs them."""
    return (Node("temporal", f"{_network(home)}.{_FIRST_HOST[ServerRole.FRONTEND]}", tuple(_COUNTS)),)


def several_processes(home: Path) -> tuple[Node, ...]:
    """Two of history, matching and frontend each, and one worker of the server's own."""
    network = _network(home)
    return tuple(
        Node(f"temporal-{service}-{number + 1}", f"{network}.{_FIRST_HOST[service] + number}", (service,))
        for service, count in _COUNTS.items()
        for number in range(count)
    )


def frontends(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """The addresses at which a cluster takes calls."""
    return tuple(f"{node.host}:{_PORTS[ServerRole.FRONTEND]}" for node in nodes if ServerRole.FRONTEND in node.services)


def _network(home: Path) -> str:
    """The addresses of one folder's servers: the same at every start, and others than another folder's."""
    second, third = blake2b(str(home.resolve()).encode(), digest_size=2).digest()
    return f"127.{20 + second % 200}.{third}"


def _takes_calls(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0
