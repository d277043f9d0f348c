"""What a worker announces is heard by the processes of the web, also after their connection was lost."""

import asyncio

import pytest

from activities.hosting import AfterWrite
from activities.records.announcements import announce
from activities.records.database import connect
from activities.records.store import Records
from tests.support.database import Database
from tests.web.live.test_topics import until
from watchdog import announcing
from web.live import listening
from web.live.listening import Listener

ENDED = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = 'tawasul live' AND datname = current_database()
"""


class Heard:
    """How often something was told."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


async def test_what_is_announced_is_heard_and_a_lost_connection_is_made_anew(
    database: Database, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "AGAIN_AFTER", 0.05)
    heard, stopping = Heard(), asyncio.Event()
    listener = Listener(database.desk_url, heard)
    listener.begin(stopping)
    listener.begin(stopping)
    await asyncio.wait_for(listener.connected.wait(), 5)
    assert heard.times == 1, "what came before it listened may have been missed"
    await asyncio.to_thread(announce, records)
    await until(lambda: heard.times == 2)
    with connect(database.desk_url) as same_role:
        same_role.execute(ENDED)
    await until(lambda: heard.times == 3)
    await asyncio.to_thread(announce, records)
    await until(lambda: heard.times == 4)
    stopping.set()
    await until(lambda: not listener.connected.is_set())


async def test_what_a_worker_writes_is_announced_once_for_all_that_is_written_meanwhile(
    database: Database, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "GATHERED", 0.3)
    heard, stopping, written = Heard(), asyncio.Event(), AfterWrite()
    listener = Listener(database.desk_url, heard)
    listener.begin(stopping)
    await asyncio.wait_for(listener.connected.wait(), 5)
    async with announcing.announcing(records, written):
        for _ in range(20):
            written()
        await until(lambda: heard.times == 2)
        for _ in range(20):
            written()
        await until(lambda: heard.times == 3)
    written()
    await asyncio.sleep(0.1)
    assert heard.times == 3
    stopping.set()
