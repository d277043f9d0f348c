"""Commands under a lock that another session holds: they end within their bound, with 5 and one line."""

import time

import psycopg
import pytest

from activities.records import database as sessions
from activities.records.database import LONGEST_WAIT, Connection
from commands.common.words.advice import ExitCode
from tests.support.database import Database
from tests.support.simulation import OMAR
from tests.support.terminal import CommandLine

READERS = (
    ("show", "TW-7K3M-9QXD-2VHA-K"),
    ("inbox", "--as", OMAR.id),
    ("board",),
    ("cases",),
    ("cases", "--csv"),
    ("notices",),
    ("attention",),
    ("explain", "TW-7K3M-9QXD-2VHA-K"),
    ("audit", "verify"),
    ("claim", "TW-7K3M-9QXD-2VHA-K", "--as", OMAR.id),
)
"""The first one is held up for as long as a command waits, the others for a second of it."""


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_a_command_ends_with_5_and_says_that_the_records_are_locked(
    command: tuple[str, ...],
    staff: Connection,
    database: Database,
    tawasul: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bound = LONGEST_WAIT if command == READERS[0] else 1
    monkeypatch.setattr(sessions, "LONGEST_WAIT", bound)
    with psycopg.connect(database.migration_url) as blocking:
        blocking.execute("LOCK TABLE case_event, case_row, notice, attention, staff, staff_team, absence")
        began = time.monotonic()
        ended = tawasul(*command)
        assert time.monotonic() - began < bound + 3
        blocking.rollback()
    assert ended.code == ExitCode.UNREACHABLE
    assert ended.err.count("\n") == 1 and "another session has locked them" in ended.err


def test_the_doctor_says_that_the_records_are_locked(database: Database, tawasul: CommandLine) -> None:
    with psycopg.connect(database.migration_url) as blocking:
        blocking.execute("LOCK TABLE case_event")
        ended = tawasul("doctor", "--json")
        blocking.rollback()
    assert ended.code == ExitCode.UNREACHABLE
    records = next(each for each in ended.data if each["component"] == "records")
    assert (records["ok"], records["detail"]) == (False, "not usable")
    assert "another session has locked them" in records["advice"]
