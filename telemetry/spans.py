"""What may leave in a span: names, times, ids and codes. Texts of errors and whatever else is not named here stay."""

import time
from collections.abc import Sequence

import httpx
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Status

KEPT = frozenset(
    {
        "temporalWorkflowID",
        "temporalRunID",
        "temporalActivityID",
        "http.request.method",
        "http.route",
        "http.response.status_code",
        "tawasul.request_id",
    }
)
"""The attributes of a span that leave. An update's id is not among them: it repeats the fingerprint of a request."""
ERROR = "error.type"
"""The class of an error that was recorded."""
ANSWERS_WITHIN = 2.0
"""Seconds that the collector has to take some spans; after that they are dropped."""
_SENT_AS = {"Content-Type": "application/x-protobuf"}


def codes_only(span: ReadableSpan) -> ReadableSpan:
    """The same span without what somebody may have written: it is an error by its class, without its text."""
    attributes = {name: value for name, value in (span.attributes or {}).items() if name in KEPT}
    for event in span.events:
        if kind := (event.attributes or {}).get("exception.type"):
            attributes[ERROR] = kind
    return ReadableSpan(
        name=span.name,
        context=span.get_span_context(),
        parent=span.parent,
        resource=span.resource,
        attributes=attributes,
        links=span.links,
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
    )


class Collector(SpanExporter):
    """Where spans go: an address that takes OTLP by POST (`http://collector:4318/v1/traces`).

    It follows neither redirects nor variables like HTTPS_PROXY. What it does not take is dropped: no work waits for it.
    """

    def __init__(self, address: str, transport: httpx.BaseTransport | None = None) -> None:
        self._address = address
        self._http = httpx.Client(timeout=ANSWERS_WITHIN, trust_env=False, transport=transport)
        self._until: float | None = None

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send some spans."""
        if self._until is not None and time.monotonic() > self._until:
            return SpanExportResult.FAILURE
        body = encode_spans([codes_only(span) for span in spans]).SerializeToString()
        try:
            taken = self._http.post(self._address, content=body, headers=_SENT_AS).is_success
        except httpx.HTTPError:
            taken = False
        return SpanExportResult.SUCCESS if taken else SpanExportResult.FAILURE

    def ends_within(self, seconds: float) -> None:
        """Send for so long and no longer: the process ends."""
        self._until = time.monotonic() + seconds

    def shutdown(self) -> None:
        """Close the connections."""
        self._http.close()
