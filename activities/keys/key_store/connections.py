"""Connections to a key store: kept open between calls, used from any thread, bounded in time and size.

Of the standard library, as every command that reads a case begins with its keys.
"""

import json
import ssl
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from activities.keys.key_store.address import KeyAddress
from errors import Cause, Component, Unreachable, WrongUsage

LONGEST_WAIT = 2.0
"""Seconds that the store may be silent: what is sealed waits for it."""
LONGEST_ANSWER = 4 * 1024 * 1024
KEPT_OPEN = 8
"""Idle connections that a process keeps."""

Json = dict[str, Any]


@dataclass(frozen=True)
class StoreAnswer:
    """What the store answered: a status, and a JSON object."""

    status: int
    content: Json = field(repr=False)

    @property
    def words(self) -> str:
        """What the store says of an error; it repeats nothing of what it was given."""
        errors = self.content.get("errors")
        said = "; ".join(str(each) for each in errors) if isinstance(errors, list) else ""
        return " ".join(said.split())[:200] or f"status {self.status}"


class _Call(NamedTuple):
    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]


class Connections:
    """The connections of one process to a key store. Raises Unreachable."""

    def __init__(self, address: KeyAddress, ca: str) -> None:
        self._address = address
        self._trust = _trust(ca) if address.is_tls else None
        self._idle: list[HTTPConnection] = []
        self._lock = Lock()

    def send(self, method: str, path: str, body: Json | None, token: str) -> StoreAnswer:
        """Send one call."""
        headers = {"X-Vault-Request": "true", **({"X-Vault-Token": token} if token else {})}
        call = _Call(method, path, None if body is None else json.dumps(body).encode(), headers)
        try:
            return self._over_a_kept_one(call) or self._exchanged(self._new(), call)
        except TimeoutError as error:
            raise _unreachable(Cause.TIMED_OUT, str(error)) from error
        except (OSError, HTTPException) as error:  # before ValueError: a certificate nobody trusts is both
            raise _unreachable(Cause.NO_ANSWER, f"{self._address.host}:{self._address.port}: {error}") from error
        except ValueError:
            raise _unreachable(Cause.REFUSED, "its token has characters that none has") from None

    def close(self) -> None:
        """Close the connections that are idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for each in idle:
            each.close()

    def _new(self) -> HTTPConnection:
        host, port = self._address.host, self._address.port
        if self._trust is not None:
            return HTTPSConnection(host, port, timeout=LONGEST_WAIT, context=self._trust)
        return HTTPConnection(host, port, timeout=LONGEST_WAIT)

    def _over_a_kept_one(self, call: "_Call") -> StoreAnswer | None:
        """The answer over a connection that was kept; None when there is none, or the store closed it meanwhile."""
        with self._lock:
            kept = self._idle.pop() if self._idle else None
        if kept is None:
            return None
        try:
            return self._exchanged(kept, call)
        except TimeoutError:
            raise
        except (OSError, HTTPException):
            self.close()
            return None

    def _exchanged(self, connection: HTTPConnection, call: "_Call") -> StoreAnswer:
        try:
            connection.request(*call)
            response = connection.getresponse()
            text = response.read(LONGEST_ANSWER + 1)
        except BaseException:
            connection.close()
            raise
        if response.will_close or not response.isclosed():
            connection.close()
        else:
            self._keep(connection)
        return StoreAnswer(response.status, _read(text))

    def _keep(self, connection: HTTPConnection) -> None:
        with self._lock:
            if len(self._idle) < KEPT_OPEN:
                self._idle.append(connection)
                return
        connection.close()


def _read(text: bytes) -> Json:
    """A JSON object; an empty one of no text. Raises Unreachable for anything else."""
    try:
        content = json.loads(text) if text else {}
    except ValueError as error:
        raise _unreachable(Cause.FAILED, "what answers there is no key store") from error
    if not isinstance(content, dict):
        raise _unreachable(Cause.FAILED, "what answers there is no key store")
    return content


def _trust(ca: str) -> ssl.SSLContext:
    """The certificates of a file, or those that the machine trusts where none is named or the file is empty."""
    try:
        return ssl.create_default_context(cadata=Path(ca).read_text().strip() or None if ca else None)
    except (OSError, ValueError) as error:
        raise WrongUsage(f"TAWASUL_KEY_STORE_CA: {ca} holds no certificate that can be read") from error


def _unreachable(cause: Cause, about: str) -> Unreachable:
    return Unreachable(Component.KEY_STORE, cause, about=about)
