"""Reading of a case that has ended."""

from typing import Any

from temporalio.client import WorkflowHandle, WorkflowQueryFailedError, WorkflowQueryRejectedError
from temporalio.service import RPCError, RPCStatusCode

from client.connection import ANSWER_TIMEOUT
from client.failures import unreachable
from errors import Cause, Component, NoSuchCase, Unreachable
from workflows.names import CaseQuery


async def read_ended(handle: WorkflowHandle[Any, Any], query: CaseQuery, *about: str) -> Any:
    """The answer of a case that has ended: it takes no update, and nothing can come between a query and its tasks."""
    try:
        return await handle.query(query, args=about, rpc_timeout=ANSWER_TIMEOUT)
    except RPCError as failed:
        if failed.status is RPCStatusCode.NOT_FOUND:
            raise NoSuchCase(handle.id) from failed
        raise unreachable(failed) from failed
    except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as failed:
        raise Unreachable(Component.CASE, Cause.NO_ANSWER) from failed
