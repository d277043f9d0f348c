"""What the watchdog reads in the records, each query bounded: open cases, notices that wait, when channels took some.

Plain psycopg: the health checks read it too, and SQLModel would add 0.24 s to the 0.17 s of its imports.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row
from psycopg.sql import SQL

from activities.records.database import RUNS, Connection, columns_of
from models.codes import Channel

NOTICES_READ = 200
"""Waiting notices of one channel that are read, the oldest first."""
GIVEN_UP_AFTER = timedelta(days=7)
"""No notice waits longer: a day of tries, after the hours in which it may not be sent."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that should have a running workflow, as it stands on record."""

    reference: str
    seq: int
    stage: str


@dataclass(frozen=True, slots=True)
class WaitingNotice:
    """A notice that was tried and has not gone out; `error` is the code of the last try."""

    key: str
    reference: str
    channel: str
    attempts: int
    created_at: datetime
    error: str | None


_OPEN = SQL("({})").format(SQL(RUNS))
_AFTER = SQL("SELECT {} FROM case_row WHERE {} AND reference > %s ORDER BY reference LIMIT %s").format(
    columns_of(OpenCase), _OPEN
)
_AMONG = SQL("SELECT {} FROM case_row WHERE {} AND reference = ANY(%s)").format(columns_of(OpenCase), _OPEN)
_KNOWN = "SELECT reference FROM case_row WHERE reference = ANY(%s)"
_WAITING = SQL("""
SELECT {} FROM unnest(%(channels)s::varchar[]) AS of_channel, LATERAL (
    SELECT * FROM notice WHERE status = 'pending' AND channel = of_channel AND attempts >= %(tries)s
        AND created_at > %(since)s ORDER BY created_at LIMIT %(limit)s
) AS waiting
""").format(columns_of(WaitingNotice))
_STILL = SQL("SELECT {} FROM notice WHERE status = 'pending' AND key = ANY(%s)").format(columns_of(WaitingNotice))
_ERASED = "SELECT reference FROM case_key WHERE reference = ANY(%s) AND erased_at IS NOT NULL"
_LAST_SENT = """
SELECT of_channel, (SELECT max(sent_at) FROM notice WHERE status = 'sent' AND channel = of_channel) AS sent_at
FROM unnest(%s::varchar[]) AS of_channel
"""
_CHANNELS = [str(channel) for channel in Channel]


def server_time(connection: Connection) -> datetime:
    """The instant by the clock of the records."""
    (row,) = connection.execute("SELECT now() AS now").fetchall()
    instant: datetime = row["now"]
    return instant


def open_cases(connection: Connection, after: str, limit: int) -> list[OpenCase]:
    """The next open cases in the order of their references, which is no order of time: they are hashes."""
    with connection.cursor(row_factory=class_row(OpenCase)) as cursor:
        return cursor.execute(_AFTER, (after, limit)).fetchall()


def open_among(connection: Connection, references: Collection[str]) -> list[OpenCase]:
    """Those of some cases that are open on record."""
    with connection.cursor(row_factory=class_row(OpenCase)) as cursor:
        return cursor.execute(_AMONG, (list(references),)).fetchall()


def known(connection: Connection, references: Collection[str]) -> set[str]:
    """Those of some cases that are on record, open or not."""
    return {row["reference"] for row in connection.execute(_KNOWN, (list(references),)).fetchall()}


def erased(connection: Connection, references: Collection[str]) -> set[str]:
    """Those of some cases that were erased."""
    return {row["reference"] for row in connection.execute(_ERASED, (list(references),)).fetchall()}


def waiting_notices(connection: Connection, tries: int) -> list[WaitingNotice]:
    """The notices that so many tries did not send, the oldest of each channel first."""
    since = server_time(connection) - GIVEN_UP_AFTER
    given = {"channels": _CHANNELS, "tries": tries, "since": since, "limit": NOTICES_READ}
    with connection.cursor(row_factory=class_row(WaitingNotice)) as cursor:
        return cursor.execute(_WAITING, given).fetchall()


def still_waiting(connection: Connection, keys: Collection[str]) -> list[WaitingNotice]:
    """Those of some notices that wait."""
    with connection.cursor(row_factory=class_row(WaitingNotice)) as cursor:
        return cursor.execute(_STILL, (list(keys),)).fetchall()


def last_sent(connection: Connection) -> dict[str, datetime]:
    """When each channel last took a notice; a channel that never did is left out."""
    rows = connection.execute(_LAST_SENT, (_CHANNELS,)).fetchall()
    return {row["of_channel"]: row["sent_at"] for row in rows if row["sent_at"]}


def channels_down(waiting: Collection[WaitingNotice], sent: Mapping[str, datetime]) -> dict[str, WaitingNotice]:
    """The channels that take nothing, each with its newest waiting notice: nothing went out since that was made."""
    newest: dict[str, WaitingNotice] = {}
    for notice in sorted(waiting, key=lambda each: each.created_at):
        newest[notice.channel] = notice
    return {name: notice for name, notice in newest.items() if name not in sent or sent[name] < notice.created_at}
