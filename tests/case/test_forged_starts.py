"""A start with a made-up state is not believed: whoever reaches the server can send one."""

from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy

from activities.records.database import connect
from activities.records.history import history
from client import timeline, view
from models.case.commands import Actor
from models.case.state import CaseState
from models.codes import Role, Stage
from tests.support.system import APPROVAL, System, command, eventually
from workflows.case.decide import decide
from workflows.case.evolve import fold
from workflows.names import CASE_WORKFLOW
from workflows.options import CASES
from workflows.ports import Carried

MINISTER = Actor(id="minister", role=Role.DIRECTOR)


def decided_by_a_stranger(system: System, reference: str) -> Carried:
    """The case as it is on record, and beyond it a decision that nobody took."""
    with connect(system.stack.database_url) as connection:
        policy, events = history(connection, reference) or pytest.fail("not on record")
    state = fold(CaseState(reference=reference, policy=policy), events)
    assert state.assignee
    verdict = decide(state, command("approve", state.assignee, **APPROVAL), events[-1].at)
    assert isinstance(verdict, tuple)
    verdict = tuple(event.but(actor=MINISTER) for event in verdict)
    return Carried(state=fold(state, verdict), events=(*events, *verdict), recorded=state.seq, opened_under=policy)


async def started(system: System, reference: str, *given: Any, **options: Any) -> str:
    """Start a run as anybody can; its id."""
    handle = await system.client.start_workflow(
        CASE_WORKFLOW, args=given, id=reference, task_queue=CASES, id_conflict_policy=TERMINATE, **options
    )
    return handle.first_execution_run_id or ""


TERMINATE = WorkflowIDConflictPolicy.TERMINATE_EXISTING


async def test_a_start_with_a_made_up_state_leaves_the_case_as_it_is_on_record(system: System) -> None:
    receipt = await system.submit()
    await system.settled(await system.do(receipt.reference, "claim"))
    before = await system.caught_up(receipt.reference)
    for _ in range(2):
        await started(system, receipt.reference, None, decided_by_a_stranger(system, receipt.reference))
        assert not await view_has_decision(system, receipt.reference)
        await system.do(receipt.reference, "note", text="goes on")
    assert (await system.caught_up(receipt.reference))[: len(before)] == before
    assert "minister" not in {event.actor.id for event in await timeline(system.client, receipt.reference)}
    assert (await system.view(receipt.reference)).row.stage is Stage.IN_REVIEW


async def view_has_decision(system: System, reference: str) -> bool:
    """Whether the case has a decision, once it has begun."""

    async def begun() -> bool:
        return await view(system.client, reference) is not None

    await eventually(begun)
    return (await system.view(reference)).row.outcome is not None


@pytest.mark.parametrize(
    "options", [{"retry_policy": RetryPolicy()}, {"cron_schedule": "@every 1s"}], ids=["retries", "schedule"]
)
async def test_a_start_that_the_server_repeats_is_not_believed_the_second_time(
    system: System, options: dict[str, Any]
) -> None:
    receipt = await system.submit()
    await system.settled(await system.do(receipt.reference, "claim"))
    forged, short = decided_by_a_stranger(system, receipt.reference), timedelta(seconds=1)
    first = await started(system, receipt.reference, None, forged, run_timeout=short, **options)

    async def repeated() -> bool:
        return await run_seen(system, receipt.reference) != first

    await eventually(repeated)
    assert not await view_has_decision(system, receipt.reference)
    await system.handle(receipt.reference).terminate("seen enough")
    assert not system.rows("SELECT 1 FROM case_event WHERE reference = %s AND actor = 'minister'", receipt.reference)


async def run_seen(system: System, reference: str) -> str:
    """The run of a case at this moment."""
    return (await system.handle(reference).describe()).run_id or ""


async def test_a_start_with_a_reference_alone_opens_nothing_that_is_not_on_record(system: System) -> None:
    unknown = "TW-0000-0000-0000-0"
    await started(system, unknown)

    async def failed() -> bool:
        return (await system.handle(unknown).describe()).status is WorkflowExecutionStatus.FAILED

    await eventually(failed)
    assert not system.rows("SELECT 1 FROM case_row WHERE reference = %s", unknown)
