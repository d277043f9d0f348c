"""A worker of somebody else reaches the server: what it answers is not believed, and what it ends goes on."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.api.command.v1 import (
    CancelWorkflowExecutionCommandAttributes,
    Command,
    CompleteWorkflowExecutionCommandAttributes,
    ContinueAsNewWorkflowExecutionCommandAttributes,
    FailWorkflowExecutionCommandAttributes,
)
from temporalio.api.common.v1 import Payload, Payloads, WorkflowType
from temporalio.api.enums.v1 import CommandType
from temporalio.api.failure.v1 import Failure
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    PollWorkflowTaskQueueRequest,
    RespondWorkflowTaskCompletedRequest,
)
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError
from temporalio.common import RawValue, RetryPolicy
from temporalio.converter import PayloadCodec
from temporalio.exceptions import ActivityError, ApplicationError, TimeoutError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import worker
from activities.hosting import hosted
from activities.keys.case_keys import case_keys_of
from activities.keys.codec import CaseCodec
from client import plain_converter, timeline
from errors import Cause, Component, Unreachable
from models.case.state import Notice
from models.codes import Audience, Channel, Stage
from models.notices.key import NoticeKey
from settings import PlainPayloads
from tests.case.running.test_forged_starts import decided_by_a_stranger
from tests.support.system import System, eventually, idle
from workflows import options
from workflows.names import CASE_WORKFLOW
from workflows.notices.ports import DELIVER_TOGETHER
from workflows.options import CASES, NOTICES
from workflows.ports import CaseActivity, DeliverNotice

pytestmark = pytest.mark.timeout(300)


class ReadsAll(CaseCodec):
    """Reads what is sealed and seals nothing: a stranger who was told what to answer."""

    async def encode(self, payloads: Any) -> list[Payload]:
        return list(payloads)


class Junk(PayloadCodec):
    """Says what nobody can read."""

    async def encode(self, payloads: Any) -> list[Payload]:
        return [Payload(metadata={"encoding": b"binary/encrypted", "cipher": b"none"}, data=b"junk") for _ in payloads]

    async def decode(self, payloads: Any) -> list[Payload]:
        return [Payload(metadata={"encoding": b"json/plain"}, data=b"{}") for _ in payloads]


class Reads(Junk):
    """Says in clear what it likes, and takes what is sealed for nothing."""

    async def encode(self, payloads: Any) -> list[Payload]:
        return list(payloads)


class Liar:
    """Answers every delivery as done, and delivers nothing."""

    def __init__(self) -> None:
        self.answered = 0

    @activity.defn(name=CaseActivity.DELIVER)
    async def deliver(self, order: Any) -> dict[str, Any]:
        key = order.get("notice", {}).get("key", "unknown")
        return self._receipt(key)

    @activity.defn(name=DELIVER_TOGETHER)
    async def deliver_together(self, order: Any) -> dict[str, Any]:
        keys = [each.get("key", "unknown") for each in order.get("notices", ())]
        return {"receipts": [self._receipt(key) for key in keys]}

    def _receipt(self, key: str) -> dict[str, Any]:
        self.answered += 1
        return {"key": key, "at": "2026-01-06T08:30:00Z", "digest": "0" * 64}


@pytest.fixture
async def awake(tmp_path: Path) -> AsyncIterator[System]:
    """Servers without a worker, and packs without quiet hours."""
    async with idle(tmp_path / "home") as system:
        yield system


@pytest.mark.parametrize("words", ["in clear", "junk"])
async def test_a_delivery_that_a_stranger_says_was_made_is_made_by_a_worker_of_ours(
    awake: System, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "FALSE_ANSWER_PAUSE", timedelta(seconds=1))
    reads = ReadsAll(case_keys_of(awake.config), PlainPayloads.READ)
    codec = reads if words == "in clear" else Junk()
    stranger = await Client.connect(
        awake.stack.temporal_address, data_converter=replace(plain_converter(), payload_codec=codec)
    )
    liar = Liar()
    with hosted(awake.config) as work:
        async with worker.cases_worker(awake.client, work, awake.config):
            async with Worker(stranger, task_queue=NOTICES, activities=[liar.deliver, liar.deliver_together]):
                reference = (await awake.submit()).reference
                await eventually(lambda: _true(liar.answered > 0))
            await awake.do(reference, "claim")
            happened = {event.body.type for event in await timeline(awake.client, reference)}
            assert "claimed" in happened and not happened & {"notice_sent", "notice_failed"}
            async with worker.notices_worker(awake.client, work.deliveries, work.notices_pool, awake.config):
                await eventually(lambda: _all_sent(awake, reference), 60)
    assert list((awake.config.home / "mailbox").glob(f"{reference}.*"))


async def _true(value: bool) -> bool:
    return value


async def _all_sent(system: System, reference: str) -> bool:
    rows = await asyncio.to_thread(system.rows, "SELECT status FROM notice WHERE reference = %s", reference)
    return bool(rows) and {row["status"] for row in rows} == {"sent"}


async def polled(stranger: Client, reference: str) -> bytes:
    """The next workflow task of a case, as any worker gets it."""
    poll = PollWorkflowTaskQueueRequest(namespace="default", task_queue=TaskQueue(name=CASES), identity="stranger")
    while True:
        task = await stranger.workflow_service.poll_workflow_task_queue(poll, timeout=timedelta(seconds=70))
        if task.workflow_execution.workflow_id == reference:
            return task.task_token


async def ended(system: System, reference: str, end: Command) -> None:
    """A stranger takes the next task of a case, with no worker of ours there, and ends it so."""
    stranger = await Client.connect(system.stack.temporal_address)
    await stranger.get_workflow_handle(reference).signal("command", {"kind": "note"})
    token = await polled(stranger, reference)
    answer = RespondWorkflowTaskCompletedRequest(
        namespace="default", task_token=token, commands=[end], identity="stranger"
    )
    await stranger.workflow_service.respond_workflow_task_completed(answer)


async def under_review(system: System) -> str:
    """A case that somebody holds, on record; the worker of ours has gone since."""
    async with worker.serving(system.config):
        reference = (await system.submit()).reference
        await system.settled(await system.do(reference, "claim"))
        return reference


async def test_a_state_that_a_stranger_hands_over_is_not_believed(idle_system: System) -> None:
    system = idle_system
    reference = await under_review(system)
    forged = decided_by_a_stranger(system, reference)
    handed = plain_converter().payload_converter.to_payloads([None, forged])
    goes_on = ContinueAsNewWorkflowExecutionCommandAttributes(
        workflow_type=WorkflowType(name=CASE_WORKFLOW),
        task_queue=TaskQueue(name=CASES),
        input=Payloads(payloads=handed),
    )
    kind = CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION
    await ended(
        system,
        reference,
        Command(command_type=kind, continue_as_new_workflow_execution_command_attributes=goes_on),
    )
    async with worker.serving(system.config):
        await system.do(reference, "note", text="goes on")
        assert (await system.view(reference)).row.stage is Stage.IN_REVIEW
        events = await system.caught_up(reference)
    assert "minister" not in {event.actor.id for event in events}


ENDS = (
    Command(
        command_type=CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
        fail_workflow_execution_command_attributes=FailWorkflowExecutionCommandAttributes(
            failure=Failure(message="ended by a stranger")
        ),
    ),
    Command(
        command_type=CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
        complete_workflow_execution_command_attributes=CompleteWorkflowExecutionCommandAttributes(),
    ),
    Command(
        command_type=CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION,
        cancel_workflow_execution_command_attributes=CancelWorkflowExecutionCommandAttributes(),
    ),
)


@pytest.mark.parametrize("end", ENDS, ids=["failed", "completed", "cancelled"])
async def test_a_case_that_a_stranger_ends_is_started_again_by_the_watchdog(idle_system: System, end: Command) -> None:
    system = idle_system
    reference = await under_review(system)
    await ended(system, reference, end)
    assert (await system.handle(reference).describe()).status is not WorkflowExecutionStatus.RUNNING
    async with worker.serving(replace(system.config, watchdog_seconds=0.5)):
        await eventually(lambda: _runs(system, reference), 60)
        await system.do(reference, "note", text="goes on")
        assert (await system.view(reference)).row.stage is Stage.IN_REVIEW
        happened = [event.body.type for event in await system.caught_up(reference)]
    assert happened[-2:] == ["resumed", "noted"]


async def _runs(system: System, reference: str) -> bool:
    return (await system.handle(reference).describe()).status is WorkflowExecutionStatus.RUNNING


@workflow.defn(name=CASE_WORKFLOW)
class Pretender:
    """A case as somebody else would have it: it says of every request and command that it was taken."""

    @workflow.run
    async def run(self, *given: Any) -> None:
        """Stay open, so that no worker of ours gets the request."""
        await workflow.sleep(600)

    @workflow.update(dynamic=True)
    async def answer(self, name: str, args: Sequence[RawValue]) -> dict[str, Any]:
        """A receipt of its own."""
        return {
            "reference": workflow.info().workflow_id,
            "seq": 2,
            "stage": "queued",
            "status": "under_processing",
            "due": "2026-12-30T10:00:00Z",
            "team": "exit_visas",
        }


async def test_a_receipt_of_a_stranger_is_not_believed_where_nothing_comes_in_clear(tmp_path: Path) -> None:
    async with idle(tmp_path / "home", plain_payloads=PlainPayloads.REFUSED) as system:
        converter = replace(plain_converter(), payload_codec=Reads())
        stranger = await Client.connect(system.stack.temporal_address, data_converter=converter)
        runner = UnsandboxedWorkflowRunner()
        async with Worker(stranger, task_queue=CASES, workflows=[Pretender], workflow_runner=runner):
            request = system.request()
            for told in (system.open(request), system.do(request.reference, "claim")):
                with pytest.raises(Unreachable) as unreachable:
                    await told
                assert (unreachable.value.component, unreachable.value.cause) == (Component.CASE, Cause.NOT_AUTHENTIC)


@workflow.defn(name="Stranger")
class Stranger:
    """Asks our workers for what only a case asks for."""

    @workflow.run
    async def run(self, name: str, queue: str, order: dict[str, Any]) -> Any:
        """Ask once."""
        return await workflow.execute_activity(
            name,
            order,
            task_queue=queue,
            schedule_to_close_timeout=timedelta(seconds=8),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )


async def asked(system: System, name: str, queue: str, order: dict[str, Any], reference: str) -> BaseException | None:
    """Why the workers of ours do not do what a workflow of a stranger asks of them."""
    stranger = await Client.connect(system.stack.temporal_address)
    async with Worker(
        stranger, task_queue="strangers", workflows=[Stranger], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        with pytest.raises(WorkflowFailureError) as failed:
            await stranger.execute_workflow(
                "Stranger", args=[name, queue, order], id=f"as-{reference}", task_queue="strangers"
            )
    assert isinstance(failed.value.cause, ActivityError)
    return failed.value.cause.cause


def notice_of_a_stranger(reference: str) -> dict[str, Any]:
    """An order that a worker of ours would carry out if a case gave it."""
    at = datetime(2026, 1, 6, 8, 30, tzinfo=UTC)
    notice = Notice(
        key=str(NoticeKey(reference, 99, Audience.BENEFICIARY, Channel.SMS)),
        seq=99,
        audience=Audience.BENEFICIARY,
        channel=Channel.SMS,
        template="withdrawn",
        created_at=at,
        not_before=at,
    )
    order = DeliverNotice(reference=reference, service="exit_permit", pack="passports", language="ar", notice=notice)
    return order.model_dump(mode="json")


async def test_no_stranger_has_our_workers_send_a_notice_or_write_an_event(system: System) -> None:
    receipt = await system.submit()
    await system.settled(await system.do(receipt.reference, "claim"))
    made_up = notice_of_a_stranger(receipt.reference)
    several = {**made_up, "notices": [made_up["notice"]]}
    del several["notice"]
    for name, order in ((CaseActivity.DELIVER, made_up), (DELIVER_TOGETHER, several)):
        refused = await asked(system, name, NOTICES, order, receipt.reference)
        assert isinstance(refused, ApplicationError)
    assert not system.rows("SELECT 1 FROM notice WHERE key = %s", made_up["notice"]["key"])

    before = system.rows("SELECT seq FROM case_event WHERE reference = %s", receipt.reference)
    forged = decided_by_a_stranger(system, receipt.reference).model_dump(mode="json")
    written = {"reference": receipt.reference, "events": forged["events"], "row": {}}
    unheard = await asked(system, CaseActivity.RECORD, CASES, written, f"{receipt.reference}-2")
    assert isinstance(unheard, TimeoutError)
    assert system.rows("SELECT seq FROM case_event WHERE reference = %s", receipt.reference) == before
