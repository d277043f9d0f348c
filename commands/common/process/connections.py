"""Connections of commands to the records: one just used is used again, for to log in takes longer than to ask."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from activities.records.database import Connection

LONGEST_IDLE = 2.0
"""Seconds after which a connection is not used again: its server may have been started anew."""

_idle: "dict[str, tuple[Connection, float]]" = {}


@contextmanager
def connection_to(url: str) -> "Iterator[Connection]":
    """A connection to the records at an address, for one at a time. Raises Unreachable, Damaged."""
    from activities.records.database import faults_named, open_connection

    connection = _taken(url) or open_connection(url)
    try:
        with faults_named():
            yield connection
            connection.execute("RESET ALL")
    except BaseException:
        connection.close()  # rows may still be streaming, and a rollback would wait for their reader for ever
        raise
    _keep(url, connection)


def end_connections() -> None:
    """End those that are not in use."""
    while _idle:
        _, (connection, _) = _idle.popitem()
        connection.close()


def _taken(url: str) -> "Connection | None":
    connection, since = _idle.pop(url, (None, 0.0))
    if connection and time.monotonic() - since > LONGEST_IDLE:
        connection.close()
        return None
    return connection


def _keep(url: str, connection: "Connection") -> None:
    if kept := _taken(url):
        kept.close()
    _idle[url] = connection, time.monotonic()
