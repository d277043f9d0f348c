"""What a look of the watchdog finds on real servers, mends, and lists."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

import psycopg
import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest

import worker
from activities.records.store import records_of
from client import timeline
from commands.operate import health
from errors import Queued
from models.case.events import Resumed
from models.case.state import Receipt
from models.codes import Stage, StopCause
from recovery.reconcile import reconcile
from tests.support.system import System, command, eventually, running
from watchdog.findings import Findings, LookLimits
from watchdog.loop import Watchdog
from workflows.case.running.live_case import LiveCase

LIMITS = LookLimits(tries=2, differing_for=timedelta())
_PROBLEMS = "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2"


@pytest.fixture(scope="module")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system of these tests alone: its watchdog looks when a test wants it to."""
    folder = tmp_path_factory.mktemp("watched")
    async with running(folder / "home", _PROBLEMS) as system:
        yield system


@pytest.fixture
def watchdog(watched: System) -> Iterator[Watchdog]:
    with a_watchdog(watched, LIMITS) as one:
        yield one


@contextmanager
def a_watchdog(system: System, limits: LookLimits) -> Iterator[Watchdog]:
    records = records_of(system.config, 2)
    try:
        yield Watchdog(system.client, system.config.database_url, records, limits=limits)
    finally:
        records.engine.dispose()


async def looked(watchdog: Watchdog, system: System, reference: str) -> Findings:
    """The findings of the first look that takes notice of a case: Temporal's lists follow within a second."""
    found: list[Findings] = []

    async def noticed() -> bool:
        found.append(await watchdog.look())
        return any(each.reference == reference for each in found[-1].stopped)

    await eventually(noticed)
    return found[-1]


async def causes(system: System, reference: str) -> list[StopCause]:
    return [event.body.cause for event in await timeline(system.client, reference) if isinstance(event.body, Resumed)]


def listed(system: System, kind: str) -> list[dict[str, Any]]:
    """The entries of a kind on the attention list."""
    query = "SELECT reference, about FROM attention WHERE kind = %s AND handled_at IS NULL ORDER BY about"
    return system.rows(query, kind)


async def deleted(system: System, reference: str) -> None:
    """Delete a workflow as `temporal workflow delete` does."""
    request = DeleteWorkflowExecutionRequest(
        namespace="default", workflow_execution=WorkflowExecution(workflow_id=reference)
    )
    await system.client.workflow_service.delete_workflow_execution(request)

    async def gone() -> bool:
        return not [each async for each in system.client.list_workflows(f"WorkflowId='{reference}'")]

    await eventually(gone)


async def test_a_terminated_case_runs_again_with_its_clocks_and_says_so(watched: System, watchdog: Watchdog) -> None:
    receipt = await watched.submit()
    await watched.settled(await watched.do(receipt.reference, "claim"))
    clocks = [(each.kind, each.due, each.run) for each in await watched.clocks(receipt.reference)]
    await watched.handle(receipt.reference).terminate("by hand")
    await looked(watchdog, watched, receipt.reference)
    assert [(each.kind, each.due, each.run) for each in await watched.clocks(receipt.reference)] == clocks
    await eventually(lambda: says(watched, receipt.reference, StopCause.TERMINATED))
    await watched.caught_up(receipt.reference)
    assert (await watched.approve(receipt.reference)).stage is Stage.RESOLVED


async def says(system: System, reference: str, *expected: StopCause) -> bool:
    return await causes(system, reference) == list(expected)


async def test_a_decision_that_was_not_on_record_at_the_termination_is_kept(
    watched: System, watchdog: Watchdog
) -> None:
    receipt = await watched.submit()
    await watched.settled(await watched.do(receipt.reference, "claim"))
    approved = await watched.approve(receipt.reference)
    await watched.handle(receipt.reference).terminate("at once")
    on_record = "SELECT 1 FROM case_event WHERE reference = %s AND type = 'resolved'"
    assert watched.rows(on_record, receipt.reference) == []
    await looked(watchdog, watched, receipt.reference)
    assert watched.rows(on_record, receipt.reference)
    assert (await watched.view(receipt.reference)).row.stage is Stage.RESOLVED
    events = await timeline(watched.client, receipt.reference)
    assert [event.body.type for event in events if event.seq == approved.seq] == ["resolved"]


class Ahead(datetime):
    """The clock of a worker that is five hours ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.now(tz) + timedelta(hours=5)


async def test_a_worker_whose_clock_is_ahead_finds_what_was_terminated_since_its_last_look(
    watched: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchdog.reading.datetime", Ahead)
    receipts = [await watched.submit() for _ in range(3)]
    last = max(each.reference for each in receipts)
    for receipt in receipts:
        await watched.settled(receipt)
    with a_watchdog(watched, replace(LIMITS, cases=1)) as watchdog:
        await watchdog.look()
        await watched.handle(last).terminate("by hand")
        await eventually(lambda: lists(watched, f"WorkflowId='{last}' AND ExecutionStatus='Terminated'"))
        found = await watchdog.look()
    assert last in {each.reference for each in found.stopped}


async def lists(system: System, query: str) -> bool:
    return bool([each async for each in system.client.list_workflows(query)])


async def test_a_case_that_temporal_lost_runs_again(watched: System, watchdog: Watchdog) -> None:
    receipt = await watched.submit()
    await watched.settled(receipt)
    await deleted(watched, receipt.reference)
    await looked(watchdog, watched, receipt.reference)
    await eventually(lambda: says(watched, receipt.reference, StopCause.LOST))
    assert (await watched.do(receipt.reference, "claim")).due == receipt.due


async def test_a_lost_case_whose_request_came_once_more_goes_on_at_once(watched: System, watchdog: Watchdog) -> None:
    request = watched.request()
    receipt = await watched.open(request)
    assert isinstance(receipt, Receipt)
    await watched.settled(receipt)
    await deleted(watched, receipt.reference)
    assert await watched.open(request) == receipt
    await watched.do(receipt.reference, "claim")
    assert not (await watchdog.look()).stopped


async def test_what_came_before_a_termination_with_no_worker_alive_is_done_all_the_same(idle_system: System) -> None:
    system, at_once = idle_system, timedelta(seconds=1)
    async with worker.serving(system.config):
        receipt = await system.submit()
        await system.settled(receipt)
    request = system.request()
    assert isinstance(await system.give(receipt.reference, command("claim"), at_once), Queued)
    assert isinstance(await system.open(request, at_once), Queued)
    assert isinstance(await system.give(request.reference, command("note", text="early"), at_once), Queued)
    for reference in (receipt.reference, request.reference):
        await system.handle(reference).terminate("by hand")
    async with worker.serving(system.config):
        with a_watchdog(system, LIMITS) as watchdog:
            await looked(watchdog, system, receipt.reference)
            await eventually(lambda: is_opened(watchdog, system, request.reference))
        await eventually(lambda: has_types(system, receipt.reference, "resumed", "claimed"))
        await eventually(lambda: has_types(system, request.reference, "opened", "assessed", "resumed", "noted"))
        assert isinstance(await system.open(request), Receipt)


async def has_types(system: System, reference: str, *last: str) -> bool:
    """Whether these are the last events of a case."""
    return (await system.types(reference))[-len(last) :] == [*last]


async def is_opened(watchdog: Watchdog, system: System, reference: str) -> bool:
    await watchdog.look()
    return bool(system.rows("SELECT 1 FROM case_event WHERE reference = %s AND type = 'resumed'", reference))


async def test_a_case_that_ended_by_itself_stays_ended(watched: System, watchdog: Watchdog) -> None:
    other, receipt = [await watched.submit() for _ in range(2)]
    await watched.settled(receipt)
    await watched.handle(receipt.reference).terminate("by hand")
    await looked(watchdog, watched, receipt.reference)
    await watched.do(receipt.reference, "claim")
    await watched.do(receipt.reference, "merge", into=other.reference)
    await watched.handle(receipt.reference).result()
    run = (await watched.handle(receipt.reference).describe()).run_id
    assert receipt.reference not in {each.reference for each in (await watchdog.look()).stopped}
    assert (await watched.handle(receipt.reference).describe()).run_id == run


async def test_a_case_whose_records_are_damaged_is_listed_and_holds_up_no_other(
    watched: System, watchdog: Watchdog
) -> None:
    damaged, sound = [await watched.submit() for _ in range(2)]
    for receipt in (damaged, sound):
        await watched.settled(receipt)
        await deleted(watched, receipt.reference)
    [body] = [row["body"] for row in watched.rows(_FIRST, damaged.reference)]
    rewrite(watched, damaged.reference, b"no event")
    await looked(watchdog, watched, sound.reference)
    assert {"reference": damaged.reference, "about": "cannot be started again: Damaged"} in listed(
        watched, "records_refused"
    )
    await watched.do(sound.reference, "claim")
    rewrite(watched, damaged.reference, body)
    await looked(watchdog, watched, damaged.reference)
    await watched.do(damaged.reference, "claim")


async def test_a_case_whose_tasks_fail_is_listed_as_long_as_they_do(
    watched: System, watchdog: Watchdog, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = (await watched.submit()).reference
    noting = LiveCase.note_refusal

    def failing(self: LiveCase, *given: Any) -> None:
        if self.state.reference == reference:
            raise ValueError("a defect")
        noting(self, *given)

    with monkeypatch.context() as patched:
        patched.setattr(LiveCase, "note_refusal", failing)
        await watched.handle(reference).signal("command", {"kind": "nonsense"})
        await eventually(lambda: is_listed(watchdog, watched, "wedged"))
        assert listed(watched, "wedged") == [{"reference": reference, "about": "workflow task"}]
    await eventually(lambda: is_listed(watchdog, watched, "wedged", yes=False))
    await watched.do(reference, "claim")


async def is_listed(watchdog: Watchdog, system: System, kind: str, *, yes: bool = True) -> bool:
    await watchdog.look()
    return bool(listed(system, kind)) is yes


async def test_a_mailbox_that_takes_nothing_is_listed_until_it_does(watched: System, watchdog: Watchdog) -> None:
    mailbox = watched.config.home / "mailbox"
    await watched.settled(await watched.submit())
    mailbox.rename(watched.config.home / "mailbox.before")
    mailbox.touch()
    await watched.submit()
    await eventually(lambda: is_listed(watchdog, watched, "channel_down"))
    down = [entry["about"] for entry in listed(watched, "channel_down")]
    assert listed(watched, "notice_waiting") == []
    await eventually(lambda: doctor_names(watched, down))
    mailbox.unlink()
    await eventually(lambda: is_listed(watchdog, watched, "channel_down", yes=False))
    handled = watched.rows("SELECT DISTINCT handled_by FROM attention WHERE kind = 'channel_down'")
    assert handled == [{"handled_by": "system"}]
    assert all(each.ok for each in health.channels(watched.config))


async def doctor_names(system: System, down: list[str]) -> bool:
    """Whether `doctor` says of these channels that they take nothing."""
    failing = {
        each.component for each in health.channels(system.config) if not each.ok and "mailbox_unwritable" in each.detail
    }
    return set(down) <= failing


async def test_records_that_name_another_stage_are_listed_until_they_agree(watched: System, watchdog: Watchdog) -> None:
    receipt = await watched.submit()
    claimed = await watched.do(receipt.reference, "claim")
    await watched.settled(claimed)
    forget(watched, receipt.reference, claimed.seq)
    await eventually(lambda: is_listed(watchdog, watched, "out_of_step"))
    assert listed(watched, "out_of_step") == [{"reference": receipt.reference, "about": "stage"}]
    records = records_of(watched.config, 2)
    stack, service = watched.stack, watched.signers.service()
    found = reconcile(watched.client, stack.database_url, records, service, closures=stack.admin_url)
    assert [each.reference async for each in found]
    records.engine.dispose()
    await watched.settled(claimed)
    assert await is_listed(watchdog, watched, "out_of_step", yes=False)


async def test_every_open_case_is_compared_in_turn(watched: System) -> None:
    references = {(await watched.submit()).reference for _ in range(3)}
    with a_watchdog(watched, replace(LIMITS, cases=2)) as watchdog:
        for reference in references:
            await watched.recorded(reference, 1)
            await deleted(watched, reference)
        found: set[str] = set()
        for _ in range(len(watched.rows("SELECT 1 FROM case_row WHERE stage <> 'closed'")) // 2 + 1):
            found |= {each.reference for each in (await watchdog.look()).to_resume}
    assert found == references


_FIRST = "SELECT body FROM case_event WHERE reference = %s AND seq = 1"
_HEAD = """
UPDATE case_row SET seq = %(seq)s, stage = 'queued', assignee = NULL,
    head = (SELECT hash FROM case_event WHERE reference = %(reference)s AND seq = %(seq)s)
WHERE reference = %(reference)s
"""


@contextmanager
def unguarded(system: System) -> Iterator[psycopg.Connection]:
    """A connection that may change events."""
    with psycopg.connect(system.stack.migration_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
        yield owner
        owner.execute("ALTER TABLE case_event ENABLE ALWAYS TRIGGER append_only")


def rewrite(system: System, reference: str, body: bytes) -> None:
    """As if somebody had changed the first event of a case bypassing constraints and grants."""
    with unguarded(system) as owner:
        owner.execute("UPDATE case_event SET body = %s WHERE reference = %s AND seq = 1", (body, reference))


def forget(system: System, reference: str, seq: int) -> None:
    """As if the records had been restored from a copy made before the event."""
    with unguarded(system) as owner:
        owner.execute("DELETE FROM case_event WHERE reference = %s AND seq >= %s", (reference, seq))
        owner.execute(_HEAD, {"reference": reference, "seq": seq - 1})
