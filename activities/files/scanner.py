"""The virus scanner: a clamd, spoken to over TCP or a socket of this machine by its command INSTREAM.

What is sent is a file in clear; so over TCP the scanner has to be in a network that the settings allow without TLS.
"""

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from activities.notices.message import TransientFailure
from activities.notices.reach import Reach
from errors import Cause, Component, Unreachable, WrongUsage

TIMEOUT = 60.0
"""Seconds without a sign of the scanner; it may be loading its signatures."""
_LONGEST_ANSWER = 4096
_NAME = 200
NOWHERE = Reach(strict=True)
_CLEAN, _FOUND = "OK", " FOUND"


@dataclass(frozen=True)
class Scanner:
    """A scanner by its address: a path, or host and port."""

    path: str = ""
    host: str = ""
    port: int = 0
    reach: Reach = NOWHERE

    @classmethod
    def at(cls, address: str, allowed_networks: str) -> "Scanner | None":
        """The scanner of the settings; none where they name none. Raises WrongUsage."""
        if not address:
            return None
        try:
            parts = urlsplit(address)
            if parts.scheme == "unix" and parts.path and not parts.netloc:
                return cls(path=parts.path)
            if parts.scheme == "tcp" and parts.hostname and parts.port:
                reach = Reach(Reach.read(allowed_networks).networks, strict=True)
                return cls(host=parts.hostname, port=parts.port, reach=reach)
        except ValueError:
            pass
        raise WrongUsage(f"TAWASUL_SCANNER is «{address}»: write tcp://HOST:PORT or unix:/PATH")

    def finding(self, pieces: Iterable[bytes]) -> str | None:
        """What the scanner calls that which it found; none when it found nothing. Raises Unreachable."""
        with self._connected() as connection:
            connection.sendall(b"zINSTREAM\0")
            for piece in pieces:
                if piece:
                    connection.sendall(len(piece).to_bytes(4) + piece)
            connection.sendall((0).to_bytes(4))
            answer = _answer(connection)
        if answer.endswith(_FOUND):
            return answer.partition(": ")[2].removesuffix(_FOUND)[:_NAME]
        if answer.endswith(f": {_CLEAN}"):
            return None
        raise Unreachable(Component.SCANNER, Cause.REFUSED, about=answer[:_NAME])

    def version(self) -> str:
        """What it calls itself. Raises Unreachable."""
        with self._connected() as connection:
            connection.sendall(b"zVERSION\0")
            return _answer(connection)[:_NAME]

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        try:
            with self._connection() as connection:
                connection.settimeout(TIMEOUT)
                yield connection
        except TransientFailure as failure:
            raise Unreachable(Component.SCANNER, Cause.BAD_ADDRESS, about=failure.code) from failure
        except OSError as error:
            raise Unreachable(Component.SCANNER, Cause.NO_ANSWER, about=str(error)) from error

    def _connection(self) -> socket.socket:
        if not self.path:
            return socket.create_connection((self.reach.address_of(self.host, self.port), self.port), TIMEOUT)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(TIMEOUT)
            connection.connect(self.path)
        except OSError:
            connection.close()
            raise
        return connection


def _answer(connection: socket.socket) -> str:
    """What it says, up to its end."""
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        more = connection.recv(_LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.rstrip(b"\0\n").decode(errors="replace")
