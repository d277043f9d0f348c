"""What the ended runs of a case held is put on record, or named as lost, whoever starts the case again."""

from collections.abc import Iterator

import psycopg
import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, ResetReapplyExcludeType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client

from client import view
from models.case.events import Reconciled
from models.case.state import Receipt
from models.codes import DiscrepancyKind, Stage
from recovery.restarting import stop
from tests.records.test_recovery import reconciled, records_of
from tests.support.simulation import LAYLA, OMAR
from tests.support.system import System, command, eventually
from watchdog.findings import LookLimits
from watchdog.loop import Watchdog
from workflows.names import CASE_WORKFLOW
from workflows.options import CASES

pytestmark = pytest.mark.timeout(180)

_RUNS = "WorkflowId='{}' AND ExecutionStatus='Terminated'"
_ON_RECORD = "SELECT 1 FROM case_event WHERE reference = %s AND type = %s"
_MESSAGES = [
    ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL,
    ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
]
_TABLES = ("notice", "request", "case_event", "case_row")


@pytest.fixture
def watchdog(alone: System) -> Iterator[Watchdog]:
    with records_of(alone) as records:
        yield Watchdog(alone.client, alone.config.database_url, records, None, limits=LookLimits())


async def test_reconcile_keeps_a_decision_that_was_not_on_record_at_the_termination(alone: System) -> None:
    reference = await held_and_approved(alone)
    await terminated(alone, reference)
    assert not alone.rows(_ON_RECORD, reference, "resolved")
    assert (await reconciled(alone))[reference].difference is DiscrepancyKind.NOT_RUNNING
    assert alone.rows(_ON_RECORD, reference, "resolved")
    assert (await alone.view(reference)).row.stage is Stage.RESOLVED
    assert await reconciled(alone) == {}


async def test_a_request_that_comes_again_after_a_termination_hides_no_decision(alone: System) -> None:
    request = alone.request()
    receipt = await alone.open(request)
    assert isinstance(receipt, Receipt)
    await alone.settled(await alone.do(receipt.reference, "claim"))
    await alone.approve(receipt.reference)
    await terminated(alone, receipt.reference)
    await alone.client.start_workflow(CASE_WORKFLOW, request, id=receipt.reference, task_queue=CASES)
    await eventually(lambda: view(alone.client, receipt.reference))
    assert (await alone.view(receipt.reference)).row.stage is Stage.IN_REVIEW
    assert (await reconciled(alone))[receipt.reference].difference is DiscrepancyKind.RECORDS_BEHIND
    assert (await alone.view(receipt.reference)).row.stage is Stage.RESOLVED
    assert await reconciled(alone) == {}


async def test_what_a_case_acknowledges_while_it_is_about_to_be_replaced_is_named(
    alone: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = (await alone.submit()).reference
    await alone.settled(await alone.do(reference, "note", text="before"))
    await alone.settled(await alone.do(reference, "claim", OMAR))
    await reset_before_the_last_command(alone, reference)
    late = command("note", LAYLA, text="in between")

    async def stop_later(client: Client, name: str, run: str) -> None:
        assert isinstance(await alone.give(name, late), Receipt)
        await stop(client, name, run)

    monkeypatch.setattr("recovery.repairing.stop", stop_later)
    found = (await reconciled(alone))[reference]
    assert found.difference is DiscrepancyKind.DIVERGED
    assert [(each.kind, each.actor, each.command_id) for each in found.lost] == [("noted", LAYLA.id, late.command_id)]
    await eventually(lambda: names(alone, reference))
    assert lost_commands(alone, reference) == [f"noted by {LAYLA.id}, {late.command_id}"]
    assert (await alone.view(reference)).row.assignee == OMAR.id
    assert await reconciled(alone) == {}


async def test_a_diverged_case_that_is_terminated_loses_no_command_in_silence(
    alone: System, watchdog: Watchdog
) -> None:
    reference = (await alone.submit()).reference
    await alone.settled(await alone.do(reference, "note", text="before"))
    await alone.settled(await alone.do(reference, "claim", OMAR))
    await reset_before_the_last_command(alone, reference)
    claim = command("claim", LAYLA)
    assert isinstance(await alone.give(reference, claim), Receipt)

    async def diverged() -> bool:
        return (await alone.view(reference)).diverged_at is not None

    await eventually(diverged)
    await alone.handle(reference).terminate("by hand")
    await eventually(lambda: started_again(watchdog, reference))
    await eventually(lambda: names(alone, reference))
    assert lost_commands(alone, reference) == [f"claimed by {LAYLA.id}, {claim.command_id}"]
    (told,) = [each.body for each in await alone.caught_up(reference) if isinstance(each.body, Reconciled)]
    assert [each.actor for each in told.lost] == [LAYLA.id]
    assert await reconciled(alone) == {}


@pytest.mark.parametrize("by_hand", [True, False], ids=["reconcile", "watchdog"])
async def test_a_case_that_older_records_do_not_know_is_put_back_from_its_ended_run(
    alone: System, watchdog: Watchdog, by_hand: bool
) -> None:
    request = alone.request()
    receipt = await alone.open(request)
    assert isinstance(receipt, Receipt)
    await alone.settled(await alone.do(receipt.reference, "claim"))
    forget(alone, receipt.reference)
    await terminated(alone, receipt.reference)
    if by_hand:
        assert (await reconciled(alone))[receipt.reference].difference is DiscrepancyKind.NOT_RECORDED
    else:
        await eventually(lambda: started_again(watchdog, receipt.reference))
    assert (await alone.view(receipt.reference)).row.assignee == OMAR.id
    assert await alone.open(request) == receipt
    assert alone.rows(_ON_RECORD, receipt.reference, "claimed")
    assert await reconciled(alone) == {}


async def held_and_approved(system: System) -> str:
    """A case whose decision is not on record yet."""
    reference = (await system.submit()).reference
    await system.settled(await system.do(reference, "claim"))
    await system.approve(reference)
    return reference


async def terminated(system: System, reference: str) -> None:
    """Terminate a case by hand, and wait until Temporal's lists have it."""
    await system.handle(reference).terminate("by hand")

    async def listed() -> bool:
        runs = [each async for each in system.client.list_workflows(_RUNS.format(reference))]
        still = [each async for each in system.client.list_workflows(f"WorkflowId='{reference}'")]
        return bool(runs) and all(each.close_time for each in still)

    await eventually(listed)


async def started_again(watchdog: Watchdog, reference: str) -> bool:
    found = await watchdog.look()
    return any(each.reference == reference for each in (*found.to_resume, *found.to_open))


async def names(system: System, reference: str) -> bool:
    return bool(lost_commands(system, reference))


def lost_commands(system: System, reference: str) -> list[str]:
    """What the attention list names as lost of a case."""
    rows = system.rows("SELECT about FROM attention WHERE kind = 'command_lost' AND reference = %s", reference)
    return [row["about"] for row in rows]


async def reset_before_the_last_command(system: System, reference: str, *, apply_again: bool = False) -> None:
    """As `temporal workflow reset` does, to the task that took the last update; it and what follows are given again, or
    not at all."""
    history = [event async for event in system.handle(reference).fetch_history_events()]
    accepted = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
    (*_, last) = [event for event in history if event.event_type == accepted]
    before = last.workflow_execution_update_accepted_event_attributes.accepted_request_sequencing_event_id
    task = next(
        event.event_id
        for event in history
        if event.event_id > before and event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    )
    execution = WorkflowExecution(workflow_id=reference, run_id=history_run(history))
    request = ResetWorkflowExecutionRequest(
        namespace="default",
        workflow_execution=execution,
        reason="by hand",
        workflow_task_finish_event_id=task,
        request_id=f"reset-{reference}",
        reset_reapply_exclude_types=[] if apply_again else _MESSAGES,
    )
    await system.client.workflow_service.reset_workflow_execution(request)


def history_run(history: list) -> str:  # type: ignore[type-arg]
    first = history[0].workflow_execution_started_event_attributes
    return str(first.original_execution_run_id)


def forget(system: System, reference: str) -> None:
    """As if the records had been restored from a copy made before the case was opened."""
    with psycopg.connect(system.stack.migration_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
        for table in _TABLES:
            owner.execute(f"DELETE FROM {table} WHERE reference = %s", (reference,))
        owner.execute("ALTER TABLE case_event ENABLE ALWAYS TRIGGER append_only")
