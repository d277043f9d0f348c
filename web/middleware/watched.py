"""What is measured of each call, and the span that it begins; both are kept only where somebody asked for them."""

import time
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from opentelemetry.trace import Span
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from telemetry.buckets import CALL
from telemetry.calls import call_id
from telemetry.process import Telemetry

TRACEPARENT = b"traceparent"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Others that callers make up are counted as one."""


class Watched:
    """Measures how long each call waits for its answer to begin, and makes its span: by its route, never its address.

    A caller may name the trace that the call is part of (`traceparent`); nothing else of theirs is passed on.
    """

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        self._app, self._tracing = app, telemetry.tracing
        self._took = telemetry.meter.create_histogram_timedelta(
            CALL, "From a call to the begin of its answer", "duration"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.monotonic(), 0
        with self._span(scope) as span:

            async def answer(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    self._measured(scope, status, time.monotonic() - begun)
                await send(message)

            try:
                await self._app(scope, receive, answer)
            finally:
                if span:
                    _describe(span, scope, status)

    def _span(self, scope: Scope) -> AbstractContextManager[Span | None]:
        if self._tracing is None:
            return nullcontext()
        given = dict(scope["headers"]).get(TRACEPARENT, b"").decode("ascii", "replace")
        about = {"http.request.method": _method(scope), "tawasul.request_id": call_id.get()}
        return self._tracing.call(_method(scope), given, about)

    def _measured(self, scope: Scope, status: int, seconds: float) -> None:
        labels = {"method": _method(scope), "route": _route(scope), "status": str(status)}
        self._took.record(timedelta(seconds=seconds), labels)


def _describe(span: Span, scope: Scope, status: int) -> None:
    route = _route(scope)
    span.update_name(f"{_method(scope)} {route}".rstrip())
    span.set_attributes({"http.route": route, "http.response.status_code": status})


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in _METHODS else "other"


def _route(scope: Scope) -> str:
    """The route and not the address, which may hold what somebody typed; empty for an address that is none."""
    return str(getattr(scope.get("route"), "path", ""))
