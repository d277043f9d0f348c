"""Traces of a process: from a call over HTTP through the update to the activities that it brought about.

Off unless TAWASUL_TRACES names a collector. No global of OpenTelemetry is set, so nothing but this module makes spans.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Span, SpanKind, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from temporalio import workflow
from temporalio.contrib.opentelemetry import TracingInterceptor
from temporalio.worker import NexusOperationInboundInterceptor, WorkflowInterceptorClassInput

from telemetry.in_workflows import SPAN_IN_WORKFLOW, TRACEPARENT, PointSpan
from telemetry.logs import program_version
from telemetry.spans import Collector

LINGERS = 1.0
"""Seconds for which the last spans are sent when a process ends."""
SENT_EVERY = 1_000.0
"""Milliseconds between two calls to the collector."""
_W3C = TraceContextTextMapPropagator()


class CaseTracing(TracingInterceptor):
    """Temporal's own interceptor for clients and activities, not for workflows; it passes no baggage on."""

    def __init__(self, tracer: Tracer) -> None:
        super().__init__(tracer)
        self.text_map_propagator = _W3C

    def workflow_interceptor_class(  # type: ignore[override]  # Temporal's gives one of its own
        self, input: WorkflowInterceptorClassInput
    ) -> None:
        """Give workflows the function by which they make spans; what they do with it is in `in_workflows`."""
        input.unsafe_extern_functions[SPAN_IN_WORKFLOW] = self._span_in_workflow

    def intercept_nexus_operation(self, next: NexusOperationInboundInterceptor) -> NexusOperationInboundInterceptor:
        """There are none."""
        return next

    def _span_in_workflow(self, point: PointSpan) -> str:
        """Make a span outside the sandbox, whose rules are for workflow code."""
        with workflow.unsafe.sandbox_unrestricted(), workflow.unsafe.imports_passed_through():
            attributes = {"temporalWorkflowID": point.workflow_id, "temporalRunID": point.run_id}
            above = context_of(point.under)
            span = self.tracer.start_span(point.name, above, attributes=attributes, start_time=point.at)
            span.end(point.at)
            return _traceparent(span)


@dataclass(frozen=True)
class Tracing:
    """The making of spans in one process."""

    provider: TracerProvider
    tracer: Tracer
    interceptor: CaseTracing
    collector: Collector | None = None

    def call(self, name: str, traceparent: str, attributes: Mapping[str, Any]) -> AbstractContextManager[Span]:
        """The span of a call that is answered, under that of its caller where they name one."""
        return self.tracer.start_as_current_span(
            name, context_of(traceparent), SpanKind.SERVER, attributes, record_exception=False
        )

    def end(self) -> None:
        """Send what is left, for a moment."""
        if self.collector:
            self.collector.ends_within(LINGERS)
        self.provider.shutdown()


def tracing_to(address: str, program: str, share: float) -> Tracing:
    """Traces of a program that go to a collector: of all that begin here a share, and all that others have begun."""
    collector = Collector(address)
    processor = BatchSpanProcessor(collector, schedule_delay_millis=SENT_EVERY)
    return tracing_by(processor, program, share, collector)


def tracing_by(
    processor: SpanProcessor, program: str, share: float = 1.0, collector: Collector | None = None
) -> Tracing:
    """The same by a processor of spans."""
    resource = Resource({"service.name": f"tawasul-{program}", "service.version": program_version()})
    provider = TracerProvider(sampler=ParentBased(TraceIdRatioBased(share)), resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(processor)
    tracer = provider.get_tracer("tawasul")
    return Tracing(provider, tracer, CaseTracing(tracer), collector)


def context_of(traceparent: str) -> Context:
    """A context below a span; an empty one where none is named, or anything else."""
    known = TRACEPARENT.fullmatch(traceparent)
    return _W3C.extract({"traceparent": traceparent}, Context()) if known else Context()


def _traceparent(span: Span) -> str:
    carrier: dict[str, str] = {}
    _W3C.inject(carrier, trace.set_span_in_context(span, Context()))
    return carrier.get("traceparent", "")
