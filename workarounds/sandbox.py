"""The workflow sandbox, not entered to ask which workflow a payload is for."""

from typing import Any, cast

from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner


class DirectContextRunner(SandboxedWorkflowRunner):
    """A sandbox whose serialization contexts are asked for directly; no code of ours runs in that.

    The SDK would compile and enter it three times for every payload: a third of the worker's main thread. It reads two
    attributes of the SDK's instance: look at both at each upgrade.
    """

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """A sandboxed workflow with direct contexts."""
        sandboxed: Any = super().create_instance(det)
        inside = sandboxed.globals_and_locals["__temporal_in_sandbox"]
        sandboxed.get_serialization_context = inside.get_serialization_context
        sandboxed.get_external_store_context = inside.get_external_store_context
        return cast(WorkflowInstance, sandboxed)
