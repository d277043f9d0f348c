"""Calendar changes to all open cases."""

from collections.abc import AsyncIterator, Awaitable
from typing import Any

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.concurrency import bounded
from client.failures import unreachable
from client.updates import signed_command
from models.case.commands import ChangeCalendar
from models.trust.statement import Signatory
from workflows.ports import CaseSignal

ANNOUNCED_AT_ONCE = 20
"""Cases signalled concurrently."""


async def announce(client: Client, references: AsyncIterator[str], command: ChangeCalendar, by: Signatory) -> int:
    """Signal a calendar change to open cases; ended ones are passed over. Returns how many were signalled."""

    def signal(reference: str) -> Awaitable[bool]:
        return _signal_if_open(client, reference, signed_command(client, reference, command, by))

    return sum([signalled async for signalled in bounded(signal, references, ANNOUNCED_AT_ONCE)])


async def _signal_if_open(client: Client, reference: str, message: dict[str, Any]) -> bool:
    try:
        await client.get_workflow_handle(reference).signal(CaseSignal.COMMAND, message)
    except RPCError as failed:
        if failed.status is not RPCStatusCode.NOT_FOUND:
            raise unreachable(failed) from failed
        return False
    return True
