"""Recovery after a disaster: cases started again from the records, records repaired from the cases."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

import worker
from activities.records import store
from activities.records.store import Records
from client import connected, view
from models.case.commands import BENEFICIARY
from models.case.events import NoticeSent
from models.codes import DiscrepancyKind
from recovery.discrepancy import Discrepancy
from recovery.rebuild import rebuild
from recovery.reconcile import reconcile
from stack import TIME_SKIPPING, EmbeddedStack
from tests.support.system import System, eventually, idle

pytestmark = pytest.mark.timeout(180)

_HEAD = """
UPDATE case_row SET seq = %(seq)s, stage = 'queued', assignee = NULL,
    head = (SELECT hash FROM case_event WHERE reference = %(reference)s AND seq = %(seq)s)
WHERE reference = %(reference)s
"""
_FIRST = "SELECT body FROM case_event WHERE reference = %s AND seq = 1"
CLOCK = {"kind", "run", "budget", "due", "running", "breached", "segments", "rungs"}


async def test_cases_come_back_from_the_records_when_temporal_lost_everything(tmp_path: Path) -> None:
    async with idle(tmp_path) as before:
        async with worker.serving(before.config):
            paused, reached, resolved = await _three_cases(before)
            kept = {each: await _clocks(before, each) for each in (paused, reached, resolved)}
            notices = _sent(before)
        config = before.config
    (tmp_path / "temporal.db").unlink()
    with EmbeddedStack(tmp_path, extra_dynamic_config=TIME_SKIPPING) as stack:
        client = await connected(stack.config)
        after = System(stack, config, client)
        await worker.register_search_attributes(client)
        assert sorted(await rebuilt(after)) == sorted((paused, reached, resolved))
        assert await rebuilt(after) == {}
        async with worker.serving(config):
            await eventually(lambda: _begun(after, kept))
            assert {each: await _clocks(after, each) for each in kept} == kept
            assert await after.types(resolved) == ["opened", "assessed", "claimed", "resolved"]
            await after.do(paused, "reply", BENEFICIARY, text="مرفق")
            known = {
                each["key"] for each in notices
            }  # the reply's own may be out already, and before one of virtual time
            assert [each for each in _sent(after) if each["key"] in known] == notices


async def test_a_case_terminated_by_hand_is_found_started_again_and_said(system: System) -> None:
    await reconciled(system)  # closures that other tests gave to single cases: put on record now
    receipt = await system.submit()
    await system.settled(receipt)
    await system.caught_up(receipt.reference)
    before = (await system.view(receipt.reference)).row.seq
    await system.handle(receipt.reference).terminate("by hand")

    async def noticed() -> bool:
        return receipt.reference not in await _running(system)

    await eventually(noticed)
    findings = await reconciled(system)
    assert findings[receipt.reference].difference is DiscrepancyKind.NOT_RUNNING
    claimed = await system.do(receipt.reference, "claim")
    between = [event.body for event in await system.caught_up(receipt.reference) if before < event.seq < claimed.seq]
    assert claimed.due == receipt.due and all(isinstance(each, NoticeSent) for each in between)


async def test_a_case_that_cannot_be_started_is_named_and_holds_up_no_other(system: System) -> None:
    damaged, sound = [await system.submit() for _ in range(2)]
    for receipt in (damaged, sound):
        await system.recorded(receipt.reference, receipt.seq)
        await system.handle(receipt.reference).terminate("lost")
    [body] = [row["body"] for row in system.rows(_FIRST, damaged.reference)]
    _rewrite(system, damaged.reference, b"no event")
    found = await rebuilt(system)
    _rewrite(system, damaged.reference, body)
    assert found == {damaged.reference: DiscrepancyKind.UNREADABLE, sound.reference: DiscrepancyKind.NOT_RUNNING}
    assert await rebuilt(system) == {damaged.reference: DiscrepancyKind.NOT_RUNNING}


async def test_records_restored_from_an_older_copy_are_completed_from_the_cases(system: System) -> None:
    receipt = await system.submit()
    claimed = await system.do(receipt.reference, "claim")
    await system.recorded(receipt.reference, claimed.seq)
    _forget(system, receipt.reference, claimed.seq)
    findings = await reconciled(system)
    assert findings[receipt.reference].difference is DiscrepancyKind.RECORDS_BEHIND
    await system.recorded(receipt.reference, claimed.seq)
    assert (await reconciled(system)).get(receipt.reference) is None


async def _three_cases(system: System) -> tuple[str, str, str]:
    paused = (await system.submit()).reference
    await system.do(paused, "claim")
    ask: dict[str, Any] = {"reason": "documents_missing", "reply": {"text": "نأمل الإرفاق"}}
    await system.settled(await system.do(paused, "ask", **ask))
    reached = (await system.submit()).reference
    await system.pass_time(reached, days=5)
    await system.settled(await system.do(reached, "claim"))
    resolved = (await system.submit()).reference
    await system.do(resolved, "claim")
    await system.settled(await system.approve(resolved))
    return paused, reached, resolved


async def _begun(system: System, references: Iterable[str]) -> bool:
    return all([await view(system.client, each) for each in references])


async def _clocks(system: System, reference: str) -> list[dict[str, object]]:
    return [clock.model_dump(include=CLOCK) for clock in await system.clocks(reference)]


def _sent(system: System) -> list[dict[str, object]]:
    return system.rows("SELECT key, attempts, sent_at FROM notice WHERE status = 'sent' ORDER BY sent_at, key")


async def _running(system: System) -> set[str]:
    return {each.id async for each in system.client.list_workflows("ExecutionStatus='Running'")}


@contextmanager
def records_of(system: System) -> Iterator[Records]:
    records = store.records_of(system.config, 2)
    try:
        yield records
    finally:
        records.engine.dispose()


async def reconciled(system: System) -> dict[str, Discrepancy]:
    with records_of(system) as records:
        stack, service = system.stack, system.signers.service()
        found = reconcile(system.client, stack.database_url, records, service, closures=stack.admin_url)
        findings = [each async for each in found]
        return {each.reference: each for each in findings}


async def rebuilt(system: System) -> dict[str, DiscrepancyKind]:
    with records_of(system) as records:
        findings = [each async for each in rebuild(system.client, system.stack.database_url, records)]
        return {each.reference: each.difference for each in findings}


def _rewrite(system: System, reference: str, body: bytes) -> None:
    """Change the first event of a case, bypassing constraints and grants."""
    with psycopg.connect(system.stack.migration_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
        owner.execute("UPDATE case_event SET body = %s WHERE reference = %s AND seq = 1", (body, reference))
        owner.execute("ALTER TABLE case_event ENABLE ALWAYS TRIGGER append_only")


def _forget(system: System, reference: str, seq: int) -> None:
    """Restore the records of a case to what they were before an event."""
    with psycopg.connect(system.stack.migration_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
        owner.execute("DELETE FROM case_event WHERE reference = %s AND seq >= %s", (reference, seq))
        owner.execute("ALTER TABLE case_event ENABLE ALWAYS TRIGGER append_only")
        owner.execute(_HEAD, {"reference": reference, "seq": seq - 1})
