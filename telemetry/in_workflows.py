"""Traces in workflows: which message brought about the activities that a workflow begins.

Handlers of a case decide at once, and what follows is done beside its main loop; so an activity belongs to the message
that came last, within a minute. A case lives for weeks: what its timers bring about later begins a trace of its own.

Nothing here is a command or a choice of the workflow, and a replay makes no span: what it needs to know, which message
was the last, is in the headers of history. Spans are made outside the sandbox, by a function of the worker.
"""

import json
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

HEADER = "_tracer-data"
"""The header of messages and activities in which their trace is, in clear; that of Temporal's own interceptors."""
SPAN_IN_WORKFLOW = "tawasul_span_in_workflow"
"""The name of the worker's function that makes a span."""
LONGEST_HEADER = 500
"""Bytes of it that are read."""
_JSON = b"json/plain"
BROUGHT_ABOUT_WITHIN = 60.0
"""Seconds for which an activity belongs to the message that came last."""
TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
"""A trace and a span in it, as W3C writes them."""


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


class WorkflowTracing(WorkflowInboundInterceptor):
    """Remembers the message that came last, and makes the span of its handling."""

    def __init__(self, next: WorkflowInboundInterceptor) -> None:
        super().__init__(next)
        self._last = ""
        self._until = 0.0

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        """Add the part that begins activities."""
        super().init(_TracingOutbound(outbound, self))

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        """Run the workflow; the first run has the trace of who started it."""
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

    def trace_now(self) -> str:
        """The span under which an activity begins now; empty: it begins a trace of its own."""
        return self._last if workflow.time() < self._until else ""

    def _take(self, name: str, message: _HasHeaders) -> None:
        self._last, self._until = traceparent_of(message.headers), workflow.time() + BROUGHT_ABOUT_WITHIN
        make = cast(MakeSpan | None, workflow.extern_functions().get(SPAN_IN_WORKFLOW))
        if self._last and make and not workflow.unsafe.is_replaying():
            info = workflow.info()
            self._last = make(PointSpan(name, self._last, info.workflow_id, info.run_id, workflow.time_ns()))


class _TracingOutbound(WorkflowOutboundInterceptor):
    """Gives activities the span under which they begin."""

    def __init__(self, next: WorkflowOutboundInterceptor, tracing: WorkflowTracing) -> None:
        super().__init__(next)
        self._tracing = tracing

    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:
        """Begin an activity."""
        input.headers = with_trace(input.headers, self._tracing.trace_now())
        return super().start_activity(input)

    def start_local_activity(self, input: StartLocalActivityInput) -> workflow.ActivityHandle[Any]:
        """Begin a local activity."""
        input.headers = with_trace(input.headers, self._tracing.trace_now())
        return super().start_local_activity(input)


def traceparent_of(headers: Mapping[str, Payload]) -> str:
    """The trace that a message came in; empty where it names none, or anything else: anybody may send a message."""
    payload = headers.get(HEADER)
    if payload is None:
        return ""
    if payload.metadata.get("encoding") != _JSON or len(payload.data) > LONGEST_HEADER:
        return ""
    try:
        carrier = json.loads(payload.data)
    except ValueError:
        return ""
    told = carrier.get("traceparent") if isinstance(carrier, dict) else None
    return told if isinstance(told, str) and TRACEPARENT.fullmatch(told) else ""


def with_trace(headers: Mapping[str, Payload], traceparent: str) -> Mapping[str, Payload]:
    """Headers that name a trace; the same where there is none."""
    if not traceparent:
        return headers
    data = json.dumps({"traceparent": traceparent}).encode()
    return {**headers, HEADER: Payload(metadata={"encoding": _JSON}, data=data)}
