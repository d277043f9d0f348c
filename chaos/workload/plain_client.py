"""A client of another system: the SDK and docs/intake.md, and nothing of the product.

It gives every answer as JSON: `{"receipt": …}`, `{"refused": {"code", "detail", …}}`, or `{"missed": why}` when
nobody knows whether the message arrived, and the same has to be sent again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

Json = Mapping[str, Any]

PATIENCE = timedelta(seconds=10)
"""How long one call may take."""
_UNKNOWN_CASE = "not_found"


class PlainClient:
    """Files requests and sends commands to the server at an address, which is asked for when there is no connection."""

    def __init__(self, address: Callable[[], str]) -> None:
        self._address = address
        self._client: Client | None = None
        self._connecting = asyncio.Lock()

    async def open(self, request: Json, reference: str, fingerprint: str) -> Json:
        """`open`, sent with the start; of a case that has ended, the receipt by its query."""
        return await self._answered(lambda client: self._open(client, request, reference, fingerprint))

    async def apply(self, reference: str, command: Json) -> Json:
        """The update `apply`, under an id of this signature of the command; of an ended case the query `answer`."""

        async def ask(client: Client) -> Any:
            handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(reference)
            update_id = f"{command['command_id']}-{command['auth']['sig'][:16]}"
            try:
                return await handle.execute_update("apply", command, id=update_id, rpc_timeout=PATIENCE)
            except RPCError as failed:
                if failed.status is not RPCStatusCode.NOT_FOUND:
                    raise
                if answer := await handle.query("answer", command["command_id"], rpc_timeout=PATIENCE):
                    return answer
                raise

        return await self._answered(ask)

    async def _open(self, client: Client, request: Json, reference: str, fingerprint: str) -> Any:
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            "CaseWorkflow",
            request,
            id=reference,
            task_queue="cases",
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
        )
        try:
            return await client.execute_update_with_start_workflow(
                "open",
                args=[fingerprint, request],
                start_workflow_operation=start,
                id=f"open-{fingerprint}",
                rpc_timeout=PATIENCE,
            )
        except WorkflowAlreadyStartedError:
            seen = await client.get_workflow_handle(reference).query("receipt", rpc_timeout=PATIENCE)
            return seen["receipt"]

    async def _answered(self, ask: Callable[[Client], Awaitable[Any]]) -> Json:
        try:
            return {"receipt": await ask(await self._connected())}
        except WorkflowUpdateFailedError as failed:
            return {"refused": _refusal(failed)}
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            return {"missed": "no answer"}
        except RPCError as failed:
            if failed.status is RPCStatusCode.NOT_FOUND:
                return {"refused": {"code": _UNKNOWN_CASE, "detail": failed.message}}
            return await self._without_connection(failed)
        except RuntimeError as failed:  # the connection was refused
            return await self._without_connection(failed)

    async def _connected(self) -> Client:
        async with self._connecting:
            self._client = self._client or await Client.connect(self._address())
        return self._client

    async def _without_connection(self, failed: Exception) -> Json:
        """Look up the address again at the next try."""
        self._client = None
        return {"missed": str(failed)}


def _refusal(failed: WorkflowUpdateFailedError) -> Json:
    cause = failed.cause
    if not isinstance(cause, ApplicationError) or not cause.type:
        raise failed
    fields = cause.details[0] if cause.details else {}
    return {**fields, "code": cause.type, "detail": cause.message}
