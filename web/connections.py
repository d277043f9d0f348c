"""Connections to the records that calls share: so many at most, each used again while it is good."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from psycopg import Error, OperationalError
from psycopg.pq import TransactionStatus

from activities.records.database import Connection, faults_named, open_connection
from errors import Cause, Component, Unreachable

MOST = 12
"""Connections of one process; the threads that read are about as many."""
WAITS = 5.0
"""Seconds that a call waits for one that is in use."""
TRUSTED_FOR = 1.0
"""Seconds after which one that was idle is asked whether it still answers: its server may have been started anew."""
LONGEST_LIFE = 600.0
"""Seconds after which one is ended: what it costs the server does not grow for ever."""


class RecordsPool:
    """The connections to the records by one role. Thread-safe; empty until somebody asks."""

    def __init__(self, url: str, most: int = MOST) -> None:
        self._url, self._room, self._lock = url, threading.BoundedSemaphore(most), threading.Lock()
        self._idle: list[tuple[Connection, float, float]] = []

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection, for one at a time. Raises Unreachable, Damaged."""
        if not self._url:
            raise Unreachable(Component.RECORDS, Cause.NOT_CONFIGURED, about="TAWASUL_DESK_URL")
        if not self._room.acquire(timeout=WAITS):
            raise Unreachable(Component.RECORDS, Cause.OVERLOADED)
        try:
            connection, since = self._taken()
            try:
                with faults_named():
                    yield connection
            finally:
                self._keep(connection, since)
        finally:
            self._room.release()

    def close(self) -> None:
        """End those that are not in use."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection, _, _ in idle:
            connection.close()

    def _taken(self) -> tuple[Connection, float]:
        """A connection that answers, and since when there is it. The one used last is the first: others grow old."""
        while True:
            with self._lock:
                if not self._idle:
                    break
                connection, since, left = self._idle.pop()
            if time.monotonic() - left < TRUSTED_FOR or _answers(connection):
                return connection, since
            connection.close()
            self.close()  # the others are of the same server
        return open_connection(self._url), time.monotonic()

    def _keep(self, connection: Connection, since: float) -> None:
        """Take one back that is as it was; end one in the middle of something."""
        now = time.monotonic()
        if now - since > LONGEST_LIFE or not _is_as_new(connection):
            connection.close()
            return
        with self._lock:
            self._idle.append((connection, since, now))


def _answers(connection: Connection) -> bool:
    with suppress(OperationalError):
        connection.execute("SELECT 1")
        return True
    return False


def _is_as_new(connection: Connection) -> bool:
    """Whether nothing is under way on it, after its settings were put back."""
    if connection.closed or connection.info.transaction_status is not TransactionStatus.IDLE:
        return False
    with suppress(Error):
        connection.execute("RESET ALL")
        return True
    return False
