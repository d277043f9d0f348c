"""The one timer of a case, in a workflow on the real server."""

from datetime import timedelta
from uuid import uuid4

from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from tests.support.system import System
from workflows.case.running.alarm import Alarm

SOON, LATER = timedelta(milliseconds=50), timedelta(hours=1)


@workflow.defn
class Sleeper:
    """Sets its alarm as a case does, and returns how often it rang."""

    def __init__(self) -> None:
        self.rung = 0

    @workflow.run
    async def run(self) -> int:
        """Set it late, late again, soon; wait; set it late, renew it, and not at all."""
        alarm, now = Alarm(self._ring), workflow.now()
        for at in (now + LATER, now + LATER, now + SOON):
            alarm.set(at)
            await workflow.sleep(0.001)
        await workflow.wait_condition(lambda: self.rung > 0)
        alarm.set(now + LATER)
        await workflow.sleep(0.001)
        alarm.renew(now + LATER)
        await workflow.sleep(0.001)
        alarm.set(None)
        await workflow.sleep(0.001)
        return self.rung

    def _ring(self) -> None:
        self.rung += 1


def count(history: WorkflowHistory, kind: "EventType.ValueType", seconds: float) -> int:
    """The number of events of a kind that concern timers of a length."""
    timers = {
        event.timer_started_event_attributes.timer_id
        for event in history.events
        if abs(event.timer_started_event_attributes.start_to_fire_timeout.ToSeconds() - seconds) < 2
        and event.event_type == EventType.EVENT_TYPE_TIMER_STARTED
    }
    if kind == EventType.EVENT_TYPE_TIMER_STARTED:
        return len(timers)
    return sum(event.timer_canceled_event_attributes.timer_id in timers for event in history.events)


async def test_there_is_one_timer_and_the_same_one_while_the_instant_stays(system: System) -> None:
    queue = f"alarm-{uuid4().hex}"
    async with Worker(
        system.client, task_queue=queue, workflows=[Sleeper], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        handle = await system.client.start_workflow(Sleeper.run, id=queue, task_queue=queue)
        assert await handle.result() == 1
        history = await handle.fetch_history()
    assert count(history, EventType.EVENT_TYPE_TIMER_STARTED, LATER.total_seconds()) == 3
    assert count(history, EventType.EVENT_TYPE_TIMER_CANCELED, LATER.total_seconds()) == 3
