"""The log of what reaches cases from calls to the HTTP interface: one line for each, by the id of the call."""

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

from models.call_id import CALL_ID, CALL_ID_HEADER


class CallLog(Interceptor):
    """Has a worker log what became of each message that a call brought: codes alone. A replay says nothing."""

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        """The class that hears the messages of a workflow."""
        return _Inbound


class _Inbound(WorkflowInboundInterceptor):
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
    """Say what became of a message, where a call brought it: the id may be of anybody's making, and has a form."""
    given = headers.get(CALL_ID_HEADER)
    if given is not None and CALL_ID.fullmatch(given.data):
        about = {"request_id": given.data.decode(), "reference": workflow.info().workflow_id}
        workflow.logger.info("message", extra={**about, "said": message, "code": code})
