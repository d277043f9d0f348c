"""Evidence from Temporal: the runs of each case from their histories, and the live cases' answers to queries."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHandle, WorkflowQueryFailedError, WorkflowQueryRejectedError
from temporalio.common import RawValue
from temporalio.converter import DataConverter
from temporalio.service import RPCError, RPCStatusCode

from activities.concurrency import all_of
from chaos.history.evidence import Json, Replayed, Run, Signal, Workflow
from chaos.system.polling import NotReachedInTime, read_until_answered
from client import connected, of_case, timeline, view
from settings import Settings
from workflows.names import CASE_WORKFLOW, CaseQuery, CaseUpdate

IN_FLIGHT = 16
"""Cases read at once."""
PATIENCE = 60.0
"""Seconds for a case to answer: a busy machine breaks no promise."""

ANSWER = timedelta(seconds=10)
"""How long one query may take."""

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
    workflow = Workflow(reference, tuple(sorted(runs, key=_when_ended)))
    if not workflow.live:
        return workflow
    try:
        seen = await read_until_answered(lambda: view(client, reference), reference, PATIENCE)
        events = await read_until_answered(lambda: timeline(client, reference), reference, PATIENCE)
    except NotReachedInTime:
        return workflow
    said = seen.model_dump(mode="json") if seen else None
    return Workflow(reference, workflow.runs, said, tuple(event.model_dump(mode="json") for event in events))


def _when_ended(run: Run) -> tuple[bool, datetime]:
    """The one that runs is the last; a run that somebody reset has the start of the one before."""
    return run.closed is None, run.closed or run.started


async def replayed(config: Settings, references: Iterable[str]) -> dict[str, Replayed]:
    """The answers of cases, live or ended, to queries: from workers without memory, so after a replay."""
    client = await connected(config)
    found = await all_of(lambda each: _replayed(client, each), list(references), IN_FLIGHT)
    return dict(found)


async def _replayed(client: Client, reference: str) -> tuple[str, Replayed]:
    handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(reference)

    async def payload(query: CaseQuery) -> bytes:
        try:
            raw = await handle.query(query, result_type=RawValue, rpc_timeout=ANSWER)
        except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as failed:
            raise RuntimeError(f"{reference} answers no query") from failed
        return bytes(raw.payload.data)

    try:
        events = await read_until_answered(lambda: payload(CaseQuery.TIMELINE), reference, PATIENCE)
        seen = await read_until_answered(lambda: payload(CaseQuery.VIEW), reference, PATIENCE)
    except NotReachedInTime:
        return reference, Replayed(None, None)
    return reference, Replayed(events, json.loads(seen) if seen else None)


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
    ended, decode = status in _ENDS, _Decoder(of_case(client, reference))
    return Run(
        run_id=begun.original_execution_run_id,
        first_run=begun.first_execution_run_id,
        status=status if ended else "RUNNING",
        started=_instant(history[0]),
        closed=_instant(last) if ended else None,
        length=len(history),
        types=Counter(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history),
        inputs=len(begun.input.payloads),
        commands=await decode.commands(history),
        answers=await decode.answers(history),
        signals=await decode.signals(history),
        imported=await decode.imported(begun.input.payloads),
        receipt=await decode.last_receipt(last),
    )


@dataclass(frozen=True)
class _Decoder:
    """Reads the payloads of a history as JSON."""

    converter: DataConverter

    async def answers(self, history: Iterable[HistoryEvent]) -> Mapping[str, Json]:
        """The receipts of the updates that succeeded, by update id."""
        answers: dict[str, Json] = {}
        for event in history:
            update = event.workflow_execution_update_completed_event_attributes
            if update.outcome.success.payloads:
                answers[update.meta.update_id] = await self._only(update.outcome.success.payloads)
        return answers

    async def commands(self, history: Iterable[HistoryEvent]) -> Mapping[str, Json]:
        """The commands of the updates `apply` that were accepted, by update id."""
        commands: dict[str, Json] = {}
        for event in history:
            asked = event.workflow_execution_update_accepted_event_attributes.accepted_request
            if asked.input.name == CaseUpdate.APPLY:
                commands[asked.meta.update_id] = await self._only(asked.input.args.payloads)
        return commands

    async def signals(self, history: Iterable[HistoryEvent]) -> tuple[Signal, ...]:
        """The signals, in order."""
        signals = []
        for event in history:
            if event.HasField("workflow_execution_signaled_event_attributes"):
                given = event.workflow_execution_signaled_event_attributes
                signals.append(Signal(given.signal_name, await self._only(given.input.payloads)))
        return tuple(signals)

    async def imported(self, inputs: Sequence[Payload]) -> Json | None:
        """The command that imports a case, in the inputs of its run."""
        given = (await self.converter.decode(inputs[:1]))[0] if inputs else None
        command: Json | None = given.get("import") if isinstance(given, dict) else None
        return command

    async def last_receipt(self, last: HistoryEvent) -> Json | None:
        """The receipt that a run ended with."""
        ended = await self._only(last.workflow_execution_completed_event_attributes.result.payloads)
        receipt: Json | None = (ended or {}).get("receipt")
        return receipt

    async def _only(self, payloads: Sequence[Payload]) -> Any:
        """The value of a single payload; None where there are several or none."""
        return (await self.converter.decode(payloads))[0] if len(payloads) == 1 else None


def _instant(event: HistoryEvent) -> datetime:
    return event.event_time.ToDatetime(UTC)
