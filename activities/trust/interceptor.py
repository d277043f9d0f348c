"""What a worker gives its workflows, so that their validators can ask whether a message is authentic, in memory."""

from temporalio import workflow
from temporalio.worker import Interceptor, WorkflowInboundInterceptor, WorkflowInterceptorClassInput

from activities.trust.trust_list import TrustList
from models.trust.forgery import Forgery
from models.trust.hearing import Heard
from workflows.names import FORGERY_IN


class TrustInterceptor(Interceptor):
    """Gives the workflows of a worker the list that the worker keeps. A replay never asks it."""

    def __init__(self, trust: TrustList) -> None:
        self._trust = trust

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        """Add the function; nothing is intercepted."""
        input.unsafe_extern_functions[FORGERY_IN] = self._forgery_in
        return None

    def _forgery_in(self, heard: Heard) -> Forgery | None:
        """The answer of the list, computed outside the sandbox, whose rules are for workflow code.

        The cryptographic library imports an exception when it first raises it, and ends the process where the sandbox
        refuses that: one bad signature would have stopped a worker.
        """
        with workflow.unsafe.sandbox_unrestricted(), workflow.unsafe.imports_passed_through():
            return self._trust.forgery_in(heard)
