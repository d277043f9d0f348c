"""The streams that are open in a process, and what one of them says: server-sent events, as browsers read them."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from web.access.limits import TooManyCalls
from web.live.listening import Listener
from web.live.topics import State, Topic, Topics

MOST = 200
"""Streams that one process has open."""
MOST_OF_SESSION = 4
"""Streams of one session. A browser has six connections to a site at most, and needs some of them for pages."""
BEATS = 15.0
"""Seconds between two signs of life; who reads is asked for anew as often."""
TAKEN_WITHIN = 10.0
"""Seconds within which a reader takes what is sent; then the stream ends, and the browser begins another."""
_RETRY_AFTER = 3_000
"""Milliseconds after which a browser tries again."""


class LivePages:
    """The live pages of a process: one listener, its topics, and how many streams each session has."""

    def __init__(self, url: str) -> None:
        self.topics = Topics()
        self.listener = Listener(url, self.topics.changed)
        self._open = Counter[str]()

    @contextmanager
    def admitted(self, session: str) -> Iterator[None]:
        """Count a stream for as long as the block runs. Raises TooManyCalls."""
        if self._open.total() >= MOST or self._open[session] >= MOST_OF_SESSION:
            raise TooManyCalls(round(BEATS))
        self._open[session] += 1
        try:
            yield
        finally:
            self._open[session] -= 1
            self._open += Counter()  # those with none are forgotten

    def current(self, key: Hashable) -> State | None:
        """What a page can show without making it: what others have before them, while changes are heard of."""
        return self.topics.current(key) if self.listener.connected.is_set() else None

    @property
    def open(self) -> int:
        """How many streams are open."""
        return self._open.total()


def parts_event(state: State, known: Mapping[str, str]) -> str:
    """What changed since the marks that the reader has: `state`, whose id has the marks of all parts."""
    marks = state.marks
    parts = {name: text for name, text in state.parts.items() if known.get(name) != marks[name]}
    return event("state", json.dumps({"at": state.at, "parts": parts}, ensure_ascii=False), written_marks(marks))


def event(kind: str, data: str, about: str = "") -> str:
    """One event; its data stand in one line."""
    return (f"id: {about}\n" if about else "") + f"event: {kind}\ndata: {data}\n\n"


def written_marks(marks: Mapping[str, str]) -> str:
    """The marks as the id of an event: `now.1f0c2a9b34de report.99ab…`."""
    return " ".join(f"{name}.{mark}" for name, mark in marks.items())


def read_marks(text: str) -> dict[str, str]:
    """The marks that a browser remembers; what is none says nothing."""
    pairs = (each.partition(".") for each in text.split()[:10])
    return {name: mark for name, _, mark in pairs if name and mark}


async def told(
    topic: Topic, known: Mapping[str, str], still: Callable[[], Awaitable[bool]], stopping: asyncio.Event
) -> AsyncIterator[str]:
    """What a stream says: each state behind what the reader knows, and signs of life between; it ends with the process,
    and when the reader may read no more."""
    yield f"retry: {_RETRY_AFTER}\n: open\n\n"
    version, known, asked = 0, dict(known), float("-inf")
    while True:
        state = await _next(topic, version, stopping)
        if stopping.is_set():
            return
        if time.monotonic() - asked >= BEATS:
            if not await still():
                yield event("end", "{}")
                return
            asked = time.monotonic()
        if state is None:
            yield ": nothing new\n\n"
            continue
        version = topic.version
        yield parts_event(state, known)
        known = dict(state.marks)


async def _next(topic: Topic, version: int, stopping: asyncio.Event) -> State | None:
    """The next state, or none when it is time for a sign of life, or to stop."""
    state, stop = asyncio.create_task(topic.after(version)), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait((state, stop), timeout=BEATS, return_when=asyncio.FIRST_COMPLETED)
        return state.result() if state.done() else None
    finally:
        state.cancel()
        stop.cancel()


class LiveResponse(Response):
    """A stream of events, which ends when its reader is gone or takes too long to read."""

    media_type = "text/event-stream"

    def __init__(self, texts: AsyncIterator[str], headers: Mapping[str, str], ended: Callable[[], None]) -> None:
        super().__init__(status_code=HTTPStatus.OK, headers={**headers, "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._texts, self._ended = texts, ended
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events until the end."""
        sending = asyncio.create_task(self._send(send))
        gone = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, gone):
                task.cancel()
                with suppress(asyncio.CancelledError, TimeoutError, OSError):
                    await task
            self._ended()

    async def _send(self, send: Send) -> None:
        """Raises TimeoutError for a reader who does not read."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for text in self._texts:
            async with asyncio.timeout(TAKEN_WITHIN):
                await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
