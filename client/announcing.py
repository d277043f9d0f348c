"""Calendar changes to all open cases."""

from collections.abc import AsyncIterator

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.concurrency import bounded
from client.failures import unreachable
from client.updates import apply, signed_command
from errors import NoSuchCase, Queued, Refused, Unreachable
from models.case.commands import ChangeCalendar
from models.trust.statement import Signatory
from workflows.names import CaseSignal

ANNOUNCED_AT_ONCE = 8
"""Cases in flight at a time: enough to keep a worker busy, and few enough to be answered in time by a slow one."""


async def announce(client: Client, references: AsyncIterator[str], command: ChangeCalendar, by: Signatory) -> int:
    """Give open cases a calendar change; ended ones are passed over. Returns how many took it, or will."""
    announcement = _Announcement(client, command, by)
    return sum([moved async for moved in bounded(announcement.send, references, ANNOUNCED_AT_ONCE)])


class _Announcement:
    """Sends the change by updates, each answered before the next one goes out: they ask for no activity.

    Thousands of signals at once wait so long for their worker that the server takes each task back from it, and each
    case is then replayed from its beginning. Where no worker answers, signals wait for one.
    """

    def __init__(self, client: Client, command: ChangeCalendar, by: Signatory) -> None:
        self._client, self._command, self._by = client, command, by
        self._found_no_worker = False

    async def send(self, reference: str) -> bool:
        """Whether the case took the change, or will. Raises Unreachable."""
        if self._found_no_worker:
            return await self._signal_if_open(reference)
        try:
            answer = await apply(self._client, reference, self._command, self._by)
        except NoSuchCase:
            return False
        except Refused as refused:
            return refused.retryable and await self._signal_if_open(reference)
        except Unreachable:
            return await self._signal_if_open(reference)
        self._found_no_worker = isinstance(answer, Queued)
        return True

    async def _signal_if_open(self, reference: str) -> bool:
        message = signed_command(self._client, reference, self._command, self._by)
        try:
            await self._client.get_workflow_handle(reference).signal(CaseSignal.COMMAND, message)
        except RPCError as failed:
            if failed.status is not RPCStatusCode.NOT_FOUND:
                raise unreachable(failed) from failed
            return False
        return True
