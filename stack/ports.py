"""Choosing a server's port, such that no client's connection can take it while the server is being restarted."""

import secrets
import socket

from stack.process import StackError

SERVER_PORTS = range(15_000, 32_000)
"""Below the ports that Linux lends to outgoing connections: one of those may be lent while its server is down, and a
client that tries again and again may even reach itself there."""
TRIES = 100


def free_port(wanted: int = 0) -> int:
    """The wanted port while nobody has it, else another one. Raises StackError."""
    for port in (wanted, *(secrets.choice(SERVER_PORTS) for _ in range(TRIES))):
        if port and _is_free(port):
            return port
    raise StackError("no port is free for a server: end what holds them (`ss --listening --tcp --processes`)")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def answers(port: int) -> bool:
    """Whether a server on this machine takes connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
