"""Bounds of each call: how large its body is, how long it may take to arrive, how long the answer may take."""

import asyncio
import logging

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from telemetry.logs import places_of
from web.files.paths import LONGEST_UPLOAD, takes_files
from web.problems.handlers import problem_response

log = logging.getLogger("web")

LARGEST_BODY = 256 * 1024
"""Bytes: a request has 64 KiB in UTF-8, and three times as much with every letter escaped."""
BODY_WITHIN = 10.0
"""Seconds in which a body has to arrive."""
ANSWERED_WITHIN = 40.0
"""Seconds after which a call without any answer is given up: more than a worker and the server are waited for."""


class OutOfBounds(Exception):
    """A call ends without the answer of its handler; `code` as problems have it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def too_large(largest: int) -> OutOfBounds:
    """A body has more bytes than it may."""
    return OutOfBounds("too_large", f"the body has more than {largest} bytes")


TOO_SLOW = OutOfBounds("timed_out", "the body did not arrive in time")
UNEXPECTED = OutOfBounds("unexpected", "an error of ours: the log has it by the id of this call")
GIVEN_UP = OutOfBounds("timed_out", "nobody knows whether it was done: send the same again")


class Bounds:
    """Refuses a body that is too large before it is read, and gives up what takes too long."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        body_within: float = BODY_WITHIN,
        answered_within: float = ANSWERED_WITHIN,
        largest_upload: int = LARGEST_BODY,
    ) -> None:
        self._app, self._body_within, self._answered_within = app, body_within, answered_within
        self._largest_upload = largest_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kind = Headers(scope=scope).get("content-type", "")
        upload = takes_files(scope["method"], scope["path"], kind)
        largest, within = (self._largest_upload, LONGEST_UPLOAD) if upload else (LARGEST_BODY, self._answered_within)
        call = _BoundedCall(scope, receive, send, self._body_within, largest)
        try:
            call.check_length()
            async with asyncio.timeout(within) as call.limit:
                await self._app(scope, call.receive, call.send)
        except OutOfBounds as found:
            call.found = found
        except TimeoutError:
            call.found = GIVEN_UP
        except Exception as error:
            log_unexpected(error)
            call.found = UNEXPECTED
        await call.finish()


def log_unexpected(error: Exception) -> None:
    """The class of an error and where it was raised: its text may hold what somebody sent."""
    log.error("unexpected", extra={"error": type(error).__name__, "places": places_of(error.__traceback__)})


class _BoundedCall:
    """One call: what arrived of it, and whether its answer has begun. A stream that has begun may take its time."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, body_within: float, largest: int) -> None:
        self._scope, self._receive, self._send, self._body_within = scope, receive, send, body_within
        self._largest = largest
        self._told_by_page = largest > LARGEST_BODY and not scope["path"].startswith("/v1/")
        """Whether the handler says by the length alone that it is too much: a page, which a person can read."""
        self._headers = Headers(scope=scope)
        self._size, self._whole, self._begun = 0, False, False
        self.limit: asyncio.Timeout | None = None
        self.found: OutOfBounds | None = None
        """Why it is refused. Whoever reads the body may take that for an error of theirs: their answer is not sent."""

    def check_length(self) -> None:
        """Raises OutOfBounds by what the head says."""
        length = self._headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._largest and not self._told_by_page:
            raise too_large(self._largest)

    async def receive(self) -> Message:
        """The next part of the body, in time; afterwards that the caller is gone. Raises OutOfBounds."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout(self._body_within):
                message = await self._receive()
        except TimeoutError:
            self.found = TOO_SLOW
            raise TOO_SLOW from None
        self._size += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._size > self._largest:
            self.found = too_large(self._largest)
            raise self.found
        return message

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on."""
        if self.found and not self._begun:
            return
        if message["type"] == "http.response.start":
            self._begun = True
            if self.limit:
                self.limit.reschedule(None)
        await self._send(message)

    async def finish(self) -> None:
        """Answer a call that is refused, unless its answer has begun. More of its body may be coming: it is the last
        one of its connection."""
        if self.found is None or self._begun:
            return
        accepted = self._headers.get("accept-language", "")
        response = problem_response(accepted, self.found.code, self.found.detail, headers={"Connection": "close"})
        await response(self._scope, self._receive, self._send)
