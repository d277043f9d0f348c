"""What an ended run was told by signals, and had not decided, is told to the run that goes on.

Whether a signal is authentic only a case that runs can find out. So the messages are taken from the history of the
ended run as they came, signature included, and the case authenticates and decides them where it goes on.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.converter import DataConverter
from temporalio.service import RPCError, RPCStatusCode

from client import of_case, signal_once
from models.trust.statement import signed_command_id
from recovery.asking import described
from workflows.names import CASE_WORKFLOW, CaseSignal
from workflows.ports import RecordEvents

_OF_COMMANDS = frozenset({CaseSignal.APPROVE, CaseSignal.REJECT, CaseSignal.COMMAND})


class ToldCommand(NamedTuple):
    """One command as a signal brought it, or as the run before carried it."""

    command_id: str
    signal: str
    payloads: tuple[Payload, ...]


async def hand_on(client: Client, reference: str, held: Mapping[str, RecordEvents | None]) -> int:
    """Tell a case that runs what its ended runs left undecided; the number of messages.

    `held`: what each of them held, the last one first. One that opened no case decided nothing. What a later run was
    told already is left out, so doing this twice changes nothing. Raises RPCError.
    """
    told = {run: await _told(client, reference, run) for run, each in held.items() if each is None or each.undecided}
    if not any(told.values()):
        return 0
    known, again = set[str](), list[ToldCommand]()
    for run in await _since(client, reference, told):
        messages = told[run] if run in told else await _told(client, reference, run)
        if run in told:
            again[:0] = [each for each in _undecided(messages, held[run]) if each.command_id not in known]
        known |= {each.command_id for each in messages}
    for message in again:
        await signal_once(client, reference, message.signal, message.payloads, message.command_id)
    return len(again)


async def _since(client: Client, reference: str, ended: Collection[str]) -> list[str]:
    """The runs of a case that runs, the last one first, back to the earliest of some that ended; none of one that does
    not run."""
    last = await described(client, reference)
    if last is None or last.status is not WorkflowExecutionStatus.RUNNING:
        return []
    query = f"WorkflowType='{CASE_WORKFLOW}' AND WorkflowId='{reference}'"
    listed = [each async for each in client.list_workflows(query)]
    by_start = [each.run_id for each in sorted(listed, key=lambda each: each.start_time, reverse=True)]
    runs = list(dict.fromkeys([last.run_id or "", *by_start, *ended]))
    return runs[: 1 + max(place for place, run in enumerate(runs) if run in ended)]


def _undecided(told: Sequence[ToldCommand], held: RecordEvents | None) -> list[ToldCommand]:
    return [each for each in told if held is None or each.command_id in held.undecided]


async def _told(client: Client, reference: str, run: str) -> list[ToldCommand]:
    """The signed commands that a run was told, in their order, with those that the run before carried to it."""
    told, converter = list[ToldCommand](), of_case(client, reference)
    history = client.get_workflow_handle(reference, run_id=run).fetch_history_events()
    try:
        async for event in history:
            if event.HasField("workflow_execution_started_event_attributes"):
                told += await _carried(converter, event.workflow_execution_started_event_attributes.input.payloads)
            elif event.HasField("workflow_execution_signaled_event_attributes"):
                signal = event.workflow_execution_signaled_event_attributes
                told += await _message(converter, signal.signal_name, tuple(signal.input.payloads))
    except RPCError as failed:
        if failed.status is not RPCStatusCode.NOT_FOUND:
            raise
    return told


async def _carried(converter: DataConverter, given: Sequence[Payload]) -> list[ToldCommand]:
    """The signals in the input of a run that goes on from one of before."""
    if len(given) != 2:
        return []
    _, carried = await converter.decode(given)
    signals = carried.get("signals") if isinstance(carried, dict) else None
    messages = list[ToldCommand]()
    for raw in signals or ():
        if command_id := signed_command_id(raw):
            messages.append(ToldCommand(command_id, CaseSignal.COMMAND, tuple(await converter.encode([raw]))))
    return messages


async def _message(converter: DataConverter, signal: str, payloads: tuple[Payload, ...]) -> list[ToldCommand]:
    if signal not in _OF_COMMANDS:
        return []
    values = await converter.decode(payloads)
    command_id = signed_command_id(values[0]) if len(values) == 1 else None
    return [ToldCommand(command_id, signal, payloads)] if command_id else []
