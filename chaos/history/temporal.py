"""Evidence from Temporal: the runs of each case from their histories, and the live cases' answers to queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHandle
from temporalio.converter import DataConverter
from temporalio.service import RPCError, RPCStatusCode

from activities.concurrency import all_of
from chaos.history.evidence import Run, Workflow
from chaos.system.polling import NotReachedInTime, read_until_answered
from client import timeline, view
from models.case.state import Receipt
from workflows.ports import CASE_WORKFLOW, End

IN_FLIGHT = 16
"""Cases read at once."""
PATIENCE = 60.0
"""Seconds for a case to answer: a busy machine breaks no promise."""

_END = "EVENT_TYPE_WORKFLOW_EXECUTION_"
_ENDS = frozenset({"COMPLETED", "FAILED", "TIMED_OUT", "CANCELED", "TERMINATED", "CONTINUED_AS_NEW"})


async def workflows(client: Client, references: Iterable[str]) -> dict[str, Workflow]:
    """All cases that Temporal lists, and those of `references` that it knows but does not list (yet)."""
    runs: dict[str, list[str | None]] = {}
    async for each in client.list_workflows(f"WorkflowType='{CASE_WORKFLOW}'"):
        runs.setdefault(each.id, []).append(each.run_id)
    every = runs.keys() | set(references)
    found = await all_of(lambda each: _workflow(client, each, runs.get(each, [None])), every, IN_FLIGHT)
    return {workflow.reference: workflow for workflow in found if workflow.runs}


async def _workflow(client: Client, reference: str, run_ids: Iterable[str | None]) -> Workflow:
    runs = [run for run_id in run_ids if (run := await _run(client, reference, run_id))]
    workflow = Workflow(reference, tuple(sorted(runs, key=lambda run: run.started)))
    if not workflow.live:
        return workflow
    try:
        seen = await read_until_answered(lambda: view(client, reference), reference, PATIENCE)
        events = await read_until_answered(lambda: timeline(client, reference), reference, PATIENCE)
    except NotReachedInTime:
        return workflow
    return Workflow(reference, workflow.runs, seen, events)


async def _run(client: Client, reference: str, run_id: str | None) -> Run | None:
    """One run from its history, the last one when no id is given; None when Temporal knows no such workflow."""
    handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(reference, run_id=run_id)
    try:
        history = [event async for event in handle.fetch_history_events()]
    except RPCError as failed:
        if failed.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    begun, last = history[0].workflow_execution_started_event_attributes, history[-1]
    status = EventType.Name(last.event_type).removeprefix(_END)
    ended = status in _ENDS
    return Run(
        run_id=begun.original_execution_run_id,
        first_run=begun.first_execution_run_id,
        status=status if ended else "RUNNING",
        started=_instant(history[0]),
        closed=_instant(last) if ended else None,
        length=len(history),
        types=Counter(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history),
        answers=await _answers(client.data_converter, history),
        receipt=await _last_receipt(client.data_converter, last),
    )


async def _answers(converter: DataConverter, history: Iterable[HistoryEvent]) -> Mapping[str, Receipt]:
    """The receipts of the updates that succeeded, by update id."""
    answers: dict[str, Receipt] = {}
    for event in history:
        update = event.workflow_execution_update_completed_event_attributes
        if update.outcome.success.payloads:
            [receipt] = await converter.decode(update.outcome.success.payloads, [Receipt])
            answers[update.meta.update_id] = receipt
    return answers


async def _last_receipt(converter: DataConverter, last: HistoryEvent) -> Receipt | None:
    payloads = last.workflow_execution_completed_event_attributes.result.payloads
    if not payloads:
        return None
    [end] = await converter.decode(payloads, [End])
    receipt: Receipt | None = end.receipt
    return receipt


def _instant(event: HistoryEvent) -> datetime:
    return event.event_time.ToDatetime(UTC)
