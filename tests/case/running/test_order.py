"""The order of events is the same in every replay: what an activity answered leaves a command in its workflow task.

A replay may join a task without commands to the next one. The answer then comes after the messages of that one.
"""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from models.case.commands import BENEFICIARY
from tests.support.system import System, eventually, running

CASES = 4


@pytest.fixture
async def awake(tmp_path: Path) -> AsyncIterator[System]:
    """A system that sends notices at any hour."""
    async with running(tmp_path / "home") as system:
        yield system


async def test_no_task_that_took_the_answer_of_a_delivery_is_without_commands(awake: System) -> None:
    references = [(await awake.submit()).reference for _ in range(CASES)]
    await asyncio.gather(*(reopened(awake, reference) for reference in references))
    for reference in references:
        history = await awake.handle(reference).fetch_history()
        assert [event.event_id for event in without_commands(list(history.events))] == [], reference


async def reopened(system: System, reference: str) -> None:
    """A life with several notices at once, until all of them are sent."""
    await system.do(reference, "claim")
    await system.approve(reference)
    await system.do(reference, "reopen", BENEFICIARY, text="again")

    async def all_sent() -> bool:
        seen = await system.view(reference)
        return not seen.notices_waiting

    await eventually(all_sent)


def without_commands(events: list[HistoryEvent]) -> list[HistoryEvent]:
    """The workflow tasks that took the answer of an activity and left nothing in the history."""
    found, answered, taken = [], False, False
    for event, following in pairwise(events):
        match event.event_type:
            case EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                answered = True
            case EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED:
                taken, answered = answered, False
            case EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED if taken and not _is_of(event, following):
                found.append(event)
    return found


def _is_of(task: HistoryEvent, following: HistoryEvent) -> bool:
    """Whether an event is of a command of the task that completed."""
    kind = following.WhichOneof("attributes")
    attributes = getattr(following, str(kind))
    of = getattr(attributes, "workflow_task_completed_event_id", 0)
    return of == task.event_id or kind == "workflow_execution_update_accepted_event_attributes"
