"""The id of each call: the caller's own where it has the form of one, else a new one; in the answer and in the log."""

import logging
import time
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.call_id import CALL_ID
from web.access.limits import BURST_SECONDS, Left
from web.logs import noted

HEADER = "x-request-id"

log = logging.getLogger("web")


class CallIds:
    """Gives each call its id, and writes one line about it when it is answered: codes, numbers and times."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        own, begun, status = _given(scope) or uuid4().hex, time.monotonic(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (HEADER.encode(), own.encode()), *_limits(scope)]
            await send(message)

        with noted(own) as notes:
            try:
                await self._app(scope, receive, answer)
            finally:
                _log(scope, status, time.monotonic() - begun, notes)


def _given(scope: Scope) -> str:
    """The id that a caller gave, when it has the form of one."""
    value = dict(scope["headers"]).get(HEADER.encode(), b"")
    return value.decode() if CALL_ID.fullmatch(value) else ""


def _limits(scope: Scope) -> list[tuple[bytes, bytes]]:
    """What the caller has left, of a call that shows who they are."""
    left = scope.get("state", {}).get("left")
    if not isinstance(left, Left):
        return []
    policy, now = f'"calls";q={left.burst};w={BURST_SECONDS}', f'"calls";r={left.calls};t={left.full_in}'
    return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", now.encode())]


def _log(scope: Scope, status: int, seconds: float, notes: dict[str, str]) -> None:
    """The route and not the address: an address may hold what somebody typed."""
    route = getattr(scope.get("route"), "path", "")
    about = {"method": scope["method"], "route": route, "status": status, "milliseconds": round(seconds * 1000, 1)}
    log.info("answered", extra={**about, **notes})
