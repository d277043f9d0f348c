"""Carries the id of a call with the messages of this process, and from them to the activities of a worker."""

from typing import Any

from temporalio import client, worker

from telemetry.calls import CALL_HEADER, call_id, call_of, with_header
from telemetry.in_workflows import CauseInWorkflow


class Causes(client.Interceptor, worker.Interceptor):
    """For connections, and the workers on them."""

    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:
        """Name the call in what is sent."""
        return _Sent(next)

    def intercept_activity(self, next: worker.ActivityInboundInterceptor) -> worker.ActivityInboundInterceptor:
        """Have the log of an activity name the call."""
        return _Activity(next)

    def workflow_interceptor_class(
        self, input: worker.WorkflowInterceptorClassInput
    ) -> type[worker.WorkflowInboundInterceptor]:
        """Have workflows pass it on."""
        return CauseInWorkflow


class _Sent(client.OutboundInterceptor):
    async def start_workflow(self, input: client.StartWorkflowInput) -> client.WorkflowHandle[Any, Any]:
        input.headers = with_header(input.headers, CALL_HEADER, call_id.get())
        return await super().start_workflow(input)

    async def start_workflow_update(self, input: client.StartWorkflowUpdateInput) -> client.WorkflowUpdateHandle[Any]:
        input.headers = with_header(input.headers, CALL_HEADER, call_id.get())
        return await super().start_workflow_update(input)

    async def start_update_with_start_workflow(
        self, input: client.StartWorkflowUpdateWithStartInput
    ) -> client.WorkflowUpdateHandle[Any]:
        for part in (input.start_workflow_input, input.update_workflow_input):
            part.headers = with_header(part.headers, CALL_HEADER, call_id.get())
        return await super().start_update_with_start_workflow(input)


class _Activity(worker.ActivityInboundInterceptor):
    async def execute_activity(self, input: worker.ExecuteActivityInput) -> Any:
        before = call_id.set(call_of(input.headers))
        try:
            return await super().execute_activity(input)
        finally:
            call_id.reset(before)
