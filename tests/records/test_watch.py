"""What the watchdog reads in the records, and the entries it keeps on the attention list."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from activities.records import watch
from activities.records.attention import Alert, keep_alerts, listed_alerts, mark_handled, waiting
from activities.records.database import Connection, connect
from models.codes import AttentionKind, Channel
from tests.support.database import Database

AT = datetime.now(UTC).replace(microsecond=0)
DOWN = Alert(AttentionKind.CHANNEL_DOWN, "", "email")
_NOTICE = """
INSERT INTO notice (key, reference, seq, audience, channel, template, recipients, subject, body, status, attempts,
                    created_at, sent_at, error)
VALUES (%(key)s, 'TW-1', 1, 'beneficiary', %(channel)s, '', '[]', '', '', %(status)s, %(attempts)s,
        %(created_at)s, %(sent_at)s, 'smtp_unreachable')
"""


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with connect(database.url) as open_connection:
        yield open_connection


def notice(
    connection: Connection, key: str, *, tries: int, minutes_ago: int, sent: int | None = None, channel: str = "email"
) -> None:
    """Put a notice on record; `sent`: so many minutes ago."""
    sent_at = AT - timedelta(minutes=sent) if sent is not None else None
    status = "sent" if sent_at else "pending"
    created_at = AT - timedelta(minutes=minutes_ago)
    connection.execute(
        _NOTICE,
        {
            "key": key,
            "channel": channel,
            "status": status,
            "attempts": tries,
            "created_at": created_at,
            "sent_at": sent_at,
        },
    )


def down(connection: Connection) -> set[str]:
    return set(watch.channels_down(watch.waiting_notices(connection, 12), watch.last_sent(connection)))


def test_a_channel_is_down_when_nothing_went_out_since_its_newest_waiting_notice(connection: Connection) -> None:
    notice(connection, "before", tries=1, minutes_ago=90, sent=80)
    notice(connection, "stuck", tries=20, minutes_ago=60)
    assert down(connection) == {"email"}
    notice(connection, "through", tries=1, minutes_ago=30, sent=29)
    assert down(connection) == set()
    notice(connection, "later", tries=12, minutes_ago=20)
    assert down(connection) == {"email"}


def test_a_notice_that_was_tried_a_few_times_is_no_sign(connection: Connection) -> None:
    notice(connection, "new", tries=11, minutes_ago=300)
    notice(connection, "other", tries=1, minutes_ago=20, sent=20, channel="sms")
    assert down(connection) == set()
    assert set(watch.last_sent(connection)) == {Channel.SMS}


def test_a_condition_is_one_entry_until_it_no_longer_holds_and_comes_back(connection: Connection) -> None:
    for _ in range(2):
        keep_alerts(connection, {DOWN}, AT)
    assert [(each.kind, each.about) for each in waiting(connection)] == [("channel_down", "email")]
    keep_alerts(connection, set(), AT)
    assert waiting(connection) == []
    assert connection.execute("SELECT handled_by FROM attention").fetchall() == [{"handled_by": "system"}]
    keep_alerts(connection, {DOWN}, AT + timedelta(minutes=1))
    assert [each.at for each in waiting(connection)] == [AT + timedelta(minutes=1)]


def test_a_condition_that_somebody_took_off_comes_back_after_a_day(connection: Connection) -> None:
    keep_alerts(connection, {DOWN}, AT)
    assert mark_handled(connection, listed_alerts(connection)[DOWN], "m.reem", AT)
    keep_alerts(connection, {DOWN}, AT + timedelta(hours=23))
    assert waiting(connection) == []
    keep_alerts(connection, {DOWN}, AT + timedelta(hours=25))
    assert len(waiting(connection)) == 1


def test_other_entries_are_left_alone(connection: Connection) -> None:
    connection.execute(
        "INSERT INTO attention (kind, reference, about, at) VALUES ('notice_failed', 'TW-1', 'k', now())"
    )
    keep_alerts(connection, set(), AT)
    assert [each.kind for each in waiting(connection)] == ["notice_failed"]


@pytest.mark.parametrize("query", ["_LAST_SENT", "_AFTER", "_WAITING"])
def test_no_query_reads_a_whole_table(database: Database, query: str) -> None:
    given: Any = {
        "_LAST_SENT": (["email"],),
        "_AFTER": ("TW-1", 500),
        "_WAITING": {"channels": ["email"], "tries": 12, "since": AT, "limit": 200},
    }[query]
    with psycopg.connect(database.url, options="-c enable_seqscan=off") as plain:
        statement = getattr(watch, query)
        text = statement if isinstance(statement, str) else statement.as_string(plain)
        plan = "\n".join(row[0] for row in plain.execute("EXPLAIN " + text, given))
    assert "Seq Scan" not in plan, plan
