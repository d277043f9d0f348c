"""What processes tell of themselves, read as collectors read it: spans of OTLP, the text of Prometheus."""

import re
from dataclasses import dataclass
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

_SERIES = re.compile(r"(?m)^(\w+)(?:\{(.*)\})? [^ ]+$")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Span:
    """One span as a collector gets it."""

    program: str
    name: str
    trace: str
    id: str
    above: str
    attributes: dict[str, Any]
    failed: bool
    said: str
    """The text of its status."""
    events: int


def spans_of(body: bytes) -> list[Span]:
    """The spans of one call to a collector."""
    call = ExportTraceServiceRequest()
    call.ParseFromString(body)
    return [
        Span(
            program=_attributes(resource.resource.attributes)["service.name"],
            name=span.name,
            trace=span.trace_id.hex(),
            id=span.span_id.hex(),
            above=span.parent_span_id.hex(),
            attributes=_attributes(span.attributes),
            failed=span.status.code == span.status.STATUS_CODE_ERROR,
            said=span.status.message,
            events=len(span.events),
        )
        for resource in call.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def _attributes(given: Any) -> dict[str, Any]:
    return {each.key: each.value.string_value or each.value.int_value for each in given}


def metrics_of(page: str) -> dict[str, list[dict[str, str]]]:
    """The labels of the series of a page, by the name of their metric."""
    found: dict[str, list[dict[str, str]]] = {}
    for name, labels in _SERIES.findall(page):
        found.setdefault(name, []).append(dict(_LABEL.findall(labels)))
    return found
