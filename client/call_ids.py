"""The id of the call from which something reaches a case: it goes along as a header, into the log of the worker."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from temporalio.api.common.v1 import Payload
from temporalio.client import Interceptor, OutboundInterceptor

from models.call_id import CALL_ID_HEADER

if TYPE_CHECKING:
    from temporalio.client import (
        StartWorkflowInput,
        StartWorkflowUpdateInput,
        StartWorkflowUpdateWithStartInput,
        WorkflowHandle,
        WorkflowUpdateHandle,
    )

call_id: ContextVar[str] = ContextVar("call_id", default="")
"""The id of the call that is being answered in this context; empty: none."""

Headers = Mapping[str, Payload]


def with_call_id(headers: Headers) -> Headers:
    """Headers of a message, with the id of the call where there is one."""
    about = call_id.get()
    if not about:
        return headers
    return {**headers, CALL_ID_HEADER: Payload(metadata={"encoding": b"binary/plain"}, data=about.encode())}


class CallIdsToCases(Interceptor):
    """Has what a client sends to cases carry the id of its call."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        """Put the header on starts and updates."""
        return _Outbound(next)


class _Outbound(OutboundInterceptor):
    async def start_workflow(self, input: "StartWorkflowInput") -> "WorkflowHandle[Any, Any]":
        input.headers = with_call_id(input.headers)
        return await super().start_workflow(input)

    async def start_workflow_update(self, input: "StartWorkflowUpdateInput") -> "WorkflowUpdateHandle[Any]":
        input.headers = with_call_id(input.headers)
        return await super().start_workflow_update(input)

    async def start_update_with_start_workflow(
        self, input: "StartWorkflowUpdateWithStartInput"
    ) -> "WorkflowUpdateHandle[Any]":
        update = input.update_workflow_input
        update.headers = with_call_id(update.headers)
        return await super().start_update_with_start_workflow(input)
