"""The door of the workflows of one worker: by it their validators ask whether a message is authentic, in memory."""

from temporalio.worker import Interceptor, WorkflowInboundInterceptor, WorkflowInterceptorClassInput

from activities.trust.trust_list import TrustList
from workflows.ports import FORGERY_IN


class TrustDoor(Interceptor):
    """Gives the workflows of a worker the list that the worker keeps. A replay never asks it."""

    def __init__(self, trust: TrustList) -> None:
        self._trust = trust

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        """Add the function; nothing is intercepted."""
        input.unsafe_extern_functions[FORGERY_IN] = self._trust.forgery_in
        return None
