"""What nobody had taken in the watchdog finds; and it says what keeps files waiting."""

import asyncio
from datetime import timedelta

import psycopg
import pytest

from activities.files.on_record import PutFile, put_file
from activities.files.taking import FileTaking
from activities.records.attention import Alert
from activities.records.database import connect
from activities.records.store import records_of
from activities.reports.attention import AttentionGroup
from commands.work.managing.attention_words import what_happened, what_to_do
from models.codes import AttentionKind
from models.files.codes import Putter
from tests.support.files import PDF
from tests.support.system import System, eventually
from watchdog.files import FileWatch


def put(system: System, reference: str, content: bytes = PDF) -> PutFile:
    """A file on record, whose program died before it had it taken in."""
    taking = FileTaking.of(system.config)
    with taking.begin(reference) as file:
        file.add(content)
        taken = file.end("receipt.pdf")
    with connect(system.config.desk_url) as desk:
        return put_file(desk, taking, taken, kind="payment_receipt", by="pages", putter=Putter.BENEFICIARY)


async def test_a_file_that_nobody_had_taken_in_is_found(system: System) -> None:
    reference = (await system.submit()).reference
    await system.caught_up(reference)
    file = await asyncio.to_thread(put, system, reference)
    watch = FileWatch(system.client, records_of(system.config, 2))
    assert await watch.look() == ()

    async def settled() -> bool:
        (row,) = system.rows("SELECT status, wrapped_by FROM attached_file WHERE id = %s", file.id)
        return bool(row["status"] == "unscanned" and row["wrapped_by"] is None)

    await eventually(settled)
    watch.records.engine.dispose()


async def test_what_keeps_files_waiting_for_long_is_said(system: System) -> None:
    reference = (await system.submit()).reference
    file = await asyncio.to_thread(put, system, reference, PDF + b"%")
    with psycopg.connect(system.stack.migration_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE attached_file DISABLE TRIGGER file_stays")
        late = "UPDATE attached_file SET put_at = put_at - %s, error = 'scanner' WHERE id = %s"
        owner.execute(late, (timedelta(minutes=16), file.id))
        owner.execute("ALTER TABLE attached_file ENABLE ALWAYS TRIGGER file_stays")
    watch = FileWatch(system.client, records_of(system.config, 2))
    assert Alert(AttentionKind.CHANNEL_DOWN, "", "scanner") in await watch.look()
    watch.records.engine.dispose()


@pytest.mark.parametrize(("subject", "said"), [("scanner", "virus scanner"), ("files", "store of files")])
def test_what_keeps_files_waiting_is_told_in_words_of_its_own(subject: str, said: str) -> None:
    group = AttentionGroup(AttentionKind.CHANNEL_DOWN, subject, ())
    assert said in what_happened(group) and "doctor" in (what_to_do(group) or "")
    assert what_happened(AttentionGroup(AttentionKind.CHANNEL_DOWN, "email", ())) == "The channel email takes nothing."
