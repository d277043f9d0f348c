"""Notices that went out stand in the records again after an older copy of them, without what nobody knows any more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
import pytest

from client import timeline
from models.case.events import Event, NoticeSent
from models.codes import DiscrepancyKind
from tests.records.lost.test_recovery import reconciled
from tests.support.system import System, eventually

pytestmark = pytest.mark.timeout(180)

_COLUMNS = "key, seq, audience, channel, template, status, created_at"
_LOST = "DELETE FROM notice WHERE reference = %s"
_AS_BEFORE = "UPDATE notice SET status = 'pending', sent_at = NULL, attempts = 0 WHERE reference = %s"
_GUARD = "ALTER TABLE notice {} TRIGGER stays_as_sent"
"""An older copy was made before the notice was sent."""


@pytest.mark.parametrize("on_record", [True, False], ids=["on_record", "not_on_record"])
@pytest.mark.parametrize("change", [_LOST, _AS_BEFORE], ids=["lost", "pending"])
async def test_a_notice_that_went_out_is_put_back(alone: System, change: str, on_record: bool) -> None:
    reference = (await alone.submit()).reference
    await all_sent(alone, reference)
    if on_record:
        await alone.settled(await alone.do(reference, "note", text="what went out is written with it"))
    before = notices(alone, reference)
    with psycopg.connect(alone.stack.migration_url, autocommit=True) as owner:
        owner.execute(_GUARD.format("DISABLE"))
        owner.execute(change, (reference,))
        owner.execute(_GUARD.format("ENABLE"))
    found = await reconciled(alone)
    assert found[reference].difference is DiscrepancyKind.NOTICES_RESTORED
    assert notices(alone, reference) == before
    instants = alone.rows("SELECT sent_at FROM notice WHERE reference = %s", reference)
    assert {row["sent_at"] for row in instants} <= sent_by_events(await timeline(alone.client, reference))
    lost = {row["error"] for row in alone.rows("SELECT error FROM notice WHERE reference = %s", reference)}
    assert lost == ({"text_lost"} if change is _LOST else {None})
    assert await reconciled(alone) == {}


def sent_by_events(events: Sequence[Event]) -> set[datetime]:
    return {event.at for event in events if isinstance(event.body, NoticeSent)}


def notices(system: System, reference: str) -> list[dict[str, Any]]:
    return system.rows(f"SELECT {_COLUMNS} FROM notice WHERE reference = %s ORDER BY key", reference)


async def all_sent(system: System, reference: str) -> None:
    async def none_waits() -> bool:
        return (await system.view(reference)).notices_waiting == 0

    await eventually(none_waits)
