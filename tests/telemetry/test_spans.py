"""What leaves in a span, and what becomes of spans that the collector does not take."""

import time

import httpx
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Status, StatusCode

from telemetry.spans import Collector, codes_only
from telemetry.tracing import tracing_by

SECRET = "منيرة"


def a_span() -> ReadableSpan:
    """A span that failed with something personal."""
    kept = InMemorySpanExporter()
    tracer = tracing_by(SimpleSpanProcessor(kept), "worker").tracer
    span = tracer.start_span("RunActivity:record", attributes={"temporalWorkflowID": "TW-1", "subject": SECRET})
    span.record_exception(ValueError(SECRET))
    span.set_status(Status(StatusCode.ERROR, f"ValueError: {SECRET}"))
    span.end()
    [made] = kept.get_finished_spans()
    return made


def test_a_failed_span_leaves_with_the_class_of_its_error_and_no_text() -> None:
    span = codes_only(a_span())
    assert dict(span.attributes or {}) == {"temporalWorkflowID": "TW-1", "error.type": "ValueError"}
    assert (span.status.status_code, span.status.description, span.events) == (StatusCode.ERROR, None, ())


def test_spans_go_as_they_may_leave_and_those_not_taken_are_dropped() -> None:
    taken: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        taken.append(request.content)
        return httpx.Response(200 if len(taken) == 1 else 503)

    collector = Collector("http://collector/v1/traces", httpx.MockTransport(answer))
    assert collector.export([a_span()]) is SpanExportResult.SUCCESS
    assert collector.export([a_span()]) is SpanExportResult.FAILURE
    assert b"RunActivity:record" in taken[0] and SECRET.encode() not in taken[0]


def test_an_ending_process_does_not_wait_for_a_collector() -> None:
    def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError("asked after the end")

    collector = Collector("http://collector/v1/traces", httpx.MockTransport(never))
    collector.ends_within(-1)
    begun = time.monotonic()
    assert collector.export([a_span()]) is SpanExportResult.FAILURE
    assert time.monotonic() - begun < 1
    collector.shutdown()
