"""The log of what reaches cases from calls over HTTP: one line for each message, by the id of the call."""

from collections.abc import Mapping
from typing import Any

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    HandleSignalInput,
    HandleUpdateInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from telemetry.calls import call_of


class MessageLog(Interceptor):
    """Has a worker log what became of each message that a call brought: codes alone. A replay says nothing."""

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        """The class that hears the messages of a workflow."""
        return _Heard


class _Heard(WorkflowInboundInterceptor):
    def handle_update_validator(self, input: HandleUpdateInput) -> None:
        try:
            super().handle_update_validator(input)
        except ApplicationError as refused:
            _log(input.headers, input.update, refused.type or "")
            raise

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        answer = await super().handle_update_handler(input)
        _log(input.headers, input.update, "taken")
        return answer

    async def handle_signal(self, input: HandleSignalInput) -> None:
        await super().handle_signal(input)
        _log(input.headers, input.signal, "heard")


def _log(headers: Mapping[str, Payload], message: str, code: str) -> None:
    """Say what became of a message, where a call brought it."""
    if call := call_of(headers):
        about = {"request_id": call, "reference": workflow.info().workflow_id}
        workflow.logger.info("message", extra={**about, "said": message, "code": code})
