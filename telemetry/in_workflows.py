"""Which message brought about the activities that a workflow begins: its call, and the trace that it is part of.

Handlers of a case decide at once, and what follows is done beside its main loop; so an activity belongs to the message
that came last, within a minute. A case lives for weeks: what its timers bring about later belongs to no message.

Nothing here is a command or a choice of the workflow, and a replay makes no span: what it needs to know, which message
was the last, is in the headers of history. Spans are made outside the sandbox, by a function of the worker.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, cast

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.worker import (
    ExecuteWorkflowInput,
    HandleSignalInput,
    HandleUpdateInput,
    StartActivityInput,
    StartLocalActivityInput,
    WorkflowInboundInterceptor,
    WorkflowOutboundInterceptor,
)

from telemetry.calls import CALL_HEADER, call_of, header_value, with_header

TRACE_HEADER = "_tracer-data"
"""The header of messages and activities in which their trace is, in clear; that of Temporal's own interceptors."""
SPAN_IN_WORKFLOW = "tawasul_span_in_workflow"
"""The name of the worker's function that makes a span; a worker without traces has none."""
BROUGHT_ABOUT_WITHIN = 60.0
"""Seconds for which an activity belongs to the message that came last."""
TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
"""A trace and a span in it, as W3C writes them."""


class MessageCause(NamedTuple):
    """What a message came by; empty texts where it does not say."""

    traceparent: str = ""
    call: str = ""


class PointSpan(NamedTuple):
    """A span without duration: a handler decides at once."""

    name: str
    under: str
    """The span above it, as `traceparent`."""
    workflow_id: str
    run_id: str
    at: int
    """Nanoseconds since 1970."""


MakeSpan = Callable[[PointSpan], str]
"""Makes a span and gives it as `traceparent`."""


class _HasHeaders(Protocol):
    headers: Mapping[str, Payload]


class CauseInWorkflow(WorkflowInboundInterceptor):
    """Remembers the message that came last, and makes the span of its handling."""

    def __init__(self, next: WorkflowInboundInterceptor) -> None:
        super().__init__(next)
        self._last, self._until = MessageCause(), 0.0

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        """Add the part that begins activities."""
        super().init(_Outbound(outbound, self))

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        """Run the workflow; the first run was brought about by who started it."""
        self._take(f"RunWorkflow:{workflow.info().workflow_type}", input)
        return await super().execute_workflow(input)

    async def handle_signal(self, input: HandleSignalInput) -> None:
        """Take a signal. Its span does not have its name, for which anybody may send anything."""
        self._take("HandleSignal", input)
        await super().handle_signal(input)

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        """Take an update that was accepted."""
        self._take(f"HandleUpdate:{input.update}", input)
        return await super().handle_update_handler(input)

    def cause_now(self) -> MessageCause:
        """What brings about an activity that begins now."""
        return self._last if workflow.time() < self._until else MessageCause()

    def _take(self, name: str, message: _HasHeaders) -> None:
        self._last, self._until = cause_of(message.headers), workflow.time() + BROUGHT_ABOUT_WITHIN
        make = cast(MakeSpan | None, workflow.extern_functions().get(SPAN_IN_WORKFLOW))
        if self._last.traceparent and make and not workflow.unsafe.is_replaying():
            info = workflow.info()
            point = PointSpan(name, self._last.traceparent, info.workflow_id, info.run_id, workflow.time_ns())
            self._last = self._last._replace(traceparent=make(point))


class _Outbound(WorkflowOutboundInterceptor):
    """Tells activities what brought them about."""

    def __init__(self, next: WorkflowOutboundInterceptor, inbound: CauseInWorkflow) -> None:
        super().__init__(next)
        self._inbound = inbound

    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:
        """Begin an activity."""
        input.headers = with_cause(input.headers, self._inbound.cause_now())
        return super().start_activity(input)

    def start_local_activity(self, input: StartLocalActivityInput) -> workflow.ActivityHandle[Any]:
        """Begin a local activity."""
        input.headers = with_cause(input.headers, self._inbound.cause_now())
        return super().start_local_activity(input)


def cause_of(headers: Mapping[str, Payload]) -> MessageCause:
    """What the headers of a message say of its cause."""
    carrier = header_value(headers, TRACE_HEADER)
    told = carrier.get("traceparent") if isinstance(carrier, dict) else None
    known = isinstance(told, str) and TRACEPARENT.fullmatch(told)
    return MessageCause(str(told) if known else "", call_of(headers))


def with_cause(headers: Mapping[str, Payload], cause: MessageCause) -> Mapping[str, Payload]:
    """Headers that name a cause; the same where there is none."""
    carrier = {"traceparent": cause.traceparent} if cause.traceparent else None
    return with_header(with_header(headers, TRACE_HEADER, carrier), CALL_HEADER, cause.call)
